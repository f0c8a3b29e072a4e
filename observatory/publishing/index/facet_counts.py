"""Counts of the facets of lists, kept up to date by publishing, so that a list need not count its entries.

There is a list of everything, one for each type and one for each jurisdiction. Code that changes facets of entries
updates the counts (`follow`) while no other publication runs (`take_turn`).
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from observatory.publishing.index.facets import Counted, keys_of, lists_of, numbers
from observatory.publishing.models import Entry, FacetCount

EVERYTHING = 0
_BATCH = 10_000  # entries read at once
Counts = Counter[tuple[int, int]]  # by list and number

_TURN = "hashtext('observatory.publishing')"
# The transaction of another role has no time that we may see: then what is in sight was published before its own.
_SETTLED = f"""
SELECT least(statement_timestamp(), min(coalesce(
    running.xact_start, (SELECT max(published_at) FROM {Entry._meta.db_table}), 'epoch')))
FROM pg_locks AS held LEFT JOIN pg_stat_activity AS running USING (pid)
WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1 AND held.pid <> pg_backend_pid()
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (held.classid::bigint << 32 | held.objid::bigint) = {_TURN}
"""  # noqa: S608
# Of one list each row is a count; only of one are the most frequent organisations found by an index.
_ONE = """
SELECT number, times FROM publishing_facetcount WHERE within = %(list)s AND number NOT BETWEEN %(first)s AND %(last)s
UNION ALL
(SELECT number, times FROM publishing_facetcount WHERE within = %(list)s AND number BETWEEN %(first)s AND %(last)s
ORDER BY times DESC LIMIT %(most)s)
"""
_SEVERAL = "SELECT number, sum(times)::bigint FROM publishing_facetcount WHERE within = ANY(%(lists)s) GROUP BY number"
# The first number of a column has the type in its second byte and is negative as a signed one.
_KINDS = """
SELECT within, number >> 48 & 255, sum(times) FROM publishing_facetcount
WHERE within = ANY(%(places)s) AND number < 0 GROUP BY 1, 2
"""
_VALUES = """
SELECT within, number, times FROM publishing_facetcount
WHERE within = ANY(%(places)s) AND number BETWEEN %(least)s AND %(most)s
"""
_GIVEN = "unnest(%(lists)s::bigint[], %(numbers)s::bigint[], %(times)s::integer[]) AS given (list, number, times)"
_SAME = "held.within = given.list AND held.number = given.number"
_MORE = f"""
INSERT INTO publishing_facetcount AS held (within, number, times) SELECT * FROM {_GIVEN}
ON CONFLICT (within, number) DO UPDATE SET times = held.times + excluded.times
"""  # noqa: S608 - the constants above
_GONE = f"DELETE FROM publishing_facetcount AS held USING {_GIVEN} WHERE {_SAME} AND held.times <= given.times"  # noqa: S608
_FEWER = f"UPDATE publishing_facetcount AS held SET times = held.times - given.times FROM {_GIVEN} WHERE {_SAME}"  # noqa: S608


def take_turn() -> None:
    """Wait until no other publication runs, and let none begin before this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_TURN})")


def settled_until() -> datetime:
    """Return the time until which no publication can appear any more.

    Publications run one at a time and take their time when their turn has come (`take_turn`), so only the one that runs
    now can still appear with a time before the present: not before its transaction began. Other transactions, however
    long they stay open, delay nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        return cursor.fetchone()[0]


def listed(*lists: int, organisations: int) -> Counted:
    """Return how many live entries of a list have each number, the numbers of organisations only of the so many most
    frequent; or of several lists that have no entry in common, of all organisations then."""
    first, last = keys_of("organisation")
    asked = {"list": lists[0], "lists": list(lists), "first": first, "last": last, "most": organisations}
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL if len(lists) > 1 else _ONE, asked)
        return Counted.of(dict(cursor.fetchall()))


def by_place(facet: str, places: Collection[int]) -> dict[tuple[int, int], int]:
    """Return how many live entries each of these places (or lists) has of each type (`facet` is "kind") or value of
    another facet; places, types and values by their keys."""
    least, most = keys_of(facet)
    with connection.cursor() as cursor:
        asked = {"places": list(places), "least": least, "most": most}
        cursor.execute(_KINDS if facet == "kind" else _VALUES, asked)
        return {(place, value): times for place, value, times in cursor.fetchall()}


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
    held = FacetCount.objects.values_list("within", "number", "times")
    counted.subtract({(within, number): times for within, number, times in held.iterator()})
    return _change(counted)


def _counted(entries: QuerySet[Entry]) -> Counts:
    columns: dict[int, bytearray] = {}
    for column in entries.live().order_by().values_list("facets", flat=True):
        packed = bytes(column)
        for within in (EVERYTHING, *lists_of(packed)):
            columns.setdefault(within, bytearray()).extend(packed)
    return Counter(
        {(within, number): times for within, all_of in columns.items() for number, times in numbers(all_of).pairs()}
    )


def _change(change: Counts) -> int:
    """Add a change, which may be negative, to what is held; return how many counts it changes."""
    more = sorted((*key, times) for key, times in change.items() if times > 0)
    fewer = sorted((*key, -times) for key, times in change.items() if times < 0)
    with connection.cursor() as cursor:
        for rows, statements in ((more, [_MORE]), (fewer, [_GONE, _FEWER])):
            given = {name: [row[place] for row in rows] for place, name in enumerate(("lists", "numbers", "times"))}
            for statement in statements if rows else ():
                cursor.execute(statement, given)
    return len(more) + len(fewer)
