"""`RecordKind` and `SourceKind`: tables with a row for each record of a type, or for each source."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, count
from typing import Any

from django.utils.translation import gettext_lazy

from observatory.exchange.errors import CellError
from observatory.exchange.files.reference_table import reference_cells
from observatory.exchange.kinds import model_field_columns
from observatory.exchange.kinds.entry_drafts import (
    Draft,
    check_drafts,
    held_states,
    names_of_all,
    working_entry,
    write_drafted_states,
)
from observatory.exchange.kinds.model_field_columns import column_of_field, terms_column
from observatory.exchange.kinds.row_matching import Known, Match
from observatory.exchange.kinds.sources_as_references import cells_changed_by_reference, drafts_as_exported
from observatory.exchange.kinds.table_kind import (
    BATCH,
    Kind,
    Plan,
    Result,
    Row,
    column_differences,
    repeated_row_reason,
)
from observatory.exchange.list_columns import ItemsColumn
from observatory.exchange.single_value_columns import Column, set_at_place, value_at_place
from observatory.publishing.catalogue import stored_states
from observatory.publishing.catalogue.comparable_states import (
    SOURCE,
    SOURCE_COLUMNS,
    State,
    statement_of_field,
    statement_of_row,
)
from observatory.publishing.catalogue.file_entries import permanent_id_error
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.permanent_ids import is_public_id, new_public_id
from observatory.records.translatable_messages import gettext as _
from observatory.records.vocabulary_table import VOCABULARIES
from observatory.sources.models import Source
from observatory.sources.references import SourceDraft
from observatory.sources.shared_urls import identifies_one_work
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn

_ID = gettext_lazy("permanent ID")
_ID_HELP = gettext_lazy("Leave it empty in a new row.")
_TITLES = (("title", "en"), ("title", "zh_hans"), ("title", "original"))
_PLACES = {
    "title_en": ("title", "en"),
    "title_zh_hans": ("title", "zh_hans"),
    "original_title": ("title", "original"),
    "original_language": ("title", "language"),
    "summary_en": ("summary", "en"),
    "summary_zh_hans": ("summary", "zh_hans"),
    "note_en": ("note", "en"),
    "note_zh_hans": ("note", "zh_hans"),
}


class RecordOrSourceKind(Kind):
    """What records and sources have in common. `handle` is the column by which files name a row."""

    kind: str
    handle: str

    def plan(self, rows: Sequence[Row], tell: Callable[[int], None]) -> Plan:
        """Return what an import of these rows would do with each, and write: one row for each record or source."""
        known = Known.of(self.kind)
        matches = self._match_rows(rows, known)
        held = held_states(match.public_id for match in matches if match.public_id)
        held = {key: state for key, state in held.items() if state.kind == self.kind}
        names = names_of_all()
        rows = self.only_changes(rows, held, names)
        results, drafts, by_row = [], [], {}
        for number, (row, match) in enumerate(zip(rows, matches, strict=True), 1):
            result = Result(row.number)
            result.problems += [self.cell_problem(row, name, error) for name, error in (*row.problems, *match.problems)]
            if any(not name for name, _error in row.problems):
                # What it would do is not known.
                result.name = str(row.cells.get("title_en", "") or row.cells.get(self.handle, ""))
            elif row.only_new and match.public_id:
                result.name = names.get(match.public_id, "")
            elif match.public_id is not None:
                draft = self._draft_of_row(row, match.public_id, held.get(match.public_id), names, known, result)
                if result.changes or result.is_new:
                    drafts.append(draft)
                    by_row[row.number] = (row, result)
            results.append(result)
            if number % 50 == 0:
                tell(number // 2)  # the other half of the work are the checks
        states, problems = check_drafts(drafts, lambda done: tell((len(rows) + done) // 2))
        tell(len(rows))
        for problem in problems:
            row, result = by_row[problem.line]
            self.add_loader_problem(row, result, problem)
        for draft in drafts:
            if states.get(draft.public_id) == draft.held and draft.held:
                by_row[draft.rows[0]][1].changes.clear()
        written = [states[draft.public_id] for draft in drafts if states.get(draft.public_id) not in (None, draft.held)]
        return Plan(results, lambda by, tell: write_drafted_states(written, held, by, tell))

    def entries(self, keys: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the entries of the records or sources with these primary keys, or of all, to export them."""
        names = names_of_all()
        rows = self.queryset() if keys is None else self.queryset().filter(pk__in=keys)
        ids = list(rows.order_by("pk").values_list("public_id", flat=True))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            states = stored_states.source_states(batch) if self.kind == SOURCE else stored_states.record_states(batch)
            yield from (working_entry(states[public_id], names) for public_id in batch if public_id in states)

    def queryset(self):
        return self.model._default_manager.all()

    def only_changes(self, rows: Sequence[Row], held: Mapping[str, State], names: Mapping[str, str]) -> list[Row]:
        """Return the rows, those that say something in other words than a table with what they change alone."""
        return list(rows)

    def propose(self, entry: Mapping[str, Any], known: Known) -> str:
        """Return the slug or key of a new row that has none."""
        raise NotImplementedError

    def _match_rows(self, rows: Sequence[Row], known: Known) -> list[Match]:
        """Return which record or source each row is for, each but once."""
        seen: dict[str, int] = {}
        matches = []
        for row in rows:
            match = self._match_row(row, known)
            for word in filter(None, {match.public_id, match.handle}):
                if (first := seen.setdefault(word, row.number)) != row.number:
                    column = "id" if row.cells.get("id") else self.handle
                    match = Match(None, problems=((column, repeated_row_reason(first)),))
            matches.append(match)
        return matches

    def _match_row(self, row: Row, known: Known) -> Match:
        """Return which record or source a row is for, by permanent ID, slug or key, or otherwise."""
        public_id, handle = (str(row.cells.get(name, "")).strip() for name in ("id", self.handle))
        if row.only_new and public_id not in known.ids:
            public_id = ""  # of a reference, its name: only the same form as our IDs
        if public_id and not is_public_id(public_id):
            remedy = _("Copy it from an export, or leave it empty for a new row.")
            return Match(None, problems=(("id", CellError(permanent_id_error(public_id), remedy)),))
        found = public_id or known.ids_by_handle.get(handle, "")
        return Match(found or self.match_otherwise(row, handle, known), handle)

    def match_otherwise(self, row: Row, handle: str, known: Known) -> str:
        """Return the permanent ID for a row that names neither ID nor slug or key that is known; "" for a new one."""
        return ""

    def _draft_of_row(
        self, row: Row, public_id: str, held: State | None, names: Mapping[str, str], known: Known, result: Result
    ) -> Draft:
        """Return the draft of the record or source that a row of the table asks for; what is wrong goes into its
        result."""
        before = working_entry(held, names) if held else {}
        entry = working_entry(held, names) if held else {"id": public_id or new_public_id(), "title": {}}
        draft = Draft(self.kind, entry["id"], held, entry, [row.number])
        # Also of the columns that the table leaves out: what is missing there can be added in the review.
        for column in reversed(self.columns):
            # What is missing of a fact, or of a title, is missing at the fact as a whole.
            draft.cells |= dict.fromkeys([column.place, column.place[:2]], (row.number, column.name))
        draft.cells[("title",)] = (row.number, "title_en")
        for column in self.columns:
            if column.name not in row.cells or column.name == "id":
                continue
            try:
                value = column.read(row.cells[column.name])
                if held and isinstance(column, ItemsColumn):
                    refuse_to_remove_cited_rows(column, value, held)
            except CellError as error:
                result.problems.append(self.cell_problem(row, column.name, error))
                continue
            if column.name == self.handle and not value:
                continue
            set_at_place(entry, column.place, value)
            draft.touched.add(column.name)
        if held is None:
            self._name_new(row, entry, known, result)
        result.is_new = held is None
        result.name = next(
            (text for place in _TITLES if (text := value_at_place(entry, place))), entry.get(self.handle, "")
        )
        result.changes += column_differences(
            [each for each in self.columns if each.name != "id"], before, entry, value_at_place
        )
        return draft

    def _name_new(self, row: Row, entry: dict[str, Any], known: Known, result: Result) -> None:
        """Give a new row its slug or key; refuse one that may be meant for a record that exists."""
        titles = [text for place in _TITLES if (text := value_at_place(entry, place))]
        if not entry.get(self.handle):
            twin = next(
                (known.by_title[title.casefold()] for title in titles if title.casefold() in known.by_title), ""
            )
            if twin:
                words = {"handle": twin, "column": self.handle}
                reason = _("“%(handle)s” has this title already") % words
                remedy = _("Write “%(handle)s” in the column %(column)s to change it, or another one there.") % words
                result.problems.append(self.cell_problem(row, "title_en", CellError(reason, remedy)))
            wanted = self.propose(entry, known) or entry["id"]
            numbered = (f"{wanted}-{number}" for number in count(2))
            entry[self.handle] = next(each for each in chain([wanted], numbered) if each not in known.taken)
        known.taken.add(entry[self.handle])
        known.by_title.update((title.casefold(), entry[self.handle]) for title in titles)


