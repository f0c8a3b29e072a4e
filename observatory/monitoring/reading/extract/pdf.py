"""Convert PDF to blocks of text, with PDFium. Run it in the sandbox: PDFium is native code reading hostile bytes."""

import re
from dataclasses import dataclass
from itertools import islice

import pypdfium2

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.gibberish import is_gibberish
from observatory.monitoring.reading.extract.running_heads import (
    line_ends_sentence,
    separate_running_lines,
    split_footnotes,
)

MAX_PAGES = 2_000
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
# PDFium returns U+FFFE for a hyphen that only breaks a line.
_SOFT_HYPHEN = re.compile("[\ufffe\u0002\u00ad](?:\r\n|\r|\n)?")
_STAMP = 80  # letters of a page, a Chinese character counting for two: hardly more than a stamp or a watermark
_NEARLY_ALL, _MAX_IMAGES = 0.9, 500
_FEW = 0.25  # of the other pages' text
_READABLE = 1_500  # characters: a page at most
_CJK_EDGE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]$")


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[str]
    is_picture: bool  # with hardly any text


def read_pdf(body: bytes) -> Document:
    """Return the document in these bytes; one of pictures has the signal "scan". Raises UnreadableDocument for a
    damaged or encrypted file, one with too many pages, and one whose text layer is no text."""
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"The PDF cannot be opened: {error}") from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UnreadableDocument(f"The PDF has {len(pdf)} pages; the limit is {MAX_PAGES}.")
        read = [_read_page(pdf, number) for number in range(len(pdf))]
        title = (pdf.get_metadata_dict().get("Title") or "").strip()[:500]
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(f"A page of the PDF cannot be read: {error}") from error
    finally:
        pdf.close()
    pages, unread = _without_gibberish([page.lines for page in read])
    full_text = "\n".join(line for page in pages for line in page)
    return Document(
        media="pdf",
        blocks=tuple(_blocks_of_pdf_pages(pages)),
        title=title,
        full_text=full_text,
        pages=len(pages),
        unread_pages=unread,
        signals=("scan",) if _is_scan(read) else (),
    )


def _without_gibberish(pages: list[list[str]]) -> tuple[list[list[str]], tuple[int, ...]]:
    """Return the pages, without the lines of a few whose text is none, and the numbers of these (from 1). Raises
    UnreadableDocument if hardly anything else is left; in between, all is read: the readable part counts, and a change
    in the rest shows."""
    texts = ["\n".join(page) for page in pages]
    garbled = [is_gibberish(text) for text in texts]
    if not any(garbled):
        return pages, ()
    size = sum(len(text) for text, bad in zip(texts, garbled, strict=True) if bad)
    others = sum(map(len, texts)) - size
    if size <= others * _FEW:
        left = [[] if bad else page for page, bad in zip(pages, garbled, strict=True)]
        return left, tuple(number for number, bad in enumerate(garbled, start=1) if bad)
    if others < _READABLE and is_gibberish("\n".join(texts)):
        raise UnreadableDocument("Its text layer is no text: its fonts do not say which characters they show.")
    return pages, ()


def _is_scan(pages: list[_Page]) -> bool:
    """Return whether the pages are pictures, with a stamp or the name of a scanner on them at most."""
    shown = [page for page in pages if page.lines or page.is_picture]
    pictures = sum(page.is_picture for page in shown)
    return pictures > 0 and pictures >= len(shown) * _NEARLY_ALL


def _blocks_of_pdf_pages(pages: list[list[str]]) -> list[str]:
    """Return the paragraphs of the pages of a PDF. Notes and new running heads come after the sentence that goes on
    overleaf."""
    blocks: list[str] = []
    waiting: list[str] = []
    for page, heads in zip(*separate_running_lines(pages), strict=True):
        lines, notes = split_footnotes(page)
        paragraphs = _paragraphs_of_pdf_lines(lines)
        waiting += heads
        blocks += [*paragraphs[:1], *waiting, *paragraphs[1:]]
        waiting = _paragraphs_of_pdf_lines(notes)
        if lines and line_ends_sentence(lines[-1]):
            blocks += waiting
            waiting = []
    return blocks + waiting


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> _Page:
    """Return the lines of a page of the PDF, and whether the page is a picture."""
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_bounded()
        finally:
            text_page.close()
        lines = (" ".join(line.split()) for line in _LINE_BREAK.split(_SOFT_HYPHEN.sub("", text)))
        filled = [line for line in lines if line]
        is_short = sum(map(len, filled)) < _STAMP and sum(map(_width, filled)) < _STAMP
        return _Page(filled, is_short and _is_picture(page))
    finally:
        page.close()


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Return whether pictures, which may be strips, cover most of the page."""
    width, height = page.get_size()
    covered = 0.0
    images = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for image in islice(images, _MAX_IMAGES):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
    return covered > width * height / 2


def _paragraphs_of_pdf_lines(lines: list[str]) -> list[str]:
    """Join the lines of a PDF into paragraphs: a paragraph ends where a line ends well before the margin."""
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
