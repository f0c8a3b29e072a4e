"""How many entries of a scope have each facet value.

Up to a limit every match is counted. Beyond it a sample of the catalogue is counted and multiplied: its
rows are chosen by a hash of their ids, so it is fair to every query, and the index finds it without
looking at the rest.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Aggregate, BinaryField, Count, Value

from observatory.publishing.facets import FACETS, SAMPLES, facet_of, unpack
from observatory.search.scope import EXACT_MATCHES, MOST_VECTORS, Scope


@dataclass(frozen=True)
class Counts:
    """Matches in all and by facet and seven-byte code; `exact` says whether they were counted or estimated."""

    total: int
    by_facet: dict[str, Counter]
    exact: bool


class _Joined(Aggregate):
    """All packed facets laid end to end."""

    function = "string_agg"
    output_field = BinaryField()
    arity = 2


def count(scope: Scope) -> Counts:
    """Count a scope. For a facet of which values are chosen, its other values count what choosing them would find."""
    counts = _count(scope, FACETS)
    by_facet, exact = dict(counts.by_facet), counts.exact
    for facet in scope.narrowed:
        wider = _count(scope.without(facet), (facet,))
        by_facet[facet], exact = wider.by_facet[facet], exact and wider.exact
    return Counts(counts.total, by_facet, exact)


def _count(scope: Scope, facets: Collection[str]) -> Counts:
    if scope.query.strict:
        # Words that need not stand together are found far oftener: too often to be read one by one.
        return _counted(scope, facets, sample=_share(scope.estimate, MOST_VECTORS), exact=True)
    if not scope.small:
        sample = _share(scope.estimate, EXACT_MATCHES)
        return _counted(scope, facets, sample, exact=scope.estimate <= MOST_VECTORS)
    counts = _counted(scope, facets, sample=1, exact=False)
    if scope.exact != scope.loose and 0 < counts.total <= MOST_VECTORS:
        return _counted(scope, facets, sample=1, exact=True)
    return counts


def _counted(scope: Scope, facets: Collection[str], sample: int, *, exact: bool) -> Counts:
    rows = scope.rows(exact=exact, sample=sample)
    if sample == 1 and not scope.small:
        # An estimate can be low: never read without bound.
        rows = rows[: 2 * EXACT_MATCHES]
    total, packed = _totals(rows)
    found: dict[str, Counter] = {facet: Counter() for facet in facets}
    for number, times in Counter(unpack(packed)).items():
        facet, low = facet_of(number)
        if facet in found:
            found[facet][low] = times * sample
    return Counts(total * sample, found, sample == 1)


def _share(expected: int, most: int) -> int:
    """Return the largest sample that holds at most so many of the expected rows."""
    return next((share for share in (1, *SAMPLES) if expected <= most * share), max(SAMPLES))


def _totals(rows) -> tuple[int, bytes]:
    found = rows.values("facets").aggregate(total=Count("*"), packed=_Joined("facets", Value(b"")))
    return found["total"], bytes(found["packed"] or b"")
