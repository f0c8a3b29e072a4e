"""Tables as CSV (RFC 4180, with a byte order mark and guarded formulas), and all tables as one ZIP archive of CSV
files.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from io import StringIO

from observatory.public.tables.table_batches import Shape, Table
from observatory.publishing.table_columns import Cell, plain_column

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


ZIP_CONTENT_TYPE = "application/zip"


class _Sink:
    """A file that is written to and emptied again; it cannot be sought in, so the archive is written straight on."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        data, self.held = b"".join(self.held), []
        return data


def archive_chunks(tables: Sequence[Table], readme: str, made_at: datetime) -> Iterator[bytes]:
    """Yield the archive: a text that says what it is, the meaning of every column, a file for each table."""
    sink = _Sink()
    texts = {
        "README.txt": [readme.encode()],
        "columns.csv": csv_chunks(_columns([row.shape for row in tables])),
    }
    files = [*texts.items(), *((f"{row.shape.name}.csv", csv_chunks(row)) for row in tables)]
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            yield from _zip_member(archive, sink, name, pieces, made_at)
    yield sink.taken()


def _zip_member(
    archive: zipfile.ZipFile, sink: _Sink, name: str, pieces: Iterable[bytes], made_at: datetime
) -> Iterator[bytes]:
    """Yield the bytes of one file of the ZIP archive as it is compressed."""
    member = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    with archive.open(member, "w") as file:
        for piece in pieces:
            file.write(piece)
            if data := sink.taken():
                yield data


def _columns(shapes: Sequence[Shape]) -> Table:
    """Return the table that says what every column of some tables means, in both languages."""
    names = ("table", "column", "meaning_en", "meaning_zh_hans")
    rows = [dict(zip(names, (shape.name, *meaning), strict=True)) for shape in shapes for meaning in shape.meanings()]
    return Table(Shape("columns", lambda: [plain_column(name, "") for name in names]), [rows])
