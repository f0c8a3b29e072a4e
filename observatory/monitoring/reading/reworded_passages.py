"""Passages that may be a quote in other words, and how like it they are. Pure functions.

Likeness alone never makes a passage the quote: `quotes` also looks at what is around it.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from observatory.monitoring.reading.quote_form import LaidOutText, quote_form, text_units

_CANDIDATES = 6
_LONGEST_QUOTE = 3_000  # units of a quote that are compared
_EDGE = 4  # units by which a passage may grow over words that are not in the quote


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of the text (offsets in it), and its likeness to the quote, 0..1."""

    start: int
    end: int
    likeness: float


# One quote is compared with several passages, one after another.
@lru_cache(maxsize=16)
def _units_of(quote: str) -> list[tuple[str, int, int]]:
    return list(islice(text_units(quote), _LONGEST_QUOTE))


@lru_cache(maxsize=16)
def _form_of(quote: str) -> str:
    return quote_form(quote)


def text_likeness(quote: str, passage: str) -> float:
    """Return how like two texts are, 0..1: by their words, or by their letters if these are nearly the same."""
    ours = [unit for unit, _, _ in _units_of(quote)]
    theirs = [unit for unit, _, _ in text_units(passage)][:_LONGEST_QUOTE]
    by_words = Indel.normalized_similarity(ours, theirs) if ours and theirs else 0.0
    by_letters = fuzz.ratio(_form_of(quote), quote_form(passage), score_cutoff=75.0) / 100
    return max(by_words, 2 * by_letters - 1)


def likest_passages(quote: str, text: LaidOutText) -> list[Candidate]:
    """Return the passages that share most with the quote, the likest first."""
    units = _units_of(quote)
    if not units or not text.units:
        return []
    count = len(units)
    slack = max(8, count // 2)
    found = [
        candidate
        for place in _places_of_candidates(units, text)
        if (
            candidate := fit_passage(
                quote, text, max(0, place - slack), min(len(text.units), place + 2 * count + slack)
            )
        )
    ]
    return sorted(found, key=lambda candidate: -candidate.likeness)


def _places_of_candidates(units: list[tuple[str, int, int]], text: LaidOutText) -> list[int]:
    """Return where in the text (number of a unit) the quote may begin: where its rarer words stand as in the quote."""
    step = max(6, len(units) // 2)
    votes: Counter[int] = Counter()
    previous, previous_end = "", -1
    for number, (unit, start, end) in enumerate(units):
        pair = previous_end == start and len(unit) == len(previous) == 1
        key, shift = (previous + unit, 1) if pair else (unit, 0)
        if pair or len(unit) > 1:
            places = text.places_of(key)
            weight, offset = 1 + 24 // (len(places) or 1), shift - number
            for place in places:
                votes[(place + offset) // step] += weight
        previous, previous_end = unit, end
    joined = {bucket: count + votes.get(bucket + 1, 0) for bucket, count in votes.items()}
    best = nsmallest(2 * _CANDIDATES, joined, key=lambda bucket: (-joined[bucket], bucket))
    return [bucket * step for bucket in best if bucket - 1 not in best or joined[bucket] > joined[bucket - 1]][
        :_CANDIDATES
    ]


def fit_passage(quote: str, text: LaidOutText, low: int, high: int) -> Candidate | None:
    """Return the passage between two units of the text that is most like the quote; None if no word is the same."""
    units = _units_of(quote)
    window = text.units[low:high]
    count = len(units)
    ours, theirs = [unit for unit, _, _ in units], [unit for unit, _, _ in window]
    matched = [
        (op.src_start + step, op.dest_start + step)
        for op in LCSseq.opcodes(ours, theirs)
        if op.tag == "equal"
        for step in range(op.src_end - op.src_start)
    ]
    if not matched:
        return None
    first, last = _densest_stretch(matched, count)
    start = _start_of_candidate(text, window, matched[first][1], matched[first][0])
    end = _end_of_candidate(text, window, matched[last][1], count - 1 - matched[last][0])
    text_start, text_end = window[start][1], window[end][2]
    return Candidate(text_start, text_end, text_likeness(quote, text.text[text_start:text_end]))


def _densest_stretch(matched: list[tuple[int, int]], count: int) -> tuple[int, int]:
    """Return the first and the last match of the stretch that is most like the quote: stray words outside it, such as
    "the", do not belong to the passage."""
    places = [place for _, place in matched]
    tries = sorted({*range(min(12, len(places))), *_after_gaps(places)})[:40]
    ends = sorted({*range(max(0, len(places) - 12), len(places)), *(at - 1 for at in _after_gaps(places) if at)})[-40:]
    best, chosen = -1.0, (0, len(places) - 1)
    for first in tries:
        for last in ends:
            if last < first:
                continue
            share = 2 * (last - first + 1) / (count + places[last] - places[first] + 1)
            if share > best:
                best, chosen = share, (first, last)
    return chosen


def _after_gaps(places: list[int]) -> list[int]:
    return [at for at in range(1, len(places)) if places[at] - places[at - 1] > 3][:30]


def _start_of_candidate(text: LaidOutText, window: list[tuple[str, int, int]], at: int, missing: int) -> int:
    """Return the beginning of the passage, moved back over words that replaced the first words of the quote, to the
    beginning of the sentence if that is near."""
    if not missing:
        return at
    for back in range(at, max(-1, at - missing - _EDGE), -1):
        if back == 0 or _sentence_between(text, window[back - 1][2], window[back][1]):
            return back
    return max(0, at - missing)


def _end_of_candidate(text: LaidOutText, window: list[tuple[str, int, int]], at: int, missing: int) -> int:
    """Return the end of the passage, moved on over words that replaced the last words of the quote, to the end of the
    sentence if that is near."""
    if not missing:
        return at
    last = len(window) - 1
    for ahead in range(at, min(last, at + missing + _EDGE) + 1):
        if ahead == last or _sentence_between(text, window[ahead][2], window[ahead + 1][1]):
            return ahead
    return min(last, at + missing)


def _sentence_between(text: LaidOutText, start: int, end: int) -> bool:
    between = text.text[start:end]
    return any(mark in between for mark in "。！？；!?;\n") or ". " in between
