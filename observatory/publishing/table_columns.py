"""How a value of a document becomes columns of a table: the same in every table.

A text in two languages is NAME_en and NAME_zh_hans; a coded value is NAME with its labels in those; a date is NAME as
EDTF, NAME_from and NAME_to. `read` takes the value from a row; meanings are in the language that is active.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

SEPARATOR = "; "  # between several values in one cell
Cell = str | int | float | bool | date | datetime | None
Read = Callable[[Any], Any]


class Column(NamedTuple):
    """A column: its name, what it means in the language that is active, and what it takes from a row."""

    name: str
    meaning: str
    read: Callable[[Any], Cell]


def follow_keys(*path: str) -> Read:
    """Return a function that reads a cell of a table from a row of nested dicts, following keys; None where one is
    missing or null."""

    def read(row: Any) -> Any:
        for key in path:
            if row is None:
                return None
            row = row.get(key)
        return row

    return read


def plain_column(name: str, meaning: str, *path: str) -> Column:
    """Return the column of a value as it is."""
    return Column(name, meaning, follow_keys(*(path or (name,))))


def language_columns(name: str, meaning: str, *path: str) -> list[Column]:
    """Return the columns of a text in two languages."""
    return in_two_languages(name, meaning, follow_keys(*(path or (name,))))


def in_two_languages(name: str, meaning: str, read: Read) -> list[Column]:
    """Return the columns of a table for a text in two languages; `read` returns `{"en": …, "zh-hans": …}` or None."""
    return [
        Column(f"{name}_en", _("%(what)s, in English") % {"what": meaning}, lambda row: (read(row) or {}).get("en")),
        Column(
            f"{name}_zh_hans",
            _("%(what)s, in Chinese") % {"what": meaning},
            lambda row: (read(row) or {}).get("zh-hans"),
        ),
    ]


def coded_columns(name: str, meaning: str, read: Read, key: str = "value") -> list[Column]:
    """Return the columns of a table for coded values with their labels: `read` returns one, a list of them, or None."""

    def part(which: str) -> Read:
        def value(row: Any) -> Cell:
            found = read(row) or []
            # A label that is missing is the code, so that codes and labels stay in step.
            return joined(each.get(which) or each.get(key) for each in (found if isinstance(found, list) else [found]))

        return value

    return [
        Column(name, _("%(what)s: code") % {"what": meaning}, part(key)),
        Column(f"{name}_en", _("%(what)s, in English") % {"what": meaning}, part("en")),
        Column(f"{name}_zh_hans", _("%(what)s, in Chinese") % {"what": meaning}, part("zh-hans")),
    ]


def date_columns(name: str, meaning: str, read: Read) -> list[Column]:
    """Return the columns of a table for a partial date; `read` returns `{"value": …, "from": …, "to": …}` or None."""
    return [
        Column(name, _("%(what)s (EDTF)") % {"what": meaning}, lambda row: (read(row) or {}).get("value")),
        Column(
            f"{name}_from",
            _("%(what)s: earliest possible day") % {"what": meaning},
            lambda row: day((read(row) or {}).get("from")),
        ),
        Column(
            f"{name}_to",
            _("%(what)s: latest possible day") % {"what": meaning},
            lambda row: day((read(row) or {}).get("to")),
        ),
    ]


def day(text: str | date | None) -> date | None:
    """Return a day from its ISO text, or from that of a moment."""
    return date.fromisoformat(text[:10]) if isinstance(text, str) and text else text or None


def joined(values: Iterable[Any]) -> str:
    """Return several values as one text, empty ones left out."""
    return SEPARATOR.join(str(value) for value in values if value not in (None, ""))
