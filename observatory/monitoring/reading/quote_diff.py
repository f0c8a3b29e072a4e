"""The words in which a passage differs from a quote, and whether they change what is said. Pure functions.

A difference changes the meaning unless it is known not to: the same date or number written otherwise
(`dates_and_numbers`), or another wording of the same (`same_meaning`). So a changed number, negation, modal verb,
unit, currency or name always does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from observatory.monitoring.reading.dates_and_numbers import VALUE, value_of, with_plain_figures
from observatory.monitoring.reading.quote_form import quote_form
from observatory.monitoring.reading.same_meaning import (
    QuoteToken,
    same_group_of_wordings,
    same_word,
    same_wording,
    token_forms,
    token_worth,
    weighty_tokens,
)
from observatory.monitoring.reading.text_diff import DATE, DELETE, EQUAL, INSERT, NUMBER, significance_of
from observatory.text.typography import HAN, has_han

_REST = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+(?:['’ʼ\-‑][^\W\d_{HAN}]+)*|\s+|.", re.DOTALL)
_LARGEST = 6_000  # tokens of either side; longer ones are shown as replaced as a whole
_GLUE = frozenset(["的", "地", "得", "了", "之", "of", "the", "a", "an", "to", "in", "and"])
_AND = frozenset(["and", "or", "et", "ou", "和", "与", "及", "或"])
_UNIT = re.compile(r"(?<=\d)\s?(mg|Mg|mW|MW|[kMGTP][Bb])\b")
_UNITS_BY_CASE = ({"mg", "Mg"}, {"mW", "MW"}, *({f"{scale}b", f"{scale}B"} for scale in "kMGTP"))

Token = Sequence[str]  # (equal | delete | insert, text, mark)


@dataclass(frozen=True, slots=True)
class _QuoteHunk:
    """A stretch of tokens that is equal on both sides, or replaced."""

    before: list[QuoteToken]
    after: list[QuoteToken]
    equal: bool


def quote_differences(quote: str, passage: str) -> tuple[tuple[tuple[str, str, str], ...], bool]:
    """Return the differences as (equal | delete | insert, text, mark) in reading order, and whether they change the
    meaning. Typography is no difference."""
    hunks = _quote_hunks(_quote_tokens(quote), _quote_tokens(passage))
    shown: list[tuple[str, str, str]] = []
    for hunk in hunks:
        if hunk.equal:
            shown.append((EQUAL, _written_tokens(hunk.after), ""))
        else:
            shown += [(op, _written_tokens(side), _mark_of_tokens(side)) for op, side in _sides(hunk) if side]
    return tuple(shown), not (_all_harmless(hunks) or _is_list_in_other_order(hunks) or _same_figures(quote, passage))


def _all_harmless(hunks: list[_QuoteHunk]) -> bool:
    return all(hunk.equal or _is_harmless(hunk) or _same_with_neighbours(hunks, at) for at, hunk in enumerate(hunks))


def _same_figures(quote: str, passage: str) -> bool:
    """Return whether nothing differs once ranges and amounts in yuan are worded alike on both sides."""
    ours, theirs = with_plain_figures(quote), with_plain_figures(passage)
    return (ours, theirs) != (quote, passage) and _all_harmless(
        _quote_hunks(_quote_tokens(ours), _quote_tokens(theirs))
    )


def _sides(hunk: _QuoteHunk) -> tuple[tuple[str, list[QuoteToken]], tuple[str, list[QuoteToken]]]:
    return (DELETE, hunk.before), (INSERT, hunk.after)


def _quote_tokens(text: str) -> list[QuoteToken]:
    """Return the tokens of a text: dates, numbers and shares whole, words, Chinese characters, signs."""
    found: list[QuoteToken] = []
    start = 0
    for match in VALUE.finditer(text):
        found += _other_tokens(text[start : match.start()])
        found.append((match[0], quote_form(match[0])))
        start = match.end()
    return found + list(_other_tokens(text[start:]))


def _other_tokens(text: str) -> Iterator[QuoteToken]:
    return ((piece, quote_form(piece)) for piece in _REST.findall(text))


def _quote_hunks(before: list[QuoteToken], after: list[QuoteToken]) -> list[_QuoteHunk]:
    """Compare the tokens that have a form; the others go with the token before them."""
    ours, theirs = _tokens_with_form(before), _tokens_with_form(after)
    if max(len(ours), len(theirs)) > _LARGEST:
        return [_QuoteHunk(before, after, False)]
    runs: list[_QuoteHunk] = []
    codes = Indel.opcodes([before[at][1] for at in ours], [after[at][1] for at in theirs])
    for code in codes:
        equal = code.tag == EQUAL
        old = _slice_of_tokens(before, ours, code.src_start, code.src_end)
        new = _slice_of_tokens(after, theirs, code.dest_start, code.dest_end)
        if not equal and runs and not runs[-1].equal:
            runs[-1] = _QuoteHunk(runs[-1].before + old, runs[-1].after + new, False)
        else:
            runs.append(_QuoteHunk(old, new, equal))
    return _without_stray_matches(runs)


def _tokens_with_form(tokens: list[QuoteToken]) -> list[int]:
    return [at for at, token in enumerate(tokens) if token[1]]


def _slice_of_tokens(tokens: list[QuoteToken], places: list[int], start: int, end: int) -> list[QuoteToken]:
    """Return the tokens of a quote from one place to another, with those that have no form."""
    if start >= end:
        return []
    first = places[start] if start else 0
    last = places[end] if end < len(places) else len(tokens)
    return tokens[first:last]


def _without_stray_matches(runs: list[_QuoteHunk]) -> list[_QuoteHunk]:
    """Join two replaced stretches that only a single Chinese character or a small word separates: one wording was
    replaced by another."""
    joined: list[_QuoteHunk] = []
    for number, run in enumerate(runs):
        between = run.equal and 0 < number < len(runs) - 1 and len(token_forms(run.after)) == 1
        form = token_forms(run.after)[0] if between else ""
        stray = between and (form in _GLUE or (len(form) == 1 and has_han(form)))
        if joined and not joined[-1].equal and (stray or not run.equal):
            joined[-1] = _QuoteHunk(joined[-1].before + run.before, joined[-1].after + run.after, False)
        else:
            joined.append(run)
    return joined


def _written_tokens(tokens: list[QuoteToken]) -> str:
    return "".join(text for text, _ in tokens)


def _mark_of_tokens(tokens: list[QuoteToken]) -> str:
    """Return the most telling mark among the tokens: a date, a number, a negation, a modal verb."""
    for text, form in tokens:
        if form and (value := value_of(text)):
            return DATE if value.startswith("date") else NUMBER
    words = [text for text, form in tokens if form]
    han = _written_tokens(tokens)
    pairs = [han[at : at + length] for length in (2, 1) for at in range(len(han))] if has_han(han) else []
    return next((mark for word in (*words, *pairs) if (mark := significance_of(word))), "")


def _is_harmless(hunk: _QuoteHunk) -> bool:
    """Return whether the words of a quote that were replaced mean the same as those in their place."""
    before, after = weighty_tokens(hunk.before), weighty_tokens(hunk.after)
    if [token_worth(token) for token in before] == [token_worth(token) for token in after]:
        return True
    if same_wording(before, after):
        return True
    if any(value_of(text) for text, _ in before + after):
        return False
    return len(before) == len(after) and all(
        ours[1] == theirs[1] or same_word(ours[0].strip(), theirs[0].strip(), ours[1], theirs[1])
        for ours, theirs in zip(before, after, strict=True)
    )


def _same_with_neighbours(hunks: list[_QuoteHunk], at: int) -> bool:
    """Return whether both sides are wordings of one group together with words next to them that did not change:
    "consists [of]", "is composed [of]"."""
    before, after = weighty_tokens(hunks[at].before), weighty_tokens(hunks[at].after)
    if any(value_of(text) for text, _ in before + after):
        return False
    left = weighty_tokens(hunks[at - 1].after)[-2:] if at else []
    right = weighty_tokens(hunks[at + 1].after)[:2] if at + 1 < len(hunks) else []
    for some_left in range(len(left) + 1):
        for some_right in range(len(right) + 1):
            head, tail = left[len(left) - some_left :], right[:some_right]
            if (head or tail) and same_group_of_wordings([*head, *before, *tail], [*head, *after, *tail]):
                return True
    return False


def _is_list_in_other_order(hunks: list[_QuoteHunk]) -> bool:
    """Return whether the passage differs from the quote only in that the two things on either side of an "and" changed
    places."""
    places = [at for at, hunk in enumerate(hunks) if not hunk.equal]
    if not places or len(places) > 4:
        return False
    middle = hunks[places[0] : places[-1] + 1]
    before = [form for hunk in middle for form in token_forms(hunk.before)]
    after = [form for hunk in middle for form in token_forms(hunk.after)]
    ours, theirs = _around_and(before), _around_and(after)
    return bool(ours) and ours == theirs[::-1]


def _around_and(forms: list[str]) -> list[list[str]]:
    """Return what is before an "and", the word itself, and what is after it; nothing if there is not one of each."""
    places = [at for at, form in enumerate(forms) if form in _AND]
    if len(places) != 1 or not 0 < places[0] < len(forms) - 1:
        return []
    return [forms[: places[0]], [forms[places[0]]], forms[places[0] + 1 :]]


def units_exchanged(quote: str, passage: str) -> bool:
    """Return whether passage and quote differ in a unit after a figure only by its capitals: 30 mg and 30 Mg, 30 GB and
    30 Gb."""
    ours, theirs = _UNIT.findall(quote), _UNIT.findall(passage)
    if ours == theirs or passage.isupper() or quote.isupper():
        return False
    return any({one, other} in _UNITS_BY_CASE for one, other in zip(ours, theirs, strict=False))


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """The first words that differ: `mark` says what they are (date, number, negation, …; "" for other words)."""

    mark: str
    before: str
    after: str


def changed_words(differences: Iterable[Token]) -> ChangedWords | None:
    """Return the words in which a passage differs from its quote, those with a mark before all others; None if it does
    not."""
    runs = list(_replaced_runs(differences))
    return next((run for run in runs if run.mark), runs[0] if runs else None)


def _replaced_runs(differences: Iterable[Token]) -> Iterable[ChangedWords]:
    """Yield the words of each run of deleted and inserted tokens in the differences from a quote."""
    before: list[Token] = []
    after: list[Token] = []
    for token in [*differences, ("equal", "", "")]:
        if token[0] == "delete":
            before.append(token)
        elif token[0] == "insert":
            after.append(token)
        elif before or after:
            yield _replaced_run(before, after)
            before, after = [], []


def _replaced_run(before: list[Token], after: list[Token]) -> ChangedWords:
    mark = next((token[2] for token in (*before, *after) if token[2]), "")
    return ChangedWords(mark, *("".join(token[1] for token in side).strip() for side in (before, after)))
