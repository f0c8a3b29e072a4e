"""Read the paragraphs and tables of a part of a Word file (WordprocessingML, ECMA-376 part 1, 17).

What does not stand, because it is struck, deleted or hidden, is marked (see `struck`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from observatory.monitoring.reading.extract.docx_embedded import CHUNK, DRAWINGS, EmbeddedText
from observatory.monitoring.reading.extract.docx_math import read_formula
from observatory.monitoring.reading.extract.docx_numbering import Numbering
from observatory.monitoring.reading.extract.docx_package import M, W
from observatory.monitoring.reading.extract.docx_styles import (
    RUN_PROPERTIES,
    RUN_STYLE,
    VALUE,
    Styles,
    child_value,
    is_on,
    mark_of_run,
    read_integer,
    read_numbering,
)
from observatory.monitoring.reading.extract.docx_symbols import is_symbol_font, read_symbol, read_symbols
from observatory.monitoring.reading.extract.struck import BEGIN, END, HIDDEN, without_marks
from observatory.monitoring.reading.extract.table_rows import Cell, row_texts

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}r"
_PROPERTIES, _PARAGRAPH_STYLE = f"{W}pPr", f"{W}pStyle"
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_TEXTS = frozenset((f"{W}t", f"{W}delText"))
_SPACES = frozenset((f"{W}tab", f"{W}ptab", f"{W}br", f"{W}cr"))
_HYPHEN = f"{W}noBreakHyphen"
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
# Properties; the deleted instruction of a field; the reading aid beside a ruby text.
_NOT_READ = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "rubyPr", "rt",
        "delInstrText",
    )
)  # fmt: skip
_HEX = re.compile("[0-9A-Fa-f]{1,5}")
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|PAGEREF|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_EXPONENT = re.compile(r"[-−+]?\d{1,4}")


@dataclass(slots=True)
class _Field:
    """An open field; the number of a page is no text, since it changes with the layout."""

    instruction: str = ""
    is_page_number: bool = False


class WordTextReader:
    """Reads a part of a file, or several one after the other: numbered paragraphs count on."""

    def __init__(self, styles: Styles, numbering: Numbering, embedded: EmbeddedText) -> None:
        self._styles, self._numbering, self._embedded = styles, numbering, embedded
        self._boxes: list[etree._Element | str] = []  # text boxes found in the paragraph being read
        self._fields: list[_Field] = []  # the open fields of the paragraph, innermost last

    def blocks(self, element: etree._Element) -> Iterator[str]:
        """Yield the paragraphs and the table rows below the element in their order, text boxes after the paragraph that
        they belong to."""
        return (text for _, text in self._blocks_of_element(element))

    def _blocks_of_element(self, element: etree._Element) -> Iterator[tuple[bool, str]]:
        """Yield the blocks, and whether each is a paragraph: neither in a table nor in a text box below the element."""
        for child in element:
            tag = child.tag
            if tag == _PARAGRAPH:
                yield True, self._text_of_paragraph(child)
                for text in self._text_boxes():
                    yield False, text
            elif tag == _TABLE:
                for text in self._rows_of_table(child):
                    yield False, text
            elif tag == _ALTERNATIVES:
                yield from self._first_alternative(child)
            elif tag == CHUNK:
                for text in self._embedded.chunk(child):
                    yield False, text
            elif tag not in _NOT_READ:
                if tag in _DELETED:
                    yield False, BEGIN
                yield from self._blocks_of_element(child)
                if tag in _DELETED:
                    yield False, END

    def _first_alternative(self, element: etree._Element) -> Iterator[tuple[bool, str]]:
        """Yield the blocks of the first alternative content of a Word file that has text."""
        for child in element.iterchildren(_CHOICE, _FALLBACK):
            found = list(self._blocks_of_element(child))
            if any(text for _, text in found):
                yield from found
                return

    def _text_boxes(self) -> Iterator[str]:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from (box,) if isinstance(box, str) else self.blocks(box)

    def _rows_of_table(self, table: etree._Element) -> Iterator[str]:
        """Yield the rows, each followed by the tables and text boxes in it. A row of one cell is a frame around
        paragraphs."""
        rows: list[list[Cell]] = []
        inside: list[list[str]] = []
        for row in _rows_or_cells_below(table, _ROW):
            cells = [(cell, list(self._blocks_of_element(cell))) for cell in _rows_or_cells_below(row, _CELL)]
            alone = len(cells) == 1
            gone = row.find(f"{W}trPr")
            gone = None if gone is None else next(gone.iterchildren(f"{W}del", f"{W}hidden"), None)
            mark = ""
            if gone is not None and is_on(gone.get(VALUE)):
                mark = HIDDEN if gone.tag == f"{W}hidden" else BEGIN
            inside.append([text for _, pieces in cells for is_paragraph, text in pieces if alone or not is_paragraph])
            if mark:
                inside[-1] = [mark, *inside[-1], END]
            indent = read_integer(row.find(f"{W}trPr/{W}gridBefore")) or 0
            rows.append([Cell(columns=min(indent, 100))] if indent > 0 else [])
            for cell, pieces in () if alone else cells:
                text = " ".join(text for is_paragraph, text in pieces if is_paragraph and text)
                gone_with = BEGIN if cell.find(f"{W}tcPr/{W}cellDel") is not None else mark
                if text and gone_with:
                    text = gone_with + text + END
                rows[-1].append(Cell(text, max(1, read_integer(cell.find(f"{W}tcPr/{W}gridSpan")) or 1)))
        for text, texts in zip(row_texts(rows), inside, strict=True):
            yield text
            yield from texts

    def _text_of_paragraph(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph in one line, with its automatic number."""
        self._fields.clear()
        properties = paragraph.find(_PROPERTIES)
        style = "" if properties is None else child_value(properties, _PARAGRAPH_STYLE)
        mark = self._styles.mark_of(style) if style else ""
        number = "" if _is_mark_hidden(properties) else self._numbering.number(*read_numbering(properties), style)
        line = " ".join("".join(self._text(paragraph, mark)).split())
        if not number or not line:
            return line
        return f"{mark}{number}{END} {line}" if mark else f"{number} {line}"

    def _text(self, element: etree._Element, mark: str, font: str = "", raised: bool = False) -> Iterator[str]:
        """Yield the text below the element; `mark` is that of what the style of its paragraph strikes or hides, `font`
        the symbol font of its run."""
        for child in element:
            tag = child.tag
            if tag == _RUN:
                yield from self._text_of_run(child, mark)
            elif tag in _TEXTS:
                if child.text and not any(field.is_page_number for field in self._fields):
                    yield _typed(without_marks(child.text), font, raised)
            elif tag in _SPACES:
                yield " "
            elif tag in _NOT_READ:
                continue
            elif tag in _READERS:
                yield from _READERS[tag](self, child, mark)
            elif tag == _HYPHEN:
                yield "-"
            else:
                if tag in _DELETED:
                    yield BEGIN
                yield from self._text(child, mark, font, raised)
                if tag in _DELETED:
                    yield END
                if tag == _PARAGRAPH:
                    yield " "

    def _text_of_run(self, run: etree._Element, mark: str) -> Iterator[str]:
        """Yield the text of a run of a Word paragraph, between marks where its properties or style strike or hide
        it."""
        properties = run.find(RUN_PROPERTIES)
        if properties is None:
            own, font, raised = mark, "", False
        else:
            own, font = self._mark_of(properties, mark), _symbol_font(properties)
            raised = child_value(properties, f"{W}vertAlign") == "superscript"
        if own:
            yield own
        yield from self._text(run, mark, font, raised)
        if own:
            yield END

    def _mark_of(self, properties: etree._Element, of_paragraph: str) -> str:
        """Return the mark of a run of a Word file that is struck or hidden, by itself, by its paragraph or its
        style."""
        own = mark_of_run(properties)
        if own is None:
            style = child_value(properties, RUN_STYLE)
            return of_paragraph or (self._styles.mark_of(style) if style else "")
        return own

    def _content_control(self, control: etree._Element, mark: str) -> Iterator[str]:
        """Yield the text of a content control of a Word file; of an empty check box, whether it is ticked."""
        content = "".join(self._text(control, mark))
        box = control.find(f"{W}sdtPr/{_W14}checkbox")
        if box is not None and not content.strip():
            checked = box.find(f"{_W14}checked")
            content = _box(checked is not None and is_on(checked.get(f"{_W14}val")))
        yield content

    def _simple_field(self, field: etree._Element, mark: str) -> Iterator[str]:
        if not _PAGE_FIELD.match(field.get(f"{W}instr") or ""):
            yield from self._text(field, mark)

    def _field_mark(self, field_mark: etree._Element, mark: str) -> Iterator[str]:
        """Follow the marks around a field: begin, instruction, separate, result, end (17.16.18)."""
        kind = field_mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            yield _text_of_form_field(field_mark.find(f"{W}ffData"))
        elif kind == "separate" and self._fields:
            self._fields[-1].is_page_number = _PAGE_FIELD.match(self._fields[-1].instruction) is not None
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, instruction: etree._Element, mark: str) -> Iterator[str]:
        if self._fields:
            self._fields[-1].instruction += (instruction.text or "")[:100]
        return iter(())

    def _symbol(self, symbol: etree._Element, mark: str) -> Iterator[str]:
        code = symbol.get(f"{W}char") or ""
        if _HEX.fullmatch(code):
            yield read_symbol(symbol.get(f"{W}font") or "", int(code, 16))

    def _formula(self, formula: etree._Element, mark: str) -> Iterator[str]:
        yield read_formula(formula)

    def _text_box(self, box: etree._Element, mark: str) -> Iterator[str]:
        self._boxes.append(box)
        return iter(())

    def _drawing(self, drawing: etree._Element, mark: str) -> Iterator[str]:
        self._boxes += self._embedded.drawing(drawing)
        return iter(())

    def _word_art(self, shape: etree._Element, mark: str) -> Iterator[str]:
        self._boxes.append(" ".join(without_marks(shape.get("string") or "").split()))
        return iter(())

    def _first_alternative_with_text(self, element: etree._Element, mark: str) -> Iterator[str]:
        """Yield the text of the first alternative that has some; the fallback repeats it for older programs."""
        boxes = len(self._boxes)
        for child in element.iterchildren(_CHOICE, _FALLBACK):
            text = "".join(self._text(child, mark))
            if text.strip() or len(self._boxes) > boxes:
                yield text
                return


