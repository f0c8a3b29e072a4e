"""The visible difference: which blocks changed, word by word for English, by dictionary words for Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from observatory.monitoring.marks import tokens
from observatory.text.normal import key

EQUAL, INSERT, DELETE, REPLACE = "equal", "insert", "delete", "replace"
_LARGEST = 40_000_000  # cells of a word by word comparison; a larger pair is shown as replaced whole


@dataclass(frozen=True, slots=True)
class Block:
    """One changed place: `op` insert, delete or replace; the text before and after ("" for none); `tokens` is the
    difference in reading order as (equal | delete | insert, text, mark), marks on changed text only."""

    op: str
    before: str
    after: str
    tokens: tuple[tuple[str, str, str], ...]


def difference(
    before: Sequence[str], after: Sequence[str], touched_before: set[int], touched_after: set[int]
) -> tuple[Block, ...]:
    """The changed blocks in order. `touched_*` are the numbers of the blocks that hold a change; blocks that merely
    moved or were joined differ too, and are not shown.
    """
    keys_before, keys_after = [key(block) for block in before], [key(block) for block in after]
    shown: list[Block] = []
    for tag, i1, i2, j1, j2 in Indel.opcodes(keys_before, keys_after):
        if tag == EQUAL:
            continue
        shown.append((tag, i1, i2, j1, j2))
    return tuple(_blocks(shown, before, after, touched_before, touched_after))


def _blocks(opcodes, before, after, touched_before, touched_after):
    """Pairs the removed and the added blocks of each run of opcodes."""
    groups: list[list[int]] = []
    for _, i1, i2, j1, j2 in opcodes:
        if groups and groups[-1][1] == i1 and groups[-1][3] == j1:
            groups[-1][1], groups[-1][3] = i2, j2
        else:
            groups.append([i1, i2, j1, j2])
    for i1, i2, j1, j2 in groups:
        old = [before[i] for i in range(i1, i2) if i in touched_before]
        new = [after[j] for j in range(j1, j2) if j in touched_after]
        yield from _paired(old, new)


def _paired(old: list[str], new: list[str]):
    """Blocks of one place side by side: each removed block with the added one most like it, in order."""
    from rapidfuzz import fuzz

    j = 0
    for text in old:
        best, best_score = -1, 45.0
        for k in range(j, min(j + 12, len(new))):
            score = fuzz.ratio(text, new[k], score_cutoff=best_score)
            if score > best_score:
                best, best_score = k, score
        if best < 0:
            yield Block(DELETE, text, "", ((DELETE, text, ""),))
            continue
        for skipped in new[j:best]:
            yield Block(INSERT, "", skipped, ((INSERT, skipped, ""),))
        yield Block(REPLACE, text, new[best], word_difference(text, new[best]))
        j = best + 1
    for text in new[j:]:
        yield Block(INSERT, "", text, ((INSERT, text, ""),))


def word_difference(before: str, after: str) -> tuple[tuple[str, str, str], ...]:
    """The words of both texts in reading order as (equal | delete | insert, text, mark)."""
    old, new = tokens(before), tokens(after)
    if len(old) * len(new) > _LARGEST:
        return ((DELETE, before, ""), (INSERT, after, ""))
    found: list[tuple[str, str, str]] = []
    for tag, i1, i2, j1, j2 in Indel.opcodes([key(t) or " " for t, _ in old], [key(t) or " " for t, _ in new]):
        if tag == EQUAL:
            found.append((EQUAL, "".join(t for t, _ in new[j1:j2]), ""))
            continue
        found.extend(_changed(DELETE, old[i1:i2]))
        found.extend(_changed(INSERT, new[j1:j2]))
    return tuple(found)


def _changed(op: str, changed: list[tuple[str, str]]):
    """One piece for each run of tokens with one mark."""
    run, run_mark = [], None
    for text, mark in changed:
        if run and mark != run_mark:
            yield op, "".join(run), run_mark
            run = []
        run.append(text)
        run_mark = mark
    if run:
        yield op, "".join(run), run_mark
