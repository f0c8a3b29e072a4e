"""The form in which quotes are compared: what is left of a text without its typography. Pure functions.

Left out: white space, line breaks, punctuation of every kind, quotation marks, brackets, dashes, soft and line-end
hyphens, letter case, width, ligatures, markers of notes, signs for empty cells of tables. Kept, because they change
what is said: a decimal point and every other separator between figures (2:1, 3-5, 4,500), a minus sign, signs of
currency, per cent and arithmetic, and that a figure is a power (10¹⁸ and 10^18 are one).

Step one replaces characters whose meaning depends on their neighbours by private marks, one by one; step two translates
every character by itself. So the form of a part is a part of the form, and each character of it has a place in the
text.
"""

import re
import unicodedata
from itertools import accumulate

from observatory.monitoring.reading.extract.table_rows import EMPTY_CELL
from observatory.text.normal_forms import HAN_VARIANTS, RADICALS, SIGNS

_POINT, _BAR, _RANGE, _MINUS, _DROP, _ZERO = "\ue000", "\ue001", "\ue002", "\ue003", "\ue00f", "\ue004"
_PRIVATE = re.compile("[\ue000-\ue1ff]")
_SUPER = {sign: chr(0xE010 + number) for number, sign in enumerate(SIGNS)}
_FIGURES = re.compile("[0-9０-９]+")
_DASH = r"\-‐‑‒–—―−－﹣~～〜∼"
_RANGE_BETWEEN = re.compile(rf"\s*[{_DASH}]{{1,2}}\s*")
_BAR_BETWEEN = re.compile(rf"\s*[^\w\s{_DASH}\[$€£¥￥%％+<>=≥≤±×÷°…\u2e80-\u2fdf\ue000-\ue00f]\s*")
_LONGEST_BETWEEN = 6
_MINUSES = frozenset("-‐‑‒–−－﹣")
_INVISIBLE = re.compile(
    f"[{EMPTY_CELL}\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
)
_CURRENCIES = frozenset("$€£¥￥")
# The marker of a note, "word[2]", or the label of one at the beginning of a line. Not the year of a document number.
_NOTE = re.compile(r"(?<![\s〔（(])\[\d{1,3}\](?!\s*第?\s*\d*\s*号)|^\[\d{1,3}\]\s", re.MULTILINE)
_NUMERALS = "〇零一二三四五六七八九十百千"
_ROUND_ZEROS = re.compile(rf"(?<=[{_NUMERALS}])[○◯OＯ0０]{{1,4}}(?=[{_NUMERALS}年月日号號条條])")
_RAISED = re.compile(f"(?<=[0-9０-９{SIGNS}⁻])[{SIGNS}]")
_POWER = re.compile("(?<=[0-9])\\^([-−–]?[0-9]{1,4})")
_TO_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_KEPT = frozenset("%‰°+<>=≥≤±×÷≠≈∞√∑&@§#")
_MARKS = {_POINT: ".", _BAR: "|", _RANGE: "~", _MINUS: "-", _DROP: "", _ZERO: "零", "⁻": "^-"}
_OTHER = HAN_VARIANTS | {"⁻": "^-", "￥": "¥", "\u034f": "", "\u0640": "", "ʼ": "", "ʻ": "", "ß": "ss"}
_VARIATIONS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _MARKS or character in _OTHER:
            value = _MARKS.get(character, _OTHER.get(character, ""))
        elif code in _VARIATIONS:
            value = ""
        else:
            value = _spelt_out(character)
        self[code] = value
        return value


def _spelt_out(character: str) -> str:
    letters = unicodedata.normalize("NFKD", RADICALS.get(character, character))
    return "".join(HAN_VARIANTS.get(letter, letter) for letter in map(_folded, letters))


def _folded(character: str) -> str:
    if character == "\u2044":  # in "½"
        return "|"
    character = RADICALS.get(character, character)
    kept = character.isalnum() or character in _KEPT
    if kept or unicodedata.category(character) in ("Sc", "Mn", "Mc"):
        return character.casefold()
    return ""


_MARKS |= {mark: f"^{_spelt_out(sign)}" for sign, mark in _SUPER.items()}
_TABLE = _Table()


def mark_context(text: str) -> str:
    """Return the text with marks in place of characters whose meaning depends on their neighbours; of equal length."""
    if not text.isascii():
        text = _PRIVATE.sub(_DROP, text)
        text = _ROUND_ZEROS.sub(lambda match: _ZERO * len(match[0]), text)
        text = _RAISED.sub(lambda match: _SUPER[match[0]], text)
    if "^" in text:
        text = _POWER.sub(lambda match: _DROP + _raised(match[1]), text)
    if "[" in text:
        text = _NOTE.sub(lambda match: _DROP * len(match[0]), text)
    return _with_figures_marked(text)


def _raised(figures: str) -> str:
    return "".join(_SUPER.get(figure, figure) for figure in figures.translate(_TO_RAISED))


def _with_figures_marked(text: str) -> str:
    """Mark what stands between two figures, and the sign or the point before a figure."""
    pieces: list[str] = []
    done, last = 0, -_LONGEST_BETWEEN
    for figures in _FIGURES.finditer(text):
        start = figures.start()
        mark = ""
        if 0 < start - last <= _LONGEST_BETWEEN:
            mark, place = _between(text[last:start]), last
        if not mark and start:
            mark, place = _before(text, start)
        if mark:
            pieces += (text[done:place], mark)
            done = place + len(mark)
        last = figures.end()
    return "".join((*pieces, text[done:])) if pieces else text


def _between(text: str) -> str:
    """Return the marks for the text between two figures, "" if it means nothing: of equal length."""
    length = len(text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    if text in (".", "．"):
        return _POINT + _DROP * (length - 1)
    if _RANGE_BETWEEN.fullmatch(text):
        return _RANGE + _DROP * (length - 1)
    if _BAR_BETWEEN.fullmatch(text):
        return _BAR + _DROP * (length - 1)
    return ""


def _before(text: str, start: int) -> tuple[str, int]:
    """Return the mark for what is before a figure that no other figure is before, and its place."""
    at = start - 1
    while at and _INVISIBLE.match(text[at]):
        at -= 1
    if text[at] in ".．":
        free = at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".．")
        return (_POINT, at) if free else ("", 0)
    if text[at] in _CURRENCIES or (text[at] == " " and text[at - 1 : at] == "−"):
        at -= 1
    if at < 0 or text[at] not in _MINUSES:
        return "", 0
    before = text[at - 1] if at else " "
    # A hyphen in a name ("COVID-19") is no sign; after a Chinese character it is one.
    if before in _MINUSES or before == "—" or (before.isalnum() and before < "\u2e80"):
        return "", 0
    return _MINUS, at


def quote_form(text: str) -> str:
    """Return the text without its typography."""
    return translate_form(mark_context(text))


def translate_form(marked: str) -> str:
    """Return the form of a text that `mark_context` has marked."""
    return marked.translate(_TABLE)


def form_offsets(marked: str) -> list[int]:
    """Return for each character of a marked text the length of the form before it, and that of the whole form last."""
    return list(accumulate((len(_TABLE[ord(character)]) for character in marked), initial=0))
