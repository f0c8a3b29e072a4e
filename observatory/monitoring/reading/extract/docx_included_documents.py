"""Read the documents that a Word file includes whole (altChunk, ECMA-376 part 1, 17.17.2.1): HTML, XHTML, MHTML, plain
text, and Word files again. RTF and other formats are not read."""

import re
from collections.abc import Callable
from email import message_from_bytes
from pathlib import PurePosixPath

from observatory.monitoring.reading.extract.charset import decode_body
from observatory.monitoring.reading.extract.document import UnreadableDocument
from observatory.monitoring.reading.extract.html import parse_html
from observatory.monitoring.reading.extract.media_type import DOCX, HTML, TEXT, detect_media_type, is_xhtml
from observatory.monitoring.reading.extract.plain_text import read_plain
from observatory.monitoring.reading.extract.struck import mark_struck_again
from observatory.monitoring.reading.extract.xhtml_to_html import xhtml_to_html

_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}
_MAIL = re.compile(rb"\s*(?:MIME-Version|Content-Type|From|Subject|Date|Message-ID|X-[\w-]+):", re.IGNORECASE)
_RTF = b"{\\rtf"


def read_chunk(body: bytes, name: str, read_word: Callable[[bytes], list[str] | None]) -> list[str] | None:
    """Return the blocks of an included document, marked (see `struck`); None if it cannot be read. `name` is that of
    its part, `read_word` reads the bytes of a Word file."""
    if body.startswith(_RTF):
        return None
    body, charset = _page_of_archive(body)
    content_type = _TYPES.get(PurePosixPath(name).suffix.lower(), "text/html" if charset is not None else "")
    try:
        media = detect_media_type(body, content_type)
        if media == DOCX:
            return read_word(body)
        if media == HTML:
            text, _ = decode_body(body, charset)
            page = parse_html(xhtml_to_html(text) if is_xhtml(text, content_type) else text)
            return mark_struck_again([block.text for block in page.blocks], page.struck)
        return list(read_plain(body).blocks) if media == TEXT else None
    except UnreadableDocument:
        return None


def _page_of_archive(body: bytes) -> tuple[bytes, str | None]:
    """Return the page in a web archive (MHTML, RFC 2557) and its charset, which may be ""; any other body as it is,
    and None."""
    if not _MAIL.match(body) or b"multipart/" not in body[:4096].lower():
        return body, None
    try:
        for part in message_from_bytes(body).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                page = part.get_payload(decode=True)
                return (page if isinstance(page, bytes) else b""), part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # of headers that are none
        pass
    return body, None
