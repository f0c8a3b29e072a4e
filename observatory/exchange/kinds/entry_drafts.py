"""Entries of a catalogue made from rows of a table (`Draft`), their check by the loader of catalogue files, and how
they are written.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from observatory.publishing.catalogue import stored_states, yaml_export
from observatory.publishing.catalogue.comparable_states import SOURCE, State
from observatory.publishing.catalogue.file_entries import FileEntry, Files
from observatory.publishing.catalogue.load_report import Problem
from observatory.publishing.catalogue.parse_entries import EntryParser
from observatory.publishing.catalogue.reference_targets import collect_references
from observatory.publishing.catalogue.write_states import write_records, write_sources
from observatory.publishing.catalogue.yaml_files import YamlDocument
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation, Source

Place = tuple[str | int, ...]
AT_ONCE = 500


@dataclass
class Draft:
    """The entry of one record or source that rows of a table change. `cells` says which row and column each place of
    the entry is from; `touched` are the columns, vocabularies and nested tables to take over; `take_over` is for kinds
    that take over less than a whole nested table."""

    kind: str
    public_id: str
    held: State | None
    entry: dict[str, Any]
    rows: list[int] = field(default_factory=list)
    cells: dict[Place, tuple[int, str]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    before: Any = None  # what a kind keeps of the held entry, to compare with
    take_over: Callable[["Draft", State], State] | None = None

    @property
    def state_before(self) -> State:
        """The state in the database of the record or source that the draft changes, of what exists there."""
        if self.held is None:
            raise LookupError(self.public_id)
        return self.held


@dataclass(frozen=True)
class TableDocument(YamlDocument):
    """Entries whose places are in rows and columns of a table."""

    cells: Mapping[Place, tuple[int, str]] = field(default_factory=dict)

    def problem(self, place: Place, reason: str, key: str = "") -> Problem:
        while place and place not in self.cells:
            place = place[:-1]
        row, column = self.cells.get(place, (0, ""))
        return Problem(self.name, row, f"{key}: {reason}" if key and not column else reason, column)


def names_of_all() -> dict[str, str]:
    """Return the slug of each record and the key of each source by its permanent ID."""
    records = dict(Record.objects.values_list("public_id", "slug"))
    return records | dict(Source.objects.values_list("public_id", "key"))


def entry_without_citations(value: Any) -> Any:
    """Return the entry that rows of a table change, or a part of it, without its citations, as texts and lists."""
    match value:
        case dict():
            return {key: entry_without_citations(item) for key, item in value.items() if key != "citations"}
        case list():
            return [entry_without_citations(item) for item in value]
        case bool():
            return "true" if value else "false"
    return str(value)


def working_entry(state: State, names: Mapping[str, str], *, cited: bool = False) -> dict[str, Any]:
    """Return the entry of a state for rows of a table to change: each fact and vocabulary written out, with its
    citations if `cited`."""
    whole = yaml_export.yaml_entry_of(state, names)
    if state.kind == SOURCE:
        return entry_without_citations(whole)
    entry = deepcopy(whole) if cited else entry_without_citations(whole)
    entry["facts"] = {
        name: value if isinstance(value, dict) else {registry.get_fact(state.kind, name).short_key: value}
        for name, value in entry.get("facts", {}).items()
    }
    for name in TERMS_BY_NAME:
        if isinstance(entry.get(name), list):
            entry[name] = {"codes": entry[name]}
    return entry


def held_states(public_ids: Iterable[str]) -> dict[str, State]:
    """Return the states of those records and sources that exist, of all that rows of a table are for."""
    ids, found = sorted(set(public_ids)), {}
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        found |= stored_states.record_states(batch) | stored_states.source_states(batch)
    return found


def check_drafts(
    drafts: list[Draft], tell: Callable[[int], None] = lambda done: None
) -> tuple[dict[str, State], list[Problem]]:
    """Return the state that each draft of an entry asks for by its permanent ID, and all that is wrong: rows of the
    table as lines. `tell` takes how many drafts were checked."""
    cells = {(index, *place): cell for index, draft in enumerate(drafts) for place, cell in draft.cells.items()}
    cells |= {(index,): (draft.rows[0], "") for index, draft in enumerate(drafts)}
    document = TableDocument("table", [draft.entry for draft in drafts], {}, cells)
    entries = [FileEntry(draft.kind, document, index) for index, draft in enumerate(drafts)]
    parser = EntryParser(collect_references(Files([], [], entries)))
    parsed = parser.states(entries, tell)
    refused = {problem.line for problem in parser.problems}
    today = timezone.localdate()
    states = {
        draft.public_id: _state_with_draft(draft, state).keeping_locations_of(draft.held, today)
        for draft, state in zip(drafts, parsed, strict=True)
        if not refused & set(draft.rows)
    }
    return states, sorted(set(parser.problems))


def _state_with_draft(draft: Draft, parsed: State) -> State:
    """Return the state in the database with what the draft of an entry touched; the rest stays as it is there."""
    if draft.held is None:
        return parsed
    if draft.take_over:
        return draft.take_over(draft, parsed)
    return replace(
        draft.held,
        columns=_touched(draft, draft.held.columns, parsed.columns),
        terms=_touched(draft, draft.held.terms, parsed.terms),
        rows=_touched(draft, draft.held.rows, parsed.rows),
    )


def _touched(draft: Draft, held: Mapping[str, Any], parsed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parsed[name] if name in draft.touched else value for name, value in held.items()}


def write_drafted_states(
    states: Iterable[State], held: Mapping[str, State], by: Any, tell: Callable[[int], None] = lambda done: None
) -> None:
    """Create or update the records and sources that drafts of entries ask for, as a user's edit: drafts, or records
    that wait for review. `tell` takes how many were written."""
    states = list(states)
    sources = [state for state in states if state.kind == SOURCE]
    for start in range(0, len(sources), AT_ONCE):
        write_sources(sources[start : start + AT_ONCE])
        tell(min(start + AT_ONCE, len(sources)))
    write_records(states, by=by, tell=tell)
    _sign_verdicts_of_drafts(states, held, by)


def _sign_verdicts_of_drafts(states: list[State], held: Mapping[str, State], by: Any) -> None:
    """Name the user at verdicts that the table gives or changes, as the form of a record does."""
    records = [state for state in states if state.kind != SOURCE and state.rows["citations"]]
    written = held_states(state.public_id for state in records)
    signed = []
    for state in records:
        before = held[state.public_id].rows["citations"] if state.public_id in held else {}
        for key, row in state.rows["citations"].items():
            if row["verdict"] != "not_checked" and _verdict(row) != _verdict(before.get(key)):
                signed.append(written[state.public_id].ids[key])
    Citation.objects.filter(public_id__in=signed).update(checked_by=by)


def _verdict(row: Mapping[str, Any] | None) -> tuple[Any, ...]:
    return (row["verdict"], row["basis"], row["checked_at"]) if row else ()
