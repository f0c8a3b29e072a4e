"""`CitationKind`, the table of citations: one row for each, and the statement that a citation is for as text in a
cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from observatory.exchange.errors import CellError
from observatory.exchange.kinds.entry_drafts import Draft, working_entry
from observatory.exchange.kinds.model_field_columns import column_of_field
from observatory.exchange.kinds.part_kind import Names, PartKind, text_column
from observatory.exchange.kinds.table_kind import Result, Row, column_differences, repeated_row_reason
from observatory.exchange.list_columns import read_items, write_items
from observatory.exchange.single_value_columns import Column, in_both, set_at_place, value_at_place
from observatory.publishing.catalogue.comparable_states import State
from observatory.publishing.catalogue.file_entries import permanent_id_error
from observatory.publishing.catalogue.value_problems import describe_unknown
from observatory.records import registry
from observatory.records.permanent_ids import is_public_id
from observatory.records.statement_keys import field_label
from observatory.records.translatable_messages import gettext as _
from observatory.sources.models import Citation
from observatory.text.input_cleaning import clean_text

Place = tuple[str | int, ...]
_PARTS = {
    "names": (("name",),),
    "identifiers": (("value",),),
    "milestones": (("type",), ("date",), ("title", "en")),
    "relations": (("predicate",), ("object",), ("date",)),
}


def statement_places(entry: Mapping[str, Any]) -> Iterator[Place]:
    """Yield each place of a catalogue entry that may have citations, for the table of citations."""
    for name, value in entry.items():
        if name in _PARTS:
            yield from ((name, index) for index in range(len(value)))
        elif name == "facts":
            yield from ((name, fact) for fact in value)
        elif isinstance(value, dict):
            yield (name,)


def describe_statement_place(entry: Mapping[str, Any], place: Place) -> str:
    """Return the text for the statement at a place of an entry, as a row of the table of citations names it."""
    if place[0] == "facts":
        return str(place[1])
    if len(place) == 1:
        return str(place[0])
    item = entry[place[0]][place[1]]
    return write_items([[str(place[0]), *(str(value_at_place(item, part)) for part in _PARTS[str(place[0])])]])


def find_statement_place(kind: str, entry: Mapping[str, Any], text: str) -> Place:
    """Return the place in an entry of the statement that a citation names so. Raises `CellError`."""
    record_type = registry.get_record_type(kind)
    parts = [*(read_items(clean_text(text)) or [[""]])[0], "", "", ""]
    name = _statement_name(record_type, parts[0])
    if name not in _PARTS:
        return ("facts", name) if name in record_type.facts_by_name else (name,)
    wanted = parts[1 : 1 + len(_PARTS[name])]
    for index, item in enumerate(entry.get(name, [])):
        if [str(value_at_place(item, part)) for part in _PARTS[name]] == wanted:
            return (name, index)
    offered = [describe_statement_place(entry, (name, index)) for index in range(len(entry.get(name, [])))]
    remedy = _("Write one of: %s.") % " — ".join(offered[:10]) if offered else _("Add it to the record first.")
    raise CellError(_("the record has no “%s”") % text[:200], remedy)


def _statement_name(record_type: Any, word: str) -> str:
    """Return the name of the field or part that the statement of a citation begins with, by its name or its label."""
    known = {
        label.casefold(): name
        for name in record_type.statements
        for label in in_both(field_label(record_type.model, name))
    }
    known |= {name.casefold(): name for name in (*record_type.statements, "milestones", "relations")}
    if found := known.get(word.casefold()):
        return found
    remedy = _("Write the name of a field, for example title.")
    raise CellError(describe_unknown(_("statement"), word[:200], set(known.values())), remedy)


_FROM_MODEL = {
    "locator": ("locator",),
    "quote": ("quote",),
    "quote_language": ("quote_language",),
    "prefix": ("prefix",),
    "suffix": ("suffix",),
    "verdict": ("verdict",),
    "basis": ("basis",),
    "checked_at": ("checked_at",),
    "note_en": ("note", "en"),
    "note_zh_hans": ("note", "zh_hans"),
}


class CitationKind(PartKind):
    name, model, owner = "citations", Citation, "record"

    @property
    def about(self) -> str:
        """How rows of citations are matched."""
        return _(
            "One row for each citation. It is found by its permanent ID, else by its record, statement, source and"
            " locator, else it is new."
        )

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table of citations."""
        return [
            text_column("id", gettext_lazy("permanent ID"), gettext_lazy("Leave it empty in a new row.")),
            text_column("record", gettext_lazy("record"), gettext_lazy("Slug or permanent ID of a record")),
            text_column(
                "statement",
                gettext_lazy("statement"),
                gettext_lazy(
                    "Name of a field, such as title or launched; names | NAME; identifiers | VALUE;"
                    " milestones | TYPE | DATE | TITLE; relations | PREDICATE | SLUG | DATE"
                ),
            ),
            text_column("source", gettext_lazy("source"), gettext_lazy("Key or permanent ID of a source")),
            text_column("location", gettext_lazy("location read"), gettext_lazy("One of the URLs of the source")),
            text_column("states", gettext_lazy("stated value"), gettext_lazy("The value that the source gives")),
            *(column_of_field(Citation, name, place) for name, place in _FROM_MODEL.items()),
        ]

    def draft(self, held: State, names: Mapping[str, str]) -> Draft:
        """Return the draft of a record whose citations rows change, without its citations."""
        entry = working_entry(held, names, cited=True)
        before = list(_citations_of_entry(entry))
        draft = Draft(held.kind, held.public_id, held, entry, before=before, take_over=_take_over_citations)
        for place in statement_places(entry):
            if isinstance(part := get_at(entry, place), dict):
                part.pop("citations", None)
        return draft

    def take_row(self, row: Row, draft: Draft, found: Names, seen: dict[Any, int], result: Result) -> None:
        """Put what a row says of a citation into the entry of its record, and what it changes into its result."""
        values = self.read_cells(row, result)
        if result.problems:
            return
        try:
            before = self._citation_before(values, draft, found)
            after = self._citation_after(values, before, draft, found)
        except _InColumn as error:
            result.problems.append(self.cell_problem(row, error.column, error.error))
            return
        key = after.get("id") or (draft.public_id, after["statement"], after["source"], after.get("locator", ""))
        if (first := seen.setdefault(key, row.number)) != row.number:
            result.problems.append(self.cell_problem(row, "source", repeated_row_reason(first)))
            return
        result.name = f"{draft.entry['slug']} · {after['statement']} · {after['source']}"
        result.is_new = before is None
        result.changes += column_differences(self.columns, before or {}, after, value_at_place)
        if result.changes or result.is_new:
            self._put_citation(row, draft, after)

    def _citation_before(self, values: Mapping[str, Any], draft: Draft, found: Names) -> dict[str, Any] | None:
        """Return the citation that a row is for as it is in the database, None for a new one."""
        if public_id := values.get("id", ""):
            if not is_public_id(public_id):
                raise _InColumn("id", CellError(permanent_id_error(public_id), _("Leave it empty for a new citation.")))
            return next((item for item in draft.before if item.get("id") == public_id), None)
        source = self._source(values.get("source", ""), found)
        statement = self._statement(values.get("statement", ""), draft)
        wanted = (statement, source, values.get("locator", ""))
        same = (item for item in draft.before if (item["statement"], item["source"], item.get("locator", "")) == wanted)
        return next(same, None)

    def _citation_after(
        self, values: Mapping[str, Any], before: dict[str, Any] | None, draft: Draft, found: Names
    ) -> dict[str, Any]:
        """Return the citation that a row asks for: what it was, with the values of the cells."""
        after = {**before, **({"note": dict(before["note"])} if "note" in before else {})} if before else {}
        for name, value in values.items():
            if name != "id" or value:
                set_at_place(after, self.columns_by_name[name].place, value)
        after["record"] = draft.entry["slug"]
        after["source"] = self._source(after.get("source", ""), found)
        after["statement"] = self._statement(after.get("statement", ""), draft)
        after["verdict"] = after.get("verdict") or "not_checked"
        if before and after.get("quote") != before.get("quote"):
            # Whoever wrote the quote did not take it from a stored text; its context was that of the former quote.
            for name in ("quoted_from", *({"prefix", "suffix"} - values.keys())):
                after.pop(name, None)
        return after

    def _source(self, word: str, found: Names) -> str:
        try:
            return found.name(found.source(word))
        except CellError as error:
            raise _InColumn("source", error) from None

    def _statement(self, text: str, draft: Draft) -> str:
        try:
            return describe_statement_place(draft.entry, find_statement_place(draft.kind, draft.entry, text))
        except CellError as error:
            raise _InColumn("statement", error) from None

    def _put_citation(self, row: Row, draft: Draft, after: dict[str, Any]) -> None:
        """Put a citation of a row into the entry of its record."""
        place = find_statement_place(draft.kind, draft.entry, after["statement"])
        part = draft.entry
        for step in place:
            part = part[step] if isinstance(step, int) else part.setdefault(step, {})
        held = part.setdefault("citations", [])
        here = (*place, "citations", len(held))
        held.append({name: value for name, value in after.items() if name not in ("record", "statement")})
        draft.cells[here] = (row.number, "")
        draft.cells |= {(*here, *column.place): (row.number, column.name) for column in self.columns}

    def rows_of(self, entry: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
        for item in _citations_of_entry(entry):
            yield item["id"], item

    def wanted(self, keys: Sequence[int]) -> set[Any]:
        return set(Citation.objects.filter(pk__in=keys).values_list("public_id", flat=True))


class _InColumn(Exception):
    def __init__(self, column: str, error: CellError):
        super().__init__(column)
        self.column, self.error = column, error


def get_at(entry: Any, place: Sequence[str | int]) -> Any:
    for step in place:
        entry = entry[step]
    return entry


def _citations_of_entry(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the citations of an entry, each with its record and its statement."""
    for place in statement_places(entry):
        part = get_at(entry, place)
        for item in part.get("citations", []) if isinstance(part, dict) else []:
            yield {"record": entry["slug"], "statement": describe_statement_place(entry, place), **item}


def _take_over_citations(draft: Draft, parsed: State) -> State:
    """Add the citations of the table to those that the record has; one with an ID of theirs replaces it."""
    held = draft.state_before
    given = set(parsed.ids.values())
    replaced = {key for key, public_id in held.ids.items() if public_id in given}
    rows = {key: row for key, row in held.rows["citations"].items() if key not in replaced}
    ids = {key: public_id for key, public_id in held.ids.items() if key not in replaced}
    merged = held.rows | {"citations": rows | parsed.rows["citations"]}
    return replace(held, rows=merged, ids=ids | parsed.ids)
