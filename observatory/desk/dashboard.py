"""The home page of the admin: what lost its passage, what is mine, what waits, what nobody has taken, what is to do.

All numbers come from one query (`counts`); each list takes one limited query, and none where its number is 0. So the
page costs the same at any size of the catalogue.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from observatory.desk import panels as lists
from observatory.desk.counts import count_home
from observatory.desk.panels import Panel

__all__ = ["Home", "greeting", "home", "panels", "register_panels"]

# Panels of packages above this one, which register them when the program starts.
_REGISTERED: list[Callable[[Any], list[Panel]]] = []


def register_panels(make: Callable[[Any], list[Panel]]) -> None:
    """Show the panels that `make(user)` returns, after those of this package. `make` checks the permissions."""
    _REGISTERED.append(make)


@dataclass(frozen=True)
class Home:
    """The panels of the home page: lists in the wide column; then what is mine, what nobody has taken, and what is to
    do, the last two as numbers. `empty` are the lists with nothing in them: together they are one line."""

    lists: Sequence[Panel] = ()
    mine: Sequence[Panel] = ()
    untaken: Sequence[Panel] = ()
    todo: Sequence[Panel] = ()
    beside: Sequence[Panel] = ()
    empty: Sequence[Panel] = ()

    @property
    def nothing(self) -> list[str]:
        """What there is nothing of, a sentence for each."""
        return list(dict.fromkeys(str(panel.empty) for panel in self.empty))

    @property
    def panels(self) -> list[Panel]:
        """All panels, the most urgent first."""
        return [*self.lists, *self.mine, *self.untaken, *self.todo, *self.beside, *self.empty]


def home(user) -> Home:
    """Return what this user may see of the home page."""
    counts = count_home(lists.queries_of_counts(user), slow=lists.SLOW, records="records")
    registered = [panel for make in _REGISTERED for panel in make(user)]
    # What was published last is nothing to do, so it comes after all that is.
    wide = [*lists.wide_panels(user, counts), *registered, *lists.latest_panels(user)]
    beside = lists.panels_beside(user, counts)
    return Home(
        lists=[panel for panel in wide if not panel.is_empty],
        mine=lists.own_panels(user, counts),
        untaken=[panel for panel in _numbers(lists.UNTAKEN, counts) if panel.count],
        todo=[panel for panel in _numbers(lists.TO_DO, counts) if panel.count],
        beside=[panel for panel in beside if not panel.is_empty],
        empty=[panel for panel in (*wide, *beside) if panel.is_empty],
    )


def panels(user) -> list[Panel]:
    """Return all panels that this user may see, the most urgent first."""
    return home(user).panels


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the day, 0 to 23, in the active language."""
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _numbers(wanted: Mapping[str, tuple[Any, Callable[[], str]]], counts: Mapping[str, int]) -> list[Panel]:
    return [
        Panel(title, counts[name], (), address(), "") for name, (title, address) in wanted.items() if name in counts
    ]
