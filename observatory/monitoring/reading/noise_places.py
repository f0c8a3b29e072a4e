"""Where a line stands in a document: the second witness that a line which looks like noise is noise.

Pure functions over the blocks of the document. Only the lines that differ are asked for, and only their neighbours
are read.
"""

import re
from functools import cached_property

from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.noise import Place, Shape, has_counter, is_sentence, noise_shape_of
from observatory.monitoring.reading.text_size import text_width
from observatory.text.typography import comparison_key

_RUNNING = 48  # of the width of ASCII letters; a line of running text is at least as long
_EDGE = 3  # lines from the start or the end where a page puts its notices
_FARTHEST = 24  # lines; noise around a text is not longer
_NO_NAME = 5  # characters; a shorter line occurs in a title by chance
# Lines of a footer that say nothing about the document. They are no noise, but what stands between them is.
_FOOTER = re.compile(
    r"""(?ix) ^\W*(?: tel | phone | telephone | fax | e-?mail | address | contact(?:\s+us)? | 地址 | 联系地址 | 电话
  | 联系电话 | 邮编 | 邮政编码 | 邮箱 | 传真 | 主办 | 主办单位 | 承办 | 承办单位 | 技术支持 | 网站地图 | 备案号
  | 政府网站标识码 )\s*[:：]"""
)


class NoisePlaces:
    """The places of the lines of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._blocks = document.blocks
        self._links = frozenset(document.link_blocks)
        self._shapes: dict[int, Shape] = {}
        self._known: dict[int, Place] = {}

    def of(self, number: int) -> Place:
        """Return the place of a block."""
        if number not in self._known:
            self._known[number] = self._find_place(number)
        return self._known[number]

    def _find_place(self, number: int) -> Place:
        """Return where a block stands among the others, as far as noise is expected there."""
        place = Place.INSIDE
        first, last = self._ends_of_running_text
        if number <= first:
            place |= Place.HEAD
        if number >= last:
            place |= Place.TAIL
        if self._is_above(number):
            place |= Place.ABOVE
        if self._is_below(number):
            place |= Place.BELOW
        if number in self._links:
            place |= Place.LINK
        if any(self._is_chrome_beside(number, other) for other in (number - 1, number + 1)):
            place |= Place.BESIDE
        if self._is_row(number):
            place |= Place.ROW
        if (number < _EDGE or number >= len(self._blocks) - _EDGE) and not self._is_about_cookies:
            place |= Place.EDGE
        return place

    @cached_property
    def _ends_of_running_text(self) -> tuple[int, int]:
        """The numbers of the first and the last block of running text; beyond the other end if there is none."""
        count = len(self._blocks)
        first = next((n for n in range(count) if self._is_running(n)), count)
        last = next((n for n in range(count - 1, -1, -1) if self._is_running(n)), -1)
        return first, last

    def _is_running(self, number: int) -> bool:
        """Return whether a block is running text: a sentence or a long text, no link, no headline and no noise."""
        text = self._blocks[number]
        if number in self._links:
            return False
        is_long = number > 0 and text_width(text) >= _RUNNING and not self._is_headline(number)
        return (is_long or is_sentence(text)) and self._shape(number) == Shape.NONE

    def _shape(self, number: int) -> Shape:
        if number not in self._shapes:
            self._shapes[number] = noise_shape_of(self._blocks[number])
        return self._shapes[number]

    def _is_chrome(self, number: int) -> bool:
        if number in self._links:
            return True
        return self._shape(number) != Shape.NONE or _FOOTER.match(self._blocks[number]) is not None

    def _is_below(self, number: int) -> bool:
        after = range(number + 1, len(self._blocks))
        return len(after) <= _FARTHEST and all(map(self._is_chrome, after))

    def _is_above(self, number: int) -> bool:
        """Return whether the headline follows, with nothing but noise and links before it."""
        for other in range(min(number + _FARTHEST, len(self._blocks))):
            if self._is_headline(other):
                return other > number
            if other != number and not self._is_chrome(other):
                return False
        return False

    def _is_headline(self, number: int) -> bool:
        key = comparison_key(self._blocks[number]) if len(self._blocks[number]) <= len(self._title) + 9 else ""
        return len(key) > _NO_NAME and key in self._title

    @cached_property
    def _title(self) -> str:
        return comparison_key(self._document.title)

    def _is_chrome_beside(self, number: int, other: int) -> bool:
        """Return whether the other block is noise of another shape: a list of its like is a list."""
        if not 0 <= other < len(self._blocks) or self._shape(other) == self._shape(number):
            return False
        return self._shape(other) in (Shape.SURE, Shape.COUNTER, Shape.RIGHTS, Shape.POINTER)

    def _is_row(self, number: int) -> bool:
        """Return whether the block is a row of a table of figures, or a statement among short statements."""
        first, last = self._ends_of_running_text
        if number in self._links or first > last:
            return False
        beside = [n for n in (number - 1, number + 1) if 0 <= n < len(self._blocks)]
        if any(n in self._links for n in beside):
            return False
        if any(self._is_like(number, n) for n in beside):
            return True
        return first < number < last and not any(self._is_running(n) or self._is_chrome(n) for n in beside)

    def _is_like(self, number: int, other: int) -> bool:
        """Return whether both are rows of one table: figures with what they count, or identifiers."""
        if has_counter(self._blocks[number]):
            return has_counter(self._blocks[other])
        return self._shape(number) == Shape.TOKEN == self._shape(other)

    @cached_property
    def _is_about_cookies(self) -> bool:
        return "cookie" in self._document.title.lower()
