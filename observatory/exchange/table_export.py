"""Export tables to files: what the database holds, and empty templates."""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from observatory.exchange.files.csv_table import write_csv
from observatory.exchange.files.json_table import write_json
from observatory.exchange.files.xlsx_table import write_xlsx
from observatory.exchange.kinds.record_and_source_kinds import SourceKind
from observatory.exchange.kinds.sources_as_references import csl_item_of_source
from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.list_columns import CodesColumn
from observatory.exchange.single_value_columns import Column, value_at_place
from observatory.sources.references.reference_writers import WRITTEN_FORMS, write_references

FORMS = ("csv", "xlsx", "json")
LABELS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
VALUES, HELP = "Values", "Help"


def export_rows(kind: Kind, form: str, keys: Sequence[int] | None = None) -> Iterable[bytes] | IO[bytes]:
    """Return a file in one of the forms of a kind with the rows of these primary keys, or with all: pieces of it,
    or an open file. Raises `CannotRead` for a workbook that cannot hold a text."""
    if form in WRITTEN_FORMS:
        return (piece.encode() for piece in write_references(map(csl_item_of_source, kind.entries(keys)), form))
    if form == "json":
        return write_json(_exported_objects(kind, keys))
    rows = (
        [column.write(value_at_place(entry, column.place)) for column in kind.columns] for entry in kind.entries(keys)
    )
    return write_csv(_column_headers(kind), rows) if form == "csv" else _exported_workbook(kind, rows)


def forms_of(kind: Kind) -> tuple[str, ...]:
    """Return the forms in which rows of a kind are exported: tables, and of sources lists of references."""
    return (*FORMS, *WRITTEN_FORMS) if isinstance(kind, SourceKind) else FORMS


def empty_table(kind: Kind, form: str) -> Iterable[bytes] | IO[bytes]:
    """Return an empty table of a kind; as JSON, one row with every column empty."""
    if form == "json":
        return write_json([dict.fromkeys(_column_headers(kind), "")])
    return write_csv(_column_headers(kind), ()) if form == "csv" else _exported_workbook(kind, ())


def _column_headers(kind: Kind) -> list[str]:
    return [column.name for column in kind.columns]


def _exported_objects(kind: Kind, keys: Sequence[int] | None) -> Iterator[dict]:
    for entry in kind.entries(keys):
        yield {column.name: column.plain(value_at_place(entry, column.place)) for column in kind.columns}


def _exported_workbook(kind: Kind, rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """Return the workbook of an exported table or template: its rows, the values of closed lists, and help."""
    values = [(column.name, *row) for column in kind.columns for row in _values_sheet(column)]
    return write_xlsx(
        [
            (kind.name[:31], _column_headers(kind), rows),
            (VALUES, ("column", "code", "English", "中文"), values),
            (HELP, ("column", "English", "中文", _("what to write")), _help_sheet(kind)),
        ]
    )


def _values_sheet(column: Column) -> Iterator[tuple[str, str, str]]:
    """Yield the values of a column, and of the parts of a list."""
    yield from column.examples
    for part in getattr(column, "parts", ()):
        yield from ((f"{part.name}: {code}", english, chinese) for code, english, chinese in part.examples)


def _help_sheet(kind: Kind) -> list[tuple[str, ...]]:
    """Return the rows of the sheet of a workbook that says what to write in each column."""
    rows: list[tuple[str, ...]] = [
        ("", kind.about, "", _("An empty cell empties the value; a column that is left out leaves its values alone."))
    ]
    for column in kind.columns:
        several = _("Several values: with semicolons between.") if isinstance(column, CodesColumn) else ""
        rows.append(
            (column.name, column.titles[1], column.titles[2], " ".join(filter(None, [str(column.help), several])))
        )
    return rows
