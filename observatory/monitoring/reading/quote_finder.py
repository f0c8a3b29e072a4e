"""Find a quote in a document, in English, in Chinese and in other languages. Pure functions.

A quote is present where its words stand (see `quote_form` for what typography is) and the text around them agrees
with its prefix and suffix. Everything else is told apart by where it stands: the same words in another context, other
words in the same place, words that are crossed out or hidden there, or nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_context import Agreement, QuoteContext, form_weight, gaps_between
from observatory.monitoring.reading.quote_denials import denying_sentence, under_repealed_heading
from observatory.monitoring.reading.quote_diff import units_exchanged
from observatory.monitoring.reading.quote_form import LaidOutText, text_units
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.quote_parts import QuoteParts
from observatory.monitoring.reading.reworded_passages import Candidate, fit_passage
from observatory.monitoring.reading.struck_passages import StruckFinder
from observatory.monitoring.reading.word_boundaries import cuts_word, figures_regrouped, whole_words, with_quoted_edges

ALTERED_ANYWHERE = 0.56  # likeness (0..1) of a passage whose surroundings are others
ALTERED_BESIDE = 0.42  # with the old text on one side
ALTERED_BETWEEN = 0.3  # between the old prefix and the old suffix
_WHOLE_SENTENCE = 40  # weight of a form from which a passage between its old neighbours must be like the quote
_LONGEST_PASSAGE = 6_000
_CONTEXT = 60
_WIDE_OMISSION = 400  # characters of the form; where an omission stands for more, both sides must agree
_SENTENCE_END = re.compile(r"[。！？!?]|\.\s|\n")
_SHORTEST_ANYWHERE = 14  # weight; a shorter quote is only looked for in other words where its context is


@dataclass(frozen=True, slots=True)
class _Place:
    """Where all parts of a quote stand: offsets in the form, the place in the text with the words that make it another
    (`whole`, see `_other_words`), whether the sides agree and how much (`rank`)."""

    start: int
    end: int
    whole: tuple[int, int] | None
    agrees: bool
    rank: int

    @property
    def cut(self) -> bool:
        return self.whole is not None


class QuoteFinder:
    """A document prepared once, for looking up any number of quotes."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _main(self) -> LaidOutText:
        return LaidOutText(self._document.blocks)

    @cached_property
    def _all(self) -> LaidOutText:
        """All visible text, with what is outside the main part."""
        return LaidOutText(self._document.full_text.split("\n"))

    @cached_property
    def _struck(self) -> StruckFinder:
        return StruckFinder(self._document)

    def find(self, selector: TextQuoteSelector) -> QuoteMatch:
        """Return where the quote stands: PRESENT, MOVED, ALTERED, STRUCK or MISSING.

        An omission in it ("…", "[...]") stands for any text between its parts. The passage is given in the document's
        own words.
        """
        quote = QuoteParts.of(selector.exact)
        if not quote.forms:
            return QuoteMatch(QuoteState.MISSING)
        context = QuoteContext.of(selector)
        places = _places_of_quote(quote, context, self._main)
        own = [place for place in places if place.agrees and not place.cut]
        for place in own:
            if not _is_repealed(self._main, place, context):
                return self._match_at_place(QuoteState.PRESENT, self._main, place, quote)
        if own:
            return self._match_at_place(QuoteState.MOVED, self._main, own[0], quote)
        between = self._passage_between_context(quote, context)
        cut = next((place for place in places if place.agrees and place.cut), None)
        same_letters = cut is not None and cut.whole == self._main.text_span(cut.start, cut.end)
        if between and between.likeness >= ALTERED_BETWEEN and not same_letters:
            return self._altered_match(between, quote)
        if cut and cut.whole:
            return replace(self._altered_match(Candidate(*cut.whole, 0.99), quote), meaning_changed=True)
        moved = next((place for place in places if not place.cut), None)
        if moved is None or not self._document.blocks:
            outside = [place for place in _places_of_quote(quote, context, self._all) if not place.cut]
            if outside and outside[0].agrees and not moved:
                return self._match_at_place(QuoteState.PRESENT, self._all, outside[0], quote, outside_main=True)
            if moved is None and outside:
                return self._match_at_place(QuoteState.MOVED, self._all, outside[0], quote, outside_main=True)
        if moved:
            return self._match_at_place(QuoteState.MOVED, self._main, moved, quote)
        return self._not_standing(quote, context, between)

    def _not_standing(self, quote: QuoteParts, context: QuoteContext, between: Candidate | None) -> QuoteMatch:
        """Return the match of a quote whose words stand nowhere: struck, altered or missing."""
        passage = self._struck.find(quote, context)
        hidden = passage is not None and not passage.is_cited
        struck = passage if passage and passage.is_cited else None
        if struck and struck.is_whole:
            return QuoteMatch(QuoteState.STRUCK, 1.0, struck.text[:_LONGEST_PASSAGE])
        # Where its old neighbours now meet, the quote was removed: a sentence like it elsewhere is another one.
        removed = between is not None and between.start >= between.end
        best = None if removed else self._likest_passage(quote, context)
        if best:
            return self._altered_match(best, quote)
        if struck:
            return QuoteMatch(QuoteState.STRUCK, 1.0, struck.text[:_LONGEST_PASSAGE])
        return QuoteMatch(QuoteState.MISSING, hidden=hidden)

    def _passage_between_context(self, quote: QuoteParts, context: QuoteContext) -> Candidate | None:
        """Return the passage between the old prefix and the old suffix, if both stand."""
        longest = 3 * len(quote.form) + (2_500 if len(quote.forms) > 1 else 80)
        best: Candidate | None = None
        empty: Candidate | None = None
        for start, end in gaps_between(context, self._main, longest):
            text_start, text_end = self._main.text_span(start, end)
            if start == end:
                empty = Candidate(text_start, text_start, 0.0)
                continue
            passage = self._main.text[text_start:text_end]
            like = quote.likeness(passage)
            if form_weight(quote.form) < _WHOLE_SENTENCE and _within_sentence(passage):
                like = max(like, ALTERED_BETWEEN)
            if best is None or like > best.likeness:
                best = Candidate(text_start, text_end, like)
        return empty if best is None or (empty and best.likeness < ALTERED_BETWEEN) else best

    def _likest_passage(self, quote: QuoteParts, context: QuoteContext) -> Candidate | None:
        """Return the passage that is most like the quote, if it is like enough for what is around it."""
        best: Candidate | None = None
        best_rank = 0.0
        for candidate in (*quote.candidates(self._main), *self._after_prefix(quote, context)):
            start, end = self._main.form_span(candidate.start, candidate.end)
            sides = context.before(self._main, start), context.after(self._main, end)
            beside = sum(side is not None and side >= Agreement.LIKE for side in sides)
            needed = (ALTERED_ANYWHERE, ALTERED_BESIDE, ALTERED_BETWEEN)[beside]
            if form_weight(quote.form) < _SHORTEST_ANYWHERE and Agreement.NEXT in sides:
                needed = ALTERED_BETWEEN
            if not beside and form_weight(quote.form) < _SHORTEST_ANYWHERE:
                needed = 0.85
            rank = candidate.likeness + 0.2 * beside
            if candidate.likeness >= needed and rank > best_rank:
                best, best_rank = candidate, rank
        return best

    def _after_prefix(self, quote: QuoteParts, context: QuoteContext) -> Iterator[Candidate]:
        """Yield the passages next to the prefix, for a quote that is too short to be found by its words: a row of a
        table may have more words in common with another row."""
        if not context.prefix or len(quote.parts) > 1 or form_weight(quote.form) >= _SHORTEST_ANYWHERE:
            return
        length = len(list(text_units(quote.raw)))
        for at in self._main.find(context.prefix, most=5):
            first = self._main.unit_at(self._main.text_span(0, at + len(context.prefix))[1])
            candidate = fit_passage(quote.raw, self._main, first, first + length)
            if candidate:
                yield candidate

    def _match_at_place(
        self, state: QuoteState, text: LaidOutText, place: _Place, quote: QuoteParts, outside_main: bool = False
    ) -> QuoteMatch:
        """Return the match of a quote that stands unchanged at a place of the text."""
        start, end = text.text_span(place.start, place.end)
        start, end = with_quoted_edges(text.text, start, end, quote.raw)
        match = QuoteMatch(
            state, 1.0, text.text[start:end][:_LONGEST_PASSAGE], *_text_around_quote(text.text, start, end)
        )
        if outside_main:
            return match
        return _with_position(match, text, start, end)

    def _altered_match(self, candidate: Candidate, quote: QuoteParts) -> QuoteMatch:
        """Return the match of a quote that stands in other words, with the words that differ."""
        text = self._main
        start, end = with_quoted_edges(text.text, candidate.start, candidate.end, quote.raw)
        passage = text.text[start:end][:_LONGEST_PASSAGE]
        shown, meaning_changed = quote.differences(passage)
        match = QuoteMatch(
            QuoteState.ALTERED,
            round(min(max(candidate.likeness, 0.0), 0.999), 3),
            passage,
            *_text_around_quote(text.text, start, end),
            differences=shown,
            meaning_changed=meaning_changed,
        )
        return _with_position(match, text, start, end)


