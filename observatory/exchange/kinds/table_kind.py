"""`Kind`, the base class of every type of table: its columns, its rows, what an import would do with each (`Result`,
`Plan`), and the rows that it exports.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from observatory.exchange.errors import CellError
from observatory.exchange.single_value_columns import Column, Raw
from observatory.publishing.catalogue.load_report import Problem
from observatory.records.translatable_messages import gettext as _
from observatory.records.translatable_messages import message
from observatory.sources.references import SourceDraft

BATCH = 500
NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class Row:
    """One row of a table: its number in the file, its cells by the name of the column, and what was found wrong when
    it was read. A row that is `only_new` changes nothing that exists, unless it is a `reference`, with its form, that
    names what exists by its permanent ID."""

    number: int
    cells: Mapping[str, Raw]
    problems: Sequence[tuple[str, CellError]] = ()
    only_new: bool = False
    reference: tuple[SourceDraft, str] | None = None


@dataclass(frozen=True)
class CellChange:
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class CellProblem:
    """Why a row is refused; `column` is "" where the reason is not in one cell."""

    column: str
    reason: str
    remedy: str
    value: str = ""


@dataclass
class Result:
    """What an import would do with one row."""

    number: int
    name: str = ""
    changes: list[CellChange] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    is_new: bool = False

    @property
    def state(self) -> str:
        """Return what an import would do with the row of a table: refuse it, add it, change what is there, or
        nothing."""
        if self.problems:
            return REFUSED
        if self.is_new:
            return NEW
        return CHANGED if self.changes else UNCHANGED


@dataclass(frozen=True)
class Plan:
    """What an import would do with each row, and the function that does it as a user; it is called in a transaction,
    and only where no row is refused. Its second argument takes how many rows were written, and may raise to stop."""

    results: list[Result]
    write: Callable[[Any, Callable[[int], None]], None]


class Kind:
    """A type of table. `name` is what commands and addresses call it."""

    name: str
    model: type[models.Model]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def about(self) -> str:
        """How rows are matched, for the page and the help sheet."""
        raise NotImplementedError

    @cached_property
    def columns(self) -> list[Column]:
        """The columns, in the order of an export. Terms and labels are those of the database now: make a new kind for
        each use (`kinds.all_kinds`)."""
        raise NotImplementedError

    @cached_property
    def columns_by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def plan(self, rows: Sequence[Row], tell: Callable[[int], None]) -> Plan:
        """Return what an import of these rows would do; `tell` takes how many rows were looked at."""
        raise NotImplementedError

    def entries(self, keys: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the entry of each row of an export, with a fixed number of queries for each batch. `keys` are the
        primary keys of the rows, None for all."""
        raise NotImplementedError

    def may_import(self, user: Any) -> bool:
        meta = self.model._meta
        return user.has_perms([f"{meta.app_label}.{verb}_{meta.model_name}" for verb in ("add", "change")])

    def may_export(self, user: Any) -> bool:
        meta = self.model._meta
        return bool(user.has_perm(f"{meta.app_label}.view_{meta.model_name}"))

    def cell_problem(self, row: Row, name: str, error: CellError) -> CellProblem:
        """Return what is wrong with a cell, with what its column takes where nothing better is known."""
        column = self.columns_by_name.get(name)
        remedy = error.remedy or (message(column.help) if column else "")
        return CellProblem(name, error.reason, remedy, cell_text(row.cells.get(name, "")))

    def add_loader_problem(self, row: Row, result: Result, problem: Problem) -> None:
        """Refuse a row for what the catalogue's checks found, except in a cell that is refused already."""
        if not problem.column or all(each.column != problem.column for each in result.problems):
            result.problems.append(self.cell_problem(row, problem.column, CellError(problem.reason)))


def cell_text(raw: Raw) -> str:
    """Return a cell as text, to be shown."""
    return raw if isinstance(raw, str) else "" if isinstance(raw, CellError) else str(raw)[:500]


def column_differences(
    columns: Sequence[Column], before: dict[str, Any], after: dict[str, Any], get
) -> list[CellChange]:
    """Return what a row of a table changes: the cells of these columns that differ between two entries."""
    texts = (
        (column.name, column.write(get(before, column.place)), column.write(get(after, column.place)))
        for column in columns
    )
    return [CellChange(name, old, new) for name, old, new in texts if old != new]


def repeated_row_reason(first: int) -> CellError:
    """Return the reason to refuse the second row for one thing."""
    return CellError(_("row %d is for the same") % first, _("Keep one of the two rows."))