class RecordKind(RecordOrSourceKind):
    """The records of one type."""

    handle = "slug"

    def __init__(self, kind: str):
        record_type = registry.get_record_type(kind)
        self.kind, self.model, self.name = kind, record_type.model, record_type.prefix

    @property
    def about(self) -> str:
        return _("One row for each record. It is found by its permanent ID, else by its slug, else it is new.")

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table of records of a type."""
        model = self.model
        facts = registry.get_record_type(self.kind).facts_by_name
        return [
            Column(name="id", label=_ID, place=("id",), help=_ID_HELP),
            column_of_field(model, "slug", ("slug",)),
            *(column_of_field(model, name, _PLACES[name]) for name in _RECORD_TEXTS),
            *(
                column_of_field(model, column, ("facts", name, key))
                for name, fact in facts.items()
                for column, key in fact.keys_by_column.items()
            ),
            *(terms_column(row.name, Record._meta.get_field(row.name).verbose_name) for row in VOCABULARIES),
            model_field_columns.names_column(),
            model_field_columns.identifiers_column(),
            model_field_columns.milestones_column(),
        ]

    def queryset(self):
        return self.model._default_manager.filter(kind=self.kind)

    def propose(self, entry: Mapping[str, Any], known: Known) -> str:
        return known.slug_of(value_at_place(entry, place) for place in _TITLES)


_RECORD_TEXTS = (
    *("title_en", "title_zh_hans", "original_title", "original_language"),
    *("summary_en", "summary_zh_hans"),
)


class SourceKind(RecordOrSourceKind):
    """Sources with their contributors and locations."""

    name, kind, handle, model = "sources", SOURCE, "key", Source

    @property
    def about(self) -> str:
        """How rows of sources are matched."""
        return _(
            "One row for each source. It is found by its permanent ID, else by its key, else by its DOI, ISBN or arXiv"
            " number."
        )

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table of sources."""
        found = [Column(name="id", label=_ID, place=("id",), help=_ID_HELP)]
        for name in SOURCE_COLUMNS:
            found.append(column_of_field(Source, name, _PLACES.get(name, (name,))))
            if name == "doi":
                found += [model_field_columns.contributors_column(), model_field_columns.locations_column()]
        return found

    def match_otherwise(self, row: Row, handle: str, known: Known) -> str:
        """Return the permanent ID of the source that a row without one and without key is for: by DOI, ISBN, arXiv
        number or page."""
        if handle:
            return ""
        numbers = {name: str(row.cells.get(name, ""))[:500] for name in ("doi", "isbn", "arxiv", "type")}
        found = known.ids_by_doi.get(find_doi(numbers["doi"]).casefold(), "")
        if numbers["type"] != Source.Type.CHAPTER:  # whose ISBN is that of its book
            found = found or known.ids_by_isbn.get(find_isbn(numbers["isbn"]), "")
        found = found or known.ids_by_arxiv.get(find_arxiv(numbers["arxiv"]), "")
        return found or (known.by_page(_pages_in_row_of_reference(row)) if row.only_new else "")

    def propose(self, entry: Mapping[str, Any], known: Known) -> str:
        return known.key_of(entry)

    def only_changes(self, rows: Sequence[Row], held: Mapping[str, State], names: Mapping[str, str]) -> list[Row]:
        """Return the rows; a reference that names its source by the permanent ID with the cells that it changes."""
        named = {row.number: str(row.cells["id"]) for row in rows if row.reference and row.cells.get("id") in held}
        entries = {public_id: working_entry(held[public_id], names) for public_id in named.values()}
        forms = [(named[row.number], row.reference[1]) for row in rows if row.reference and row.number in named]
        before = drafts_as_exported(entries, forms)
        return [
            self._row_of_changed_cells(row, entries[named[row.number]], before) if row.number in named else row
            for row in rows
        ]

    def _row_of_changed_cells(
        self, row: Row, entry: Mapping[str, Any], before: Mapping[tuple[str, str], SourceDraft]
    ) -> Row:
        """Return the row of a reference with only those cells that it changes in its source."""
        if row.reference is None:
            return row
        draft, form = row.reference
        own = reference_cells(draft)
        corrected = {name: value for name, value in row.cells.items() if name == "id" or own.get(name) != value}
        known = before.get((entry["id"], form))
        if known is None:
            reason = _("the source that exists cannot be written in this format, so changes cannot be told")
            error = CellError(reason, _("Change it in its form, or export and import a table (CSV, XLSX or JSON)."))
            return replace(row, problems=[*row.problems, ("", error)])
        cells = cells_changed_by_reference(self.columns_by_name, entry, known, draft)
        return replace(row, cells=cells | corrected, only_new=False)


