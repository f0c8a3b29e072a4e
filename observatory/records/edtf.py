"""Partial dates: EDTF level 0 (ISO 8601-2:2019 annex A), as text with a lower and an upper day.

Accepted: a year `2023`, a month `2023-03`, a day `2023-03-27`, or an interval of two of these `2022/2025`. Years run
from 0001 to 9999. The text is stored as it was written; the bounds express its uncertainty.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

PATTERN = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?"
_FORM = re.compile(PATTERN)


class InvalidDate(ValueError):
    """Raised for a text that is not an EDTF level 0 date or interval."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """First and last day that a partial date can mean, both inclusive."""

    lower: date
    upper: date

    def overlaps(self, other: "Bounds") -> bool:
        """Return whether at least one day is in both: then the two dates do not contradict each other."""
        return self.lower <= other.upper and other.lower <= self.upper


def parse(text: str) -> Bounds:
    """Return the bounds of an EDTF level 0 date or interval; raise `InvalidDate` otherwise."""
    if not _FORM.fullmatch(text):
        raise InvalidDate(text)
    start, _, end = text.partition("/")
    try:
        bounds = Bounds(_lower(start), _upper(end or start))
    except ValueError as error:
        raise InvalidDate(text) from error
    if end and bounds.lower > _lower(end):
        raise InvalidDate(text)
    return bounds


def _lower(text: str) -> date:
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def _upper(text: str) -> date:
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _parts(text: str) -> tuple[int, int | None, int | None]:
    numbers = [int(part) for part in text.split("-")]
    if 0 in numbers:
        raise ValueError(text)
    year, month, day = [*numbers, None, None][:3]
    return year, month, day  # type: ignore[return-value]
