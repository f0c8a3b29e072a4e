"""The home page of the desk: its panels in order, all its numbers counted in one query, and the panels that other
packages register.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Value
from django.utils.translation import gettext as _

from observatory.desk import dashboard_panels as lists
from observatory.desk.dashboard_panels import Panel

LARGE = 20_000  # records; from so many on, what is counted in the whole catalogue is kept for a minute
KEPT_FOR = 60  # seconds


def count_home(wanted: Mapping[str, QuerySet], *, slow: Collection[str], records: str) -> dict[str, int]:
    """Return the number of rows of each query set, by its name, in one query. Of a large catalogue, `slow` names what
    may be a minute old: numbers that are the same for everybody. `records` is the name of the number of records."""
    names = [name for name in slow if name in wanted]
    key = f"home-counts:{','.join(names)}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is not None:
        return kept | count_all({name: rows for name, rows in wanted.items() if name not in kept})
    counts = count_all(wanted)
    if counts.get(records, 0) >= LARGE:
        cache.set(key, {name: counts[name] for name in names}, KEPT_FOR)
    return counts


def count_all(wanted: Mapping[str, QuerySet]) -> dict[str, int]:
    """Return the numbers of the home page: how many rows each query set has, by its name, in one query."""
    counted = [
        rows.order_by().annotate(_name=Value(name)).values_list("_name").annotate(_number=Count("pk"))
        for name, rows in wanted.items()
    ]
    if not counted:
        return {}
    return dict.fromkeys(wanted, 0) | dict(counted[0].union(*counted[1:], all=True))


__all__ = ["Home", "greeting", "home_of_desk", "panels", "register_panels"]

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


def home_of_desk(user) -> Home:
    """Return what this user may see of the home page of the desk."""
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
    return home_of_desk(user).panels


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the day, 0 to 23, in the active language."""
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def _numbers(wanted: Mapping[str, tuple[Any, Callable[[], str]]], counts: Mapping[str, int]) -> list[Panel]:
    return [
        Panel(title, counts[name], (), address(), "") for name, (title, address) in wanted.items() if name in counts
    ]
