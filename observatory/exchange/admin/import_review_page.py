"""What the page of the review of an import shows: the rows of one state, a page at a time, with their differences and
problems.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.models import Import, ImportRow
from observatory.exchange.single_value_columns import Column
from observatory.publishing.differences.differences_in_words import Segment, marked_segments
from observatory.records.translatable_messages import message_from_json

PER_PAGE = 100
LONGEST = 2_000  # characters of a cell that are compared word by word on the page
_MOST_OFFERED = 300


@dataclass(frozen=True)
class ShownChange:
    label: str
    before: Sequence[Segment]
    after: Sequence[Segment]


@dataclass(frozen=True)
class ShownProblem:
    """Why a cell is refused; `field` is the name of the field that puts it right, "" where none does."""

    label: str
    reason: str
    remedy: str
    value: str
    field: str
    offers: str


@dataclass(frozen=True)
class ShownRow:
    row: ImportRow
    changes: Sequence[ShownChange]
    problems: Sequence[ShownProblem]

    @property
    def is_new(self) -> bool:
        return self.row.state == ImportRow.State.NEW


@dataclass(frozen=True)
class Filter:
    state: str
    label: str
    count: int
    address: str
    is_current: bool


def row_filters(work: Import, current: str) -> list[Filter]:
    """Return the links that show the rows of an import in one state, or all, with how many there are."""
    every = [("", "", work.rows_total)]
    every += [(state, label, int(work.counts.get(state, 0))) for state, label in ImportRow.State.choices]
    return [
        Filter(state, str(label), count, f"?{urlencode({'state': state})}" if state else "?", state == current)
        for state, label, count in every
    ]


def page_of(work: Import, state: str, number: Any) -> Page:
    """Return one page of the rows of a state, of all where it is none."""
    rows = work.rows.filter(state=state) if state in ImportRow.State.values else work.rows.all()
    return Paginator(rows.order_by("number"), PER_PAGE).get_page(number)


def shown_rows(kind: Kind, rows: Sequence[ImportRow], *, is_open: bool) -> list[ShownRow]:
    """Return rows of an import in words, for the page of its review; cells of refused ones have fields while the import
    `is_open`."""
    columns = kind.columns_by_name
    return [
        ShownRow(
            row,
            [_shown_change(columns.get(each["column"]), each) for each in row.changes] if not row.problems else [],
            [_shown_problem(row, columns.get(each["column"]), each, is_open) for each in row.problems],
        )
        for row in rows
    ]


def offered_values(kind: Kind, rows: Sequence[ShownRow]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return the values that refused cells may have, by the name of the list."""
    wanted = {problem.offers for shown in rows for problem in shown.problems if problem.offers}
    columns = {_list_name(column): column for column in kind.columns}
    return [(name, list(columns[name].examples)) for name in sorted(wanted)]


def _shown_change(column: Column | None, change: dict[str, str]) -> ShownChange:
    old, new = change["old"][:LONGEST], change["new"][:LONGEST]
    before, after = marked_segments(old, new)
    return ShownChange(str(column.label) if column else change["column"], before, after)


def _shown_problem(row: ImportRow, column: Column | None, problem: dict[str, str], is_open: bool) -> ShownProblem:
    """Return why a cell of an imported row is refused, with the field that puts it right while the import is open."""
    has_values = column is not None and 0 < len(list(column.examples)) <= _MOST_OFFERED
    return ShownProblem(
        str(column.label) if column else "",
        message_from_json(problem["reason"]),
        message_from_json(problem["remedy"]),
        problem["value"],
        f"cell:{row.number}:{column.name}" if column and is_open else "",
        _list_name(column) if column and has_values else "",
    )


def _list_name(column: Column) -> str:
    return f"values-{column.name}"


def submitted_corrections(data: Any) -> dict[str, dict[str, str]]:
    """Return the cells of an import that the submitted form of its review puts right, by row and column."""
    found: dict[str, dict[str, str]] = {}
    for name in data:
        mark, _colon, rest = name.partition(":")
        row, _colon, column = rest.partition(":")
        if mark == "cell" and row.isascii() and row.isdigit() and len(row) < 9:
            found.setdefault(str(int(row)), {})[column] = data[name].replace("\0", "")
    return found
