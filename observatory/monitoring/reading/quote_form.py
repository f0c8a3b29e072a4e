"""The form in which quotes are compared, a text without its typography, and a text laid out for finding quotes in it
(`LaidOutText`): where each character of the form is in the text. Pure functions.

Left out: white space, line breaks, punctuation of every kind, quotation marks, brackets, dashes, soft and line-end
hyphens, letter case, width, ligatures, markers of notes, signs for empty cells of tables. Kept, because they change
what is said: a decimal point and every other separator between figures (2:1, 3-5, 4,500), a minus sign, signs of
currency, per cent and arithmetic, and that a figure is a power (10¹⁸ and 10^18 are one). Step one replaces characters
whose meaning depends on their neighbours by private marks, one by one; step two translates every character by itself.
So the form of a part is a part of the form, and each character of it has a place in the text.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from observatory.monitoring.reading.extract.running_heads import page_breaks
from observatory.monitoring.reading.extract.table_rows import EMPTY_CELL
from observatory.monitoring.reading.quote_match import TextPosition
from observatory.text.typography import HAN, HAN_VARIANTS, RADICALS, SIGNS

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


class _QuoteFormTable(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        """Return what a character is in the form in which quotes are compared, and remember it."""
        character = chr(code)
        if character in _MARKS or character in _OTHER:
            value = _MARKS.get(character, _OTHER.get(character, ""))
        elif code in _VARIATIONS:
            value = ""
        else:
            value = _character_in_quote_form(character)
        self[code] = value
        return value


def _character_in_quote_form(character: str) -> str:
    letters = unicodedata.normalize("NFKD", RADICALS.get(character, character))
    return "".join(HAN_VARIANTS.get(letter, letter) for letter in map(_letter_in_quote_form, letters))


def _letter_in_quote_form(character: str) -> str:
    """Return a letter, figure or sign as the form of quotes has it, "" for what it leaves out."""
    if character == "\u2044":  # in "½"
        return "|"
    character = RADICALS.get(character, character)
    kept = character.isalnum() or character in _KEPT
    if kept or unicodedata.category(character) in ("Sc", "Mn", "Mc"):
        return character.casefold()
    return ""


_MARKS |= {mark: f"^{_character_in_quote_form(sign)}" for sign, mark in _SUPER.items()}
_TABLE = _QuoteFormTable()


def mark_for_quote_form(text: str) -> str:
    """Return the text with marks, for the form of quotes, in place of characters whose meaning depends on their
    neighbours; of equal length."""
    if not text.isascii():
        text = _PRIVATE.sub(_DROP, text)
        text = _ROUND_ZEROS.sub(lambda match: _ZERO * len(match[0]), text)
        text = _RAISED.sub(lambda match: _SUPER[match[0]], text)
    if "^" in text:
        text = _POWER.sub(lambda match: _DROP + _raised_figures(match[1]), text)
    if "[" in text:
        text = _NOTE.sub(lambda match: _DROP * len(match[0]), text)
    return _mark_figures(text)


def _raised_figures(figures: str) -> str:
    return "".join(_SUPER.get(figure, figure) for figure in figures.translate(_TO_RAISED))


def _mark_figures(text: str) -> str:
    """Mark, for the form of quotes, what stands between two figures, and the sign or the point before a figure."""
    pieces: list[str] = []
    done, last = 0, -_LONGEST_BETWEEN
    for figures in _FIGURES.finditer(text):
        start = figures.start()
        mark = ""
        if 0 < start - last <= _LONGEST_BETWEEN:
            mark, place = _marks_between_figures(text[last:start]), last
        if not mark and start:
            mark, place = _mark_before_figure(text, start)
        if mark:
            pieces += (text[done:place], mark)
            done = place + len(mark)
        last = figures.end()
    return "".join((*pieces, text[done:])) if pieces else text


def _marks_between_figures(text: str) -> str:
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


def _mark_before_figure(text: str, start: int) -> tuple[str, int]:
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
    return translate_form(mark_for_quote_form(text))


def translate_form(marked: str) -> str:
    """Return the form of a text that `mark_for_quote_form` has marked."""
    return marked.translate(_TABLE)


def form_offsets(marked: str) -> list[int]:
    """Return for each character of a marked text the length of the form before it, and that of the whole form last."""
    return list(accumulate((len(_TABLE[ord(character)]) for character in marked), initial=0))


_UNIT = re.compile(rf"[{HAN}]|\d+(?:[.,]\d+)*|[^\W\d_{HAN}]+")
_WORDS_INDEXED = 400  # a word that is more frequent is no help in finding a passage


class LaidOutText:
    """Blocks of text, without page numbers between them, as one text and as one form (see `quote_form`).

    Offsets named `at`, `start`, `end` count characters of the form; offsets in the text are called so.
    """

    def __init__(self, blocks: Sequence[str], keep_page_numbers: bool = False) -> None:
        skipped = set() if keep_page_numbers else page_breaks(blocks)
        self._numbers = [number for number in range(len(blocks)) if number not in skipped]
        self.text = "\n".join(blocks[number] for number in self._numbers)
        self._block_starts: list[int] = []
        length = 0
        for number in self._numbers:
            self._block_starts.append(length)
            length += len(blocks[number]) + 1
        marked = mark_for_quote_form(self.text)
        forms: list[str] = []
        self._form_starts: list[int] = []
        length = 0
        for start, end in zip(self._block_starts, [*self._block_starts[1:], len(marked)], strict=False):
            self._form_starts.append(length)
            forms.append(translate_form(marked[start:end]))
            length += len(forms[-1])
        self._marked = marked
        self.form = "".join(forms)
        self._offsets: dict[int, list[int]] = {}

    def find(self, form: str, start: int = 0, end: int | None = None, most: int = 200) -> Iterator[int]:
        """Yield where the form occurs, at most `most` times."""
        at = self.form.find(form, start, len(self.form) if end is None else end)
        while at >= 0 and most > 0:
            yield at
            most -= 1
            at = self.form.find(form, at + 1, len(self.form) if end is None else end)

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text of a part of the form: from its first to after its last character."""
        if start >= end:
            return (place := self._text_offset(start), place)
        return self._text_offset(start), self._text_offset(end - 1) + 1

    def form_span(self, text_start: int, text_end: int) -> tuple[int, int]:
        """Return the place in the form of a part of the text."""
        return self._form_offset(text_start), self._form_offset(text_end)

    def position(self, text_offset: int) -> TextPosition:
        """Return the block and the offset in it of a place in the text; a place between two blocks ends the first."""
        index = max(0, bisect_right(self._block_starts, text_offset) - 1)
        return TextPosition(self._numbers[index], text_offset - self._block_starts[index])

    def block_index(self, text_offset: int) -> int:
        """Return the number of the block among those laid out."""
        return max(0, bisect_right(self._block_starts, text_offset) - 1)

    def block_at(self, index: int) -> str:
        """Return the block of that number among those laid out."""
        end = self._block_starts[index + 1] - 1 if index + 1 < len(self._block_starts) else len(self.text)
        return self.text[self._block_starts[index] : end]

    def block_span(self, index: int) -> tuple[int, int]:
        """Return where the block is in the text."""
        start = self._block_starts[index]
        return start, start + len(self.block_at(index))

    def _text_offset(self, at: int) -> int:
        """Return the offset in the text of an offset in its quote form."""
        if not self._form_starts:
            return 0
        index = bisect_right(self._form_starts, at) - 1
        offsets = self._block_offsets(index)
        inside = bisect_right(offsets, at - self._form_starts[index]) - 1
        return min(self._block_starts[index] + inside, len(self.text))

    def _form_offset(self, text_offset: int) -> int:
        """Return the offset in the quote form of an offset in the text."""
        if not self._block_starts:
            return 0
        index = self.block_index(text_offset)
        offsets = self._block_offsets(index)
        return self._form_starts[index] + offsets[min(text_offset - self._block_starts[index], len(offsets) - 1)]

    def _block_offsets(self, index: int) -> list[int]:
        if index not in self._offsets:
            end = self._block_starts[index + 1] if index + 1 < len(self._block_starts) else len(self._marked)
            self._offsets[index] = form_offsets(self._marked[self._block_starts[index] : end])
        return self._offsets[index]

    @cached_property
    def units(self) -> list[tuple[str, int, int]]:
        """The words, numbers and Chinese characters of the text, with their places in it."""
        return list(text_units(self.text))

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [start for _, start, _ in self.units]

    def unit_at(self, text_offset: int) -> int:
        """Return the number of the first unit that does not begin before a place in the text."""
        return bisect_left(self._unit_starts, text_offset)

    @cached_property
    def _unit_places(self) -> dict[str, list[int]]:
        """Return by each unit of the text (a word, or two characters without spaces between words) where it occurs."""
        places: dict[str, list[int]] = {}
        previous, previous_end = "", -1
        for number, (unit, start, end) in enumerate(self.units):
            if previous_end == start and len(unit) == len(previous) == 1:
                places.setdefault(previous + unit, []).append(number - 1)
            elif len(unit) > 1:
                places.setdefault(unit, []).append(number)
            previous, previous_end = unit, end
        return places

    def places_of(self, key: str) -> list[int]:
        """Return the numbers of the units where a word, or two Chinese characters, occur; none if there are many."""
        found = self._unit_places.get(key, [])
        return found if len(found) <= _WORDS_INDEXED else []


def text_units(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words, numbers and Chinese characters of a text in lower case, with their places."""
    for match in _UNIT.finditer(text):
        found = match[0]
        yield (found.lower() if found.isascii() else translate_form(found) or found), match.start(), match.end()
