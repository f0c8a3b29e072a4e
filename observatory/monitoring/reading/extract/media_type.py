"""Media types: that of a body, for which its first bytes take precedence over the Content-Type header, and that of a
file, by the ending of its name.
"""

import io
import re
import zipfile
from pathlib import Path

from observatory.monitoring.reading.extract.document import UnreadableDocument
from observatory.monitoring.reading.extract.xml_root import is_feed

HTML, PDF, DOCX, TEXT, FEED, JSON_FEED = "html", "pdf", "docx", "text", "feed", "json feed"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(
    rb"\s*+(?:\xef\xbb\xbf|(?><!--.*?-->)|<\?xml[^>]*+>|\s)*+"  # without going back: comments may be many
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|div|p|table|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_BINARY = (
    (b"\x89PNG", "PNG image"), (b"\xff\xd8\xff", "JPEG image"), (b"GIF8", "GIF image"), (b"Rar!", "RAR archive"),
    (b"\x1f\x8b", "gzip archive"), (b"7z\xbc\xaf", "7z archive"), (b"RIFF", "RIFF media"), (b"\x7fELF", "program"),
    (b"MZ", "program"),
)  # fmt: skip
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+\{")
_JSON_FEED = re.compile(rb'"version"\s*+:\s*+"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x10-\x1a\x1c-\x1f\x7f]")  # without white space and the escape of ISO 2022
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00\xfe\xff")  # how UTF-16 and UTF-32 begin
_TEXT_TYPES = ("application/json", "application/ld+json", "application/javascript", "application/x-ndjson")
_XHTML, _XML_TYPES, _LOOK = "http://www.w3.org/1999/xhtml", ("application/xml", "text/xml", ""), 2_000


class Unsupported(UnreadableDocument):
    """Raised for a body of a type that the monitor does not read."""


def detect_media_type(body: bytes, content_type: str) -> str:
    """Return html, pdf, docx, text, feed or json feed. Raises Unsupported, naming the type, for anything else."""
    kind = content_type.partition(";")[0].strip().lower()
    if b"%PDF-" in body[:1024]:
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return _media_type_of_zip(body)
    if body.startswith(_OLE):
        raise Unsupported("A Word 97-2003, Excel or PowerPoint file; the monitor reads DOCX.")
    for magic, name in _BINARY:
        if body.startswith(magic) and (
            kind.startswith(("image/", "application/", "video/", "audio/")) or b"\x00" in body[:512]
        ):
            raise Unsupported(f"A {name}, not a document.")
    if kind.startswith("image/"):  # SVG too
        raise Unsupported(f"{kind} has no text to compare")
    if is_feed(body):
        return FEED
    if _OBJECT.match(body) and (kind == "application/feed+json" or _JSON_FEED.search(body)):
        return JSON_FEED
    if _MARKUP.match(body[:4096]):
        return HTML
    called_html = "html" in kind or kind.endswith(("/xml", "+xml"))
    if not called_html and (kind.startswith("text/") or kind in _TEXT_TYPES):
        return TEXT
    if _is_binary(body[:4096], content_type):
        raise Unsupported("Binary data of no known kind.")
    if called_html:
        return HTML
    if kind in ("", "application/octet-stream", "binary/octet-stream", "application/binary", "application/unknown"):
        return HTML if b"</" in body[:100_000] else TEXT
    read = "HTML, PDF, DOCX, feeds (RSS, Atom, JSON Feed) and plain text"
    raise Unsupported(f"The content type is {kind or 'nothing'}; the monitor reads {read}.")


def is_xhtml(text: str, content_type: str) -> bool:
    """Return whether the text is XHTML (RFC 3236): by its content type, or by an XML declaration and the namespace if
    the type does not tell. What is sent as text/html is HTML, whatever it declares (HTML Living Standard, 7.1)."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("xhtml+xml"):
        return True
    start = text[:_LOOK].lstrip("\ufeff \t\r\n")
    return kind in _XML_TYPES and start.startswith("<?xml") and _XHTML in start


def _media_type_of_zip(body: bytes) -> str:
    """Return DOCX for a zip archive that is a Word file. Raises Unsupported for another one."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableDocument(f"A damaged zip archive: {error}") from error
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return DOCX
    raise Unsupported("A zip archive that is not a Word file.")


def _is_binary(start: bytes, content_type: str) -> bool:
    """Return whether more of the first bytes are control characters than in any text, wide encodings aside."""
    wide = start.startswith(_WIDE) or "utf-16" in content_type.lower()
    return not wide and len(_CONTROL.findall(start)) * 50 > len(start)


MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
}


def type_of_file(path: Path) -> str:
    """Return the content type of a file that the monitor reads, "" for any other name."""
    return MEDIA_TYPES.get(path.suffix.lower(), "")
