"""Compare two extracted texts of one document.

Pure functions. The two texts are first matched by blocks and by sentences in a normal form, so that layout, paragraphs
and typography do not count. Noise is removed from the unmatched rest. What is left is the change, with its visible
difference. Without a difference there is no change.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from observatory.monitoring.reading.compare_feeds import align_feeds
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.extract.table_rows import EMPTY_CELL
from observatory.monitoring.reading.noise import is_noise, mask_moving_parts, names_attachment
from observatory.monitoring.reading.noise_places import NoisePlaces
from observatory.monitoring.reading.text_diff import Block, changed_blocks
from observatory.text.typography import without_spaces
from observatory.text.words_and_sentences import split_sentences

_MOVED_AT_LEAST = 8  # a shorter key occurs in any page by chance
_RUNNING = 48  # characters; a block of running text is at least as long
_SENTENCE_END = re.compile(r"[。！？.!?][”’」』）)\"']*$")
_LIST_OF_LINKS = 2


class Verdict(StrEnum):
    """identical: nothing visible differs; noise: what differs is not the document; content: the document changed."""

    IDENTICAL = "identical"
    NOISE = "noise"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict and what led to it. `score` is the share of the text that changed (0..1, 0 unless content); `added`
    and `removed` are the changed sentences; `blocks` show them in context."""

    verdict: Verdict
    score: float = 0.0
    blocks: tuple[Block, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Comparison":
        """Return the comparison that was serialised as JSON."""
        blocks = tuple(
            Block(b["op"], b["before"], b["after"], tuple((op, text, mark) for op, text, mark in b["tokens"]))
            for b in values["blocks"]
        )
        return cls(
            Verdict(values["verdict"]), values["score"], blocks, tuple(values["added"]), tuple(values["removed"])
        )


@dataclass(frozen=True, slots=True)
class _ComparedSentence:
    text: str
    key: str
    block: int


def compare_texts(before: Document, after: Document, shown_before: Collection[str] = ()) -> Comparison:
    """Return how `after` differs from `before`.

    `shown_before` are fingerprints of the texts of earlier snapshots: a page that returns to one of them alternates
    between variants, which is noise.
    """
    if after.entries and (kept := align_feeds(before, after)) is not before:
        compared = compare_texts(kept, after, shown_before)
        return compared if compared.verdict == Verdict.CONTENT else Comparison(Verdict.NOISE)
    if before.blocks == after.blocks:
        same = (before.full_text, before.title) == (after.full_text, after.title)
        return Comparison(Verdict.IDENTICAL if same else Verdict.NOISE)
    if shown_before and text_fingerprint(after) in shown_before:
        return Comparison(Verdict.NOISE)
    removed, added = _left_over_sentences(before.blocks, after.blocks)
    removed, added = _without_moved(removed, added, before, after)
    removed, added = _without_noise(removed, added, before, after)
    removed, added = _without_template(removed, added, before, after)
    if not removed and not added:
        return Comparison(Verdict.NOISE)
    return Comparison(
        Verdict.CONTENT,
        _share_changed(removed, added, before, after),
        _visible_difference(removed, added, before, after),
        added=tuple(s.text for s in added),
        removed=tuple(s.text for s in removed),
    )


def _visible_difference(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> tuple[Block, ...]:
    """Return the visible difference: the changed blocks, or the changed sentences if no block shows them."""
    holding = {before.blocks[s.block] for s in removed}, {after.blocks[s.block] for s in added}
    blocks = changed_blocks(before.blocks, after.blocks, *holding)
    return blocks or changed_blocks(
        [s.text for s in removed], [s.text for s in added], *({s.text for s in x} for x in (removed, added))
    )


def text_fingerprint(document: Document) -> str:
    """Return the SHA-256 (hexadecimal) of the main text in its normal form: equal for texts that differ in layout
    only."""
    return hashlib.sha256(without_spaces(" ".join(document.blocks)).encode()).hexdigest()


def _left_over_sentences(
    before: Iterable[str], after: Iterable[str]
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Return the sentences of either side that have no equal on the other, after removing equal blocks."""
    before, after = list(before), list(after)
    old, new = Counter(before), Counter(after)
    lines_before = [(i, t) for i, t in enumerate(before) if old[t] != new[t]]
    lines_after = [(i, t) for i, t in enumerate(after) if old[t] != new[t]]
    a = [_ComparedSentence(s, _sentence_key(s), i) for i, t in lines_before for s in split_sentences(t)]
    b = [_ComparedSentence(s, _sentence_key(s), i) for i, t in lines_after for s in split_sentences(t)]
    return _unmatched_sentences(a, b), _unmatched_sentences(b, a)


def _sentence_key(sentence: str) -> str:
    """Return the form in which sentences of two documents are compared: without spaces, which markup adds and removes,
    and without quotes at its ends, which belong to either of two sentences; "" for a sentence without a letter or a
    digit. A row of a table with empty cells has a key without these too: its ticks have places."""
    form = without_spaces(sentence).strip("\"'")
    return form if EMPTY_CELL in form or any(map(str.isalnum, form)) else ""


def _unmatched_sentences(these: list[_ComparedSentence], others: list[_ComparedSentence]) -> list[_ComparedSentence]:
    """Return the sentences of one document that the other does not have, as often as it lacks them."""
    there = Counter(s.key for s in others)
    left = []
    for sentence in these:
        if there[sentence.key] > 0:
            there[sentence.key] -= 1
        elif sentence.key:
            left.append(sentence)
    return left


def _without_moved(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Leave out sentences that the page shows as often as before, only elsewhere or joined and split differently."""
    if not removed and not added:
        return removed, added
    old, new = _visible(before), _visible(after)

    def stays(sentence: _ComparedSentence) -> bool:
        return len(sentence.key) >= _MOVED_AT_LEAST and old.count(sentence.key) == new.count(sentence.key) > 0

    return [s for s in removed if not stays(s)], [s for s in added if not stays(s)]


def _visible(document: Document) -> str:
    return without_spaces(document.full_text or document.text)


def _without_noise(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Leave out lines that are noise, pairs of lines that differ in their moving parts only, and links that replaced
    other links."""
    old, new = NoisePlaces(before), NoisePlaces(after)
    removed = [s for s in removed if not _is_noise(s, before, old)]
    added = [s for s in added if not _is_noise(s, after, new)]
    removed, added = _without_moving_parts(removed, added, old, new)
    return _without_rotated_links(removed, added, before, after)


def _without_moving_parts(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: NoisePlaces, after: NoisePlaces
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Leave out pairs of sentences that differ in clocks, counters and other moving parts only."""
    old = [mask_moving_parts(s.text, before.of(s.block)) for s in removed]
    new = [mask_moving_parts(s.text, after.of(s.block)) for s in added]
    both = Counter(old) & Counter(new)
    return _subtract_sentences(removed, old, both.copy()), _subtract_sentences(added, new, both)


def _without_rotated_links(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Leave out links that were replaced by as many other links, and lists of links replaced by lists of links: teasers
    and advertisements between the paragraphs. An edited link, one that names an attachment, and every link of a page
    that consists of links are content."""
    old = [s for s in removed if s.block in before.link_blocks and not names_attachment(s.text)]
    new = [s for s in added if s.block in after.link_blocks and not names_attachment(s.text)]
    as_many = len(old) == len(new) or min(len(old), len(new)) >= _LIST_OF_LINKS
    if not old or not as_many or _mostly_links(before) or any(fuzz.ratio(a.key, b.key) > 60 for a in old for b in new):
        return removed, added
    return [s for s in removed if s not in old], [s for s in added if s not in new]


def _mostly_links(document: Document) -> bool:
    return sum(len(document.blocks[number]) for number in document.link_blocks) * 2 > len(document.text)


def _without_template(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> tuple[list[_ComparedSentence], list[_ComparedSentence]]:
    """Leave out the labels of the old and the new template after a redesign, that is when everything around the text
    has changed: what the new template puts before and after the remaining text is no change of the document, but a lost
    sentence is."""
    if not (removed or added) or not _redesigned(before, after):
        return removed, added
    kept_before, kept_after = _kept_range(before, after), _kept_range(after, before)
    if kept_before is None or kept_after is None:
        return removed, added
    return (
        [s for s in removed if s.block in kept_before or _SENTENCE_END.search(s.text)],
        [s for s in added if s.block in kept_after],
    )


def _redesigned(before: Document, after: Document) -> bool:
    old, new = _surroundings(before), _surroundings(after)
    fewer = min(len(old), len(new))
    return fewer >= 10 and len(old & new) <= 0.15 * fewer


def _surroundings(document: Document) -> set[str]:
    """Return the lines of the page outside its main text."""
    return set(document.full_text.split("\n")) - set(document.blocks)


def _kept_range(document: Document, other: Document) -> range | None:
    """Return the range from the first to the last block of running text that the other side has too; None if less than
    two thirds of the running text is there."""
    text = without_spaces(" ".join(other.blocks))
    long = [(number, without_spaces(block)) for number, block in enumerate(document.blocks) if len(block) >= _RUNNING]
    kept = [(number, form) for number, form in long if form in text]
    size = sum(len(form) for _, form in kept)
    own = sum(len(form) for _, form in long)
    there = sum(len(without_spaces(block)) for block in other.blocks if len(block) >= _RUNNING)
    if not kept or size < min(own, there) * 2 / 3:
        return None
    return range(kept[0][0], kept[-1][0] + 1)


def _subtract_sentences(
    these: list[_ComparedSentence], forms: list[str], counts: Counter[str]
) -> list[_ComparedSentence]:
    """Return the sentences without those whose form the other document has too."""
    left = []
    for sentence, form in zip(these, forms, strict=True):
        if counts[form] > 0:
            counts[form] -= 1
        else:
            left.append(sentence)
    return left


def _is_noise(sentence: _ComparedSentence, document: Document, places: NoisePlaces) -> bool:
    """Return whether the sentence, or the whole block that contains it, is noise in its place."""
    block = document.blocks[sentence.block]
    place = places.of(sentence.block)
    return is_noise(block, place) or (sentence.text != block and is_noise(sentence.text, place))


def _share_changed(
    removed: list[_ComparedSentence], added: list[_ComparedSentence], before: Document, after: Document
) -> float:
    """Return how much of both documents has changed, 0..1."""
    changed = sum(len(s.key) for s in (*removed, *added))
    total = sum(map(len, before.blocks)) + sum(map(len, after.blocks))
    return round(min(1.0, changed / total), 4) if total else 0.0


def difference_as_json(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the visible difference in the form in which it is stored: blocks with op, before, after and tokens (op,
    text, mark)."""
    return [asdict(block) for block in comparison.blocks]
