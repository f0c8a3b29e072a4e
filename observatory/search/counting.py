"""How many entries of a scope have each facet value.

What is asked for without words and by type or place alone (the lists and their menus) was counted while publishing.
Else, up to a limit every match is counted. Beyond it a sample of the catalogue is counted and multiplied: its
rows are chosen by a hash of their ids, so it is fair to every query, and an index of its own finds them
without looking at the rest.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from django.core.cache import cache
from django.db import connection
from psycopg import Cursor

from observatory.publishing import facet_counts
from observatory.publishing.facets import SINGLE, Counted, key, number, numbers, tally
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.scope import EXACT_MATCHES, MOST_VECTORS, Scope, share_of

KEEP_SECONDS = 3600
KEPT_FROM = 2_000  # matches; fewer are counted sooner than fetched from the cache
_MOST_ORGANISATIONS = 100
_FIRST = "substr(facets, 1, 8)"  # of the packed numbers
# What an estimate, and then a better sample, put so far beyond the limit is beyond it; what turns out to be further
# beyond it while it is counted one by one is given up.
_DOUBT = 1.1
_GIVEN_UP = 1.5
# Of what is beyond the limit at most so many rows are counted: a value of every tenth entry is then off by 5 to 10 %.
_SAMPLED = 4_000


@dataclass(frozen=True)
class Counts:
    """Matches in all, by facet and number of the code, and by year of their date and evidence state; `exact` says
    whether they were counted or estimated."""

    total: int
    by_facet: dict[str, Counter]
    exact: bool
    dated: dict[int, dict[str, int]] = field(default_factory=dict)


def count(scope: Scope, *, alternatives: bool = True) -> Counts:
    """Count a scope. For a facet of which values are chosen, its other values count what choosing them would find.

    `alternatives=False` counts the type chosen alone, where a page offers no other (a list of one type).
    """
    generation = Entry.objects.generation()
    counts = matches(scope, generation)
    by_facet, exact = dict(counts.by_facet), counts.exact
    for facet in scope.narrowed:
        if facet == "kind" and not alternatives:
            continue
        wider = matches(scope.without(facet), generation, brief=facet in SINGLE)
        by_facet[facet], exact = wider.by_facet[facet], exact and wider.exact
    return Counts(counts.total, by_facet, exact, counts.dated)


def matches(scope: Scope, generation: tuple[datetime, int] | None = None, *, brief: bool = False) -> Counts:
    """Count a scope as it is, without what other choices would find.

    Large counts are kept in the cache for as long as nothing is published: further pages and the way back.
    `generation` is the last publication, for who knows it already; `brief` leaves out the facets of which an entry may
    have many values.
    """
    if lists := _lists(scope):
        return _counts(facet_counts.listed(*lists, organisations=_MOST_ORGANISATIONS))
    asked = f"{generation or Entry.objects.generation()} {scope.exact} {brief}".encode()
    name = f"counts:{blake2b(asked, digest_size=16).hexdigest()}"
    if kept := cache.get(name):
        return kept
    counts = _count(scope, brief)
    if counts.total >= KEPT_FROM:
        cache.set(name, counts, KEEP_SECONDS)
    return counts


def _lists(scope: Scope) -> list[int]:
    """Return the lists, counted while publishing, that a scope is: of everything, of types, of one place; [] if it is
    none of them."""
    codes = [code for facet in scope.narrowed for code in scope.chosen[facet]]
    if scope.query:
        return []
    if not codes:
        return [facet_counts.EVERYTHING]
    known = scope.narrowed == ("kind",) and set(codes) <= {row.kind for row in registry.all_types()}
    if known or (scope.narrowed == ("jurisdiction",) and len(codes) == 1):
        return [key(scope.narrowed[0], code) for code in dict.fromkeys(codes)]
    return []


def _count(scope: Scope, brief: bool) -> Counts:
    expected = scope.estimate
    if scope.query.strict:
        # Words that need not stand together are found far oftener: too often to be read one by one.
        return _counted(scope, share_of(expected, MOST_VECTORS), brief, exact=True)
    if expected <= MOST_VECTORS:
        return _counted(scope, 1, brief, exact=True)
    if expected > _DOUBT * EXACT_MATCHES:
        counts = _counted(scope, share_of(expected, _SAMPLED), brief)
        if counts.total > _DOUBT * EXACT_MATCHES:
            return counts
    most = int(_GIVEN_UP * EXACT_MATCHES)
    return _counted(scope, 1, brief, most=most) or _counted(scope, share_of(max(expected, most), _SAMPLED), brief)


def _counted(scope: Scope, sample: int, brief: bool, *, exact: bool = False, most: int = 0) -> Counts | None:
    """Count the rows of a sample; None if there are more than `most`."""
    limit = most + 1 if most else 0
    total, packed = _totals(*scope.select(_FIRST if brief else "facets", exact=exact, sample=sample, most=limit))
    if most and total > most:
        return None
    return _counts(numbers(packed), sample)


def _counts(counted: Counted, sample: int = 1) -> Counts:
    found, dated = tally(counted, organisations=_MOST_ORGANISATIONS)  # the long tail of them is offered to nobody
    if sample > 1:
        found = {facet: Counter({code: times * sample for code, times in row.items()}) for facet, row in found.items()}
    return Counts(sum(found["kind"].values()), found, sample == 1, _by_year(dated, sample))


def _by_year(dated: Counter[tuple[int, int]], sample: int) -> dict[int, dict[str, int]]:
    states = {number("evidence", code): code for code in Entry.Evidence.values}
    years: dict[int, dict[str, int]] = {}
    for (year, state), times in sorted(dated.items()):
        years.setdefault(year, {})[states.get(state, "")] = times * sample
    return years


def _totals(sql: str, values: list[str]) -> tuple[int, bytes]:
    """Return how many rows a statement finds, and what they hold laid end to end."""
    connection.ensure_connection()
    # Not Django's cursor, which asks for text: in text the column comes in hexadecimal, twice as long.
    with Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT count(*), string_agg(packed, '') FROM ({sql}) AS found (packed)", values, binary=True)  # noqa: S608
        total, packed = cursor.fetchone()
    return total, packed or b""
