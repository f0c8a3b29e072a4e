"""Text that readers do not see as standing: marked while a document is read, taken out of its blocks afterwards.

A reader (`html`, `docx`) puts the character BEGIN before such text and END after it. Both are private-use characters,
which no text needs: those that a document itself contains are removed before.
"""

import re
from collections.abc import Iterable, Iterator

from observatory.monitoring.reading.extract.document import StruckText
from observatory.text.normal_forms import collapse_spaces

BEGIN, END = "\ue010", "\ue011"
_MARKS = re.compile(f"[{BEGIN}{END}]")


def without_marks(text: str) -> str:
    """Return the text without characters that would be taken for marks."""
    return _MARKS.sub("", text) if BEGIN in text or END in text else text


class StruckReader:
    """Reads marked paragraphs one after the other; what is struck may begin in one paragraph and end in another."""

    def __init__(self) -> None:
        self._depth = 0

    def read(self, marked: str) -> tuple[str, str, tuple[tuple[int, int], ...]]:
        """Return the standing text of a paragraph, its whole text, and the spans of the whole that do not stand."""
        if not self._depth and BEGIN not in marked and END not in marked:
            return marked, marked, ()
        standing: list[str] = []
        whole, spans = "", []
        for piece, struck in self._pieces(marked):
            if not struck:
                standing.append(piece)
            # The halves of a space around a mark are one space.
            addition = piece.lstrip(" ") if whole.endswith(" ") or not whole else piece
            if struck and addition.strip():
                start = len(whole) + len(addition) - len(addition.lstrip())
                spans.append((start, len(whole) + len(addition.rstrip())))
            whole += addition
        return collapse_spaces("".join(standing)), whole.rstrip(), _joined(spans, whole)

    def _pieces(self, marked: str) -> Iterator[tuple[str, bool]]:
        start = 0
        for mark in _MARKS.finditer(marked):
            if mark.start() > start:
                yield marked[start : mark.start()], self._depth > 0
            self._depth = max(0, self._depth + (1 if mark[0] == BEGIN else -1))
            start = mark.end()
        if start < len(marked):
            yield marked[start:], self._depth > 0


def _joined(spans: list[tuple[int, int]], whole: str) -> tuple[tuple[int, int], ...]:
    """Join spans with nothing but a space between them."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not whole[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def standing_text(marked: str) -> str:
    """Return the lines of a marked text that stand, without what is struck in them and without empty lines."""
    if BEGIN not in marked:
        return marked
    reader = StruckReader()
    return "\n".join(line for marked_line in marked.split("\n") if (line := reader.read(marked_line)[0]))


def separate_struck(marked: Iterable[str]) -> tuple[tuple[str, ...], tuple[StruckText, ...]]:
    """Return the blocks that stand, and the struck text, of paragraphs in reading order."""
    reader = StruckReader()
    blocks: list[str] = []
    struck: list[StruckText] = []
    for paragraph in marked:
        standing, whole, spans = reader.read(paragraph)
        if spans:
            struck.append(StruckText(len(blocks), whole, spans))
        if standing:
            blocks.append(standing)
    return tuple(blocks), tuple(struck)