def _places_of_quote(quote: QuoteParts, context: QuoteContext, text: LaidOutText) -> list[_Place]:
    """Return where the words of the quote stand, the best place first."""
    found = []
    for start, end in quote.spans(text, quote.starts(text, context.prefix, context.suffix)):
        before, after = context.before(text, start), context.after(text, end)
        agrees = context.agree(text, before, after)
        if end - start > len(quote.form) + _WIDE_OMISSION:
            agrees = agrees and before is not Agreement.NONE and after is not Agreement.NONE
        whole = _other_words(text, start, end, quote, context, agrees)
        found.append(_Place(start, end, whole, agrees, int(before or 0) + int(after or 0)))
    return sorted(found, key=lambda place: (not place.agrees, place.cut, -place.rank, place.end - place.start))


def _other_words(
    text: LaidOutText, start: int, end: int, quote: QuoteParts, context: QuoteContext, agrees: bool
) -> tuple[int, int] | None:
    """Return the place with all the words that belong to it, if with these it is not the quote; None otherwise. The
    rest of its sentence counts only where the quote stood."""
    text_start, text_end = text.text_span(start, end)
    if cuts_word(text.text, text_start, text_end, context.raw_prefix, context.raw_suffix):
        return whole_words(text.text, text_start, text_end)
    if quote.cuts_inside(text, start, end):
        return text_start, text_end
    passage = text.text[text_start:text_end]
    if len(quote.parts) == 1 and (figures_regrouped(quote.raw, passage) or units_exchanged(quote.raw, passage)):
        return text_start, text_end
    if not agrees:
        return None
    prefix = "" if quote.omits_start else context.raw_prefix
    suffix = "" if quote.omits_end else context.raw_suffix
    return denying_sentence(text.text, text_start, text_end, prefix, quote.raw, suffix)


def _is_repealed(text: LaidOutText, place: _Place, context: QuoteContext) -> bool:
    return under_repealed_heading(text, place.start, context.raw_prefix)


def _within_sentence(passage: str) -> bool:
    return _SENTENCE_END.search(passage.strip()) is None


def _text_around_quote(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a place, about 60 characters, cut at words."""
    before = text[max(0, start - _CONTEXT) : start]
    if start > _CONTEXT and " " in before[:20] and before[0] < "\u2e80":
        before = before[before.index(" ") + 1 :]
    after = text[end : end + _CONTEXT]
    if end + _CONTEXT < len(text) and " " in after[-20:] and after[-1] < "\u2e80":
        after = after[: after.rindex(" ")]
    return before, after


def _with_position(match: QuoteMatch, text: LaidOutText, start: int, end: int) -> QuoteMatch:
    return replace(match, start=text.position(start), end=text.position(end))


def find_quote(selector: TextQuoteSelector, document: Document) -> QuoteMatch:
    """Return the result of `QuoteFinder.find` for a single quote."""
    return QuoteFinder(document).find(selector)
