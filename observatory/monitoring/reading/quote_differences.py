"""The words in which a passage differs from a quote, and whether they change what is said. Pure functions.

A difference changes the meaning unless it is known not to: the same date or number written otherwise, a slip of the
pen, another spelling, an article, or a wording from `data/same_meaning.txt`. So a changed number, negation, modal
verb, unit, currency or name always does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA, Indel

from observatory.monitoring.reading.diff import DELETE, EQUAL, INSERT
from observatory.monitoring.reading.quote_figures import with_plain_figures
from observatory.monitoring.reading.quote_form import quote_form
from observatory.monitoring.reading.quote_values import VALUE, value_of
from observatory.monitoring.reading.significance import DATE, NUMBER, significance_of
from observatory.text.normal_forms import HAN, has_han

Token = tuple[str, str]  # as written, and its form: "" for typography
_REST = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+(?:['’ʼ\-‑][^\W\d_{HAN}]+)*|\s+|.", re.DOTALL)
_LARGEST = 6_000  # tokens of either side; longer ones are shown as replaced as a whole
_GLUE = frozenset(["的", "地", "得", "了", "之", "of", "the", "a", "an", "to", "in", "and"])
_WITHOUT_WEIGHT = frozenset(
    [
        "a",
        "an",
        "the",
        "that",
        "which",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "的",
        "地",
        "得",
        "了",
        "之",
        "所",
    ]
)
_AND = frozenset(["and", "or", "et", "ou", "和", "与", "及", "或"])
# Characters that are taken for one another in typing; none that tells two names apart.
_HOMOPHONES = (
    "的地得 在再 做作 记计 期其 分份 帐账 像象 即既 已以 座坐 那哪 订定 型形 词辞 采彩 副付幅 复覆 到道 带戴 进近 "
    "经径 使始 由尤 原源 制置 质制 他它她 密秘 化划 至致 向象 练炼 板版 查察 健建 泄泻 历厉 必毕 尽近 惯贯 效校 消销"
)
_SAME_SOUND = frozenset(
    pair for group in _HOMOPHONES.split() for one in group for other in group if (pair := one + other) and one != other
)
# Words of one letter's difference that are both words.
_REAL_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in [
        "adopted/adapted",
        "adopt/adapt",
        "adoption/adaption",
        "principal/principle",
        "county/country",
        "counties/countries",
        "personal/personnel",
        "prescribe/proscribe",
        "prescribed/proscribed",
        "moral/morale",
        "causal/casual",
        "complaint/compliant",
        "martial/marital",
        "united/untied",
        "ensure/insure",
        "ensured/insured",
        "council/counsel",
        "exceed/accede",
        "emission/omission",
        "immigrant/emigrant",
        "effective/affective",
        "allusion/illusion",
        "conform/confirm",
        "conformed/confirmed",
        "lessen/lesson",
        "statue/statute",
        "extend/extent",
        "require/requite",
        "approve/approved",
        "access/assess",
        "accessed/assessed",
        "expand/expend",
        "expanded/expended",
        "defence/offence",
        "prosecute/persecute",
        "precede/proceed",
        "elicit/illicit",
        "inspect/insect",
        "employer/employee",
        "employers/employees",
        "licensor/licensee",
        "lessor/lessee",
        "grantor/grantee",
        "trustee/truster",
        "training/trailing",
        "reviewer/reviewed",
        "importer/imported",
        "exporter/exported",
        "mediation/medication",
        "interstate/intrastate",
        "internal/interval",
        "deferred/referred",
        "refused/reused",
        "revised/revived",
        "detected/deterred",
        "contract/contrast",
        "contact/contract",
        "contracts/contacts",
        "marked/masked",
        "granted/grafted",
        "patents/patients",
        "retained/detained",
        "receiver/reliever",
        "tested/rested",
        "issued/issues",
        "funded/founded",
        "farmers/framers",
        "reduced/seduced",
        "permits/permit",
        "measured/measures",
        "trial/trail",
        "form/from",
        "angel/angle",
        "diary/dairy",
        "filed/field",
    ]
)
_MIN_SLIP, _MIN_LETTER = 4, 7
_SPELLINGS = (
    (re.compile(r"is(e|ed|es|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"yse(d|s)?$"), r"yze\1"),
    (re.compile(r"our(s|ed|ing|able|al)?$"), r"or\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"mme(s)?$"), r"m\1"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"ence(s)?$"), r"ense\1"),
    (re.compile(r"gement(s)?$"), r"gment\1"),
    (re.compile(r"ae"), "e"),
)


@dataclass(frozen=True, slots=True)
class _Hunk:
    """A stretch of tokens that is equal on both sides, or replaced."""

    before: list[Token]
    after: list[Token]
    equal: bool


def quote_differences(quote: str, passage: str) -> tuple[tuple[tuple[str, str, str], ...], bool]:
    """Return the differences as (equal | delete | insert, text, mark) in reading order, and whether they change the
    meaning. Typography is no difference."""
    hunks = _hunks(_tokens(quote), _tokens(passage))
    shown: list[tuple[str, str, str]] = []
    for hunk in hunks:
        if hunk.equal:
            shown.append((EQUAL, _written(hunk.after), ""))
        else:
            shown += [(op, _written(side), _mark(side)) for op, side in _sides(hunk) if side]
    return tuple(shown), not (_all_harmless(hunks) or _is_list_in_other_order(hunks) or _same_figures(quote, passage))


def _all_harmless(hunks: list[_Hunk]) -> bool:
    return all(hunk.equal or _is_harmless(hunk) or _same_with_neighbours(hunks, at) for at, hunk in enumerate(hunks))


def _same_figures(quote: str, passage: str) -> bool:
    """Return whether nothing differs once ranges and amounts in yuan are worded alike on both sides."""
    ours, theirs = with_plain_figures(quote), with_plain_figures(passage)
    return (ours, theirs) != (quote, passage) and _all_harmless(_hunks(_tokens(ours), _tokens(theirs)))


def _sides(hunk: _Hunk) -> tuple[tuple[str, list[Token]], tuple[str, list[Token]]]:
    return (DELETE, hunk.before), (INSERT, hunk.after)


def _tokens(text: str) -> list[Token]:
    """Return the tokens of a text: dates, numbers and shares whole, words, Chinese characters, signs."""
    found: list[Token] = []
    start = 0
    for match in VALUE.finditer(text):
        found += _rest(text[start : match.start()])
        found.append((match[0], quote_form(match[0])))
        start = match.end()
    return found + list(_rest(text[start:]))


def _rest(text: str) -> Iterator[Token]:
    return ((piece, quote_form(piece)) for piece in _REST.findall(text))


def _hunks(before: list[Token], after: list[Token]) -> list[_Hunk]:
    """Compare the tokens that have a form; the others go with the token before them."""
    ours, theirs = _with_form(before), _with_form(after)
    if max(len(ours), len(theirs)) > _LARGEST:
        return [_Hunk(before, after, False)]
    runs: list[_Hunk] = []
    codes = Indel.opcodes([before[at][1] for at in ours], [after[at][1] for at in theirs])
    for code in codes:
        equal = code.tag == EQUAL
        old = _slice(before, ours, code.src_start, code.src_end)
        new = _slice(after, theirs, code.dest_start, code.dest_end)
        if not equal and runs and not runs[-1].equal:
            runs[-1] = _Hunk(runs[-1].before + old, runs[-1].after + new, False)
        else:
            runs.append(_Hunk(old, new, equal))
    return _without_stray_matches(runs)


def _with_form(tokens: list[Token]) -> list[int]:
    return [at for at, token in enumerate(tokens) if token[1]]


def _slice(tokens: list[Token], places: list[int], start: int, end: int) -> list[Token]:
    if start >= end:
        return []
    first = places[start] if start else 0
    last = places[end] if end < len(places) else len(tokens)
    return tokens[first:last]


def _without_stray_matches(runs: list[_Hunk]) -> list[_Hunk]:
    """Join two replaced stretches that only a single Chinese character or a small word separates: one wording was
    replaced by another."""
    joined: list[_Hunk] = []
    for number, run in enumerate(runs):
        between = run.equal and 0 < number < len(runs) - 1 and len(_forms(run.after)) == 1
        form = _forms(run.after)[0] if between else ""
        stray = between and (form in _GLUE or (len(form) == 1 and has_han(form)))
        if joined and not joined[-1].equal and (stray or not run.equal):
            joined[-1] = _Hunk(joined[-1].before + run.before, joined[-1].after + run.after, False)
        else:
            joined.append(run)
    return joined


def _forms(tokens: list[Token]) -> list[str]:
    return [form for _, form in tokens if form]


def _written(tokens: list[Token]) -> str:
    return "".join(text for text, _ in tokens)


def _mark(tokens: list[Token]) -> str:
    """Return the most telling mark among the tokens: a date, a number, a negation, a modal verb."""
    for text, form in tokens:
        if form and (value := value_of(text)):
            return DATE if value.startswith("date") else NUMBER
    words = [text for text, form in tokens if form]
    han = _written(tokens)
    pairs = [han[at : at + length] for length in (2, 1) for at in range(len(han))] if has_han(han) else []
    return next((mark for word in (*words, *pairs) if (mark := significance_of(word))), "")


def _is_harmless(hunk: _Hunk) -> bool:
    before, after = _weighty(hunk.before), _weighty(hunk.after)
    if [_worth(token) for token in before] == [_worth(token) for token in after]:
        return True
    if _same_wording(before, after):
        return True
    if any(value_of(text) for text, _ in before + after):
        return False
    return len(before) == len(after) and all(
        ours[1] == theirs[1] or _same_word(ours[0].strip(), theirs[0].strip(), ours[1], theirs[1])
        for ours, theirs in zip(before, after, strict=True)
    )


def _weighty(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token[1] and token[1] not in _WITHOUT_WEIGHT]


def _worth(token: Token) -> str:
    return value_of(token[0]) or token[1]


def _same_wording(before: list[Token], after: list[Token]) -> bool:
    """Return whether both are wordings of one group; what both begin and end with does not matter."""
    ours, theirs = _forms(before), _forms(after)
    groups = _groups()
    while True:
        separator = "" if ours and has_han("".join(ours)) else " "
        if groups.get(separator.join(ours), set()) & groups.get(separator.join(theirs), set()):
            return True
        if ours and theirs and ours[0] == theirs[0]:
            ours, theirs = ours[1:], theirs[1:]
        elif ours and theirs and ours[-1] == theirs[-1]:
            ours, theirs = ours[:-1], theirs[:-1]
        else:
            return False


def _same_with_neighbours(hunks: list[_Hunk], at: int) -> bool:
    """Return whether both sides are wordings of one group together with words next to them that did not change:
    "consists [of]", "is composed [of]"."""
    before, after = _weighty(hunks[at].before), _weighty(hunks[at].after)
    if any(value_of(text) for text, _ in before + after):
        return False
    left = _weighty(hunks[at - 1].after)[-2:] if at else []
    right = _weighty(hunks[at + 1].after)[:2] if at + 1 < len(hunks) else []
    for some_left in range(len(left) + 1):
        for some_right in range(len(right) + 1):
            head, tail = left[len(left) - some_left :], right[:some_right]
            if (head or tail) and _same_group([*head, *before, *tail], [*head, *after, *tail]):
                return True
    return False


def _same_group(before: list[Token], after: list[Token]) -> bool:
    ours, theirs = _forms(before), _forms(after)
    separator = "" if has_han("".join(ours)) else " "
    return bool(_groups().get(separator.join(ours), set()) & _groups().get(separator.join(theirs), set()))


@cache
def _groups() -> dict[str, set[int]]:
    """Return the wordings of `same_meaning.txt` with the numbers of their groups."""
    found: dict[str, set[int]] = {}
    lines = (Path(__file__).parent / "data" / "same_meaning.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("#"):
            continue
        for wording in line.split(" | "):
            words = [form for text in wording.split() if (form := quote_form(text)) and form not in _WITHOUT_WEIGHT]
            key = "".join(words) if has_han(wording) else " ".join(words)
            found.setdefault(key or quote_form(wording), set()).add(number)
    return found


def _same_word(ours: str, theirs: str, form: str, other: str) -> bool:
    """Return whether two words are one, spelt differently or misspelt."""
    if _same_wording([(ours, form)], [(theirs, other)]):
        return True
    if has_han(form + other):
        return form + other in _SAME_SOUND
    if not (form.isalpha() and other.isalpha()) or frozenset((form, other)) in _REAL_PAIRS:
        return False
    if _spelling(form) == _spelling(other) or _is_inflected(form, other):
        return True
    slip = OSA.distance(form, other, score_cutoff=1) == 1
    swapped = slip and len(form) == len(other) and sorted(form) == sorted(other)
    if swapped:
        return len(form) >= _MIN_SLIP
    # A name of which one letter differs may be another name; so may a word that begins or ends differently.
    if ours[:1].isupper() or theirs[:1].isupper():
        return False
    return slip and min(len(form), len(other)) >= _MIN_LETTER and form[:2] == other[:2] and form[-2:] == other[-2:]


def _spelling(word: str) -> str:
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


def _is_inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long in (f"{short}s", f"{short}es", f"{short[:-1]}ies")


def _is_list_in_other_order(hunks: list[_Hunk]) -> bool:
    """Return whether the only change is that the two things on either side of an "and" changed places."""
    places = [at for at, hunk in enumerate(hunks) if not hunk.equal]
    if not places or len(places) > 4:
        return False
    middle = hunks[places[0] : places[-1] + 1]
    before = [form for hunk in middle for form in _forms(hunk.before)]
    after = [form for hunk in middle for form in _forms(hunk.after)]
    ours, theirs = _around_and(before), _around_and(after)
    return bool(ours) and ours == theirs[::-1]


def _around_and(forms: list[str]) -> list[list[str]]:
    """Return what is before an "and", the word itself, and what is after it; nothing if there is not one of each."""
    places = [at for at, form in enumerate(forms) if form in _AND]
    if len(places) != 1 or not 0 < places[0] < len(forms) - 1:
        return []
    return [forms[: places[0]], [forms[places[0]]], forms[places[0] + 1 :]]
