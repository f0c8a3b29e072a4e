"""A text laid out for finding quotes in it: its form, and where each character of the form is in the text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from observatory.monitoring.reading.extract.page_edges import page_breaks
from observatory.monitoring.reading.quote_form import form_offsets, mark_context, translate_form
from observatory.monitoring.reading.quote_match import TextPosition
from observatory.text.normal_forms import HAN

_UNIT = re.compile(rf"[{HAN}]|\d+(?:[.,]\d+)*|[^\W\d_{HAN}]+")
_WORDS_INDEXED = 400  # a word that is more frequent is no help in finding a passage


class LaidOutText:
    """Blocks of text, without page numbers between them, as one text and as one form (see `quote_form`).

    Offsets named `at`, `start`, `end` count characters of the form; offsets in the text are called so.
    """

    def __init__(self, blocks: Sequence[str], keep_page_numbers: bool = False) -> None:
        skipped = set() if keep_page_numbers else page_breaks(blocks)
        self._numbers = [number for number in range(len(blocks)) if number not in skipped]
        self.text = "\n".join(blocks[number] for number in self._numbers)
        self._block_starts: list[int] = []
        length = 0
        for number in self._numbers:
            self._block_starts.append(length)
            length += len(blocks[number]) + 1
        marked = mark_context(self.text)
        forms: list[str] = []
        self._form_starts: list[int] = []
        length = 0
        for start, end in zip(self._block_starts, [*self._block_starts[1:], len(marked)], strict=False):
            self._form_starts.append(length)
            forms.append(translate_form(marked[start:end]))
            length += len(forms[-1])
        self._marked = marked
        self.form = "".join(forms)
        self._offsets: dict[int, list[int]] = {}

    def find(self, form: str, start: int = 0, end: int | None = None, most: int = 200) -> Iterator[int]:
        """Yield where the form occurs, at most `most` times."""
        at = self.form.find(form, start, len(self.form) if end is None else end)
        while at >= 0 and most > 0:
            yield at
            most -= 1
            at = self.form.find(form, at + 1, len(self.form) if end is None else end)

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text of a part of the form: from its first to after its last character."""
        if start >= end:
            return (place := self._text_offset(start), place)
        return self._text_offset(start), self._text_offset(end - 1) + 1

    def form_span(self, text_start: int, text_end: int) -> tuple[int, int]:
        """Return the place in the form of a part of the text."""
        return self._form_offset(text_start), self._form_offset(text_end)

    def position(self, text_offset: int) -> TextPosition:
        """Return the block and the offset in it of a place in the text; a place between two blocks ends the first."""
        index = max(0, bisect_right(self._block_starts, text_offset) - 1)
        return TextPosition(self._numbers[index], text_offset - self._block_starts[index])

    def block_index(self, text_offset: int) -> int:
        """Return the number of the block among those laid out."""
        return max(0, bisect_right(self._block_starts, text_offset) - 1)

    def block_at(self, index: int) -> str:
        """Return the block of that number among those laid out."""
        end = self._block_starts[index + 1] - 1 if index + 1 < len(self._block_starts) else len(self.text)
        return self.text[self._block_starts[index] : end]

    def block_span(self, index: int) -> tuple[int, int]:
        """Return where the block is in the text."""
        start = self._block_starts[index]
        return start, start + len(self.block_at(index))

    def _text_offset(self, at: int) -> int:
        if not self._form_starts:
            return 0
        index = bisect_right(self._form_starts, at) - 1
        offsets = self._block_offsets(index)
        inside = bisect_right(offsets, at - self._form_starts[index]) - 1
        return min(self._block_starts[index] + inside, len(self.text))

    def _form_offset(self, text_offset: int) -> int:
        if not self._block_starts:
            return 0
        index = self.block_index(text_offset)
        offsets = self._block_offsets(index)
        return self._form_starts[index] + offsets[min(text_offset - self._block_starts[index], len(offsets) - 1)]

    def _block_offsets(self, index: int) -> list[int]:
        if index not in self._offsets:
            end = self._block_starts[index + 1] if index + 1 < len(self._block_starts) else len(self._marked)
            self._offsets[index] = form_offsets(self._marked[self._block_starts[index] : end])
        return self._offsets[index]

    @cached_property
    def units(self) -> list[tuple[str, int, int]]:
        """The words, numbers and Chinese characters of the text, with their places in it."""
        return list(text_units(self.text))

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [start for _, start, _ in self.units]

    def unit_at(self, text_offset: int) -> int:
        """Return the number of the first unit that does not begin before a place in the text."""
        return bisect_left(self._unit_starts, text_offset)

    @cached_property
    def _unit_places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        previous, previous_end = "", -1
        for number, (unit, start, end) in enumerate(self.units):
            if previous_end == start and len(unit) == len(previous) == 1:
                places.setdefault(previous + unit, []).append(number - 1)
            elif len(unit) > 1:
                places.setdefault(unit, []).append(number)
            previous, previous_end = unit, end
        return places

    def places_of(self, key: str) -> list[int]:
        """Return the numbers of the units where a word, or two Chinese characters, occur; none if there are many."""
        found = self._unit_places.get(key, [])
        return found if len(found) <= _WORDS_INDEXED else []


def text_units(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words, numbers and Chinese characters of a text in lower case, with their places."""
    for match in _UNIT.finditer(text):
        found = match[0]
        yield (found.lower() if found.isascii() else translate_form(found) or found), match.start(), match.end()
