"""How many entries of a scope have each facet value.

Up to a limit every match is counted. Beyond it a sample of the catalogue is counted and multiplied: its
rows are chosen by a hash of their ids, so it is fair to every query, and the index finds it without
looking at the rest.
"""

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from psycopg import Cursor

from observatory.publishing.facets import SAMPLES, tally
from observatory.publishing.models import Entry
from observatory.search.scope import EXACT_MATCHES, MOST_VECTORS, Scope

KEEP_SECONDS = 3600
_MOST_ORGANISATIONS = 100
KEPT_FROM = 2_000  # matches; fewer are counted sooner than fetched from the cache


@dataclass(frozen=True)
class Counts:
    """Matches in all and by facet and number of the code; `exact` says whether they were counted or estimated."""

    total: int
    by_facet: dict[str, Counter]
    exact: bool


def count(scope: Scope) -> Counts:
    """Count a scope. For a facet of which values are chosen, its other values count what choosing them would find.

    Large counts are kept in the cache for as long as nothing is published: lists, further pages and the way back.
    """
    counts = _kept(scope)
    by_facet, exact = dict(counts.by_facet), counts.exact
    for facet in scope.narrowed:
        wider = _kept(scope.without(facet))
        by_facet[facet], exact = wider.by_facet[facet], exact and wider.exact
    return Counts(counts.total, by_facet, exact)


def _kept(scope: Scope) -> Counts:
    newest = Entry.objects.order_by("-published_at").values_list("published_at", flat=True).first()
    asked = f"{newest} {scope.small} {scope.exact}".encode()
    key = f"search:{blake2b(asked, digest_size=16).hexdigest()}"
    if kept := cache.get(key):
        return kept
    counts = _count(scope)
    if counts.total >= KEPT_FROM:
        cache.set(key, counts, KEEP_SECONDS)
    return counts


def _count(scope: Scope) -> Counts:
    if scope.query.strict:
        # Words that need not stand together are found far oftener: too often to be read one by one.
        return _counted(scope, sample=_share(scope.estimate, MOST_VECTORS), exact=True)
    if not scope.small:
        sample = _share(scope.estimate, EXACT_MATCHES)
        return _counted(scope, sample, exact=scope.estimate <= MOST_VECTORS)
    counts = _counted(scope, sample=1, exact=False)
    if scope.exact != scope.loose and 0 < counts.total <= MOST_VECTORS:
        return _counted(scope, sample=1, exact=True)
    return counts


def _counted(scope: Scope, sample: int, *, exact: bool) -> Counts:
    rows = scope.rows(exact=exact, sample=sample)
    if sample == 1 and not scope.small:
        # An estimate can be low: never read without bound.
        rows = rows[: 2 * EXACT_MATCHES]
    total, packed = _totals(rows)
    found = tally(packed)
    # The long tail of organisations is offered to nobody.
    found["organisation"] = Counter(dict(found["organisation"].most_common(_MOST_ORGANISATIONS)))
    if sample > 1:
        found = {facet: Counter({code: times * sample for code, times in row.items()}) for facet, row in found.items()}
    return Counts(total * sample, found, sample == 1)


def _share(expected: int, most: int) -> int:
    """Return the largest sample that holds at most so many of the expected rows."""
    return next((share for share in (1, *SAMPLES) if expected <= most * share), max(SAMPLES))


def _totals(rows: QuerySet) -> tuple[int, bytes]:
    """Return how many rows there are, and their packed facets laid end to end."""
    sql, values = rows.values_list("facets").query.sql_with_params()
    connection.ensure_connection()
    # Not Django's cursor, which asks for text: in text the column comes in hexadecimal, twice as long.
    with Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT count(*), string_agg(facets, '') FROM ({sql}) AS found", values, binary=True)  # noqa: S608
        total, packed = cursor.fetchone()
    return total, packed or b""
