"""Check whether a quote occurs in a document, in English and in Chinese. Pure functions."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz

from observatory.monitoring.reading.extract.document import Document
from observatory.text.normal_forms import comparison_key
from observatory.text.tokens import split_sentences

NEAR = 0.8  # similarity from which a passage counts as the quote in other words
_SHORTEST_NEAR = 8  # characters; a shorter quote must match exactly
_CANDIDATES = 6
_OMISSION = re.compile(r"\s*(?:\[\s*(?:\.{3}|…+)\s*\]|\(\s*(?:\.{3}|…+)\s*\)|（\s*…+\s*）|〔\s*…+\s*〕|…+|\.{3,})\s*")
_QUOTES = "\"'“”‘’„«»「」『』 "


class Found(StrEnum):
    """exact: the same words, apart from typography; near: a very similar passage; absent: no such passage."""

    EXACT = "exact"
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote is: how it was found, its similarity (0..1), the passage in the document's own words, and its
    locator ("block 12", or "outside the main text"); `text` and `locator` are empty if it is absent."""

    found: Found
    similarity: float
    text: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text prepared for searching: one normal form of all sentences, and where each of them starts in it."""

    form: str
    starts: tuple[int, ...]
    sentences: tuple[str, ...]
    blocks: tuple[int, ...]


class QuoteFinder:
    """A document prepared once, for looking up any number of quotes."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _main(self) -> _Text:
        return _laid_out(self._document.blocks)

    @cached_property
    def _rest(self) -> _Text:
        return _laid_out(self._document.full_text.split("\n"))

    def locate(self, quote: str) -> Passage:
        """Return the best passage for the quote; an omission in it ("…", "[...]") matches any text between its
        parts."""
        wanted = [form for part in _OMISSION.split(quote) if (form := _form(part.strip(_QUOTES)))]
        if not wanted:
            return Passage(Found.ABSENT, 0.0)
        if spans := _exact(wanted, self._main):
            return Passage(Found.EXACT, 1.0, *_shown(self._main, spans))
        if spans := _exact(wanted, self._rest):
            return Passage(Found.EXACT, 1.0, _shown(self._rest, spans)[0], "outside the main text")
        return _nearest("".join(wanted), self._main)


def locate_quote(quote: str, document: Document) -> Passage:
    """Return the result of `QuoteFinder.locate` for a single quote."""
    return QuoteFinder(document).locate(quote)


def _form(text: str) -> str:
    return comparison_key(text).casefold()


def _laid_out(blocks: tuple[str, ...] | list[str]) -> _Text:
    forms: list[str] = []
    starts, found, numbers, length = [], [], [], 0
    for number, block in enumerate(blocks):
        for sentence in split_sentences(block):
            form = _form(sentence)
            if forms and forms[-1][-1:].isalnum() and form[:1].isascii() and form[:1].isalnum():
                form = " " + form
            starts.append(length)
            forms.append(form)
            found.append(sentence)
            numbers.append(number)
            length += len(form)
    return _Text("".join(forms), tuple(starts), tuple(found), tuple(numbers))


def _exact(wanted: list[str], text: _Text) -> list[tuple[int, int]]:
    """Return where the parts are, in their order; empty unless all are found."""
    spans, start = [], 0
    for form in wanted:
        at = text.form.find(form, start)
        if at < 0:
            return []
        start = at + len(form)
        spans.append((at, start))
    return spans


def _shown(text: _Text, spans: list[tuple[int, int]]) -> tuple[str, str]:
    """Return the sentences that the spans are in, and the number of the first block (counted from one)."""
    ends = (*text.starts[1:], len(text.form))
    hit = [
        i
        for i, (start, end) in enumerate(zip(text.starts, ends, strict=True))
        if any(start < high and low < end for low, high in spans)
    ]
    return " ".join(text.sentences[i] for i in hit), f"block {text.blocks[hit[0]] + 1}" if hit else ""


def _nearest(form: str, text: _Text) -> Passage:
    """Return the passage most similar to the quote, searched for around the sentences that share most with it."""
    if len(form) < _SHORTEST_NEAR or not text.form:
        return Passage(Found.ABSENT, 0.0)
    grams = {form[i : i + 3] for i in range(len(form) - 2)}
    ends = (*text.starts[1:], len(text.form))
    shared = []
    for start, end in zip(text.starts, ends, strict=True):
        shared.append(sum(text.form[i : i + 3] in grams for i in range(start, end - 2)))
    best, best_span = 0.0, (0, 0)
    for i in sorted(range(len(shared)), key=lambda i: -shared[i])[:_CANDIDATES]:
        low, high = max(0, text.starts[i] - len(form)), min(len(text.form), ends[i] + len(form))
        found = fuzz.partial_ratio_alignment(form, text.form[low:high], score_cutoff=max(50.0, best * 100))
        if found is not None and found.score > best * 100:
            best, best_span = found.score / 100, (low + found.dest_start, low + found.dest_end)
    if best < NEAR:
        return Passage(Found.ABSENT, round(best, 3))
    passage, locator = _shown(text, [best_span])
    return Passage(Found.NEAR, round(min(best, 0.999), 3), passage, locator)
