"""Tables as CSV (RFC 4180): UTF-8 with a byte order mark, without which Excel garbles Chinese.

A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"). This applies to
texts only: we write numbers, dates and truth values ourselves, so a negative number stays a number.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import StringIO

from observatory.public.tables.table import Table
from observatory.publishing.table_columns import Cell

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
MARK = "\ufeff"
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_chunks(table: Table) -> Iterator[bytes]:
    """Yield the file, the header first, then a piece for each batch of rows."""
    yield (MARK + _text([[column.name for column in table.shape.columns()]])).encode()
    for lines in table.lines():
        if lines:
            yield _text([[csv_cell(cell) for cell in line] for line in lines]).encode()


def csv_cell(cell: Cell) -> str:
    """Return a cell as text: ISO 8601 for dates, `true` and `false`, nothing for what is not there."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date() | int() | float():
            return str(cell)
    return f"'{cell}" if cell.startswith(COMPUTED) else cell


def _text(lines: Sequence[Sequence[str]]) -> str:
    file = StringIO(newline="")
    csv.writer(file).writerows(lines)
    return file.getvalue()
