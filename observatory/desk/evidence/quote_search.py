"""Find a quote word for word in the blocks of a stored text, with its context and its locator; white space and
invisible characters are ignored. Pure functions.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from django.utils.translation import gettext_lazy as _

from observatory.monitoring.reading.quote_match import TextPosition
from observatory.text.locators import paragraph_locator

CONTEXT = 60  # characters before and after a quote
_MOST_OCCURRENCES = 1000
_MOST_BLOCKS_BACK = 40  # how far the heading that a block belongs to is looked for
_IGNORED = re.compile(r"[\s\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\ufeff]+")
_NUMERAL = "[0-9\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u96f6]+"
# "Article 5", "Section II", and in Chinese the ordinal of an article, chapter, section or paragraph.
_HEADING = re.compile(
    rf"(?:\u7b2c{_NUMERAL}[\u6761\u7ae0\u8282\u6b3e\u7f16])|(?:(?:Article|Section|Chapter|Annex)\s+[0-9IVXLC]+\b)"
)


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where a quote stands: its first character and the one after its last, in the document's own words."""

    start: TextPosition
    end: TextPosition
    exact: str
    prefix: str
    suffix: str
    locator: str


class QuoteNotThere(ValueError):
    """Raised when a quote does not stand where it should. `field` is the input that is wrong, `message` says why."""

    def __init__(self, field: str, message):
        super().__init__(str(message))
        self.field, self.message = field, message


class QuoteSearch:
    """The blocks of a document, prepared once for looking up any number of quotes."""

    def __init__(self, blocks: Sequence[str]) -> None:
        self.blocks = blocks
        forms = [_IGNORED.sub("", block) for block in blocks]
        self._starts = [0, *accumulate(map(len, forms))]
        self._text = "".join(forms)

    def find(self, exact: str, prefix: str = "", suffix: str = "", *, start: TextPosition | None = None) -> QuotePlace:
        """Return where a quote stands: in the block of `start` if that is given, else the first place with its context.

        Raises QuoteNotThere.
        """
        spans = list(self._occurrences_of_quote(_IGNORED.sub("", exact)))
        if not spans:
            raise QuoteNotThere("quote", _("These words are not in this stored text."))
        if start is not None:
            spans = [span for span in spans if self._position_in_blocks(span[0]).block == start.block]
            spans.sort(key=lambda span: abs(self._position_in_blocks(span[0]).offset - start.offset))
            if not spans:
                raise QuoteNotThere("quote", _("These words are in this stored text, but not where you selected them."))
        if not (fitting := [span for span in spans if self._has_prefix(span, prefix)]):
            raise QuoteNotThere("prefix", _("In the stored text, the words before the quote are different."))
        if not (fitting := [span for span in fitting if self._has_suffix(span, suffix)]):
            raise QuoteNotThere("suffix", _("In the stored text, the words after the quote are different."))
        return self._place_of_quote(*fitting[0])

    def _occurrences_of_quote(self, form: str) -> Iterator[tuple[int, int]]:
        """Yield where a quote occurs in the text without white space."""
        at = self._text.find(form) if form else -1
        for _number in range(_MOST_OCCURRENCES):
            if at < 0:
                return
            yield at, at + len(form)
            at = self._text.find(form, at + 1)

    def _has_prefix(self, span: tuple[int, int], prefix: str) -> bool:
        return self._text.endswith(_IGNORED.sub("", prefix), 0, span[0])

    def _has_suffix(self, span: tuple[int, int], suffix: str) -> bool:
        return self._text.startswith(_IGNORED.sub("", suffix), span[1])

    def _position_in_blocks(self, at: int) -> TextPosition:
        """Return the position in the blocks of a character of the text without white space."""
        block = bisect_right(self._starts, at) - 1
        left = at - self._starts[block]
        text = self.blocks[block]
        for offset, character in enumerate(text):
            if not _IGNORED.match(character):
                if left == 0:
                    return TextPosition(block, offset)
                left -= 1
        return TextPosition(block, len(text))

    def _place_of_quote(self, low: int, high: int) -> QuotePlace:
        """Return the place of a quote that was found, with its context and its locator."""
        start, last = self._position_in_blocks(low), self._position_in_blocks(high - 1)
        end = TextPosition(last.block, last.offset + 1)
        return QuotePlace(
            start=start,
            end=end,
            exact=quoted_text_between(self.blocks, start, end),
            prefix=_words_before_quote(self.blocks, start),
            suffix=_words_after_quote(self.blocks, end),
            locator=locator_of(self.blocks, start.block),
        )


def quoted_text_between(blocks: Sequence[str], start: TextPosition, end: TextPosition) -> str:
    """Return the words of a quote that was found in the blocks of a stored text: those from one position to another, a
    line for each block."""
    if start.block == end.block:
        return blocks[start.block][start.offset : end.offset]
    between = blocks[start.block + 1 : end.block]
    return "\n".join([blocks[start.block][start.offset :], *between, blocks[end.block][: end.offset]])


def locator_of(blocks: Sequence[str], number: int) -> str:
    """Return a locator for a quote in the block of that number (from 0): its article or section if one can be seen,
    else its number."""
    for at in range(number, max(-1, number - _MOST_BLOCKS_BACK), -1):
        if found := _HEADING.match(blocks[at][:80].lstrip()):
            return " ".join(found[0].split())
    return paragraph_locator(number + 1, blocks[number])


def _words_before_quote(blocks: Sequence[str], start: TextPosition) -> str:
    """Return the prefix of a quote that a curator's search has found in the blocks of a snapshot."""
    text, block = blocks[start.block][: start.offset], start.block
    while len(text) < CONTEXT and block > 0:
        block -= 1
        text = f"{blocks[block][-CONTEXT:]}\n{text}"
    return text[-CONTEXT:]


def _words_after_quote(blocks: Sequence[str], end: TextPosition) -> str:
    """Return the suffix of a quote that a curator's search has found in the blocks of a snapshot."""
    text, block = blocks[end.block][end.offset : end.offset + CONTEXT], end.block
    while len(text) < CONTEXT and block + 1 < len(blocks):
        block += 1
        text = f"{text}\n{blocks[block][:CONTEXT]}"
    return text[:CONTEXT]
