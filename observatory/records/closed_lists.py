"""Closed lists of words with labels, and a check at start-up that a table has a row for each value of one.

Imports Django only for a label: the reading processes of the monitor know such lists, and start in two thirds of the
time without Django.
"""

from collections.abc import Iterable, Mapping
from enum import EnumMeta, StrEnum
from typing import Any, Self, TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


def gettext_noop(text: str) -> str:
    """Return `text`, marked for translators: as `django.utils.translation.gettext_noop`."""
    return text


class _Listed(EnumMeta):
    @property
    def values(cls) -> list[str]:
        """Return the words, as they are stored."""
        return [word for word, _ in cls.choices]

    @property
    def choices(cls) -> list[tuple[str, Any]]:
        """Return (word, label) of each, for the `choices` of a field."""
        members: Iterable[Any] = cls.__members__.values()
        return [(word.value, word.label) for word in members]


class ClosedList(StrEnum, metaclass=_Listed):
    """Words with labels, as a `TextChoices` of Django: a member is ``NEW = "new", gettext_noop("New")``."""

    english: str

    def __new__(cls, word: str, english: str = "") -> Self:
        member = str.__new__(cls, word)
        member._value_, member.english = word, english
        return member

    @property
    def label(self) -> Any:
        """Return the label, in the language that is active when it is shown."""
        from django.utils.translation import gettext_lazy

        return gettext_lazy(self.english)


def check_complete(values: Iterable[Key], table: Mapping[Key, Row]) -> dict[Key, Row]:
    """Return `table` as a dict; raise `ValueError` unless it has a row for each of `values`, those of a closed list,
    and no other row."""
    known = set(values)
    if missing := known - table.keys():
        raise ValueError(f"no row for {', '.join(sorted(map(str, missing)))}")
    if unknown := table.keys() - known:
        raise ValueError(f"a row for {', '.join(sorted(map(str, unknown)))}, which the list does not have")
    return dict(table)
