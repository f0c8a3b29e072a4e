"""Convert Word files (OOXML, ECMA-376 and ISO/IEC 29500) to blocks of text."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from lxml import etree

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.docx_numbering import Numbering
from observatory.monitoring.reading.extract.docx_package import Package, R, Relation, W
from observatory.monitoring.reading.extract.docx_styles import Styles
from observatory.monitoring.reading.extract.docx_text import TextReader
from observatory.monitoring.reading.extract.page_edges import PAGE_NUMBER
from observatory.monitoring.reading.extract.struck import separate_struck

_NOTES = ((f"{W}footnote", "footnotes"), (f"{W}endnote", "endnotes"))
_NOTE_TYPE = f"{W}type"
_NO_WORDS = re.compile(r"(?:[^\w]|(?<!\d)\d{1,3}(?!\d))*")
_PAGE_WORDS = re.compile(r"第|页|頁|共|\b(?:page|of|seite|von|p)\b", re.IGNORECASE)


def read_docx(body: bytes) -> Document:
    """Return the document in these bytes: the headers of its pages, each once, its text, its notes, the footers. Raises
    UnreadableDocument for a damaged file, and for a zip bomb before unpacking it."""
    package = Package(body)
    main = package.main_part()
    root = package.xml(main)
    text = root.find(f"{W}body") if root is not None else None
    if root is None or text is None:
        raise UnreadableDocument("The Word file cannot be opened: its main part is missing or no text.")
    relations = {relation.id: relation for relation in package.relations(main)}
    styles = Styles(_related(package, relations, "styles"))
    load_numbering = cache(lambda: _related(package, relations, "numbering"))
    reader = TextReader(styles, Numbering(load_numbering, styles))
    marked = [
        *_edges(package, relations, root, "header", styles, load_numbering),
        *reader.blocks(text),
        *_notes(package, relations, reader),
        *_edges(package, relations, root, "footer", styles, load_numbering),
    ]
    blocks, struck = separate_struck(marked)
    if not blocks and next(text.iter(f"{W}altChunk", f"{W}subDoc"), None) is not None:
        raise UnreadableDocument("The text of the Word file is in other files that are embedded in it.")
    return Document(media="docx", blocks=blocks, title=package.title(), full_text="\n".join(blocks), struck=struck)


def _related(package: Package, relations: dict[str, Relation], kind: str) -> etree._Element | None:
    part = next((relation.target for relation in relations.values() if relation.kind == kind), None)
    return None if part is None else package.xml(part)


def _notes(package: Package, relations: dict[str, Relation], reader: TextReader) -> Iterator[str]:
    """Yield the footnotes and endnotes, without the separator lines, which have a type."""
    for tag, kind in _NOTES:
        root = _related(package, relations, kind)
        for note in root.iterchildren(tag) if root is not None else ():
            if note.get(_NOTE_TYPE) in (None, "normal"):
                yield from reader.blocks(note)


def _edges(
    package: Package,
    relations: dict[str, Relation],
    root: etree._Element,
    kind: str,
    styles: Styles,
    load_numbering: Callable[[], etree._Element | None],
) -> list[str]:
    """Return the lines of the headers or footers that sections refer to, without page numbers. Most sections repeat the
    ones before, and the first page has its own: each different one is read once."""
    found: dict[tuple[str, ...], None] = {}
    ids = dict.fromkeys(reference.get(f"{R}id") or "" for reference in root.iter(f"{W}{kind}Reference"))
    for part in dict.fromkeys(relations[name].target for name in ids if name in relations):
        edge = package.xml(part)
        if edge is not None:
            reader = TextReader(styles, Numbering(load_numbering, styles))
            found[tuple(line for line in reader.blocks(edge) if not _is_page_number(line))] = None
    return [line for lines in found for line in lines]


def _is_page_number(line: str) -> bool:
    return PAGE_NUMBER.fullmatch(line) is not None or _NO_WORDS.fullmatch(_PAGE_WORDS.sub("", line)) is not None
