"""Visible differences between two texts: the changed blocks, the changed words in each (dictionary words in Chinese),
and the mark of a significant word: date, number, document number, negation, modal verb.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from observatory.text.typography import comparison_key, has_han
from observatory.text.words_and_sentences import split_tokens

DATE, NUMBER, DOCUMENT_NUMBER, NEGATION, MODAL = "date", "number", "document_number", "negation", "modal"

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_HAN_DIGITS = "〇零一二三四五六七八九十"
_WHOLE = re.compile(
    "|".join(
        (
            # 国发〔2017〕35号 (GB/T 9704-2012, 7.2.5), 主席令第八十四号, Regulation (EU) 2024/1689, ISO 42001
            rf"(?P<{DOCUMENT_NUMBER}>[\u4e00-\u9fff]{{0,8}}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号|"
            rf"第\s*[\d{_HAN_DIGITS}百千]+\s*号"
            r"|\b(?:Regulation|Directive|Decision)\s+\((?:EU|EC)\)\s+(?:No\.?\s*)?\d+/\d+|"
            r"\b[A-Z]{2,}(?:/[A-Z]+)?[ -]\d{2,}(?:[-:.]\d+)*(?:-\d{4})?\b)",
            rf"(?P<{DATE}>\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|"
            rf"[{_HAN_DIGITS}]{{4}}年(?:[{_HAN_DIGITS}]{{1,3}}月(?:[{_HAN_DIGITS}]{{1,3}}日)?)?"
            rf"|\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b|\b\d{{1,2}}(?:st|"
            rf"nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|"
            rf"th)?(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{4}}\b)",
        )
    )
)
_NUMBER = re.compile(rf"\d[\d.,:/]*%?|[{_HAN_DIGITS}百千万亿两]+[个年月日天周次倍成元]*")


def _all(mark: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), mark)


_WORDS = {
    **_all(
        NEGATION, "not no never none neither nor cannot can't won't don't doesn't didn't isn't aren't without nothing"
    ),
    **_all(
        NEGATION, "不 没 没有 未 无 非 否 勿 莫 并非 并不 不是 不会 不能 不再 无法 无需 不予 尚未 从未 未经 禁止 严禁"
    ),
    **_all(MODAL, "shall must may should can will would might could required prohibited ought need mustn't shouldn't"),
    **_all(MODAL, "应当 应 不得 不应 必须 须 可 可以 得 能够 应该 需 需要 不可 不准 有权 予以 一律"),
}


def marked_tokens(text: str) -> list[tuple[str, str]]:
    """Return every token of the text with its mark ("" for none); joined, the tokens are the text.

    A date or a document number is one token, so that a difference shows it whole.
    """
    found: list[tuple[str, str]] = []
    start = 0
    for match in _WHOLE.finditer(text):
        found.extend(_words_with_marks(text[start : match.start()]))
        found.append((match[0], match.lastgroup or ""))
        start = match.end()
    found.extend(_words_with_marks(text[start:]))
    return found


def _words_with_marks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text with their marks, Chinese ones by the dictionary."""
    for piece in split_tokens(text):
        # The dictionary has 不得公开 as one word; the modal verb in it becomes a separate token.
        if len(piece) > 2 and (first := _WORDS.get(piece[:2])) and piece not in _WORDS and has_han(piece):
            yield piece[:2], first
            yield piece[2:], significance_of(piece[2:])
        else:
            yield piece, significance_of(piece)


def significance_of(word: str) -> str:
    """Return the mark of one word: number, negation, modal or none."""
    if _NUMBER.fullmatch(word):
        return NUMBER
    return _WORDS.get(word.lower().replace("’", "'"), "")


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
    for i1, i2, j1, j2 in _changed_places(before, after):
        old = [block for block in before[i1:i2] if block in removed]
        new = [block for block in after[j1:j2] if block in added]
        shown.extend(_paired_blocks(old, new))
    return tuple(shown)


def _changed_places(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the stretches of blocks that differ, as slices of both sides."""
    runs = _runs_of_words([comparison_key(block) for block in before], [comparison_key(block) for block in after])
    return [(i1, i2, j1, j2) for i1, i2, j1, j2, equal in runs if not equal]


def _runs_of_words(old: list[str], new: list[str]) -> list[tuple[int, int, int, int, bool]]:
    """Slices of both sides in order, and whether they are equal; a deletion and an insertion at one place are one."""
    runs: list[tuple[int, int, int, int, bool]] = []
    for code in Indel.opcodes(old, new):
        i1, i2, j1, j2 = code.src_start, code.src_end, code.dest_start, code.dest_end
        if code.tag != EQUAL and runs and not runs[-1][4]:
            runs[-1] = (runs[-1][0], i2, runs[-1][2], j2, False)
        else:
            runs.append((i1, i2, j1, j2, code.tag == EQUAL))
    return runs


def _paired_blocks(old: list[str], new: list[str]) -> Iterator[Block]:
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
    for i1, i2, j1, j2, equal in _runs_of_words(
        [comparison_key(t) or " " for t, _ in old], [comparison_key(t) or " " for t, _ in new]
    ):
        if equal:
            found.append((EQUAL, "".join(t for t, _ in new[j1:j2]), ""))
        else:
            found.extend(_changed_words(DELETE, old[i1:i2]))
            found.extend(_changed_words(INSERT, new[j1:j2]))
    return tuple(found)


def _changed_words(op: str, changed: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
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
