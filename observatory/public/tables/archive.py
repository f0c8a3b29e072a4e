"""All tables as one archive (ZIP) of CSV files, generated while it is sent, without a copy on disk or in memory."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from observatory.public.tables import csv_file
from observatory.public.tables.table import Shape, Table
from observatory.publishing.table_columns import plain_column

CONTENT_TYPE = "application/zip"


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
        "columns.csv": csv_file.csv_chunks(_columns([row.shape for row in tables])),
    }
    files = [*texts.items(), *((f"{row.shape.name}.csv", csv_file.csv_chunks(row)) for row in tables)]
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for name, pieces in files:
            yield from _member(archive, sink, name, pieces, made_at)
    yield sink.taken()


def _member(
    archive: zipfile.ZipFile, sink: _Sink, name: str, pieces: Iterable[bytes], made_at: datetime
) -> Iterator[bytes]:
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
