"""A table as it was read from a file (`Sheet`, `Line`), before its columns are known: headers, rows, limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatory.exchange.errors import CannotRead, CellError
from observatory.records.translatable_messages import gettext as _
from observatory.sources.references import SourceDraft

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Line:
    """One row: its number in the file, its cells by header (texts; lists too from JSON; a `CellError` for a cell that
    cannot be read), and what is wrong with the row as a whole. `reference` is the reference that it was made of, with
    its form."""

    number: int
    cells: Mapping[str, Any]
    problem: CellError | None = None
    reference: tuple[SourceDraft, str] | None = None


@dataclass(frozen=True)
class Sheet:
    """The headers and rows of a table, and remarks on how it was read. `only_new` is for files that add rows and never
    change what exists."""

    headers: Sequence[str]
    lines: Sequence[Line]
    remarks: list[str] = field(default_factory=list)
    only_new: bool = False


def make_sheet(rows: Iterator[tuple[int, Sequence[Any]]], *, ragged: bool = False) -> Sheet:
    """Return the table of numbered rows of cells; the first row that is not empty has the headers.

    `ragged` refuses rows that have more or fewer cells than the header: in a CSV file a separator is missing or is not
    in quotes. Raises `CannotRead` for a table without header or with too many rows or columns.
    """
    headers: list[str] = []
    lines: list[Line] = []
    for number, cells in rows:
        if not any(cell != "" for cell in cells):
            continue
        if not headers:
            headers = _sheet_headers(cells)
            continue
        if len(lines) == MOST_ROWS:
            raise CannotRead(too_many_rows())
        lines.append(_sheet_line(number, headers, cells, ragged))
    if not headers:
        raise CannotRead(_("The file is empty. The first row must have the names of the columns."))
    return Sheet([header for header in headers if header], lines)


def too_many_rows() -> str:
    words = {"most": f"{MOST_ROWS:,}"}
    return _("The table has more than %(most)s rows. Divide it into several files.") % words


def _sheet_headers(cells: Sequence[Any]) -> list[str]:
    """Return the headers of a table that was read from a file, without empty ones at the end. Raises `CannotRead` for
    too many."""
    headers = ["" if isinstance(cell, CellError) else str(cell).strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise CannotRead(_("The table has more than %d columns. Remove those that are not needed.") % MOST_COLUMNS)
    return headers


def _sheet_line(number: int, headers: list[str], cells: Sequence[Any], ragged: bool) -> Line:
    """Return a row of a table that was read from a file, its cells by header, with a problem where they do not match
    the headers."""
    if ragged and len(cells) < len(headers):
        words = {"found": len(cells), "expected": len(headers)}
        reason = _("the row has %(found)d cells, but the header has %(expected)d") % words
        return Line(number, {}, CellError(reason, _("Write a separator for each empty cell too.")))
    beyond = [*cells[len(headers) :], *(cell for header, cell in zip(headers, cells, strict=False) if not header)]
    problem = None
    if any(cell != "" for cell in beyond):
        remedy = _("Give the column a name, or put a text that contains the separator in double quotes.")
        problem = CellError(_("the row has a cell without a column"), remedy)
    padded = [*cells, *[""] * (len(headers) - len(cells))]
    return Line(number, {header: cell for header, cell in zip(headers, padded, strict=False) if header}, problem)
