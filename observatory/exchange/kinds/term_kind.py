"""`TermKind`, the table of official terms with their translations: one row for each term, found by the term and its
language.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from observatory.exchange.errors import CellError
from observatory.exchange.kinds.entry_drafts import TableDocument
from observatory.exchange.kinds.part_kind import text_column
from observatory.exchange.kinds.table_kind import Kind, Plan, Result, Row, column_differences, repeated_row_reason
from observatory.exchange.list_columns import ItemsColumn
from observatory.exchange.single_value_columns import Column, set_at_place, value_at_place
from observatory.publishing.catalogue.file_entries import Files
from observatory.publishing.catalogue.load_glossary import find_glossary_problems, write_glossary
from observatory.publishing.catalogue.reference_targets import collect_references
from observatory.records.translatable_messages import gettext as _
from observatory.sources.models import OfficialTerm


class TermKind(Kind):
    name, model = "terms", OfficialTerm

    @property
    def about(self) -> str:
        return _("One row for each official term. It is found by the term and its language, else it is new.")

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table of official terms."""
        labels = {field.name: field.verbose_name for field in OfficialTerm._meta.fields}
        return [
            text_column("term", labels["term"], gettext_lazy("As the official body writes it")),
            text_column("language", labels["language"], gettext_lazy("BCP 47: en, zh-Hans, …")),
            text_column("note_en", labels["note_en"], place=("note", "en")),
            text_column("note_zh_hans", labels["note_zh_hans"], place=("note", "zh_hans")),
            ItemsColumn(
                name="renderings",
                label=gettext_lazy("translations"),
                place=("renderings",),
                help=gettext_lazy("Translation | language | key of the source | locator"),
                parts=(
                    text_column("text", gettext_lazy("translation")),
                    text_column("language", gettext_lazy("language")),
                    text_column("source", gettext_lazy("used by")),
                    text_column("locator", gettext_lazy("locator")),
                ),
            ),
        ]

    def entries(self, keys: Sequence[int] | None = None) -> Iterator[dict[str, Any]]:
        rows = OfficialTerm.objects.all() if keys is None else OfficialTerm.objects.filter(pk__in=keys)
        for row in rows.order_by("pk").prefetch_related("renderings__source").iterator(500):
            yield _term_entry(row)

    def plan(self, rows: Sequence[Row], tell: Callable[[int], None]) -> Plan:
        """Return what an import of these rows would do with each, and write: one row for each official term."""
        held = {(entry["term"], entry["language"]): entry for entry in self.entries()}
        seen: dict[tuple[str, str], int] = {}
        results, entries, by_row = [], [], {}
        for row in rows:
            result = Result(row.number)
            result.problems += [self.cell_problem(row, name, error) for name, error in row.problems]
            entry = self._entry_of(row, held, seen, result)
            if entry and result.state in ("new", "changed"):
                by_row[row.number] = (row, result)
                entries.append((row.number, entry))
            results.append(result)
        tell(len(rows))
        document = _term_document(entries, self.columns)
        for problem in find_glossary_problems(document, collect_references(Files([], [], []))):
            row, result = by_row[problem.line]
            self.add_loader_problem(row, result, problem)
        return Plan(results, lambda by, tell: _write_terms(document, tell))

    def _entry_of(
        self, row: Row, held: Mapping[tuple[str, str], Any], seen: dict[tuple[str, str], int], result: Result
    ) -> dict[str, Any] | None:
        """Return the entry that a row of the table of official terms asks for; None for a row that is refused."""
        values = {}
        for column in self.columns:
            if column.name in row.cells:
                try:
                    values[column.name] = column.read(row.cells[column.name])
                except CellError as error:
                    result.problems.append(self.cell_problem(row, column.name, error))
        if result.problems:
            return None
        key = (values.get("term", ""), values.get("language") or "zh-Hans")
        result.name = key[0]
        if not key[0]:
            result.problems.append(self.cell_problem(row, "term", CellError(_("missing"), _("Write the term."))))
        if (first := seen.setdefault(key, row.number)) != row.number:
            result.problems.append(self.cell_problem(row, "term", repeated_row_reason(first)))
        before = held.get(key)
        entry = {**before, "note": dict(before["note"])} if before else {}
        for name, value in values.items():
            set_at_place(entry, self.columns_by_name[name].place, value)
        entry["language"] = key[1]
        entry["renderings"] = [{"language": "en", **item} for item in entry.get("renderings", [])]
        gone = [item for item in (before or {}).get("renderings", []) if not _has_rendering(entry["renderings"], item)]
        if gone:
            reason = _("“%s” is missing from the cell or changed") % gone[0]["text"]
            remedy = _("Write it as it was. A table only adds translations; remove them in the form of the term.")
            result.problems.append(self.cell_problem(row, "renderings", CellError(reason, remedy)))
        result.is_new = before is None
        result.changes += column_differences(self.columns, before or {}, entry, value_at_place)
        return entry


def _write_terms(document: TableDocument, tell: Callable[[int], None]) -> None:
    write_glossary(document)
    tell(len(document.value))


def _term_entry(row: OfficialTerm) -> dict[str, Any]:
    """Return the entry of an official term, with its translations, as the table of terms has it."""
    return {
        "term": row.term,
        "language": row.language,
        "note": {"en": row.note_en, "zh_hans": row.note_zh_hans},
        "renderings": [
            {"text": each.text, "language": each.language, "source": each.source.key, "locator": each.locator}
            for each in row.renderings.all()
        ],
    }


def _has_rendering(items: Sequence[Mapping[str, str]], wanted: Mapping[str, str]) -> bool:
    names = ("text", "language", "source")
    return any(all(item.get(name, "") == wanted[name] for name in names) for item in items)


def _term_document(entries: Sequence[tuple[int, dict[str, Any]]], columns: Sequence[Column]) -> TableDocument:
    cells = {(index,): (row, "") for index, (row, _entry) in enumerate(entries)}
    for index, (row, _entry) in enumerate(entries):
        cells |= {(index, column.name): (row, column.name) for column in columns}
    return TableDocument("table", [entry for _row, entry in entries], {}, cells)
