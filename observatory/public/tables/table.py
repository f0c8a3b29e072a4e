"""Tables: columns with descriptions, and rows that come in batches, so that no table is ever complete in memory.

How a value of the API's documents becomes columns is the same everywhere: a text in two languages is NAME_en and
NAME_zh_hans; a coded value is NAME with its labels in those; a date is NAME as EDTF, NAME_from and NAME_to.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

SEPARATOR = "; "  # between several values in one cell
Cell = str | int | float | bool | date | datetime | None
Read = Callable[[Any], Any]


class Column(NamedTuple):
    """A column: its name, what it means in the language that is active, and what it takes from a row."""

    name: str
    meaning: str
    read: Callable[[Any], Cell]


@dataclass(frozen=True)
class Shape:
    """What a table is called and which columns it has; `columns` makes them with meanings in the active language."""

    name: str
    columns: Callable[[], list[Column]]

    def meanings(self) -> list[tuple[str, str, str]]:
        """Return name, meaning in English and meaning in Chinese of every column."""
        with override("en"):
            english = self.columns()
        with override("zh-hans"):
            chinese = self.columns()
        return [(one.name, one.meaning, other.meaning) for one, other in zip(english, chinese, strict=True)]


@dataclass(frozen=True)
class Table:
    """A shape with its rows, which can be read once."""

    shape: Shape
    batches: Iterable[Sequence[Any]]

    def lines(self) -> Iterator[list[list[Cell]]]:
        """Yield the cells of each batch of rows."""
        reads = [column.read for column in self.shape.columns()]
        for batch in self.batches:
            yield [[read(row) for read in reads] for row in batch]


def at(*path: str) -> Read:
    """Return a function that follows keys into a row of nested dicts; None where one is missing or null."""

    def read(row: Any) -> Any:
        for key in path:
            if row is None:
                return None
            row = row.get(key)
        return row

    return read


def plain(name: str, meaning: str, *path: str) -> Column:
    """Return the column of a value as it is."""
    return Column(name, meaning, at(*(path or (name,))))


def pair(name: str, meaning: str, *path: str) -> list[Column]:
    """Return the columns of a text in two languages."""
    read = at(*(path or (name,)))
    return [
        Column(f"{name}_en", _("%(what)s, in English") % {"what": meaning}, lambda row: (read(row) or {}).get("en")),
        Column(
            f"{name}_zh_hans",
            _("%(what)s, in Chinese") % {"what": meaning},
            lambda row: (read(row) or {}).get("zh-hans"),
        ),
    ]


def coded(name: str, meaning: str, read: Read, key: str = "value") -> list[Column]:
    """Return the columns of coded values with their labels: `read` returns one, a list of them, or None."""

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


def dated(name: str, meaning: str, read: Read) -> list[Column]:
    """Return the columns of a partial date; `read` returns `{"value": …, "from": …, "to": …}` or None."""
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
