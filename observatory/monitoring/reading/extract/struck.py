"""Text that readers do not see as standing: marked while a document is read, taken out of its blocks afterwards.

A reader (`html`, `docx`) puts the character BEGIN before crossed-out or deleted text, HIDDEN before text that is merely
out of sight, and END after either. These are private-use characters, which no text needs: those that a document itself
contains are removed before.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from observatory.monitoring.reading.extract.document import StruckText
from observatory.text.typography import collapse_spaces

BEGIN, END, HIDDEN = "\ue010", "\ue011", "\ue012"
_MARKS = re.compile(f"[{BEGIN}{END}{HIDDEN}]")
_Spans = list[tuple[int, int, str]]  # start, end and mark of what does not stand


def without_marks(text: str) -> str:
    """Return the text without characters that would be taken for marks."""
    return _MARKS.sub("", text) if _is_marked(text) else text


def _is_marked(text: str) -> bool:
    return BEGIN in text or END in text or HIDDEN in text


class StruckReader:
    """Reads marked paragraphs one after the other; what is struck may begin in one paragraph and end in another."""

    def __init__(self) -> None:
        self._open: list[str] = []  # the marks that have no end yet

    def read(self, marked: str, block: int = 0) -> tuple[str, StruckText | None]:
        """Return the standing text of a paragraph, and the paragraph with what does not stand in it; None if all
        stands. `block` is the number of the block that the paragraph is or would be."""
        if not self._open and not _is_marked(marked):
            return marked, None
        standing: list[str] = []
        whole = ""
        spans: _Spans = []
        for piece, mark in self._pieces_between_marks(marked):
            if not mark:
                standing.append(piece)
            # The halves of a space around a mark are one space.
            addition = piece.lstrip(" ") if whole.endswith(" ") or not whole else piece
            if mark and addition.strip():
                start = len(whole) + len(addition) - len(addition.lstrip())
                spans.append((start, len(whole) + len(addition.rstrip()), mark))
            whole += addition
        struck = _struck_text(block, whole.rstrip(), _joined_spans(spans, whole)) if spans else None
        return collapse_spaces("".join(standing)), struck

    def _pieces_between_marks(self, marked: str) -> Iterator[tuple[str, str]]:
        """Yield the pieces between marks, and the mark that holds for each: what is crossed out and hidden counts as
        crossed out."""
        start = 0
        for mark in _MARKS.finditer(marked):
            if mark.start() > start:
                yield marked[start : mark.start()], self._mark()
            if mark[0] != END:
                self._open.append(mark[0])
            elif self._open:
                self._open.pop()
            start = mark.end()
        if start < len(marked):
            yield marked[start:], self._mark()

    def _mark(self) -> str:
        if BEGIN in self._open:
            return BEGIN
        return HIDDEN if self._open else ""


def _struck_text(block: int, whole: str, spans: _Spans) -> StruckText:
    hidden = tuple(number for number, (_, _, mark) in enumerate(spans) if mark == HIDDEN)
    return StruckText(block, whole, tuple((start, end) for start, end, _ in spans), hidden)


def _joined_spans(spans: _Spans, whole: str) -> _Spans:
    """Join spans of struck text with the same mark and nothing but a space between them."""
    joined: _Spans = []
    for start, end, mark in spans:
        if joined and joined[-1][2] == mark and not whole[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end, mark)
        else:
            joined.append((start, end, mark))
    return joined


def mark_struck_again(blocks: Sequence[str], struck: Sequence[StruckText]) -> list[str]:
    """Return paragraphs with their marks: what `separate_struck` made these blocks and this struck text of."""
    texts: list[list[str]] = [[block] for block in (*blocks, "")]
    for text in struck:
        at = min(text.block, len(blocks))
        if text.standing and at < len(blocks):
            texts[at][-1] = _mark_struck_spans(text)
        else:
            texts[at].insert(len(texts[at]) - 1, _mark_struck_spans(text))
    return [text for found in texts for text in found if text]


def _mark_struck_spans(text: StruckText) -> str:
    """Return a paragraph with the marks of what is struck or hidden in it."""
    pieces, end = [], 0
    for number, (first, last) in enumerate(text.spans):
        mark = HIDDEN if number in text.hidden else BEGIN
        pieces += [text.text[end:first], mark, text.text[first:last], END]
        end = last
    return "".join(pieces) + text.text[end:]


def standing_text(marked: str) -> str:
    """Return the lines of a marked text that stand, without what is struck in them and without empty lines."""
    if not _is_marked(marked):
        return marked
    reader = StruckReader()
    return "\n".join(line for marked_line in marked.split("\n") if (line := reader.read(marked_line)[0]))


def separate_struck(marked: Iterable[str]) -> tuple[tuple[str, ...], tuple[StruckText, ...]]:
    """Return the blocks that stand, and the struck text, of paragraphs in reading order."""
    reader = StruckReader()
    blocks: list[str] = []
    struck: list[StruckText] = []
    for paragraph in marked:
        standing, gone = reader.read(paragraph, len(blocks))
        if gone:
            struck.append(gone)
        if standing:
            blocks.append(standing)
    return tuple(blocks), tuple(struck)