def _pages_in_row_of_reference(row: Row) -> list[str]:
    """Return the URLs in the row of a source, made of a reference, that are pages of that work alone."""
    raw = row.cells.get("locations", [])
    items = [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
    source_type = str(row.cells.get("type", ""))
    return [item.get("url", "") for item in items if identifies_one_work(item.get("role", ""), source_type)]


def refuse_to_remove_cited_rows(column: ItemsColumn, value: list[dict[str, Any]], held: State) -> None:
    """Raise `CellError` where the row of a record leaves out a name, identifier or milestone that sources are cited
    for: its citations would go with it."""
    cited = {key[0] for key in held.rows.get("citations", {})}
    for key in held.rows.get(column.name, {}):
        if column.name == "milestones":
            statement, kept = statement_of_row("milestones", key), key in map(_milestone_key, value)
        elif column.name in ("names", "identifiers"):
            text = key[0] if column.name == "names" else key[1]
            part = "name" if column.name == "names" else "value"
            statement, kept = statement_of_field(column.name, text), any(item.get(part) == text for item in value)
        else:
            return
        if statement in cited and not kept:
            reason = _("“%s” is cited, and missing from the cell or changed") % " | ".join(filter(None, key))
            raise CellError(reason, _("Write it as it was. Change or remove it in the form of the record."))


def _milestone_key(item: Mapping[str, Any]) -> tuple[str, ...]:
    return (item.get("type", ""), item.get("date", ""), value_at_place(item, ("title", "en")))
