"""Find a quote in the text of a document that is struck or hidden. Pure functions."""

from observatory.monitoring.reading.extract.document import Document, StruckText
from observatory.monitoring.reading.quote_boundaries import with_edges
from observatory.monitoring.reading.quote_context import QuoteContext
from observatory.monitoring.reading.quote_parts import QuoteParts
from observatory.monitoring.reading.quote_text import LaidOutText


class StruckFinder:
    """The text of a document with everything that is struck or hidden in its place."""

    WHOLE = 0.9  # share of a passage that must be struck

    def __init__(self, document: Document) -> None:
        blocks: list[str] = []
        spans: list[tuple[int, int]] = []
        length = 0
        waiting: dict[int, list[StruckText]] = {}
        for text in document.struck:
            waiting.setdefault(min(text.block, len(document.blocks)), []).append(text)
        for number in range(len(document.blocks) + 1):
            own: list[tuple[str, tuple[tuple[int, int], ...]]] = []
            block: tuple[str, tuple[tuple[int, int], ...]] | None = None
            if number < len(document.blocks):
                block = (document.blocks[number], ())
            for text in waiting.get(number, ()):
                if text.standing and block is not None and not block[1]:
                    block = (text.text, text.spans)
                else:
                    own.append((text.text, text.spans))
            for shown, struck in [*own, *([block] if block else [])]:
                spans += [(length + start, length + end) for start, end in struck]
                blocks.append(shown)
                length += len(shown) + 1
        self._any = bool(spans)
        self._spans = spans
        self._text = LaidOutText(blocks, keep_page_numbers=True) if spans else LaidOutText(())

    def find(self, quote: QuoteParts, context: QuoteContext) -> tuple[str, float] | None:
        """Return the passage that has the words of the quote, and how much of it is struck (0..1); None if there is
        no such passage."""
        if not self._any:
            return None
        best: tuple[str, float] | None = None
        for start, end in quote.spans(self._text, quote.starts(self._text, context.prefix, context.suffix)):
            text_start, text_end = self._text.text_span(start, end)
            share = self._share(text_start, text_end)
            if share and (best is None or share > best[1]):
                start, end = with_edges(self._text.text, text_start, text_end, quote.raw)
                best = self._text.text[start:end], share
        return best

    def _share(self, start: int, end: int) -> float:
        parts = (self._text.text[max(start, first) : min(end, last)] for first, last in self._spans if first < end)
        return _letters("".join(parts)) / max(1, _letters(self._text.text[start:end]))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
