"""Convert Word files (OOXML, ECMA-376 and ISO/IEC 29500) to blocks of text."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.docx_embedded import SUBDOCUMENT, Budget, EmbeddedText
from observatory.monitoring.reading.extract.docx_numbering import Numbering
from observatory.monitoring.reading.extract.docx_package import MAX_UNPACKED, Package, R, W
from observatory.monitoring.reading.extract.docx_styles import Styles
from observatory.monitoring.reading.extract.docx_text import WordTextReader
from observatory.monitoring.reading.extract.running_heads import PAGE_NUMBER
from observatory.monitoring.reading.extract.struck import separate_struck

_NOTES = ((f"{W}footnote", "footnotes"), (f"{W}endnote", "endnotes"))
_NOTE_TYPE = f"{W}type"
_NO_WORDS = re.compile(r"(?:[^\w]|(?<!\d)\d{1,3}(?!\d))*")
_PAGE_WORDS = re.compile(r"第|页|頁|共|\b(?:page|of|seite|von|p)\b", re.IGNORECASE)


def read_docx(body: bytes) -> Document:
    """Return the document in these bytes: the headers of its pages, each once, its text, its notes, the footers. Raises
    UnreadableDocument for a damaged file, and for a zip bomb before unpacking it."""
    package = Package(body)
    budget = Budget(MAX_UNPACKED - package.size)
    file = _WordFile(package, budget)
    blocks, struck = separate_struck([*file.edges("header"), *file.text(), *file.edges("footer")])
    if not blocks and (budget.unread or next(file.body.iter(SUBDOCUMENT), None) is not None):
        raise UnreadableDocument("The text of the Word file is in other files that are embedded in it.")
    return Document(
        media="docx",
        blocks=blocks,
        title=package.title(),
        full_text="\n".join(blocks),
        struck=struck,
        unread_parts=tuple(dict.fromkeys(budget.unread)),
    )


class _WordFile:
    """The parts of a Word file that have text. All lists of blocks are marked (see `struck`)."""

    def __init__(self, package: Package, budget: Budget) -> None:
        """Raises UnreadableDocument if the main part is missing or has no text."""
        self._package, self._budget = package, budget
        self._main = package.main_part()
        root = package.xml(self._main)
        body = root.find(f"{W}body") if root is not None else None
        if root is None or body is None:
            raise UnreadableDocument("The Word file cannot be opened: its main part is missing or no text.")
        self._root, self.body = root, body
        self._relations = {relation.id: relation for relation in package.relations(self._main)}
        self._styles = Styles(self._related("styles"))

    def text(self) -> list[str]:
        """Return the blocks of the body, then those of the footnotes and endnotes."""
        reader = self._reader(self._main)
        return [*reader.blocks(self.body), *self._footnotes_and_endnotes(reader)]

    def edges(self, kind: str) -> list[str]:
        """Return the lines of the headers or footers that sections refer to, without page numbers. Most sections repeat
        the ones before, and the first page has its own: each different one is read once."""
        found: dict[tuple[str, ...], None] = {}
        ids = dict.fromkeys(reference.get(f"{R}id") or "" for reference in self._root.iter(f"{W}{kind}Reference"))
        for part in dict.fromkeys(self._relations[name].target for name in ids if name in self._relations):
            edge = self._package.xml(part)
            if edge is not None:
                lines = self._reader(part).blocks(edge)
                found[tuple(line for line in lines if not _is_page_number(line))] = None
        return [line for lines in found for line in lines]

    def _reader(self, part: str) -> WordTextReader:
        embedded = EmbeddedText(self._package, part, self._budget, _read_text)
        return WordTextReader(self._styles, Numbering(lambda: self._numbering, self._styles), embedded)

    def _footnotes_and_endnotes(self, reader: WordTextReader) -> Iterator[str]:
        """Yield the footnotes and endnotes, without the separator lines, which have a type."""
        for tag, kind in _NOTES:
            root = self._related(kind)
            for note in root.iterchildren(tag) if root is not None else ():
                if note.get(_NOTE_TYPE) in (None, "normal"):
                    yield from reader.blocks(note)

    @cached_property
    def _numbering(self) -> etree._Element | None:
        return self._related("numbering")

    def _related(self, kind: str) -> etree._Element | None:
        part = next((relation.target for relation in self._relations.values() if relation.kind == kind), None)
        return None if part is None else self._package.xml(part)


def _read_text(package: Package, budget: Budget) -> list[str]:
    """Return the blocks of a Word file in another one, without its headers and footers."""
    return _WordFile(package, budget).text()


def _is_page_number(line: str) -> bool:
    return PAGE_NUMBER.fullmatch(line) is not None or _NO_WORDS.fullmatch(_PAGE_WORDS.sub("", line)) is not None