_READERS: dict[str, Callable[[WordTextReader, etree._Element, str], Iterator[str]]] = {
    f"{W}sdt": WordTextReader._content_control,
    f"{W}fldSimple": WordTextReader._simple_field,
    f"{W}fldChar": WordTextReader._field_mark,
    f"{W}instrText": WordTextReader._instruction,
    f"{W}sym": WordTextReader._symbol,
    f"{W}txbxContent": WordTextReader._text_box,
    f"{M}oMath": WordTextReader._formula,
    "{urn:schemas-microsoft-com:vml}textpath": WordTextReader._word_art,
    _ALTERNATIVES: WordTextReader._first_alternative_with_text,
    **dict.fromkeys(DRAWINGS, WordTextReader._drawing),
}


def _rows_or_cells_below(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows of a table, or the cells of a row, in content controls and tracked changes too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _NOT_READ:
            yield from _rows_or_cells_below(child, tag)


def _is_mark_hidden(properties: etree._Element | None) -> bool:
    """Return whether a paragraph of a Word file is deleted or hidden as a whole: then it has no number and does not
    count."""
    mark = properties.find(RUN_PROPERTIES) if properties is not None else None
    if mark is None:
        return False
    hidden = mark.find(f"{W}vanish")
    deleted = next(mark.iterchildren(f"{W}del", f"{W}moveFrom"), None) is not None
    return deleted or (hidden is not None and is_on(hidden.get(VALUE)))


def _symbol_font(properties: etree._Element) -> str:
    """Return the symbol font of a run, "" if it has another font."""
    fonts = properties.find(f"{W}rFonts")
    for name in ("ascii", "hAnsi") if fonts is not None else ():
        font = fonts.get(f"{W}{name}")
        if is_symbol_font(font):
            return font or ""
    return ""


def _typed(text: str, font: str, raised: bool) -> str:
    """Return a text as its font and its position show it: raised figures are exponents."""
    if font:
        return read_symbols(font, text)
    return text.translate(_RAISED) if raised and _EXPONENT.fullmatch(text) else text


def _box(ticked: bool) -> str:
    return "☒" if ticked else "☐"


def _text_of_form_field(data: etree._Element | None) -> str:
    """Return what a form field of older versions shows: a box, or the chosen entry of a list (17.16.7, 17.16.9)."""
    if data is None:
        return ""
    box, choices = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        state = next(box.iterchildren(f"{W}checked"), next(box.iterchildren(f"{W}default"), None))
        return _box(state is not None and is_on(state.get(VALUE)))
    if choices is not None:
        entries = [entry.get(VALUE) or "" for entry in choices.iterchildren(f"{W}listEntry")]
        chosen = read_integer(choices.find(f"{W}result")) or 0
        return without_marks(entries[chosen]) if 0 <= chosen < len(entries) else ""
    return ""
