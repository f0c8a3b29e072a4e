"""The best partial matches where no record has all words of a search, with the words that each lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import log
from typing import Any, NamedTuple

import rjieba
from django.db import connection

from observatory.publishing.models import Entry
from observatory.search.planning import through_indexes
from observatory.search.query import Part, Query, parse
from observatory.search.scope import Scope
from observatory.text.normal_forms import has_han
from observatory.text.search_terms import fold_for_search

MOST_SHOWN = 10
_MOST_PARTS = 8  # words whose combinations are tried: 70 of four out of eight
_MOST_COUNTED = 1_000
_WINDOW = 100  # matches out of which the best are chosen, the newest
_LONG_RUN = 4  # Chinese characters; a shorter run is one word
_TABLE = Entry._meta.db_table

_COUNTS = "(SELECT count(*) FROM (SELECT FROM {table} WHERE search @@ %s::tsquery LIMIT {most}) AS found)"
_CANDIDATES = """
WITH matched AS MATERIALIZED (
    SELECT record_id, date_from FROM {table} WHERE search @@ %s::tsquery AND withdrawn_at IS NULL
)
SELECT record_id FROM matched ORDER BY date_from DESC NULLS LAST, record_id DESC LIMIT {most}
"""
_HAVING = """
SELECT record_id, ts_rank(title_search, %s::tsquery), {matches} FROM {table} WHERE record_id = ANY(%s)
"""


class PartialMatch(NamedTuple):
    """The key of an entry that has some words of a search, and the words that it lacks, as they were typed."""

    key: int
    lacks: tuple[str, ...]


def partial_matches(scope: Scope) -> list[PartialMatch]:
    """Return the entries with most words of a scope that finds nothing, best first, at most `MOST_SHOWN`.

    Of entries with equally many words those with the rarer ones come first, then those with them in titles and names,
    then the newer. None for a search of one word. What is excluded or chosen of facets holds. A handful of queries,
    each answered by the index.
    """
    parts = words_apart(scope.query).positive
    if len(parts) < 2:
        return []
    with through_indexes():
        counts = _count(parts, scope)
        known = sorted((part for part in parts if counts[part]), key=counts.__getitem__)[:_MOST_PARTS]
        keys = next((keys for some in _weaker(known, len(parts)) if (keys := _find(some, scope))), [])
        rows = _read(keys, parts) if keys else []
    place = {key: number for number, key in enumerate(keys)}

    def order(row: _Row) -> tuple[Any, ...]:
        return -len(row.having), sum(log(counts[part] + 1) for part in row.having), -row.rank, place[row.key]

    best = sorted((row for row in rows if row.having), key=order)[:MOST_SHOWN]
    return [PartialMatch(row.key, tuple(part.text for part in parts if part not in row.having)) for row in best]


def words_apart(query: Query) -> Query:
    """Return a query with the words of a long Chinese run and of a phrase apart."""
    parts = {each.exact: each for part in query.positive for each in _words(part)}
    return replace(query, parts=(*parts.values(), *(part for part in query.parts if part.negated)))


def _words(part: Part) -> Sequence[Part]:
    text = part.text
    if has_han(text) and len(text) >= _LONG_RUN and not part.strict:
        words = [text[start:end] for start, end in _cut(text) if end - start > 1]
    elif part.strict and " " in text:
        words = text.split()
    else:
        return [part]
    return parse(" ".join(words)).positive or [part]


def _cut(run: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the dictionary words of a run, which are looked up in simplified characters."""
    end = 0
    for word in rjieba.cut(fold_for_search(run)):
        start, end = end, end + len(word)
        yield start, end


def _weaker(known: Sequence[Part], asked: int) -> Iterator[list[Sequence[Part]]]:
    """Yield the combinations of the known words by one word fewer at a time, beginning with fewer than were asked."""
    for size in range(min(len(known), asked - 1), 0, -1):
        yield list(combinations(known, size))


def _count(parts: Sequence[Part], scope: Scope) -> dict[Part, int]:
    """Return how many entries in scope have each word, counted up to a limit."""
    one = _COUNTS.format(table=_TABLE, most=_MOST_COUNTED)
    row = _rows(f"SELECT {', '.join([one] * len(parts))}", [_with_rest(part.loose, scope) for part in parts])[0]
    return dict(zip(parts, row, strict=True))


def _find(some: Sequence[Sequence[Part]], scope: Scope) -> list[int]:
    """Return the keys of the newest entries that have all words of any combination."""
    either = " | ".join(f"({' & '.join(part.loose for part in parts)})" for parts in some)
    sql = _CANDIDATES.format(table=_TABLE, most=_WINDOW)
    return [key for (key,) in _rows(sql, [_with_rest(f"({either})", scope)])]


class _Row(NamedTuple):
    key: int
    rank: float
    having: Sequence[Part]


def _read(keys: Sequence[int], parts: Sequence[Part]) -> list[_Row]:
    """Return for each entry the words that it has, and how well its titles and names match them."""
    matches = ", ".join(["ts_match_vq(search, %s::tsquery)"] * len(parts))
    either = " | ".join(f"({part.loose})" for part in parts)
    rows = _rows(_HAVING.format(table=_TABLE, matches=matches), [either, *(part.exact for part in parts), list(keys)])
    return [
        _Row(key, rank, [part for part, has in zip(parts, having, strict=True) if has]) for key, rank, *having in rows
    ]


def _with_rest(words: str, scope: Scope) -> str:
    """Return a tsquery with what a scope excludes and what is chosen in it."""
    return " & ".join([words, *scope.query.excluded, *scope.filters])


def _rows(sql: str, values: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
