"""Select and order the entries of a page of results.

Entries whose title or other name is exactly the query come first. Ranking reads the vector of every entry it ranks, so
it ranks a bounded window: the newest entries that match in their titles or names, then the newest that match elsewhere.
Entries after the window are ordered by date. "Newest" refers to the date of the record itself, as everywhere on the
site.
"""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from django.db import connection

from observatory.publishing.index.facets import SAMPLES, packed_key
from observatory.publishing.models import Entry
from observatory.search.planning import VECTOR
from observatory.search.scope import MOST_VECTORS, Scope, share_of

RELEVANCE = "relevance"
SORTS = {
    "newest": "date_from DESC NULLS LAST, record_id DESC",
    "oldest": "date_from ASC NULLS LAST, record_id ASC",
    "published": "published_at DESC, record_id DESC",
}
WINDOW = 100
_ESTIMATED_FROM = 1_000  # titles, at most, out of which it is guessed how many there are
# Of a broad query only so many are sought, because they are sought row by row.
_WINDOW_WHEN_BROAD = 50
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
_WALK = "SELECT record_id FROM {table} WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s"
# Materialized, or the planner may walk where it was not asked to.
_PICK = """
WITH matched AS MATERIALIZED (SELECT record_id, date_from, published_at FROM {table} WHERE {where})
SELECT record_id FROM matched ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
"""


def page(scope: Scope, *, sort: str, start: int, length: int) -> list[int]:
    """Return the keys of the entries from place `start` on (0 is the first), at most `length`."""
    if sort != RELEVANCE or not scope.query:
        order = SORTS.get(sort, SORTS["newest"])
        return _pick(scope, order, vector="search", limit=length, offset=start)
    window = _window(scope)
    found = window[start : start + length]
    if len(found) < length and len(window) >= _WINDOW_WHEN_BROAD:
        rest = max(0, start - len(window))
        found += _pick(scope, SORTS["newest"], vector="search", limit=length - len(found), offset=rest, but=window)
    return found


def _window(scope: Scope) -> list[int]:
    """Return the best matches, best first."""
    newest = SORTS["newest"]
    titled = _titled(scope)
    broad = _is_walked(scope, titled, _WINDOW_WHEN_BROAD)
    most = _WINDOW_WHEN_BROAD if broad or _is_walked(scope, scope.estimate, WINDOW) else WINDOW
    length = _WINDOW_WHEN_BROAD if broad else WINDOW
    found = _pick(scope, newest, vector="title_search", limit=length, expected=titled)
    if len(found) < most:
        found += _pick(scope, newest, vector="search", limit=most - len(found), but=found)
    values = {"ids": found, "exact": scope.query.exact, "words": scope.query.loose}
    seen = _strictly(scope) or scope.query.exact == scope.query.loose
    only = "" if seen else "AND ts_match_vq(search, %(exact)s::tsquery)"
    ranked = _keys(_RANK.format(table=_TABLE, newest=newest, only=only), values)
    return list(dict.fromkeys([*_named(scope), *ranked]))


def _named(scope: Scope) -> list[int]:
    """Return the matches of which the whole query is a title, then those of which it is another name."""
    title, name = scope.query.title, scope.query.name
    if not title:
        return []
    values = {"title": title, "asked": f"({title} | {name}) & {scope.exact}"}
    return _keys(_NAMED.format(table=_TABLE, newest=SORTS["newest"], most=_MOST_NAMED), values)


def _pick(
    scope: Scope,
    order: str,
    *,
    vector: str,
    limit: int,
    offset: int = 0,
    but: list[int] | None = None,
    expected: int | None = None,
) -> list[int]:
    """Return keys of entries whose `vector` has the words of the scope, in an order; about so many are expected."""
    words = scope.query.exact if _strictly(scope) else scope.query.loose
    asked = " & ".join(filter(None, [words, *scope.filters]))
    (likely, in_row), last_day = _likely(scope), _last_day(scope)
    walk = not asked or _is_walked(scope, scope.estimate if expected is None else expected, offset + limit)
    walk = walk and not (last_day and order == SORTS["oldest"])  # all that is older than the year would be read first
    kind = _only_kind(scope)
    if kind:  # whose entries an index has in every order
        where, walk = ["kind = %(kind)s"], True
    else:
        # The function is the operator without its index.
        match = "ts_match_vq({}, %(asked)s::tsquery)" if walk else "{} @@ %(asked)s::tsquery"
        where = [match.format(vector)] if asked else []
        if walk and likely:  # in a CASE, or the planner asks the function first, for being one and not two
            where = [f"CASE WHEN {' AND '.join(likely)} THEN {where[0]} ELSE false END"]
    where.append("withdrawn_at IS NULL")
    if last_day and order == SORTS["newest"]:
        where.append("date_from <= %(last_day)s")  # where the walk begins
    if but:
        where.append("record_id <> ALL(%(but)s)")
    sql = (_WALK if walk else _PICK).format(table=_TABLE, where=" AND ".join(where), order=order)
    values = {"asked": asked, "kind": kind, "but": but, "limit": limit, "offset": offset, "last_day": last_day}
    return _keys(sql, values | in_row)


def _likely(scope: Scope) -> tuple[list[str], dict[str, Any]]:
    """Return conditions that every match fulfils, with their values: on columns, or that bytes stand among its packed
    facets.

    These lie in the row; the vector, which says for certain, does not, and is read only where they are fulfilled.
    """
    conditions, values = [], {}
    for facet in scope.narrowed:
        codes = list(scope.chosen[facet])
        keys = {f"{facet}{place}": packed_key(facet, code) for place, code in enumerate(codes)}
        if facet in ("kind", "evidence"):
            conditions.append(f"{facet} = ANY(%({facet}s)s)")
            values[f"{facet}s"] = codes
        elif all(keys.values()):
            either = " OR ".join(f"position(%({name})s::bytea IN facets) > 0" for name in keys)
            conditions.append(f"({either})")
            values |= keys
    return conditions, values


def _last_day(scope: Scope) -> date | None:
    """Return the day after which no match begins, where years are chosen."""
    years = [int(year) for year in scope.chosen.get("year", ()) if year.isascii() and year.isdecimal()]
    return date(max(years), 12, 31) if years and MINYEAR <= max(years) <= MAXYEAR else None


def _only_kind(scope: Scope) -> str:
    """Return the type that is all that is asked for; "" where more is, or less."""
    kinds = scope.chosen.get("kind", ())
    return kinds[0] if not scope.query and scope.narrowed == ("kind",) and len(kinds) == 1 else ""


def _strictly(scope: Scope) -> bool:
    """Whether words must be seen to stand together at once, not only when the window is ranked."""
    return scope.query.strict or scope.estimate <= MOST_VECTORS


def _is_walked(scope: Scope, expected: int, needed: int) -> bool:
    """Whether the first so many of the expected matches are found sooner by walking than by sorting them all."""
    read = 1 if _likely(scope)[0] and not scope.query else VECTOR
    return expected * expected > read * needed * scope.size


def _titled(scope: Scope) -> int:
    """About how many titles and names have the words; where that decides nothing, how many entries."""
    if not _is_walked(scope, scope.estimate, _WINDOW_WHEN_BROAD):
        return scope.estimate
    share = max(64, share_of(scope.estimate, _ESTIMATED_FROM))
    place = SAMPLES.index(share) + 1
    sql = f"SELECT count(*) FROM {_TABLE} WHERE title_search @@ %(asked)s::tsquery AND sample >= {place}"  # noqa: S608
    return share * _keys(sql, {"asked": scope.loose})[0]


def _keys(sql: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
