"""The best partial matches where nothing has all words of a search, with the words that each lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import log
from typing import Any, NamedTuple

import rjieba
from django.db import connection
from django.db.models import F, QuerySet

from observatory.publishing.models import Entry
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import Part, Query, parse_query
from observatory.search.scope import Scope
from observatory.text.search_terms import fold_for_search
from observatory.text.typography import has_han

MOST_SHOWN = 10
_MOST_PARTS = 8  # words whose combinations are tried: 70 of four out of eight
_MOST_COUNTED = 1_000
_WINDOW = 100  # matches out of which the best are chosen, the newest
_LONG_RUN = 4  # Chinese characters; a shorter run is one word
# Each follows the rows that are searched, which are planned as part of it.
_ROWS = "WITH searched AS NOT MATERIALIZED ({rows})"
_COUNTS = "(SELECT count(*) FROM (SELECT FROM searched WHERE vector @@ %s::tsquery LIMIT {most}) AS found)"
_CANDIDATES = """
, matched AS MATERIALIZED (SELECT row_key, place FROM searched WHERE vector @@ %s::tsquery)
SELECT row_key FROM matched ORDER BY {order} LIMIT {most}
"""
# Of the weights D, C, B, A those of names and titles count.
_HAVING = """
SELECT row_key, ts_rank('{{0, 0, 0.4, 1}}', name_vector, %s::tsquery), {matches} FROM searched WHERE row_key = ANY(%s)
"""


class Searched(NamedTuple):
    """What partial matches are looked for in. `rows` has the columns `row_key`, `vector`, `name_vector` (with
    titles and names) and `place`, by which `order` sorts equal matches. Several rows may have one key."""

    rows: QuerySet
    order: str


def searched(rows: QuerySet, *, key: str, place: str, names: str = "search") -> QuerySet:
    """Return rows that have a vector `search` with the columns of `Searched`, each named by a column of theirs."""
    return rows.order_by().values(row_key=F(key), vector=F("search"), name_vector=F(names), place=F(place))


def _records() -> Searched:
    rows = searched(Entry.objects.live(), key="record_id", place="date_from", names="title_search")
    return Searched(rows, "place DESC NULLS LAST, row_key DESC")


class PartialMatch(NamedTuple):
    """The key of what has some words of a search, and the words that it lacks, as they were typed."""

    key: int
    lacks: tuple[str, ...]


def partial_matches(scope: Scope, among: Searched | None = None) -> list[PartialMatch]:
    """Return what has most words of a scope that finds nothing, best first, at most `MOST_SHOWN`: entries, or what
    `among` has.

    Of those with equally many words those with the rarer ones come first, then those with them in titles and names,
    then by their place: of entries the newer. None for a search of one word. What is excluded or chosen of facets
    holds. A handful of queries, each answered by the index.
    """
    parts = words_apart(scope.query).positive
    if len(parts) < 2:
        return []
    among = among or _records()
    with through_indexes():
        counts = _count_rows_with_parts(parts, scope, among)
        known = sorted((part for part in parts if counts[part]), key=counts.__getitem__)[:_MOST_PARTS]
        keys = next(
            (keys for some in _weaker_searches(known, len(parts)) if (keys := _find_partial_keys(some, scope, among))),
            [],
        )
        rows = _read_partial_rows(keys, parts, among) if keys else []
    place = {key: number for number, key in enumerate(keys)}

    def order(row: _Row) -> tuple[Any, ...]:
        return -len(row.having), sum(log(counts[part] + 1) for part in row.having), -row.rank, place[row.key]

    best: dict[int, _Row] = {}
    for row in sorted((row for row in rows if row.having), key=order):
        best.setdefault(row.key, row)
    shown = list(best.values())[:MOST_SHOWN]
    return [PartialMatch(row.key, tuple(part.text for part in parts if part not in row.having)) for row in shown]


def rows_of(matches: Sequence[PartialMatch], rows: QuerySet) -> list[tuple[Any, Sequence[str]]]:
    """Return those of the rows that partial matches are, each with the words that it lacks, in the order of the
    matches; one query, none without matches."""
    found = rows.in_bulk([match.key for match in matches]) if matches else {}
    return [(found[match.key], match.lacks) for match in matches if match.key in found]


def words_apart(query: Query) -> Query:
    """Return a query with the words of a long Chinese run and of a phrase apart."""
    parts = {each.exact: each for part in query.positive for each in _words_of_part(part)}
    return replace(query, parts=(*parts.values(), *(part for part in query.parts if part.negated)))


def _words_of_part(part: Part) -> Sequence[Part]:
    """Return the words that a part of a query can be matched by partly: of a long Chinese run or a phrase."""
    text = part.text
    if has_han(text) and len(text) >= _LONG_RUN and not part.strict:
        words = [text[start:end] for start, end in _places_of_dictionary_words(text) if end - start > 1]
    elif part.strict and " " in text:
        words = text.split()
    else:
        return [part]
    return parse_query(" ".join(words)).positive or [part]


def _places_of_dictionary_words(run: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the dictionary words of a Chinese run in a query, looked up in simplified characters."""
    end = 0
    for word in rjieba.cut(fold_for_search(run)):
        start, end = end, end + len(word)
        yield start, end


def _weaker_searches(known: Sequence[Part], asked: int) -> Iterator[list[Sequence[Part]]]:
    """Yield the combinations of the known words by one word fewer at a time, beginning with fewer than were asked."""
    for size in range(min(len(known), asked - 1), 0, -1):
        yield list(combinations(known, size))


def _count_rows_with_parts(parts: Sequence[Part], scope: Scope, among: Searched) -> dict[Part, int]:
    """Return how many rows in the scope of a search have each word of it, counted up to a limit."""
    one = _COUNTS.format(most=_MOST_COUNTED)
    sql = f"SELECT {', '.join([one] * len(parts))}"
    row = _partial_rows(among, sql, [_with_rest(part.loose, scope) for part in parts])[0]
    return dict(zip(parts, row, strict=True))


def _find_partial_keys(some: Sequence[Sequence[Part]], scope: Scope, among: Searched) -> list[int]:
    """Return the keys of the first rows that have all words of any combination."""
    either = " | ".join(f"({' & '.join(part.loose for part in parts)})" for parts in some)
    sql = _CANDIDATES.format(order=among.order, most=_WINDOW)
    return list(dict.fromkeys(key for (key,) in _partial_rows(among, sql, [_with_rest(f"({either})", scope)])))


class _Row(NamedTuple):
    key: int
    rank: float
    having: Sequence[Part]


def _read_partial_rows(keys: Sequence[int], parts: Sequence[Part], among: Searched) -> list[_Row]:
    """Return which words of a search each row with one of these keys has, and how well its titles and names match
    them."""
    matches = ", ".join(["ts_match_vq(vector, %s::tsquery)"] * len(parts))
    either = " | ".join(f"({part.loose})" for part in parts)
    sql = _HAVING.format(matches=matches)
    rows = _partial_rows(among, sql, [either, *(part.exact for part in parts), list(keys)])
    return [
        _Row(key, rank, [part for part, has in zip(parts, having, strict=True) if has]) for key, rank, *having in rows
    ]


def _with_rest(words: str, scope: Scope) -> str:
    """Return a tsquery with what a scope excludes and what is chosen in it."""
    return " & ".join([words, *scope.query.excluded, *scope.filters])


def _partial_rows(among: Searched, sql: str, values: Sequence[Any]) -> list[tuple]:
    """Return what a query for partial matches finds among the rows that are searched."""
    rows, of_rows = among.rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(rows=rows) + sql, [*of_rows, *values])
        return cursor.fetchall()
