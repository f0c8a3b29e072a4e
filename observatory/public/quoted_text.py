"""Show a text by block, whole or only around quotes, with the quotes marked. Pure functions."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

AROUND = 300  # characters shown before and after a quote where the whole text may not be shown
_WORD = 30  # characters, within which a passage is cut at a space; Chinese has none
LONGEST_BLOCK = 10_000  # characters shown of one block


class Quote(NamedTuple):
    """A quote in a text: the permanent ID of its citation, and the positions (number of the block, offset) where it
    starts and ends."""

    id: str
    start: tuple[int, int]
    end: tuple[int, int]


class Segment(NamedTuple):
    """A piece of a block: whether it is quoted, and the IDs of the citations whose quotes start here."""

    text: str
    quoted: bool = False
    starting: tuple[str, ...] = ()


class ShownBlock(NamedTuple):
    """A block, or the part of it that is shown; whether text is left out before and after it."""

    number: int
    segments: list[Segment]
    cut_before: bool = False
    cut_after: bool = False


class QuotedText:
    """A text with its quotes. Positions outside of the text are moved into it: what was stored may be wrong."""

    def __init__(self, blocks: Sequence[str], quotes: Iterable[Quote]) -> None:
        self.blocks = blocks
        self._starts = [0, *accumulate(len(block) + 1 for block in blocks)]  # of each block; and the end of the text
        spans = ((self._offset(quote.start), self._offset(quote.end), quote.id) for quote in quotes)
        self._spans = sorted(span for span in spans if span[0] < span[1])

    def whole(self, first: int, most: int) -> list[ShownBlock]:
        """Return up to so many blocks from the block `first`, each up to `LONGEST_BLOCK` characters."""
        return [
            self._shown(number, 0, min(len(self.blocks[number]), LONGEST_BLOCK))
            for number in range(first, min(first + most, len(self.blocks)))
        ]

    def passages(self) -> list[list[ShownBlock]]:
        """Return the quotes with `AROUND` characters on both sides, in their order; what overlaps is one passage."""
        windows: list[list[int]] = []
        for start, end, _id in self._spans:
            low, high = max(0, start - AROUND), min(self._starts[-1], end + AROUND)
            if windows and low <= windows[-1][1]:
                windows[-1][1] = max(high, windows[-1][1])
            else:
                windows.append([low, high])
        return [list(self._between(low, high)) for low, high in windows]

    def _between(self, low: int, high: int) -> Iterable[ShownBlock]:
        for number in range(self._block_at(low), len(self.blocks)):
            start = self._starts[number]
            if start >= high:
                return
            first, last = max(0, low - start), min(len(self.blocks[number]), high - start)
            if first < last:
                yield self._shown(number, *_at_words(self.blocks[number], first, last))

    def _shown(self, number: int, first: int, last: int) -> ShownBlock:
        """Return the characters from `first` to `last` of a block, cut where a quote starts or ends."""
        text, start = self.blocks[number], self._starts[number]
        within = [(low - start, high - start, id_) for low, high, id_ in self._spans_in(start + first, start + last)]
        edges = sorted({first, last, *(edge for span in within for edge in span[:2] if first < edge < last)})
        segments = []
        for low, high in pairwise(edges):
            quoted = any(begin < high and low < end for begin, end, _id in within)
            # A quote that began before what is shown of this block is named where it is first seen.
            starting = tuple(id_ for begin, _end, id_ in within if begin == low)
            segments.append(Segment(text[low:high], quoted, starting))
        return ShownBlock(number, segments, first > 0, last < len(text))

    def _spans_in(self, low: int, high: int) -> list[tuple[int, int, str]]:
        before = bisect_right(self._spans, (high,))
        return [span for span in self._spans[:before] if span[1] > low]

    def _offset(self, position: tuple[int, int]) -> int:
        block, offset = position
        if not 0 <= block < len(self.blocks):
            return self._starts[-1]
        return self._starts[block] + min(max(0, offset), len(self.blocks[block]))

    def _block_at(self, offset: int) -> int:
        return max(0, min(bisect_right(self._starts, offset) - 1, len(self.blocks) - 1))


def _at_words(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the bounds of a part of a text moved inwards, so that no word is cut where one ends nearby."""
    if first > 0 and not text[first - 1].isspace():
        space = text.find(" ", first, min(first + _WORD, last))
        first = first if space < 0 else space + 1
    if last < len(text) and not text[last].isspace():
        space = text.rfind(" ", max(first, last - _WORD), last)
        last = last if space < 0 else space
    return first, last
