"""What a body really is: its first bytes are believed before the server's word."""

import io
import re
import zipfile

from observatory.monitoring.extract.document import Unreadable

HTML, PDF, DOCX, TEXT = "html", "pdf", "docx", "text"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf|<!--.*?-->|<\?xml[^>]*>|\s)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|div|p|table|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_BINARY = (
    (b"\x89PNG", "PNG image"), (b"\xff\xd8\xff", "JPEG image"), (b"GIF8", "GIF image"), (b"Rar!", "RAR archive"),
    (b"\x1f\x8b", "gzip archive"), (b"7z\xbc\xaf", "7z archive"), (b"RIFF", "RIFF media"), (b"\x7fELF", "program"),
    (b"MZ", "program"),
)  # fmt: skip
_TEXT_TYPES = ("application/json", "application/ld+json", "application/javascript", "application/x-ndjson")


class Unsupported(Unreadable):
    """The body is of a kind the monitor does not read."""


def media_of(body: bytes, content_type: str) -> str:
    """html, pdf, docx or text. Raises Unsupported, naming the kind, for anything else."""
    kind = content_type.partition(";")[0].strip().lower()
    if b"%PDF-" in body[:1024]:
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return _zip(body)
    if body.startswith(_OLE):
        raise Unsupported("A Word 97-2003, Excel or PowerPoint file; the monitor reads DOCX.")
    for magic, name in _BINARY:
        if body.startswith(magic) and (
            kind.startswith(("image/", "application/", "video/", "audio/")) or b"\x00" in body[:512]
        ):
            raise Unsupported(f"A {name}, not a document.")
    if _MARKUP.match(body[:4096]) or "html" in kind or kind.endswith(("/xml", "+xml")):
        return HTML
    if kind.startswith("text/") or kind in _TEXT_TYPES:
        return TEXT
    if kind in ("", "application/octet-stream", "binary/octet-stream", "application/binary", "application/unknown"):
        return HTML if b"</" in body[:100_000] else _text_or_nothing(body)
    raise Unsupported(f"The server calls it {kind or 'nothing'}; the monitor reads HTML, PDF, DOCX and plain text.")


def _zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(f"A damaged zip archive: {error}") from error
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return DOCX
    raise Unsupported("A zip archive that is no Word file.")


def _text_or_nothing(body: bytes) -> str:
    if b"\x00" in body[:4096]:
        raise Unsupported("Binary data of no known kind.")
    return TEXT
