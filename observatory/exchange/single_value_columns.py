"""Types of column of an import table (text, date, number, yes or no, choice of a list): how a cell is read into the
form of a catalogue entry, and written from it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_noop, override

from observatory.exchange.errors import CellError
from observatory.records.edtf import InvalidDate
from observatory.records.translatable_messages import gettext as _
from observatory.records.translatable_messages import joined_messages
from observatory.records.typed_dates import read_date
from observatory.text.input_cleaning import MAX_CHARACTERS, clean_text

Place = tuple[str | int, ...]
Raw = Any  # a text; of JSON also a list of texts or objects
_DATES = gettext_noop("Write a year (2023), a month (2023-03), a day (2023-03-27) or a range (2022/2025).")
YES = ("true", "yes", "1", "是")
NO = ("false", "no", "0", "否")


def in_both(label: Any) -> tuple[str, str]:
    """Return the label of a column or a value, a translatable text, in English and in Chinese."""
    with override("en"):
        english = str(label)
    with override("zh-hans"):
        return english, str(label)


def value_at_place(entry: Any, place: Place) -> Any:
    """Return the value of a column in a catalogue entry, from where its `place` says; "" if there is none."""
    for step in place:
        if not isinstance(entry, dict) or step not in entry:
            return ""
        entry = entry[step]
    return entry


def set_at_place(entry: dict[str, Any], place: Place, value: Any) -> None:
    """Set what is at `place` of an entry."""
    for step in place[:-1]:
        entry = entry.setdefault(step, {})
    entry[place[-1]] = value


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of text. `label` is its title in the language of the user; `place` is where its value is in an entry of
    a catalogue; `help` says what to write."""

    name: str
    label: Any
    place: Place
    help: Any = ""
    required: bool = False

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What the header of the column may be: its name and its label in either language."""
        return (self.name, *in_both(self.label))

    def read(self, raw: Raw) -> Any:
        """Return the value of a cell in an entry; "" or [] for an empty cell. Raises `CellError`."""
        if not isinstance(raw, str):
            raise CellError(_("a list found, but the column takes one value"), _("Write one text."))
        return self.value(within_limit(clean_text(raw)))

    def value(self, text: str) -> Any:
        """Return what a text without white space around it means. Raises `CellError`."""
        return text

    def write(self, value: Any) -> str:
        """Return the text of a cell for a value of an entry."""
        return str(value)

    def plain(self, value: Any) -> Any:
        """Return the value for a JSON file."""
        return self.write(value)

    @property
    def examples(self) -> Iterable[tuple[str, str, str]]:
        """Code, English and Chinese of each value that the column knows; nothing if any text will do."""
        return ()


def within_limit(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        words = {"found": len(text), "most": MAX_CHARACTERS}
        raise CellError(_("%(found)d characters: more than %(most)d") % words, _("Shorten the text."))
    return text


class DateColumn(Column):
    """A partial date (EDTF), also as people write it: 12 March 2026, 2026年3月."""

    def value(self, text: str) -> str:
        """Return the EDTF date that a cell means. Raises `CellError`."""
        try:
            return read_date(text)
        except InvalidDate as error:
            offers = joined_messages(error.offers, _(" or "))
            remedy = _("Write %s.") % offers if offers else _(_DATES)
            if day := _day_of_spreadsheet(text):
                remedy = _("A spreadsheet counts days so: write %s if that day is meant.") % day
            raise CellError(_("“%s” is not a valid date") % text[:80], remedy) from None


def _day_of_spreadsheet(text: str) -> str:
    """Return the day for a number of days since 1900, which is how a spreadsheet holds a date; "" for another text."""
    if not re.fullmatch("[2-7][0-9]{4}", text):
        return ""
    return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()


class DoiColumn(Column):
    """A DOI, with or without the address before it."""

    def value(self, text: str) -> str:
        for start in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"):
            if text.casefold().startswith(start):
                return text[len(start) :].strip()
        return text


@dataclass(frozen=True, kw_only=True)
class NormalColumn(Column):
    """A text that is stored in one form, however it is written: an ISBN with hyphens, an arXiv number with its URL."""

    normal: Callable[[str], str]

    def value(self, text: str) -> str:
        return self.normal(text)


class NumberColumn(Column):
    """A whole number; 1,200 is 1200."""

    def value(self, text: str) -> str:
        """Return the digits of the number in a cell. Raises `CellError`."""
        text = text.removesuffix(".0")
        grouped = re.fullmatch(r"-?\d{1,3}(?:([, \u00a0\u202f])\d{3}(?:\1\d{3})*)?", text)
        digits = re.sub(r"[, \u00a0\u202f]", "", text) if grouped else text
        if digits and not (digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit()):
            raise CellError(_("“%s” is not a whole number") % text, _("Write digits only, for example 1200."))
        if len(digits) > 20:
            raise CellError(_("“%s” is too large a number") % text[:40], _("Write digits only, for example 1200."))
        return digits


class FlagColumn(Column):
    """Yes or no."""

    def value(self, text: str) -> str:
        """Return "true" or "false" for a cell with yes or no in one of several forms. Raises `CellError`."""
        word = text.casefold()
        if word in YES or word in NO:
            return "true" if word in YES else "false"
        if text:
            raise CellError(_("“%s” must be true or false") % text, _("Write true or false."))
        return ""


@dataclass(frozen=True, kw_only=True)
class ChoiceColumn(Column):
    """One value of a list, by its code or its label in either language."""

    choices: Sequence[tuple[str, Any]] = ()

    @cached_property
    def known(self) -> list[tuple[str, str, str]]:
        return [(str(code), *in_both(label)) for code, label in self.choices]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return codes_by_word(self.known)

    def value(self, text: str) -> str:
        return find_code(text, self._codes, self.known) if text else ""

    @property
    def examples(self) -> Iterable[tuple[str, str, str]]:
        return self.known


def codes_by_word(known: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return the code of a column's closed list for each word that means it: the code itself, and its labels where no
    other has the same."""
    found: dict[str, str] = {}
    rows = list(known)
    for place in (2, 1, 0):  # a code wins over a label
        for row in rows:
            if row[place]:
                found[row[place].casefold()] = row[0]
    return found


def find_code(word: str, codes: Mapping[str, str], known: Iterable[tuple[str, str, str]]) -> str:
    """Return the code of a column's closed list that a cell means. Raises `CellError` with the nearest code, or with
    all of a short list."""
    if code := codes.get(word.casefold()):
        return code
    labels = {code: (english, chinese) for code, english, chinese in known}
    near = get_close_matches(word.casefold(), codes, n=1, cutoff=0.5)
    if near:
        code = codes[near[0]]
        remedy = _("Did you mean %(code)s (%(label)s)?") % {
            "code": code,
            "label": " / ".join(dict.fromkeys(labels[code])),
        }
    elif len(labels) <= 30:
        remedy = _("Write one of: %s.") % ", ".join(labels)
    else:
        remedy = _("The codes are on the second sheet of the template.")
    raise CellError(_("“%s” is neither a code nor a label of this list") % word[:80], remedy)
