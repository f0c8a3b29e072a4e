"""Visible differences: the changed blocks, word by word for English, by dictionary words for Chinese."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from observatory.monitoring.reading.significance import marked_tokens
from observatory.text.normal_forms import comparison_key

EQUAL, INSERT, DELETE, REPLACE = "equal", "insert", "delete", "replace"
_ALIKE = 45.0  # per cent of similarity from which two blocks in one place are shown as one changed block
_LOOK_AHEAD = 12
_LARGEST = 40_000_000  # cells of a word by word comparison; a larger pair is shown as replaced as a whole


@dataclass(frozen=True, slots=True)
class Block:
    """One changed place: `op` insert, delete or replace; the text before and after ("" for none); `tokens` is the
    difference in reading order as (equal | delete | insert, text, mark), marks on changed text only."""

    op: str
    before: str
    after: str
    tokens: tuple[tuple[str, str, str], ...]


def changed_blocks(
    before: Sequence[str], after: Sequence[str], removed: set[str], added: set[str]
) -> tuple[Block, ...]:
    """Return the changed blocks in order. `removed` and `added` are the blocks that contain a change; other blocks that
    differ were only moved, joined or split, and are left out."""
    shown: list[Block] = []
    for i1, i2, j1, j2 in _places(before, after):
        old = [block for block in before[i1:i2] if block in removed]
        new = [block for block in after[j1:j2] if block in added]
        shown.extend(_paired(old, new))
    return tuple(shown)


def _places(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the stretches of blocks that differ, as slices of both sides."""
    runs = _runs([comparison_key(block) for block in before], [comparison_key(block) for block in after])
    return [(i1, i2, j1, j2) for i1, i2, j1, j2, equal in runs if not equal]


def _runs(old: list[str], new: list[str]) -> list[tuple[int, int, int, int, bool]]:
    """Slices of both sides in order, and whether they are equal; a deletion and an insertion at one place are one."""
    runs: list[tuple[int, int, int, int, bool]] = []
    for code in Indel.opcodes(old, new):
        i1, i2, j1, j2 = code.src_start, code.src_end, code.dest_start, code.dest_end
        if code.tag != EQUAL and runs and not runs[-1][4]:
            runs[-1] = (runs[-1][0], i2, runs[-1][2], j2, False)
        else:
            runs.append((i1, i2, j1, j2, code.tag == EQUAL))
    return runs


def _paired(old: list[str], new: list[str]) -> Iterator[Block]:
    """Pair the blocks of one place: each removed block with the most similar added one, in order."""
    start = 0
    for text in old:
        best, best_score = -1, _ALIKE
        for at in range(start, min(start + _LOOK_AHEAD, len(new))):
            score = fuzz.ratio(text, new[at], score_cutoff=best_score)
            if score > best_score:
                best, best_score = at, score
        if best < 0:
            yield Block(DELETE, text, "", ((DELETE, text, ""),))
            continue
        yield from (Block(INSERT, "", skipped, ((INSERT, skipped, ""),)) for skipped in new[start:best])
        yield Block(REPLACE, text, new[best], word_difference(text, new[best]))
        start = best + 1
    yield from (Block(INSERT, "", text, ((INSERT, text, ""),)) for text in new[start:])


def word_difference(before: str, after: str) -> tuple[tuple[str, str, str], ...]:
    """Return the words of both texts in reading order as (equal | delete | insert, text, mark)."""
    old, new = marked_tokens(before), marked_tokens(after)
    if len(old) * len(new) > _LARGEST:
        return ((DELETE, before, ""), (INSERT, after, ""))
    found: list[tuple[str, str, str]] = []
    for i1, i2, j1, j2, equal in _runs(
        [comparison_key(t) or " " for t, _ in old], [comparison_key(t) or " " for t, _ in new]
    ):
        if equal:
            found.append((EQUAL, "".join(t for t, _ in new[j1:j2]), ""))
        else:
            found.extend(_changed(DELETE, old[i1:i2]))
            found.extend(_changed(INSERT, new[j1:j2]))
    return tuple(found)


def _changed(op: str, changed: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield one piece for each run of tokens with the same mark."""
    run: list[str] = []
    run_mark = ""
    for text, mark in changed:
        if run and mark != run_mark:
            yield op, "".join(run), run_mark
            run = []
        run.append(text)
        run_mark = mark
    if run:
        yield op, "".join(run), run_mark
