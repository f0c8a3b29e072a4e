"""Convert PDF to blocks of text, with PDFium. Run it in the sandbox: PDFium is native code reading hostile bytes."""

import re

import pypdfium2

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.page_edges import ends_sentence, split_notes, without_running_heads

MAX_PAGES = 2_000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# PDFium returns U+FFFE for a hyphen that only breaks a line.
_SOFT_HYPHEN = re.compile("[\ufffe\u0002\u00ad](?:\r\n|\r|\n)?")
_CJK_EDGE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]$")


def read_pdf(body: bytes) -> Document:
    """Return the document in these bytes. Raises UnreadableDocument for a damaged or encrypted file, or one with too
    many pages."""
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"The PDF cannot be opened: {error}") from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UnreadableDocument(f"The PDF has {len(pdf)} pages; the limit is {MAX_PAGES}.")
        pages = [_lines(pdf, number) for number in range(len(pdf))]
        title = (pdf.get_metadata_dict().get("Title") or "").strip()[:500]
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"A page of the PDF cannot be read: {error}") from error
    finally:
        pdf.close()
    blocks = _blocks(pages)
    full_text = "\n".join(line for page in pages for line in page)
    return Document(media="pdf", blocks=tuple(blocks), title=title, full_text=full_text, pages=len(pages))


def _blocks(pages: list[list[str]]) -> list[str]:
    """Return the paragraphs of the pages. A note at the foot of a page comes after the sentence that goes on
    overleaf."""
    blocks: list[str] = []
    waiting: list[str] = []
    for page in without_running_heads(pages):
        lines, notes = split_notes(page)
        paragraphs = _paragraphs(lines)
        blocks += [*paragraphs[:1], *waiting, *paragraphs[1:]]
        waiting = _paragraphs(notes)
        if lines and ends_sentence(lines[-1]):
            blocks += waiting
            waiting = []
    return blocks + waiting


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_bounded()
        finally:
            text_page.close()
    finally:
        page.close()
    lines = (" ".join(line.split()) for line in _LINE_BREAK.split(_SOFT_HYPHEN.sub("", text)))
    return [line for line in lines if line]


def _paragraphs(lines: list[str]) -> list[str]:
    """Join lines into paragraphs: a paragraph ends where a line ends well before the margin."""
    if not lines:
        return []
    widths = sorted(map(_width, lines))
    margin = widths[int(len(widths) * 0.8)] * 0.8
    paragraphs, current = [], ""
    for line in lines:
        current = _join(current, line) if current else line
        if _width(line) < margin:
            paragraphs.append(current)
            current = ""
    if current:
        paragraphs.append(current)
    return paragraphs


def _width(line: str) -> int:
    return len(line) + sum(1 for character in line if character > "\u2e7f")


def _join(above: str, line: str) -> str:
    return above + line if _CJK_EDGE.search(above) and line[0] > "\u2e7f" else f"{above} {line}"
