"""Convert Word files (OOXML, ECMA-376) to blocks of text."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.struck import BEGIN, END, separate_struck, without_marks

MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 5_000
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAK, _CARRIAGE = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_DELETED_TEXT = qn("w:delText")
_HYPHEN = qn("w:noBreakHyphen")
_RUN, _RUN_STYLE, _PARAGRAPH_STYLE = qn("w:r"), qn("w:rStyle"), qn("w:pStyle")
_VALUE, _STYLE_ID = qn("w:val"), qn("w:styleId")
_NOTE, _NOTE_TYPE = (qn("w:footnote"), qn("w:endnote")), qn("w:type")
# A drawing's fallback repeats its text; a field's instruction is no text.
_NOT_READ = frozenset(
    ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:instrText"), qn("w:delInstrText"))
)
_DELETED = frozenset((qn("w:del"), qn("w:moveFrom")))
# Properties of text that readers do not see as standing (ECMA-376 part 1, 17.3.2).
_STRUCK = tuple(qn(f"w:{name}") for name in ("strike", "dstrike", "vanish"))
_OFF = frozenset(("0", "false", "off"))
_DEEPEST_STYLE = 20
_MAX_DEPTH = 200


def read_docx(body: bytes) -> Document:
    """Return the document in these bytes, its notes after the text. Raises UnreadableDocument for a damaged file, and
    for a zip bomb before unpacking it."""
    _check_size(body)
    try:
        document = docx.Document(io.BytesIO(body))
        notes = list(_notes(document))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError, AttributeError) as error:
        raise UnreadableDocument(f"The Word file cannot be opened: {error}") from error
    reader = _Reader(_struck_styles(document))
    marked = [block for part in (document.element.body, *notes) for block in reader.blocks(part)]
    blocks, struck = separate_struck(marked)
    title = (document.core_properties.title or "").strip()[:500]
    return Document(media="docx", blocks=blocks, title=title, full_text="\n".join(blocks), struck=struck)


def _check_size(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(f"The Word file is not a readable zip archive: {error}") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableDocument(f"The Word file unpacks to more than {MAX_UNPACKED} bytes or {MAX_PARTS} parts.")


def _notes(document: "docx.document.Document") -> Iterator[etree._Element]:
    """Yield the footnotes and endnotes, without the separator lines, which have a type."""
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in document.part.rels.values():
            if relation.reltype != kind or relation.is_external:
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            root = etree.fromstring(relation.target_part.blob, parser)
            yield from (note for note in root.iterchildren(*_NOTE) if note.get(_NOTE_TYPE) in (None, "normal"))


def _struck_styles(document: "docx.document.Document") -> frozenset[str]:
    """Return the ids of the styles that strike or hide text, themselves or through the style they are based on."""
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for style in document.styles.element.iterchildren(qn("w:style")):
        name = style.get(_STYLE_ID) or ""
        own[name] = _says_struck(style.find(qn("w:rPr")))
        parent = style.find(qn("w:basedOn"))
        if parent is not None:
            based[name] = parent.get(_VALUE) or ""
    return frozenset(name for name in own if _style_is_struck(name, own, based))


def _style_is_struck(name: str, own: dict[str, bool | None], based: dict[str, str]) -> bool:
    for _ in range(_DEEPEST_STYLE):
        says = own.get(name)
        if says is not None:
            return says
        name = based.get(name, "")
    return False


def _says_struck(properties: etree._Element | None) -> bool | None:
    """Return whether the properties of a run strike or hide it; None if they say nothing about it."""
    if properties is None:
        return None
    found = [child.get(_VALUE) not in _OFF for child in properties.iterchildren(*_STRUCK)]
    return any(found) if found else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the paragraphs of a part; what does not stand is marked (see `struck`)."""

    struck_styles: frozenset[str]

    def blocks(self, element: etree._Element, depth: int = 0) -> Iterator[str]:
        """Yield the paragraphs and table rows below the element, in order."""
        for child in element:
            if child.tag == _PARAGRAPH:
                yield _line(self._text(child, False))
            elif child.tag == _TABLE:
                for row in child.iter(_ROW):
                    yield _line(self._row(row))
            elif child.tag not in _NOT_READ and depth < _MAX_DEPTH:
                mark = child.tag in _DELETED
                if mark:
                    yield BEGIN
                yield from self.blocks(child, depth + 1)
                if mark:
                    yield END

    def _row(self, row: etree._Element) -> Iterator[str]:
        deleted = row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
        if deleted:
            yield BEGIN
        for cell in row.iterchildren(_CELL):
            yield from self._text(cell, False)
            yield " "
        if deleted:
            yield END

    def _text(self, element: etree._Element, struck: bool, depth: int = 0) -> Iterator[str]:
        """Yield the text below the element; `struck` is whether the style of its paragraph strikes it."""
        for child in element:
            tag = child.tag
            if tag in (_TEXT, _DELETED_TEXT):
                yield without_marks(child.text or "")
            elif tag in (_TAB, _BREAK, _CARRIAGE):
                yield " "
            elif tag == _HYPHEN:
                yield "-"
            elif tag not in _NOT_READ and depth < _MAX_DEPTH:
                below = self._style_strikes(child, struck)
                mark = tag in _DELETED or (tag == _RUN and self._run_is_struck(child, below))
                if mark:
                    yield BEGIN
                yield from self._text(child, below, depth + 1)
                if mark:
                    yield END
                if tag == _PARAGRAPH:
                    yield " "

    def _style_strikes(self, element: etree._Element, otherwise: bool) -> bool:
        style = element.find(f"{qn('w:pPr')}/{_PARAGRAPH_STYLE}") if element.tag == _PARAGRAPH else None
        return otherwise if style is None else style.get(_VALUE) in self.struck_styles

    def _run_is_struck(self, run: etree._Element, by_paragraph: bool) -> bool:
        properties = run.find(qn("w:rPr"))
        says = _says_struck(properties)
        if says is None and properties is not None:
            style = properties.find(_RUN_STYLE)
            says = True if style is not None and style.get(_VALUE) in self.struck_styles else None
        return by_paragraph if says is None else says


def _line(pieces: Iterator[str]) -> str:
    return " ".join("".join(pieces).split())
