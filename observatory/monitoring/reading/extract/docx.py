"""Convert Word files (OOXML, ECMA-376) to blocks of text."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument

MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 5_000
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAK, _CARRIAGE = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_HYPHEN = qn("w:noBreakHyphen")
# Deleted and moved-away text is not in the document; a drawing's fallback repeats its text.
_NOT_READ = frozenset(
    (
        qn("w:del"),
        qn("w:moveFrom"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
        qn("w:instrText"),
    )
)


def read_docx(body: bytes) -> Document:
    """Return the document in these bytes. Raises UnreadableDocument for a damaged file, and for a zip bomb before
    unpacking it."""
    _check_size(body)
    try:
        document = docx.Document(io.BytesIO(body))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError, AttributeError) as error:
        raise UnreadableDocument(f"The Word file cannot be opened: {error}") from error
    blocks = tuple(block for block in _blocks(document.element.body) if block)
    title = (document.core_properties.title or "").strip()[:500]
    return Document(media="docx", blocks=blocks, title=title, full_text="\n".join(blocks))


def _check_size(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(f"The Word file is not a readable zip archive: {error}") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableDocument(f"The Word file unpacks to more than {MAX_UNPACKED} bytes or {MAX_PARTS} parts.")


def _blocks(element: etree._Element) -> Iterator[str]:
    """Yield the paragraphs and table rows below the element, in order."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield " ".join("".join(_text(child)).split())
        elif child.tag == _TABLE:
            for row in child.iter(_ROW):
                yield " ".join(" ".join("".join(_text(cell)) for cell in row.iterchildren(_CELL)).split())
        elif child.tag not in _NOT_READ:
            yield from _blocks(child)


def _text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in (_TAB, _BREAK, _CARRIAGE):
            yield " "
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag not in _NOT_READ:
            yield from _text(child)
            if child.tag == _PARAGRAPH:
                yield " "
