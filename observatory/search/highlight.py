"""Find the matches of a query in a text, and the best passage of a document. Returns segments, never HTML."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from observatory.search.query_parser import Query
from observatory.text.folded_patterns import first_characters, pattern_of
from observatory.text.letters_without_marks import ARTICLE_LETTERS
from observatory.text.search_terms import LETTERS, UNSPACED, Token, fold_for_search, index_tokens, is_run, term_of_word
from observatory.text.typography import has_han

LENGTH = 220  # characters of a passage; a Chinese one counts double
_MOST_SPANS = 60  # matches of one text that are looked at
_ALPHANUMERIC = re.compile(rf"[^\W_{UNSPACED}]+")
_REST = LETTERS.replace("+", "*", 1)  # of a word, after its first letter
_APOSTROPHES = frozenset("'’ʼ")
_YEAR = re.compile("[12][0-9]{3}")
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
        """The words of the query, as terms."""
        return frozenset(term_of_word(token.text) for token in self._tokens if not token.is_run) - {""}

    @cached_property
    def phrases(self) -> Mapping[str, re.Pattern[str]]:
        """What is marked of a query as a whole, longest first: runs without spaces, words with figures ("GLM4")."""
        runs = [token.text for token in self._tokens if token.is_run]
        found = dict.fromkeys(sorted([*runs, *self._mixed], key=len, reverse=True))
        return {phrase: re.compile(_bounded(phrase)) for phrase in found}

    @cached_property
    def _folded(self) -> list[str]:
        return [fold_for_search(part.text) for part in self.query.positive]

    @cached_property
    def _mixed(self) -> list[str]:
        words = [word for text in self._folded for word in _ALPHANUMERIC.findall(text)]
        return [word for word in words if not word.isalpha() and not word.isdecimal()]

    @cached_property
    def _tokens(self) -> list[Token]:
        plain = (text if not self._mixed else _without(text, self._mixed) for text in self._folded)
        return [token for text in plain for token in index_tokens(text)]

    @cached_property
    def _likely_matches(self) -> re.Pattern[str]:
        """What may be a match: a phrase, or a word that begins as one of the query's does."""
        likely = [phrase.pattern for phrase in self.phrases.values()]
        likely += [rf"(?<!\d){pattern_of(word)}(?!\d)" for word in self.words if _YEAR.fullmatch(word)]
        first = {sign for word in self.words for sign in first_characters(word[0])}
        if any("\u0620" < sign < "\u0700" for sign in first):
            first |= set(ARTICLE_LETTERS)
        # The class stands first, so that the search skips to it; the character before it is looked at then.
        if letters := "".join(sorted(sign for sign in first if not sign.isdecimal())):
            likely.append(rf"[{re.escape(letters)}](?<![^\W\d_].){_REST}(?:['’ʼ]{LETTERS})?")
        if figures := "".join(sorted(sign for sign in first if sign.isdecimal())):
            likely.append(rf"[{re.escape(figures)}](?<!\d.)\d*")
        return re.compile("|".join(likely) or r"(?!)")

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places (start, end) of the query's words in a text, in order, none overlapping."""
        return [(start, end) for _part_of_query_in, start, end in self._find_matches(text)]

    def words_in(self, text: str) -> set[str]:
        """Return which words, as terms, and which phrases of the query a text has."""
        return {key for key, _start, _end in self._find_matches(text)}

    def _find_matches(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each match of the query in a text: the word or phrase of the query, and where it begins and ends."""
        for found in self._likely_matches.finditer(text):
            start, end = found.span()
            piece = found[0]
            if (
                not _APOSTROPHES.isdisjoint(piece)
                and (token := next(index_tokens(piece), None))
                and token.end == len(piece)
            ):
                start, piece = start + token.start, token.text  # without an elided article
            if key := self._part_of_query_in(piece):
                yield key, start, end

    def _part_of_query_in(self, piece: str) -> str:
        """Return the word or the phrase of the query that a piece of a text is; "" for another word."""
        term = _term_as_written(piece)
        if term in self.words:
            return term
        return next((key for key, phrase in self.phrases.items() if phrase.fullmatch(piece)), "")

    def segments(self, text: str) -> list[Segment]:
        """Return a whole text in segments."""
        return _marked_segments(text, self.spans(text), 0, len(text))

    def passage(self, texts: Iterable[str]) -> list[Segment]:
        """Return the passage, out of these texts, in which most of the query stands; [] if none has any of it."""
        best: tuple[int, str, list[tuple[int, int]], int] | None = None
        for text in texts:
            spans = self.spans(text)
            at, score = _densest_window(text, spans)
            if score and (best is None or score > best[0]):
                best = (score, text, spans, at)
            if score >= len(self.words) + len(self.phrases):
                break
        if best is None:
            return []
        _score, text, spans, at = best
        start, end = _passage_window(text, at)
        cut = _marked_segments(text, spans, start, end)
        return [*([Segment("…", False)] if start else []), *cut, *([Segment("…", False)] if end < len(text) else [])]


def _passage_reach(text: str) -> int:
    return LENGTH // 2 if has_han(text) else LENGTH


def _densest_window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return where the window of a text begins that has most different words of the query, and how many they are."""
    reach, best = _passage_reach(text), (0, 0)
    words = [text[start:end].lower() for start, end in spans[:_MOST_SPANS]]
    for index, (start, _end) in enumerate(spans[:_MOST_SPANS]):
        inside = {word for word, (_one, two) in zip(words[index:], spans[index:], strict=False) if two <= start + reach}
        if len(inside) > best[1]:
            best = (start, len(inside))
            if len(inside) == len(set(words)):
                break
    return best


def _passage_window(text: str, at: int) -> tuple[int, int]:
    """Return start and end of a passage around a place, begun at a sentence or a word if one is near."""
    reach = _passage_reach(text)
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


def _marked_segments(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> list[Segment]:
    """Return a passage as segments, the matches of the query marked."""
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


@lru_cache(10_000)
def _term_as_written(word: str) -> str:
    return term_of_word(fold_for_search(word))


def _bounded(phrase: str) -> str:
    """Return the pattern of a phrase, at the ends of words and of numbers."""
    one, other = (("" if is_run(end) else r"\d" if end.isdecimal() else r"[^\W\d_]") for end in (phrase[0], phrase[-1]))
    before, after = one and f"(?<!{one})", other and f"(?!{other})"
    return f"{before}{pattern_of(phrase)}{after}"


def _without(text: str, words: Iterable[str]) -> str:
    """Return a text without some of its words."""
    return _ALPHANUMERIC.sub(lambda found: " " if found[0] in words else found[0], text)
