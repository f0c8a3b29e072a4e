"""Convert PDF to blocks of text, with PDFium. Run it in the sandbox: PDFium is native code reading hostile bytes."""

import re
from collections import Counter

import pypdfium2

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument

MAX_PAGES = 2_000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# PDFium returns U+FFFE for a hyphen that only breaks a line.
_SOFT_HYPHEN = re.compile("[\ufffe\u0002\u00ad](?:\r\n|\r|\n)?")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:第\s*)?(?:page\s*)?\d{1,4}(?:\s*(?:of|/|页\s*[，,/]?\s*共)\s*\d{1,4})?(?:\s*页)?[-–—\s]*",
    re.IGNORECASE,
)
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
    blocks = [block for page in _without_running_heads(pages) for block in _paragraphs(page)]
    full_text = "\n".join(line for page in pages for line in page)
    return Document(media="pdf", blocks=tuple(blocks), title=title, full_text=full_text, pages=len(pages))


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


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without page numbers, and without the first and last lines that most pages share."""
    edges = Counter(re.sub(r"\d+", "#", line) for page in pages for line in {*page[:2], *page[-2:]})
    often = max(3, len(pages) * 0.6)

    def is_running(page: list[str], at: int) -> bool:
        line = page[at]
        if at not in (0, 1, len(page) - 2, len(page) - 1):
            return False
        return bool(_PAGE_NUMBER.fullmatch(line)) or edges[re.sub(r"\d+", "#", line)] >= often

    return [[line for at, line in enumerate(page) if not is_running(page, at)] for page in pages]


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
