"""Count many things in one query: the numbers of the home page."""

from collections.abc import Collection, Mapping

from django.core.cache import cache
from django.db.models import Count, QuerySet, Value

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
    """Return the number of rows of each query set, by its name, in one query."""
    counted = [
        rows.order_by().annotate(_name=Value(name)).values_list("_name").annotate(_number=Count("pk"))
        for name, rows in wanted.items()
    ]
    if not counted:
        return {}
    return dict.fromkeys(wanted, 0) | dict(counted[0].union(*counted[1:], all=True))
