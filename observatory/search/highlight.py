"""Find the matches of a query in a text, and the best passage of a document. Returns segments, never HTML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from observatory.search.query import Query
from observatory.text.normal_forms import HAN, fold_typography, has_han
from observatory.text.search_terms import TOKEN, term_of_word, terms

LENGTH = 220  # characters of a passage; a Chinese one counts double
_MOST_SPANS = 60  # matches of one text that are looked at
_REST = rf"[^\W_{HAN}]*(?:['’][^\W\d_{HAN}]+)?"  # of a word, as in `text.terms`
_ENDS = "。！？；.!?;\n"


class Segment(NamedTuple):
    """A piece of a text and whether the query has it."""

    text: str
    matched: bool


@dataclass(frozen=True)
class Marker:
    """Finds the words of a query in texts as they were written."""

    query: Query

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(term for part in self.query.positive for term, _place in terms(part.text) if not has_han(term))

    @cached_property
    def runs(self) -> list[str]:
        """The Chinese runs of the query, longest first."""
        found = {token[0] for part in self.query.positive for token in TOKEN.finditer(part.text) if token["han"]}
        return sorted(found, key=len, reverse=True)

    @cached_property
    def _likely(self) -> re.Pattern[str]:
        """What may be a match: a run, or a word that begins as one of the query's does (a stem keeps two letters)."""
        begins = "|".join(sorted({re.escape(word[:2]) for word in self.words}))
        words = [rf"\b(?:{begins}){_REST}"] if begins else []
        return re.compile("|".join([*map(re.escape, self.runs), *words]) or r"(?!)", re.IGNORECASE)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places (start, end) of the query's words in a text, in order, none overlapping."""
        return [found.span() for found in self._likely.finditer(text) if self._is_match(found[0])]

    def _is_match(self, found: str) -> bool:
        return has_han(found) or term_of_word(fold_typography(found)) in self.words

    def segments(self, text: str) -> list[Segment]:
        """Return a whole text in segments."""
        return _cut(text, self.spans(text), 0, len(text))

    def words_in(self, text: str) -> set[str]:
        """Return which words and Chinese runs of the query a text has, as terms."""
        found = (text[start:end] for start, end in self.spans(text))
        return {word if has_han(word) else term_of_word(fold_typography(word)) for word in found}

    def passage(self, texts: Iterable[str]) -> list[Segment]:
        """Return the passage, out of these texts, in which most of the query stands; [] if none has any of it."""
        best: tuple[int, str, list[tuple[int, int]], int] | None = None
        for text in texts:
            spans = self.spans(text)
            at, score = _densest(text, spans)
            if score and (best is None or score > best[0]):
                best = (score, text, spans, at)
            if score >= len(self.words) + len(self.runs):
                break
        if best is None:
            return []
        _score, text, spans, at = best
        start, end = _window(text, at)
        cut = _cut(text, spans, start, end)
        return [*([Segment("…", False)] if start else []), *cut, *([Segment("…", False)] if end < len(text) else [])]


def _reach(text: str) -> int:
    return LENGTH // 2 if has_han(text) else LENGTH


def _densest(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return where the window with most different words begins, and how many they are."""
    reach, best = _reach(text), (0, 0)
    words = [text[start:end].lower() for start, end in spans[:_MOST_SPANS]]
    for index, (start, _end) in enumerate(spans[:_MOST_SPANS]):
        inside = {word for word, (_one, two) in zip(words[index:], spans[index:], strict=False) if two <= start + reach}
        if len(inside) > best[1]:
            best = (start, len(inside))
            if len(inside) == len(set(words)):
                break
    return best


def _window(text: str, at: int) -> tuple[int, int]:
    """Return start and end of a passage around a place, begun at a sentence or a word if one is near."""
    reach = _reach(text)
    if len(text) <= reach:
        return 0, len(text)
    earliest = max(0, at - reach // 3)
    sentence = max(text.rfind(mark, earliest, at) for mark in _ENDS)
    start = sentence + 1 if sentence >= 0 else earliest
    if start and sentence < 0 and not has_han(text[start : start + 1]):
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    while start < at and text[start].isspace():
        start += 1
    end = min(len(text), start + reach)
    if end < len(text) and not has_han(text[end]):
        space = text.rfind(" ", at, end)
        end = space if space > at else end
    return start, end


def _cut(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> list[Segment]:
    found, last = [], start
    for one, two in spans:
        if one < start or two > end:
            continue
        if one > last:
            found.append(Segment(text[last:one], False))
        found.append(Segment(text[one:two], True))
        last = two
    if last < end:
        found.append(Segment(text[last:end], False))
    return found
