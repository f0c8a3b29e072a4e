"""How many entries of a scope have each facet value, exactly; kept until something is published."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.core.cache import cache

from observatory.publishing.index import counts as index
from observatory.publishing.index.counts import Counts, Years
from observatory.publishing.models import Entry
from observatory.search.planning import through_indexes
from observatory.search.scope import Scope

KEEP_SECONDS = 3600


def count(scope: Scope, *, alternatives: bool = True) -> Counts:
    """Count a scope. For a facet of which values are chosen, its other values count what choosing them would find.

    `alternatives=False` counts the type chosen alone, where a page offers no other (a list of one type).
    """
    generation = Entry.objects.generation()
    counts = count_matches(scope, generation)
    by_facet = dict(counts.by_facet)
    for facet in scope.filtered:
        if alternatives or facet != "kind":
            by_facet[facet] = count_matches(scope.without(facet), generation).of(facet)
    return Counts(counts.total, by_facet)


def count_matches(scope: Scope, generation: int | None = None) -> Counts:
    """Count a scope as it is, without what other choices would find. `generation` is the number of the last
    publication, where the caller knows it."""
    return _kept("counts", scope, generation, lambda: index.count(scope.rows(exact=scope.is_checked)))


def count_years(scope: Scope) -> Years:
    """Count a scope by the year of the date and by the state of the evidence."""
    return _kept("years", scope, None, lambda: index.count_years(scope.rows(exact=scope.is_checked)))


def _kept(what: str, scope: Scope, generation: int | None, compute: Callable[[], Any]) -> Any:
    """Return what `compute` returns, from the cache for as long as nothing is published."""
    generation = generation or Entry.objects.generation()
    name = blake2b(f"{what} {generation} {scope.exact}".encode(), digest_size=16).hexdigest()
    found = cache.get(f"facets:{name}")
    if found is None:
        with through_indexes():
            found = compute()
        cache.set(f"facets:{name}", found, KEEP_SECONDS)
    return found
