"""Select and order the entries of a page of results.

Entries whose title or other name is exactly the query come first. Ranking reads the vector of every entry it ranks, so
it ranks a bounded window: the newest entries that match in their titles or names, then the newest that match elsewhere.
Entries after the window are ordered by date. "Newest" refers to the date of the record itself, as everywhere on the
site.
"""

from typing import Any

from django.db import connection

from observatory.publishing.index.facet_value_ids import known_ids
from observatory.publishing.models import Entry
from observatory.search.scope import Scope

RELEVANCE = "relevance"
SORTS = {
    "newest": "date_from DESC NULLS LAST, record_id DESC",
    "oldest": "date_from ASC NULLS LAST, record_id ASC",
    "published": "published_at DESC, record_id DESC",
}
WINDOW = 100
MANY = 10_000  # matches; fewer are sorted
_TABLE = Entry._meta.db_table

# Weights D, C, B, A: elsewhere, summary, names, titles.
_RANK = """
SELECT record_id FROM {table}
WHERE record_id = ANY(%(ids)s) {only}
ORDER BY 2 * ts_rank(title_search, %(words)s::tsquery, 1)
    + ts_rank('{{0.1, 0.3, 0.8, 1.0}}', search, %(words)s::tsquery, 1) DESC, {newest}
"""
# Those with the title before those with the other name.
_NAMED = """
WITH matched AS MATERIALIZED (
    SELECT record_id, date_from, ts_match_vq(title_search, %(title)s::tsquery) AS titled
    FROM {table} WHERE search @@ %(asked)s::tsquery AND withdrawn_at IS NULL
)
SELECT record_id FROM matched ORDER BY titled DESC, {newest} LIMIT {most}
"""
_MOST_NAMED = 50
# Without words the planner knows how many there are, and what it costs to look. Of very many matches, too, the first
# are found sooner by walking all entries in the order than by sorting what matches.
_LISTED = "SELECT record_id FROM {table} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s"
# Materialized, or the planner may walk few matches too and read the vector of each entry.
_MATCHED = """
WITH matched AS MATERIALIZED (SELECT record_id, date_from, published_at FROM {table} WHERE {where})
SELECT record_id FROM matched ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def ranked_page(scope: Scope, *, sort: str, start: int, length: int) -> list[int]:
    """Return the keys of the entries on a page of results from place `start` on (0 is the first), ranked, at most
    `length`."""
    if sort != RELEVANCE or not scope.query:
        order = SORTS.get(sort, SORTS["newest"])
        return _matches_in_order(scope, order, vector="search", limit=length, offset=start)
    window = _best_matches(scope)
    found = window[start : start + length]
    if len(found) < length and len(window) >= WINDOW:
        rest = max(0, start - len(window))
        found += _matches_in_order(
            scope, SORTS["newest"], vector="search", limit=length - len(found), offset=rest, without=window
        )
    return found


def _best_matches(scope: Scope) -> list[int]:
    """Return the best matches of a search, ranked, best first."""
    newest = SORTS["newest"]
    found = _matches_in_order(scope, newest, vector="title_search", limit=WINDOW)
    if len(found) < WINDOW:
        found += _matches_in_order(scope, newest, vector="search", limit=WINDOW - len(found), without=found)
    values = {"ids": found, "exact": scope.query.exact, "words": scope.query.loose}
    only = "" if scope.is_checked else "AND ts_match_vq(search, %(exact)s::tsquery)"
    ranked = _keys_of_entries(_RANK.format(table=_TABLE, newest=newest, only=only), values)
    return list(dict.fromkeys([*_matches_by_whole_name(scope), *ranked]))


def _matches_by_whole_name(scope: Scope) -> list[int]:
    """Return the matches of which the whole query is a title, then those of which it is another name, to rank them
    first."""
    title, name = scope.query.title, scope.query.name
    if not title:
        return []
    values = {"title": title, "asked": f"({title} | {name}) & {scope.exact}"}
    return _keys_of_entries(_NAMED.format(table=_TABLE, newest=SORTS["newest"], most=_MOST_NAMED), values)


def _matches_in_order(
    scope: Scope, order: str, *, vector: str, limit: int, offset: int = 0, without: list[int] | None = None
) -> list[int]:
    """Return keys of entries that have the words of the scope in their `vector`, and the chosen values, in an order."""
    if not scope.query:
        return _chosen_in_order(scope, order, limit, offset)
    walked = _are_many(scope, vector)
    # The function is the operator without its index.
    match = "ts_match_vq({}, %(asked)s::tsquery)" if walked else "{} @@ %(asked)s::tsquery"
    where = ["withdrawn_at IS NULL", match.format(vector)]
    if without:
        where.append("record_id <> ALL(%(without)s)")
    sql = (_LISTED if walked else _MATCHED).format(table=_TABLE, where=" AND ".join(where), order=order)
    asked = scope.exact if scope.is_checked else scope.loose
    return _keys_of_entries(sql, {"asked": asked, "without": without, "limit": limit, "offset": offset})


def _chosen_in_order(scope: Scope, order: str, limit: int, offset: int) -> list[int]:
    """Return keys of entries that have the chosen values, in an order."""
    where, values = ["withdrawn_at IS NULL"], {"limit": limit, "offset": offset}
    for facet in scope.filtered:
        if facet == "kind":  # with which indexes begin
            where.append("kind = ANY(%(kind)s)")
            values["kind"] = list(scope.chosen[facet])
        else:
            where.append(f"facet_ids && %({facet})s::integer[]")
            values[facet] = known_ids(facet, scope.chosen[facet])
    return _keys_of_entries(_LISTED.format(table=_TABLE, where=" AND ".join(where), order=order), values)


def _are_many(scope: Scope, vector: str) -> bool:
    """Return whether very many entries have the words of the scope in this vector, so that they are walked in order."""
    if scope.counted is not None and (vector == "search" or scope.counted <= MANY):
        return scope.counted > MANY
    sql = f"SELECT count(*) FROM (SELECT FROM {_TABLE} WHERE {vector} @@ %(asked)s::tsquery LIMIT %(most)s) AS found"  # noqa: S608
    return _keys_of_entries(sql, {"asked": scope.loose, "most": MANY + 1})[0] > MANY


def _keys_of_entries(sql: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
