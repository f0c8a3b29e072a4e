"""CSV as spreadsheets write it, read and written: encodings (UTF-8, UTF-16, GB18030), separators, and guarded
formulas.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.table_sheet import Sheet, make_sheet
from observatory.public.tables.csv_and_zip import COMPUTED, MARK
from observatory.records.translatable_messages import gettext as _


def decode_csv(content: bytes) -> tuple[str, str]:
    """Return the text of a CSV file, or of another text file that is imported, and the name of its encoding. Raises
    `CannotRead`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = [("utf-16", "UTF-16")]
    else:
        names = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
    for codec, name in names:
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise CannotRead(_("The encoding of the file is not known. Save it as UTF-8."))


_SEPARATORS = ",;\t"
_LARGEST_CELL = 1_000_000


def read_csv(content: bytes) -> Sheet:
    """Return the table in a CSV file. Raises `CannotRead`."""
    text, encoding = decode_csv(content)
    separator = _csv_separator(text)
    csv.field_size_limit(_LARGEST_CELL)
    sheet = make_sheet(_csv_rows(text, separator), ragged=True)
    if encoding != "UTF-8":
        sheet.remarks.append(_("The file was read as %s.") % encoding)
    if separator != ",":
        name = _("tab") if separator == "\t" else separator
        sheet.remarks.append(_("Its columns are separated by “%s”.") % name)
    return sheet


def write_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180) in UTF-8 with a byte order mark, in pieces."""
    yield (MARK + _csv_line(names)).encode()
    for row in rows:
        yield _csv_line([guard_formula(cell) for cell in row]).encode()


def guard_formula(text: str) -> str:
    """Return a text as it stands in a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.lstrip("'").startswith(COMPUTED) else text


def unguard_formula(text: str) -> str:
    """Return the text of a cell that `guard_formula` wrote."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(COMPUTED) else text


def _csv_line(cells: Sequence[str]) -> str:
    file = StringIO(newline="")
    csv.writer(file).writerow(cells)
    return file.getvalue()


def _csv_separator(text: str) -> str:
    """Return what separates the columns: the mark that the header has most often outside of quotes."""
    header = "".join(text.lstrip().split("\n", 1)[0].split('"')[::2])
    return max(_SEPARATORS, key=header.count)


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file with their numbers, guards of formulas taken off. Raises `CannotRead`."""
    reader = csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [unguard_formula(cell.strip(" ")) for cell in cells]
    except csv.Error as error:
        words = {"row": number + 1, "error": error}
        raise CannotRead(_("Row %(row)d is not valid CSV (%(error)s). Check its quotation marks.") % words) from None
