"""Counts of a search scope: how many entries of it have each facet value; kept until something is published."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from django.core.cache import cache

from observatory.publishing.index import facet_counts as index
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import Entry
from observatory.publishing.models.entry import Generation
from observatory.search.planner_hints import through_indexes
from observatory.search.scope import Scope

KEEP_SECONDS = 3600


def count_scope(scope: Scope, *, but: Collection[str] = ()) -> Counts:
    """Count a scope. For a facet of which values are chosen, its other values count what choosing them would find;
    not for those facets in `but`, where a page offers no other value (a list of one type)."""
    alternatives = [name for name in scope.filtered if name not in but]
    return _count_scope_without_cache(scope, alternatives, Entry.objects.generation())


def count_matches(*scopes: Scope) -> list[Counts]:
    """Count each of some scopes as it is, without what other choices would find."""
    last = Entry.objects.generation()
    return [_count_scope_without_cache(scope, [], last) for scope in scopes]


def count_each(facet: str, codes: Sequence[str], names: Collection[str]) -> dict[str, Counts]:
    """Count everything public by each of these values of a facet, and within each by the facets `names`."""
    last = Entry.objects.generation()
    what = f"counts of each {last} {facet} {list(codes)} {sorted(names)}"
    return _scope_counts_from_cache(what, lambda: index.count_each(facet, codes, names, last))


def _count_scope_without_cache(scope: Scope, alternatives: Collection[str], last: Generation | None) -> Counts:
    return _scope_counts_from_cache(
        f"counts {last} {scope.exact} {alternatives}", lambda: _count_anew(scope, alternatives, last)
    )


def _count_anew(scope: Scope, alternatives: Collection[str], generation: Generation | None) -> Counts:
    if not scope.query:
        return index.count_facets(index.find_entries(generation=generation), scope.chosen, alternatives=alternatives)
    with through_indexes():
        return _count_scope_with_words(scope, alternatives, generation)


def _count_scope_with_words(scope: Scope, alternatives: Collection[str], generation: Generation | None) -> Counts:
    """Return how many entries in the scope of a search with words have each facet value, counted by as few checks as
    possible."""
    words = Scope(scope.query)
    found = index.find_entries(words.rows(exact=scope.query.strict), generation)
    is_checked = replace(words, counted=found.total).is_checked
    if is_checked and not scope.query.strict and words.exact != words.loose:
        found = index.find_entries(words.rows(exact=True), generation)
    counts = index.count_facets(found, scope.chosen, alternatives=alternatives)
    if is_checked or not replace(scope, counted=counts.total).is_checked:
        return counts
    # So few pass the filters that each can be checked.
    checked = index.count_facets(index.find_entries(scope.rows(exact=True), generation))
    return Counts(
        checked.total, {**checked.by_facet, **{name: counts.of(name) for name in alternatives}}, checked.years
    )


def _scope_counts_from_cache(what: str, compute: Callable[[], Any]) -> Any:
    """Return the counts of a search scope that `compute` returns, from the cache if they are there: `what` names the
    last publication."""
    name = f"facets:{blake2b(what.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
    found = cache.get(name)
    if found is None:
        found = compute()
        cache.set(name, found, KEEP_SECONDS)
    return found
