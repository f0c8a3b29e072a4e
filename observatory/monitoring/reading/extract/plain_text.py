"""Read plain text as blocks: one per paragraph."""

import re

from observatory.monitoring.reading.extract.charset import decode_body
from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.running_heads import page_breaks

_PARAGRAPH_BREAK = re.compile(r"\n[ \t\u3000]*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def read_plain(body: bytes, charset_hint: str | None = None) -> Document:
    """Return the document in these bytes: one block per paragraph, or per line if no line is blank. Raises
    UnreadableDocument for bytes that are not text."""
    text, charset = decode_body(body, charset_hint)
    if len(_CONTROL.findall(text[:100_000])) > max(4, len(text[:100_000]) // 20):
        raise UnreadableDocument("The content type is text, but the content is binary.")
    text = _plain_text_without_page_breaks(text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = _PARAGRAPH_BREAK.split(text)
    if len(parts) == 1:
        parts = text.split("\n")
    blocks = tuple(block for part in parts if (block := " ".join(part.split())))
    title = blocks[0] if blocks and len(blocks[0]) <= 120 else ""
    return Document(media="text", blocks=blocks, title=title, full_text="\n".join(blocks), charset=charset)


def _plain_text_without_page_breaks(text: str) -> str:
    """Return the text without the page numbers and running heads that cut its paragraphs."""
    lines = text.replace("\f", "\n").split("\n")
    shown = [at for at, line in enumerate(lines) if line.strip()]
    dropped = {shown[number] for number in page_breaks([lines[at].strip() for at in shown])}
    return "\n".join(line for at, line in enumerate(lines) if at not in dropped) if dropped else "\n".join(lines)
