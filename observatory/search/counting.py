"""Count the entries of a scope for each facet value.

Counts without words, by type or jurisdiction only (the lists and their menus), were made while publishing. Otherwise
every match is counted, up to a limit. Beyond it a sample of the catalogue is counted and the counts are scaled up. The
rows of the sample are chosen by a hash of their IDs, so it is unbiased for every query, and a separate index finds them
without reading the others.
"""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from psycopg import Cursor

from observatory.publishing.index import facet_counts
from observatory.publishing.index.facets import Counted, having, key, number, numbers, tally
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.scope import EXACT_MATCHES, MOST_VECTORS, Scope, share_of

KEEP_SECONDS = 3600
KEPT_FROM = 2_000  # matches; fewer are counted sooner than fetched from the cache
_MOST_ORGANISATIONS = 100
# What an estimate, and then a better sample, put so far beyond the limit is beyond it; what turns out to be further
# beyond it while it is counted one by one is given up.
_DOUBT = 1.1
_GIVEN_UP = 1.5
# Of what is beyond the limit at most so many rows are counted: a value of every tenth entry is then off by 5 to 10 %.
_SAMPLED = 4_000


class Read(NamedTuple):
    """The packed facets of the entries of a scope or of a sample, one in so many, and how many entries those are;
    `exact` is whether words in quotes and longer runs were seen to stand together."""

    total: int
    packed: bytes
    sample: int
    exact: bool

    @property
    def counts(self) -> "Counts":
        return _counts(numbers(self.packed), self.sample)


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
    counts, wider = _kept(scope, generation), {}
    for facet in scope.narrowed:
        if facet == "kind" and not alternatives:
            continue
        wide = scope.without(facet)
        if not (found := _kept(wide, generation)):
            read = _read(wide)
            found = _keep(wide, generation, read.counts)
            if not counts and _is_in(scope, read):  # the scope's own entries are among those that were read
                counts = _keep(scope, generation, _counts(having(read.packed, facet, scope.chosen[facet])))
        wider[facet] = found
    counts = counts or _keep(scope, generation, _read(scope).counts)
    by_facet = counts.by_facet | {facet: found.by_facet[facet] for facet, found in wider.items()}
    return Counts(counts.total, by_facet, all(each.exact for each in (counts, *wider.values())), counts.dated)


def matches(scope: Scope, generation: int | None = None) -> Counts:
    """Count a scope as it is, without what other choices would find. `generation` is the number of the last
    publication, for who knows it already."""
    generation = generation or Entry.objects.generation()
    return _kept(scope, generation) or _keep(scope, generation, _read(scope).counts)


def _kept(scope: Scope, generation: int | None) -> Counts | None:
    """Return the counts of a list, or those in the cache: of further pages and of the way back."""
    if lists := _lists(scope):
        return _counts(facet_counts.listed(*lists, organisations=_MOST_ORGANISATIONS))
    return cache.get(_name(scope, generation))


def _keep(scope: Scope, generation: int | None, counts: Counts) -> Counts:
    """Keep large counts in the cache for as long as nothing is published."""
    if counts.total >= KEPT_FROM:
        cache.set(_name(scope, generation), counts, KEEP_SECONDS)
    return counts


def _name(scope: Scope, generation: int | None) -> str:
    return f"facet_counts:{blake2b(f'{generation} {scope.exact}'.encode(), digest_size=16).hexdigest()}"


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


def _read(scope: Scope) -> Read:
    expected = scope.estimate
    if scope.query.strict:
        # Words that need not stand together are found far oftener: too often to be read one by one.
        return _columns(scope, share_of(expected, MOST_VECTORS), exact=True)
    if expected <= MOST_VECTORS:
        return _columns(scope, 1, exact=True)
    if expected > _DOUBT * EXACT_MATCHES:
        read = _columns(scope, share_of(expected, _SAMPLED))
        if read.total * read.sample > _DOUBT * EXACT_MATCHES:
            return read
    most = int(_GIVEN_UP * EXACT_MATCHES)
    read = _columns(scope, 1, most=most + 1)
    return read if read.total <= most else _columns(scope, share_of(max(expected, most), _SAMPLED))


def _is_in(scope: Scope, read: Read) -> bool:
    """Whether the entries of a scope can be told among those of a wider one as they would be found by themselves: that
    words stand together is seen of few, and is not written in the columns."""
    seen = read.exact or scope.query.exact == scope.query.loose or scope.estimate > MOST_VECTORS
    return read.sample == 1 and seen


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


def _columns(scope: Scope, sample: int, *, exact: bool = False, most: int = 0) -> Read:
    sql, values = scope.select("facets", exact=exact, sample=sample, most=most)
    connection.ensure_connection()
    # Not Django's cursor, which asks for text: in text the column comes in hexadecimal, twice as long.
    with Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT count(*), string_agg(packed, '') FROM ({sql}) AS found (packed)", values, binary=True)  # noqa: S608
        total, packed = cursor.fetchone()
    return Read(total, packed or b"", sample, exact)
