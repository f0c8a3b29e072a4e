"""Whether two words or wordings mean the same: another spelling, a plural, a slip of the pen, a homophone, an article,
or a wording from `data/same_meaning.txt`. Pure functions.
"""

import re
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from observatory.monitoring.reading.dates_and_numbers import value_of
from observatory.monitoring.reading.quote_form import quote_form
from observatory.text.typography import has_han

QuoteToken = tuple[str, str]  # as written, and its form: "" for typography


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


def token_forms(tokens: list[QuoteToken]) -> list[str]:
    return [form for _, form in tokens if form]


def weighty_tokens(tokens: list[QuoteToken]) -> list[QuoteToken]:
    return [token for token in tokens if token[1] and token[1] not in _WITHOUT_WEIGHT]


def token_worth(token: QuoteToken) -> str:
    return value_of(token[0]) or token[1]


def same_wording(before: list[QuoteToken], after: list[QuoteToken]) -> bool:
    """Return whether both are wordings of one group; what both begin and end with does not matter."""
    ours, theirs = token_forms(before), token_forms(after)
    groups = _groups_of_wordings()
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


def same_group_of_wordings(before: list[QuoteToken], after: list[QuoteToken]) -> bool:
    """Return whether both are, as a whole, wordings of one group."""
    ours, theirs = token_forms(before), token_forms(after)
    separator = "" if has_han("".join(ours)) else " "
    return bool(
        _groups_of_wordings().get(separator.join(ours), set())
        & _groups_of_wordings().get(separator.join(theirs), set())
    )


@cache
def _groups_of_wordings() -> dict[str, set[int]]:
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


def same_word(ours: str, theirs: str, form: str, other: str) -> bool:
    """Return whether two words are one, spelt differently or misspelt."""
    if same_wording([(ours, form)], [(theirs, other)]):
        return True
    if has_han(form + other):
        return form + other in _SAME_SOUND
    if not (form.isalpha() and other.isalpha()) or frozenset((form, other)) in _REAL_PAIRS:
        return False
    if _american_spelling(form) == _american_spelling(other) or _is_inflected(form, other):
        return True
    slip = OSA.distance(form, other, score_cutoff=1) == 1
    swapped = slip and len(form) == len(other) and sorted(form) == sorted(other)
    if swapped:
        return len(form) >= _MIN_SLIP
    # A name of which one letter differs may be another name; so may a word that begins or ends differently.
    if ours[:1].isupper() or theirs[:1].isupper():
        return False
    return slip and min(len(form), len(other)) >= _MIN_LETTER and form[:2] == other[:2] and form[-2:] == other[-2:]


def _american_spelling(word: str) -> str:
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


def _is_inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long in (f"{short}s", f"{short}es", f"{short[:-1]}ies")
