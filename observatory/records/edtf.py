"""Partial dates: EDTF (ISO 8601-2:2019 annex A), as text with a lower and an upper day.

Of level 0: a year `2023`, a month `2023-03`, a day `2023-03-27`, an interval of two of these `2022/2025`. Of level 1:
an open end `2022/..` or start `../2022`, and the qualifiers approximate `2019~`, uncertain `2020?`, both `2021%`. Years
run from 0001 to 9999. The text is stored as it was written; the bounds express what it leaves open, but not how far
"about 2019" may reach.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

OPEN = ".."
QUALIFIERS = "~?%"
_POINT = rf"[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?[{QUALIFIERS}]?"
PATTERN = rf"({_POINT}(/({_POINT}|\.\.))?|\.\./{_POINT})"
_FORM = re.compile(PATTERN)


class InvalidDate(ValueError):
    """Raised for a text that is not a date or interval of this kind; `offers` are dates that may have been meant."""

    def __init__(self, text: str, offers: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.offers = offers


@dataclass(frozen=True, slots=True)
class Bounds:
    """First and last day that a partial date can mean, both inclusive; `date.min` and `date.max` where it is open."""

    lower: date
    upper: date

    def overlaps(self, other: "Bounds") -> bool:
        """Return whether at least one day is in both: then the two dates do not contradict each other."""
        return self.lower <= other.upper and other.lower <= self.upper


def parse_edtf(text: str) -> Bounds:
    """Return the bounds of an EDTF date or interval; raise `InvalidDate` otherwise."""
    if not _FORM.fullmatch(text):
        raise InvalidDate(text)
    start, _, end = without_qualifiers(text).partition("/")
    try:
        lower = date.min if start == OPEN else _first_day(start)
        upper = date.max if end == OPEN else _last_day(end or start)
        reversed_ = bool(end) and end != OPEN and lower > _first_day(end)
    except ValueError as error:
        raise InvalidDate(text) from error
    if reversed_:
        raise InvalidDate(text)
    return Bounds(lower, upper)


def is_date(text: str) -> bool:
    """Return whether a text is an EDTF date or interval of this kind."""
    try:
        return bool(parse_edtf(text))
    except InvalidDate:
        return False


def without_qualifiers(text: str) -> str:
    """Return a date without `~`, `?` and `%`."""
    return text.translate(_NO_QUALIFIERS)


def is_plain(text: str) -> bool:
    """Return whether a date is neither an interval nor qualified: then ISO 8601-1 and HTML have it too."""
    return not any(mark in text for mark in "/" + QUALIFIERS)


_NO_QUALIFIERS = str.maketrans("", "", QUALIFIERS)


def _first_day(text: str) -> date:
    year, month, day = _parts_of_date(text)
    return date(year, month or 1, day or 1)


def _last_day(text: str) -> date:
    year, month, day = _parts_of_date(text)
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _parts_of_date(text: str) -> tuple[int, int | None, int | None]:
    """Return the year, month and day of an EDTF date, None for those that it leaves out. Raises ValueError."""
    numbers = [int(part) for part in text.split("-")]
    if 0 in numbers:
        raise ValueError(text)
    year, month, day = [*numbers, None, None][:3]
    return year, month, day  # type: ignore[return-value]
