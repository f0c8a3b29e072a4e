"""What changed between two readings of one document.

Pure. Two texts are first matched by blocks and by sentences under a normal form, so that layout, paragraphing and
typography do not count; what is left over is checked for being noise; what is left then is the change, and it comes
with its visible difference. No difference, no change.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from observatory.monitoring.diff import Block, difference
from observatory.monitoring.extract.document import Document
from observatory.monitoring.noise import is_noise, steady
from observatory.text.normal import key
from observatory.text.tokens import sentences

_MOVED_AT_LEAST = 8  # a shorter key is found in any page by chance
_EDGE = 3  # blocks from the start or the end where a page puts its notices


class Verdict(StrEnum):
    """identical: the same text; noise: a difference that is none of the document's; content: the document changed."""

    IDENTICAL = "identical"
    NOISE = "noise"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict with what it rests on. `score` is the share of the text that changed (0..1, 0 unless content);
    `added` and `removed` are the changed sentences; `blocks` show them in place."""

    verdict: Verdict
    score: float = 0.0
    blocks: tuple[Block, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Comparison":
        """The comparison whose fields were written as JSON."""
        blocks = tuple(
            Block(b["op"], b["before"], b["after"], tuple((op, text, mark) for op, text, mark in b["tokens"]))
            for b in values["blocks"]
        )
        return cls(
            Verdict(values["verdict"]), values["score"], blocks, tuple(values["added"]), tuple(values["removed"])
        )


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    key: str
    block: int


def compare(before: Document, after: Document, shown_before: Collection[str] = ()) -> Comparison:
    """How `after` differs from `before`. `shown_before` are fingerprints of the texts of earlier snapshots: a page that
    returns to one of them is flipping between variants, and that is noise.
    """
    if before.blocks == after.blocks:
        return Comparison(Verdict.IDENTICAL)
    if shown_before and fingerprint(after) in shown_before:
        return Comparison(Verdict.NOISE)
    removed, added = _left_over(before.blocks, after.blocks)
    if not removed and not added:
        return Comparison(Verdict.NOISE)
    removed, added = _without_moved(removed, added, before, after)
    removed, added = _without_noise(removed, added, len(before.blocks), len(after.blocks))
    if not removed and not added:
        return Comparison(Verdict.NOISE)
    blocks = difference(before.blocks, after.blocks, {s.block for s in removed}, {s.block for s in added})
    if not blocks:
        return Comparison(Verdict.NOISE)
    return Comparison(
        Verdict.CONTENT,
        _score(removed, added, before, after),
        blocks,
        added=tuple(s.text for s in added),
        removed=tuple(s.text for s in removed),
    )


def fingerprint(document: Document) -> str:
    """SHA-256 (hexadecimal) of the main text in its normal form: equal for readings that differ in layout only."""
    return hashlib.sha256(key(" ".join(document.blocks)).encode()).hexdigest()


def _left_over(before: Iterable[str], after: Iterable[str]) -> tuple[list[_Sentence], list[_Sentence]]:
    """The sentences of either side that have no equal on the other, blocks that are equal taken out first."""
    before, after = list(before), list(after)
    old, new = Counter(before), Counter(after)
    lines_before = [(i, t) for i, t in enumerate(before) if old[t] != new[t]]
    lines_after = [(i, t) for i, t in enumerate(after) if old[t] != new[t]]
    a = [_Sentence(s, key(s), i) for i, t in lines_before for s in sentences(t)]
    b = [_Sentence(s, key(s), i) for i, t in lines_after for s in sentences(t)]
    return _unmatched(a, b), _unmatched(b, a)


def _unmatched(these: list[_Sentence], others: list[_Sentence]) -> list[_Sentence]:
    there = Counter(s.key for s in others)
    left = []
    for sentence in these:
        if there[sentence.key] > 0:
            there[sentence.key] -= 1
        elif sentence.key:
            left.append(sentence)
    return left


def _without_moved(
    removed: list[_Sentence], added: list[_Sentence], before: Document, after: Document
) -> tuple[list[_Sentence], list[_Sentence]]:
    """Leaves out sentences that the page shows as often as before, only elsewhere or joined and split otherwise."""
    if not removed and not added:
        return removed, added
    old, new = _visible(before), _visible(after)

    def stays(sentence: _Sentence) -> bool:
        return len(sentence.key) >= _MOVED_AT_LEAST and old.count(sentence.key) == new.count(sentence.key) > 0

    return [s for s in removed if not stays(s)], [s for s in added if not stays(s)]


def _visible(document: Document) -> str:
    return key((document.full_text or document.text).replace("\n", " "))


def _without_noise(
    removed: list[_Sentence], added: list[_Sentence], blocks_before: int, blocks_after: int
) -> tuple[list[_Sentence], list[_Sentence]]:
    """Leaves out lines that are noise, and pairs of lines that differ in their moving parts only."""
    removed = [s for s in removed if not is_noise(s.text, _at_edge(s, blocks_before))]
    added = [s for s in added if not is_noise(s.text, _at_edge(s, blocks_after))]
    old = Counter(steady(s.text) for s in removed)
    new = Counter(steady(s.text) for s in added)
    both = old & new
    return _subtract(removed, both.copy()), _subtract(added, both)


def _subtract(these: list[_Sentence], counts: Counter[str]) -> list[_Sentence]:
    left = []
    for sentence in these:
        form = steady(sentence.text)
        if counts[form] > 0:
            counts[form] -= 1
        else:
            left.append(sentence)
    return left


def _at_edge(sentence: _Sentence, blocks: int) -> bool:
    return sentence.block < _EDGE or sentence.block >= blocks - _EDGE


def _score(removed: list[_Sentence], added: list[_Sentence], before: Document, after: Document) -> float:
    changed = sum(len(s.key) for s in (*removed, *added))
    total = sum(map(len, before.blocks)) + sum(map(len, after.blocks))
    return round(min(1.0, changed / total), 4) if total else 0.0
