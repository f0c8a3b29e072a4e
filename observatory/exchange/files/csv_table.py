"""CSV as spreadsheets write it: with or without byte order mark, in UTF-8, UTF-16 or GB18030, with commas, semicolons
or tabs.

A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"; the rule is that
of `public.tables.csv_file`). Such an apostrophe is taken off again when the file is read, so that a text comes back as
it was; a text that has one itself gets a second.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.encodings import decoded
from observatory.exchange.files.sheet import Sheet, make_sheet
from observatory.public.tables.csv_file import COMPUTED, MARK
from observatory.records.messages import gettext as _

_SEPARATORS = ",;\t"
_LARGEST_CELL = 1_000_000


def read_csv(content: bytes) -> Sheet:
    """Return the table in a CSV file. Raises `CannotRead`."""
    text, encoding = decoded(content)
    separator = _separator(text)
    csv.field_size_limit(_LARGEST_CELL)
    sheet = make_sheet(_rows(text, separator), ragged=True)
    if encoding != "UTF-8":
        sheet.remarks.append(_("The file was read as %s.") % encoding)
    if separator != ",":
        name = _("tab") if separator == "\t" else separator
        sheet.remarks.append(_("Its columns are separated by “%s”.") % name)
    return sheet


def write_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180) in UTF-8 with a byte order mark, in pieces."""
    yield (MARK + _line(names)).encode()
    for row in rows:
        yield _line([guard_formula(cell) for cell in row]).encode()


def guard_formula(text: str) -> str:
    """Return a text as it stands in a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.lstrip("'").startswith(COMPUTED) else text


def unguard_formula(text: str) -> str:
    """Return the text of a cell that `guarded` wrote."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(COMPUTED) else text


def _line(cells: Sequence[str]) -> str:
    file = StringIO(newline="")
    csv.writer(file).writerow(cells)
    return file.getvalue()


def _separator(text: str) -> str:
    """Return what separates the columns: the mark that the header has most often outside of quotes."""
    header = "".join(text.lstrip().split("\n", 1)[0].split('"')[::2])
    return max(_SEPARATORS, key=header.count)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [unguard_formula(cell.strip(" ")) for cell in cells]
    except csv.Error as error:
        words = {"row": number + 1, "error": error}
        raise CannotRead(_("Row %(row)d is not valid CSV (%(error)s). Check its quotation marks.") % words) from None
