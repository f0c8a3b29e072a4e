"""`PartKind`, the base class of the tables of relations and of citations, whose rows are parts of a record, and the
records and sources that their cells name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from observatory.exchange.errors import CellError
from observatory.exchange.kinds.entry_drafts import (
    Draft,
    check_drafts,
    held_states,
    names_of_all,
    working_entry,
    write_drafted_states,
)
from observatory.exchange.kinds.table_kind import BATCH, CHANGED, NEW, Kind, Plan, Result, Row
from observatory.exchange.single_value_columns import Column
from observatory.publishing.catalogue import stored_states
from observatory.publishing.catalogue.comparable_states import State
from observatory.publishing.catalogue.value_problems import describe_unknown
from observatory.records.models import Record
from observatory.records.translatable_messages import gettext as _


class PartKind(Kind):
    """A kind whose rows belong to records. `owner` is the column that names the record."""

    owner: str

    def plan(self, rows: Sequence[Row], tell: Callable[[int], None]) -> Plan:
        """Return what an import of these rows would do with each, and write: each row is a part of a record, such as a
        relation."""
        names = names_of_all()
        found = Names(names)
        owners = {row.number: self._owner(row, found) for row in rows}
        held = held_states(owner for owner in owners.values() if isinstance(owner, str))
        drafts: dict[str, Draft] = {}
        seen: dict[Any, int] = {}
        results = {row.number: Result(row.number) for row in rows}
        by_row = {row.number: row for row in rows}
        for number, row in enumerate(rows, 1):
            result, owner = results[row.number], owners[row.number]
            result.problems += [self.cell_problem(row, name, error) for name, error in row.problems]
            if isinstance(owner, CellError):
                result.problems.append(self.cell_problem(row, self.owner, owner))
                continue
            if owner not in drafts:
                drafts[owner] = self.draft(held[owner], names)
            self.take_row(row, drafts[owner], found, seen, result)
            if result.state in (NEW, CHANGED):
                drafts[owner].rows.append(row.number)
            if number % 50 == 0:
                tell(number)
        return self._plan_of_checked_parts([draft for draft in drafts.values() if draft.rows], results, by_row, held)

    def _plan_of_checked_parts(
        self, drafts: list[Draft], results: dict[int, Result], rows: dict[int, Row], held: Mapping[str, State]
    ) -> Plan:
        """Return the plan for rows that are parts of records: check the drafts of those records, and refuse the rows
        that are wrong."""
        states, problems = check_drafts(drafts) if drafts else ({}, [])
        for problem in problems:
            self.add_loader_problem(rows[problem.line], results[problem.line], problem)
        changed = [draft for draft in drafts if states.get(draft.public_id) not in (None, draft.held)]
        written = [states[draft.public_id] for draft in changed]
        rows_of = list(accumulate(len(draft.rows) for draft in changed))

        def write(by: Any, tell: Callable[[int], None]) -> None:
            write_drafted_states(
                written, held, by, lambda done: tell(rows_of[done - 1] if 0 < done <= len(rows_of) else 0)
            )

        return Plan(list(results.values()), write)

    def _owner(self, row: Row, found: "Names") -> str | CellError:
        try:
            return found.record(str(row.cells.get(self.owner, "")).strip())
        except CellError as error:
            return error

    def draft(self, held: State, names: Mapping[str, str]) -> Draft:
        """Return the entry of a record before any row of the table changes it."""
        raise NotImplementedError

    def take_row(self, row: Row, draft: Draft, found: "Names", seen: dict[Any, int], result: Result) -> None:
        """Put what a row says into the entry of its record, and what it changes into its result."""
        raise NotImplementedError

    def read_cells(self, row: Row, result: Result) -> dict[str, Any]:
        """Return the values of the cells of a row that can be read, for a part of a record; the others are refused."""
        values = {}
        for column in self.columns:
            if column.name in row.cells:
                try:
                    values[column.name] = column.read(row.cells[column.name])
                except CellError as error:
                    result.problems.append(self.cell_problem(row, column.name, error))
        return values

    def entries(self, keys: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows that are parts of records (relations, citations) with these primary keys, or all, to export
        them."""
        names = names_of_all()
        rows = self.model._default_manager.all() if keys is None else self.model._default_manager.filter(pk__in=keys)
        field = "subject" if self.owner == "subject" else "record"
        owners = list(
            Record.objects.filter(pk__in=rows.values(field)).order_by("pk").values_list("public_id", flat=True)
        )
        for start in range(0, len(owners), BATCH):
            states = stored_states.record_states(owners[start : start + BATCH])
            wanted = None if keys is None else self.wanted(keys)
            for public_id in owners[start : start + BATCH]:
                entry = working_entry(states[public_id], names, cited=self.owner == "record")
                yield from (row for key, row in self.rows_of(entry) if wanted is None or key in wanted)

    def rows_of(self, entry: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield the rows in an entry, each with what `wanted` calls it."""
        raise NotImplementedError

    def wanted(self, keys: Sequence[int]) -> set[Any]:
        """Return what the rows with these primary keys are called."""
        raise NotImplementedError


class Names:
    """Finds records and sources by slug, key or permanent ID."""

    def __init__(self, names: Mapping[str, str]):
        records = dict(Record.objects.values_list("public_id", "slug"))
        self._names = names
        self._records = {slug: public_id for public_id, slug in records.items()}
        self._sources = {name: public_id for public_id, name in names.items() if public_id not in records}

    def record(self, word: str) -> str:
        """Return the permanent ID of a record. Raises `CellError`."""
        return self._find_public_id(word, self._records, _("record"))

    def source(self, word: str) -> str:
        """Return the permanent ID of a source. Raises `CellError`."""
        return self._find_public_id(word, self._sources, _("source"))

    def name(self, public_id: str) -> str:
        return self._names[public_id]

    def _find_public_id(self, word: str, ids: Mapping[str, str], what: str) -> str:
        """Return the permanent ID of the record or source that a cell of a relation or citation names. Raises
        `CellError`."""
        if word in ids:
            return ids[word]
        if self._names.get(word) in ids:
            return word
        if not word:
            raise CellError(_("missing"), _("Write the slug or key, or the permanent ID."))
        raise CellError(describe_unknown(what, word[:200], ids), _("Write the slug or key, or the permanent ID."))


def text_column(name: str, label: Any, help_text: Any = "", place: tuple[str, ...] = ()) -> Column:
    return Column(name=name, label=label, place=place or (name,), help=help_text)
