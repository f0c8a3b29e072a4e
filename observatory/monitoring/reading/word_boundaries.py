"""Whether a place cuts a word, a number or a negation in two. Pure functions.

The words of "30 GB" stand in "130 GB", those of "free for all" in "free for allies", those of "apply" in "do not
apply": none of them is the quote. What the quote's own prefix or suffix has there too is no cut.
"""

import re

from observatory.text.typography import HAN as _HAN

_FIGURES = "0123456789０１２３４５６７８９"
_JOINS = ".．:/-−－–~～"  # between the figures of one number, time or range
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_ROW_OF_FIGURES = re.compile(r"\d+(?:\s+\d+)*")
_SPACED_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_MINUS = "-−－–"
_CURRENCY = "$€£¥￥"
_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
_HAN_NOT = "不未非无没勿副"  # and what makes a rank another
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|no|never|cannot|without|nor|neither|ne|non|nicht|kein\w*|n'|n’)|n['’]t"
    r"|\b(?:no longer|den(?:y|ies|ied)(?: that)?|not (?:true|the case|mean|say) that|(?:false|untrue) that)"
    r"|不再|否认|不意味着|不等于|并非)[\s]*$",
    re.I,
)
_NOT_AFTER = re.compile(r"\s*(?:not|never|pas|nicht)\b|n['’]t\b", re.I)
_NOT_IN_ONE = re.compile(r"(?<![^\W\d_])(?:non|anti|un|pseudo|quasi)[-‐‑]$", re.I)
_SCALE_AFTER = re.compile(
    r"\s?(?:[%％‰]|[万亿千百]|(?:per\s?cent|percent|thousand|million|billion|trillion|millions|milliards?)\b)", re.I
)
_OPENING, _CLOSING = "“‘«「『《〈（([【〔\"'$€£¥", "”’»」』》〉）)]】〕\"'。．.！!？?；;%％…"
_GLUED_BEFORE = re.compile(rf"[\w.,{_CURRENCY}{re.escape(_MINUS)}]{{1,12}}$")
_GLUED_AFTER = re.compile(r"[\w.,%％‰]{1,12}")
_SPACES = re.compile(r"\s+")


def cuts_word(text: str, start: int, end: int, prefix: str, suffix: str) -> bool:
    """Return whether the part of the text from start to end begins or ends inside a word, a number or a negation, while
    the prefix and suffix of the quote do not."""
    if start >= end:
        return False
    return _cut_before(text[max(0, start - 40) : start], text[start : start + 4], prefix) or _cut_after(
        text[end : end + 40], text[end - 1], suffix
    )


def _cut_before(before: str, passage: str, prefix: str) -> bool:
    """Return whether a passage begins inside a word, a number or a negation."""
    first, thousands = passage[0], _THOUSANDS.match(passage)
    if not before:
        return False
    if prefix.strip() and _same_word_before_cut(before, prefix):
        return False
    last = before[-1]
    if first in _FIGURES:
        if last in _FIGURES or (before[-2:-1] in tuple(_FIGURES) and (last in _JOINS or (last in ",，" and thousands))):
            return True
        if last in _MINUS and not before[-2:-1].isalnum():
            return True
        if last in _CURRENCY and prefix.strip():
            return True
    if _are_letters(last, first) or (first in _NUMERALS and last in _NUMERALS):
        return True
    return last in _HAN_NOT or bool(_NOT_BEFORE.search(before)) or bool(_NOT_IN_ONE.search(before))


def _cut_after(after: str, last: str, suffix: str) -> bool:
    """Return whether a passage ends inside a word, a number or a negation."""
    if not after:
        return False
    if suffix.strip() and _same_word_after_cut(after, suffix):
        return False
    following = after[0]
    if last in _FIGURES:
        if following in _FIGURES or (following in _JOINS and after[1:2] in tuple(_FIGURES)):
            return True
        if following in ",，" and _THOUSANDS.match(after[1:]):
            return True
        if _SCALE_AFTER.match(after):
            return True
    if _are_letters(last, following) or (last in _NUMERALS and following in _NUMERALS):
        return True
    return last.isalpha() and last < "\u2e80" and bool(_NOT_AFTER.match(after))


def figures_regrouped(quote: str, passage: str) -> bool:
    """Return whether the same figures are other numbers, because the spaces between them stand elsewhere: "1 432" in a
    row of "14" and "32". Spaces that set thousands apart do not count."""
    for ours, theirs in zip(_rows_of_figures(quote), _rows_of_figures(passage), strict=False):
        if ours != theirs and min(len(ours), len(theirs)) > 1 and _thousands_joined(ours) != _thousands_joined(theirs):
            return "".join(ours) == "".join(theirs)
    return False


def _rows_of_figures(text: str) -> list[list[str]]:
    return [row.split() for row in _ROW_OF_FIGURES.findall(text)]


def _thousands_joined(row: list[str]) -> list[str]:
    return _SPACED_THOUSANDS.sub("", " ".join(row)).split()


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place that cuts a word, a number or a negation, with the whole of it."""
    before = text[max(0, start - 40) : start]
    joined = re.search(rf"[^\W\d_{_HAN}]+[-‐‑]?$|[\d.,:/{re.escape(_MINUS)}{_CURRENCY}~～]+$|[{_NUMERALS}]+$", before)
    if joined and joined[0].strip():
        start -= len(joined[0])
    elif before[-1:] in tuple(_HAN_NOT):
        start -= 1
    elif denied := _NOT_BEFORE.search(before):
        start -= len(denied[0].lstrip())
    after = text[end : end + 40]
    rest = (
        re.match(rf"[^\W\d_{_HAN}]+|[\d.,:/{re.escape(_MINUS)}~～]*\d", after)
        or _SCALE_AFTER.match(after)
        or _NOT_AFTER.match(after)
        or re.match(f"[{_NUMERALS}]+", after)
    )
    return start, end + (len(rest[0]) if rest else 0)


def _are_letters(one: str, other: str) -> bool:
    return one.isalpha() and other.isalpha() and one < "\u2e80" and other < "\u2e80"


def _same_word_before_cut(before: str, prefix: str) -> bool:
    """Return whether text and prefix end with the same word or figure, or both with none: then the place cuts
    nothing."""
    if before[-1].isspace() or prefix[-1].isspace():
        if not before.strip() or not prefix.strip():
            return False
        return _last_word(before.rstrip()) == _last_word(prefix.rstrip())
    ours, theirs = _GLUED_BEFORE.search(before), _GLUED_BEFORE.search(prefix)
    if ours is None or theirs is None:
        return ours is theirs
    return ours[0].lower()[-6:] == theirs[0].lower()[-6:]


def _same_word_after_cut(after: str, suffix: str) -> bool:
    ours, theirs = _GLUED_AFTER.match(after.lstrip()), _GLUED_AFTER.match(suffix.lstrip())
    if ours is None or theirs is None:
        return ours is theirs
    return ours[0].lower()[:6] == theirs[0].lower()[:6]


def _last_word(text: str) -> str:
    return _SPACES.split(text[-40:])[-1].lower()


def with_quoted_edges(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """Return the place of a quote with the quotation marks, brackets and full stops at its edges that the quote has
    too."""
    for character in quote[:1]:
        if character in _OPENING and start and text[start - 1] in _OPENING:
            start -= 1
    tail = len(quote) - len(quote.rstrip(_CLOSING))
    while tail and end < len(text) and text[end] in _CLOSING:
        end += 1
        tail -= 1
    return start, end
