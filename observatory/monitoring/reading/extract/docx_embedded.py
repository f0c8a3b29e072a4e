"""What a part of a Word file shows of other parts in its place: charts, SmartArt, and included documents."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree

from observatory.monitoring.reading.extract.document import UnreadableDocument
from observatory.monitoring.reading.extract.docx_charts import CX, read_drawing
from observatory.monitoring.reading.extract.docx_package import DGM, MAX_UNPACKED, C, Package, R, W

CHUNK, SUBDOCUMENT = f"{W}altChunk", f"{W}subDoc"
DRAWINGS = {f"{C}chart": f"{R}id", f"{CX}chart": f"{R}id", f"{DGM}relIds": f"{R}dm"}  # element, attribute with the ID
_DEEPEST = 3
_LONGEST_NAME = 200


@dataclass(slots=True)
class Budget:
    """What the embedded parts of a file may cost together, and the names of those that could not be read."""

    unpacked: int = MAX_UNPACKED  # bytes
    characters: int = 20_000_000
    depth: int = 0
    unread: list[str] = field(default_factory=list)


class EmbeddedText:
    """The parts that one part of a file refers to by the IDs of its relations. `read_word` returns the marked blocks
    of the body of a Word file."""

    def __init__(
        self, package: Package, part: str, budget: Budget, read_word: Callable[[Package, Budget], list[str]]
    ) -> None:
        self._package, self._budget, self._read_word = package, budget, read_word
        self._targets = {relation.id: relation.target for relation in package.relations(part)}
        self._found: dict[str, list[str]] = {}

    def drawing(self, element: etree._Element) -> list[str]:
        """Return the blocks of the chart or the SmartArt that an element with one of the tags of DRAWINGS shows."""
        name = self._targets.get(element.get(DRAWINGS[str(element.tag)]) or "")
        if name is None:
            return []
        if name not in self._found:
            root = self._package.xml(name)
            self._found[name] = [] if root is None else read_drawing(root)
        return self._count_included_part(self._found[name])

    def chunk(self, element: etree._Element) -> list[str]:
        """Return the marked blocks of the document that an `altChunk` includes. One that cannot be read is noted."""
        name = self._targets.get(element.get(f"{R}id") or "", "")
        if name not in self._found:
            blocks = self._read_chunk(name)
            if blocks is None:
                shown = "".join(filter(str.isprintable, PurePosixPath(name).name))
                self._budget.unread.append(shown[:_LONGEST_NAME] or "altChunk")
            self._found[name] = blocks or []
        return self._count_included_part(self._found[name])

    def _count_included_part(self, blocks: list[str]) -> list[str]:
        """Raises UnreadableDocument if the file includes parts again and again."""
        self._budget.characters -= sum(map(len, blocks)) + len(blocks)
        if self._budget.characters < 0:
            raise UnreadableDocument("The parts embedded in the Word file have too much text.")
        return blocks

    def _read_chunk(self, name: str) -> list[str] | None:
        # Few files include others, and the readers of pages and mails take long to load.
        from observatory.monitoring.reading.extract.docx_included_documents import read_chunk

        body = self._package.read(name)
        return None if body is None else read_chunk(body, name, self._read_nested)

    def _read_nested(self, body: bytes) -> list[str] | None:
        """Return the blocks of a Word file that is embedded in this one; None if it is too deep."""
        if self._budget.depth >= _DEEPEST:
            return None
        package = Package(body, self._budget.unpacked)
        self._budget.unpacked -= package.size
        self._budget.depth += 1
        try:
            return self._read_word(package, self._budget)
        finally:
            self._budget.depth -= 1
