"""Tables as a workbook (Office Open XML): one sheet for each table, and a last sheet with their metadata.

Rows go to a temporary file as they come, so memory does not grow with the table. Text is always text: nothing is
taken for a formula, a link or a number.
"""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import IO

from xlsxwriter import Workbook

from observatory.public.tables.table_batches import Shape, Table
from observatory.publishing.table_columns import Cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = "About"
# Limits of the format: rows of a sheet, characters of a cell, characters of a sheet's name.
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
# Excel counts days from 1900 and takes that for a leap year; earlier days are written as text.
FIRST_DAY = date(1900, 3, 1)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(tables: Iterable[Table], about: Sequence[tuple[str, str]]) -> IO[bytes]:
    """Return the workbook as an open file at its beginning; `about` are the names and values of the last sheet, which
    goes on with the meaning of every column."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    workbook = Workbook(file, _OPTIONS)
    formats = _Formats(workbook)
    shapes = []
    for table in tables:
        sheets = _Sheets(workbook, formats, table.shape)
        for lines in table.lines():
            for line in lines:
                sheets.add(line)
        sheets.finish()
        shapes.append(table.shape)
    _add_about_sheet(workbook, formats, shapes, about)
    workbook.close()
    file.seek(0)
    return file


class _Formats:
    """How cells look: headings bold, days and moments as ISO 8601."""

    def __init__(self, workbook: Workbook):
        self.heading = workbook.add_format({"bold": True})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


class _Sheets:
    """The sheets of one table: what does not fit on one goes on, under the same header, on another."""

    def __init__(self, workbook: Workbook, formats: _Formats, shape: Shape):
        self.workbook, self.formats, self.name = workbook, formats, shape.name
        self.names = [column.name for column in shape.columns()]
        self.number = 0
        self._begin_sheet()

    def add(self, line: Sequence[Cell]) -> None:
        """Write one line of a table into the workbook; a further sheet is begun when one is full."""
        if self.row == MOST_ROWS:
            self.finish()
            self._begin_sheet()
        for place, cell in enumerate(line):
            _write_cell(self.sheet, self.row, place, cell, self.formats)
        self.row += 1

    def finish(self) -> None:
        """Let readers filter the columns; the rows are known only now."""
        self.sheet.autofilter(0, 0, self.row - 1, len(self.names) - 1)

    def _begin_sheet(self) -> None:
        """Begin a sheet of the workbook with its header."""
        self.number += 1
        tail = f" {self.number}" if self.number > 1 else ""
        self.sheet = self.workbook.add_worksheet(f"{self.name[: LONGEST_NAME - len(tail)]}{tail}")
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(self.names) - 1, 16)
        for place, name in enumerate(self.names):
            self.sheet.write_string(0, place, name, self.formats.heading)
        self.row = 1


def _write_cell(sheet, row: int, place: int, cell: Cell, formats: _Formats) -> None:
    """Write one cell of a table into a sheet of the workbook, as its kind of value."""
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, place, cell)
        case int() | float():
            sheet.write_number(row, place, cell)
        case datetime():
            sheet.write_datetime(row, place, cell.astimezone(UTC).replace(tzinfo=None), formats.moment)
        case date() if cell >= FIRST_DAY:
            sheet.write_datetime(row, place, cell, formats.day)
        case date():
            sheet.write_string(row, place, cell.isoformat())
        case _:
            sheet.write_string(row, place, cell if len(cell) <= LONGEST_TEXT else f"{cell[: LONGEST_TEXT - 1]}…")


def _add_about_sheet(
    workbook: Workbook, formats: _Formats, shapes: Sequence[Shape], about: Sequence[tuple[str, str]]
) -> None:
    """Write the last sheet of the workbook: what the file says of itself, and the meaning of every column."""
    sheet = workbook.add_worksheet(ABOUT)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, 64)
    for row, (name, value) in enumerate(about):
        sheet.write_string(row, 0, name, formats.heading)
        sheet.write_string(row, 1, value)
    start = len(about) + 1
    for place, name in enumerate(("sheet", "column", "meaning", "含义")):
        sheet.write_string(start, place, name, formats.heading)
    lines = [(shape.name, *meaning) for shape in shapes for meaning in shape.meanings()]
    for row, line in enumerate(lines, start + 1):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text)
