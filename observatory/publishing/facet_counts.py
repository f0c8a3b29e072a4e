"""The facets of the lists, counted while publishing: a list of a hundred thousand entries then counts none of them.

Whoever changes facets of entries follows the change (`follow`) while no other publication runs (`take_turn`).
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import QuerySet

from observatory.publishing.facets import numbers, numbers_of
from observatory.publishing.models import Entry, FacetCount

_BATCH = 10_000  # entries read at once
Counts = Counter[tuple[str, int]]  # by type ("": all types) and number

# Of one type each row is a count; only of one are the most frequent organisations found by an index.
_ONE = """
SELECT number, times FROM publishing_facetcount WHERE kind = %(kind)s AND number NOT BETWEEN %(first)s AND %(last)s
UNION ALL
(SELECT number, times FROM publishing_facetcount WHERE kind = %(kind)s AND number BETWEEN %(first)s AND %(last)s
ORDER BY times DESC LIMIT %(most)s)
"""
_SEVERAL = "SELECT number, sum(times) FROM publishing_facetcount WHERE kind = ANY(%(kinds)s) GROUP BY number"
_GIVEN = "unnest(%(kinds)s::varchar[], %(numbers)s::bigint[], %(times)s::integer[]) AS given (kind, number, times)"
_SAME = "held.kind = given.kind AND held.number = given.number"
_MORE = f"""
INSERT INTO publishing_facetcount AS held (kind, number, times) SELECT * FROM {_GIVEN}
ON CONFLICT (kind, number) DO UPDATE SET times = held.times + excluded.times
"""  # noqa: S608 - the constants above
_GONE = f"DELETE FROM publishing_facetcount AS held USING {_GIVEN} WHERE {_SAME} AND held.times <= given.times"  # noqa: S608
_FEWER = f"UPDATE publishing_facetcount AS held SET times = held.times - given.times FROM {_GIVEN} WHERE {_SAME}"  # noqa: S608


def take_turn() -> None:
    """Wait until no other publication runs, and let none begin before this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('observatory.publishing'))")


def listed(kinds: Collection[str], *, organisations: int) -> Counter[int]:
    """Return how many live entries of these types (none: of all) have each number; of the organisations of one type or
    of all, only the so many most frequent."""
    first, last = numbers_of("organisation")
    asked = {"kind": next(iter(kinds), ""), "kinds": list(kinds), "first": first, "last": last, "most": organisations}
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL if len(kinds) > 1 else _ONE, asked)
        return Counter(dict(cursor.fetchall()))


@contextmanager
def follow(public_ids: Collection[str]) -> Iterator[None]:
    """Count what the block changes in the facets of these entries; call it in a transaction that has its turn."""
    entries = Entry.objects.filter(public_id__in=public_ids)
    before = _counted(entries)
    yield
    after = _counted(entries)
    after.subtract(before)
    _change(after)


@transaction.atomic
def recount() -> int:
    """Count all live entries; return how many counts were wrong and are right now."""
    take_turn()
    counted: Counts = Counter()
    last = 0
    entries = Entry.objects.live().order_by("pk")
    while keys := list(entries.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        counted.update(_counted(entries.filter(pk__gt=last, pk__lte=keys[-1])))
        last = keys[-1]
    counted.subtract({(kind, number): times for kind, number, times in FacetCount.objects.values_list(*_COLUMNS)})
    return _change(counted)


_COLUMNS = ("kind", "number", "times")


def _counted(entries: QuerySet[Entry]) -> Counts:
    packed: dict[str, bytearray] = {}
    for kind, facets in entries.live().order_by().values_list("kind", "facets"):
        packed.setdefault(kind, bytearray()).extend(facets)
    found: Counts = Counter()
    for kind, column in packed.items():
        for number, times in numbers(bytes(column)).items():
            found[kind, number] = times
            found["", number] += times
    return found


def _change(change: Counts) -> int:
    """Add a change, which may be negative, to what is held; return how many counts it changes."""
    more = sorted((*key, times) for key, times in change.items() if times > 0)
    fewer = sorted((*key, -times) for key, times in change.items() if times < 0)
    with connection.cursor() as cursor:
        for rows, statements in ((more, [_MORE]), (fewer, [_GONE, _FEWER])):
            given = {name: [row[place] for row in rows] for place, name in enumerate(("kinds", "numbers", "times"))}
            for statement in statements if rows else ():
                cursor.execute(statement, given)
    return len(more) + len(fewer)
