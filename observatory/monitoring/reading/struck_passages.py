"""Find a quote in the text of a document that is crossed out or hidden. Pure functions."""

from dataclasses import dataclass

from observatory.monitoring.reading.extract.document import Document, StruckText
from observatory.monitoring.reading.quote_context import QuoteContext
from observatory.monitoring.reading.quote_form import LaidOutText
from observatory.monitoring.reading.quote_parts import QuoteParts
from observatory.monitoring.reading.word_boundaries import with_quoted_edges

_WHOLE = 0.9  # share of the letters of a passage


@dataclass(frozen=True, slots=True)
class StruckPassage:
    """A passage with the words of a quote that does not stand. `share` (0..1) is how much of it is crossed out or
    hidden; `is_cited` is whether it is surely the cited passage, see `StruckFinder.find`."""

    text: str
    share: float
    is_cited: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it stands, stray letters aside."""
        return self.share >= _WHOLE


class StruckFinder:
    """The text of a document with everything that is crossed out or hidden in its place."""

    def __init__(self, document: Document) -> None:
        blocks: list[str] = []
        self._spans: list[tuple[int, int, bool]] = []  # start, end, whether it is merely hidden
        length = 0
        waiting: dict[int, list[StruckText]] = {}
        for text in document.struck:
            waiting.setdefault(min(text.block, len(document.blocks)), []).append(text)
        for number in range(len(document.blocks) + 1):
            shown: list[StruckText] = []
            block: StruckText | None = None
            if number < len(document.blocks):
                block = StruckText(number, document.blocks[number], ())
            for text in waiting.get(number, ()):
                if text.standing and block is not None and not block.spans:
                    block = text
                else:
                    shown.append(text)
            for text in [*shown, *([block] if block else [])]:
                spans = enumerate(text.spans)
                self._spans += [(length + start, length + end, n in text.hidden) for n, (start, end) in spans]
                blocks.append(text.text)
                length += len(text.text) + 1
        self._text = LaidOutText(blocks, keep_page_numbers=True) if self._spans else LaidOutText(())

    def find(self, quote: QuoteParts, context: QuoteContext) -> StruckPassage | None:
        """Return the passage that has the words of the quote and does not stand; None if there is none.

        A line through the words, or a tracked deletion, shows that the passage was taken back. Words that are merely
        hidden may as well be a menu or a template: that they are the cited passage is shown by what is around them, if
        it agrees with the prefix and suffix of the quote, or by words of the quote that stand between.
        """
        if not self._spans:
            return None
        found = []
        for start, end in quote.spans(self._text, quote.starts(self._text, context.prefix, context.suffix)):
            text_start, text_end = self._text.text_span(start, end)
            share, crossed_out = self._shares(text_start, text_end)
            if share:
                cited = crossed_out or share < _WHOLE or self._agrees(context, start, end)
                first, last = with_quoted_edges(self._text.text, text_start, text_end, quote.raw)
                found.append(StruckPassage(self._text.text[first:last], share, cited))
        return max(found, key=lambda passage: (passage.is_cited, passage.share), default=None)

    def _agrees(self, context: QuoteContext, start: int, end: int) -> bool:
        before, after = context.before(self._text, start), context.after(self._text, end)
        given = before is not None or after is not None
        return given and context.agree(self._text, before, after)

    def _shares(self, start: int, end: int) -> tuple[float, bool]:
        """Return how much of a passage does not stand, and whether a part of it is crossed out."""
        parts = [
            (_letters(self._text.text[max(start, first) : min(end, last)]), hidden)
            for first, last, hidden in self._spans
            if first < end and last > start
        ]
        gone = sum(letters for letters, _ in parts)
        crossed_out = any(letters and not hidden for letters, hidden in parts)
        return gone / max(1, _letters(self._text.text[start:end])), crossed_out


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
