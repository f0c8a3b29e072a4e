"""Workbooks (XLSX) as Excel, WPS and LibreOffice write them, read and written: dates as they are shown, formulas and
merged cells refused.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from xlsxwriter import Workbook

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files.table_sheet import MOST_COLUMNS, Sheet, make_sheet
from observatory.records.translatable_messages import gettext as _

MOST_MERGED = 20_000
_PIECE = 1_000_000
_OVERLAP = 200
_MERGED = re.compile(rb'mergeCell\s[^<>]{0,100}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
Area = tuple[int, int, int, int]  # first column, first row, last column, last row, counted from 1


class Merged:
    """Merged areas of a sheet, asked for row by row from the first one on."""

    def __init__(self, areas: Iterable[Area]):
        self._coming = sorted(set(areas), key=lambda area: -area[1])
        self._here: list[Area] = []

    def without_value(self, row: int) -> Iterator[int]:
        """Yield the places in a row, counted from 0, of cells that are merged with one above or before them."""
        while self._coming and self._coming[-1][1] <= row:
            self._here.append(self._coming.pop())
        self._here = [area for area in self._here if area[3] >= row]
        for left, top, right, _bottom in self._here:
            first = left if row > top else left + 1
            yield from range(first - 1, min(right, MOST_COLUMNS))


def find_merged(content: bytes, sheet: Any) -> Merged:
    """Return the merged areas of a sheet of a workbook."""
    areas: set[Area] = set()
    with ZipFile(BytesIO(content)) as archive, archive.open(sheet._worksheet_path) as part:
        rest = b""
        while len(areas) < MOST_MERGED and (piece := part.read(_PIECE)):
            text = rest + piece
            areas.update(range_boundaries(found[1].decode()) for found in _MERGED.finditer(text))
            rest = text[-_OVERLAP:]
    return Merged(areas)


LARGEST = 200_000_000  # bytes of the workbook when it is unpacked
MOST_FILES = 1_000
LONGEST_CELL = 32_767  # characters, a limit of the format
_OLD = bytes.fromhex("D0CF11E0A1B11AE1")  # compound file: .xls, and .xlsx with a password
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def read_xlsx(content: bytes) -> Sheet:
    """Return the table on the first sheet of a workbook. Raises `CannotRead`."""
    _refuse_workbook_bombs(content)
    try:
        with closing(load_workbook(BytesIO(content), read_only=True, keep_links=False)) as book:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
            if not sheets:
                raise CannotRead(_("The workbook has no sheet."))
            sheet = make_sheet(_workbook_rows(sheets[0], find_merged(content, sheets[0])))
            if len(sheets) > 1:
                sheet.remarks.append(_("The first sheet was read, “%s”.") % sheets[0].title)
            return sheet
    except CannotRead:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file leads it to
        raise CannotRead(_("The workbook is damaged (%s). Save it again as .xlsx.") % type(error).__name__) from error


def write_xlsx(
    sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[str]]]],
) -> IO[bytes]:
    """Return a workbook as an open file at its beginning; each sheet has a name, headers and rows of texts. Raises
    `CannotRead` for a text that is too long for a cell."""
    file = TemporaryFile()  # noqa: SIM115 - who sends it closes it
    book = Workbook(file, _OPTIONS)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, headers, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        # Cells are text, so that Excel makes no number or day of what is typed there.
        sheet.set_column(0, max(len(headers) - 1, 0), 20, text)
        for place, header in enumerate(headers):
            sheet.write_string(0, place, header, bold)
        for row, cells in enumerate(rows, 1):
            for place, cell in enumerate(cells):
                if len(cell) > LONGEST_CELL:
                    raise CannotRead(_("A text is too long for a cell of a workbook. Export CSV or JSON."))
                if cell:
                    sheet.write_string(row, place, cell, text)
    book.close()
    file.seek(0)
    return file


def _refuse_workbook_bombs(content: bytes) -> None:
    """Raise `CannotRead` for a file that is no workbook (.xlsx), or one that would be huge when it is unpacked."""
    if content.startswith(_OLD):
        raise CannotRead(
            _("The file is an old .xls or has a password, whatever its name. Save it as .xlsx, without a password.")
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            files = archive.infolist()
            if len(files) > MOST_FILES or sum(file.file_size for file in files) > LARGEST:
                raise CannotRead(_("The workbook is too large when it is unpacked. Divide it into several files."))
            for file in files:
                if file.filename.endswith((".xml", ".rels")):
                    with archive.open(file) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise CannotRead(_("The workbook has a part that no spreadsheet writes (DOCTYPE)."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        message = _("The file is not a workbook (.xlsx). Save it as .xlsx, without a password, or as CSV.")
        raise CannotRead(message) from None


def _workbook_rows(sheet: Any, merged: Merged) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a sheet of a workbook with their numbers, merged cells refused."""
    sheet.reset_dimensions()  # the file may say that it has a million columns
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        read = [_workbook_cell(cell) for cell in cells]
        if any(cell != "" for cell in read):
            for place in merged.without_value(number):
                read += [""] * (place + 1 - len(read))
                read[place] = CellError(
                    _("the cell is merged with another one and has no value of its own"),
                    _("Unmerge the cells and write the value into each of them, or leave it empty."),
                )
        while read and read[-1] == "":
            read.pop()
        yield number, read


def _workbook_cell(cell: Any) -> Any:
    """Return a cell of a workbook as text, as it is shown there; formulas and errors are refused."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        remedy = _("Copy the cell and paste it as a value.")
        return CellError(_("the cell has a formula, which is not computed"), remedy)
    if cell.data_type == "e":
        return CellError(_("the cell has an error (%s)") % value, _("Write the value, or empty the cell."))
    match value:
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return _workbook_date(value, cell.number_format)
        case time() | timedelta():
            return str(value)
        case float() if value.is_integer() and abs(value) < 1e15:
            return _padded_number(str(int(value)), cell.number_format)
        case int():
            return _padded_number(str(value), cell.number_format)
        case float():
            return repr(value)
    return str(value)


def _padded_number(digits: str, shown_as: str) -> str:
    return digits.zfill(len(shown_as)) if shown_as and set(shown_as) == {"0"} else digits


def _workbook_date(value: date, shown_as: str) -> str:
    """Return a date of a workbook as precise as the cell shows it: year, month or day; with the time if it has one."""
    form = _NOT_SHOWN.sub("", shown_as).lower()
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(sep=" ", timespec="seconds")
    if "d" in form or not form:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in form else f"{value:%Y}"
