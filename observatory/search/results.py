"""One search over everything public: words, chosen facet values, a page of results, ranked and ordered.

    results = search("人工智能 ethics", chosen={"jurisdiction": ["CN"]}, page=2)

With empty text it is a list with the same facets. Nothing given raises: what cannot be read finds nothing.

Entries whose title or other name is exactly the query come first. Ranking reads the vector of every entry it ranks, so
it ranks a bounded window: the newest entries that match in their titles or names, then the newest that match elsewhere.
Entries after the window are ordered by date. "Newest" refers to the date of the record itself, as everywhere on the
site.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.db import connection
from django.db.models import F

from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.facts import fact_of_document
from observatory.publishing.index import facets as registry
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.index.facet_value_ids import known_ids
from observatory.publishing.models import Entry
from observatory.records.languages import active_language
from observatory.search import scope_counts
from observatory.search.database_functions import StoredQuotes, StoredTexts
from observatory.search.facet_choices import Facet, group_choices
from observatory.search.highlight import Marker, Segment
from observatory.search.partial_matches import PartialMatch, partial_matches, words_apart
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import Query, parse_query
from observatory.search.scope import Scope
from observatory.search.suggestions import Suggestion, other_searches
from observatory.text.bilingual_text import languages_by_preference

PAGE_SIZE = 25
MOST_SHOWN = 10_000  # entries on all pages of one search
COLUMNS = (
    *("record_id", "public_id", "kind", "slug", "subtype", "evidence", "date_from", "dated"),
    *("title_en", "title_zh_hans", "original_title", "published_at", "actor_ids"),
)
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


@dataclass(frozen=True)
class Hit:
    """One entry found: its `columns` as lists read them, the passage that matches in segments (text, matched) for a
    template to mark, and what marks other texts of it, such as the title that is shown. `quoted` says that the passage
    is one of a source, quoted as evidence. `lacks` are the words of the query that a partial match does not have."""

    columns: Mapping[str, Any]
    passage: Sequence[Segment]
    marker: Marker
    quoted: bool = False
    lacks: Sequence[str] = ()

    @property
    def public_id(self) -> str:
        return self.columns["public_id"]

    @property
    def slug(self) -> str:
        return self.columns["slug"]


@dataclass(frozen=True)
class Results:
    """A page of hits with the facets of all matches. Where there is none, `partial` are the best of those entries that
    have some of the words."""

    query: Query
    chosen: Mapping[str, Sequence[str]]
    hits: Sequence[Hit]
    facets: Sequence[Facet]
    total: int
    page: int
    pages: int
    sort: str
    suggestions: Sequence[Suggestion] = ()
    partial: Sequence[Hit] = ()


def search(
    text: str,
    chosen: Mapping[str, Sequence[str]] | None = None,
    *,
    sort: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
    facets: bool = True,
    alternatives: bool = True,
) -> Results:
    """Search everything public: return a page of results, with the facets of all of them.

    `chosen` maps names of facets (`publishing/index/facets.py`) to codes. `sort` is "relevance" (where there are
    words), "newest", "oldest" or "published". Pages are counted from 1 and end at 10,000 entries. `facets=False` leaves
    out facets and total, which are then empty and 0; `alternatives=False` leaves out the counts of other types than the
    one chosen.
    """
    asked = search_scope(text, chosen or {})
    sort = sort if sort in SORTS else (RELEVANCE if asked.query else "newest")
    page = min(max(page, 1), MOST_SHOWN // size)
    with through_indexes() if asked.loose else nullcontext():
        counts = scope_counts.count_scope(asked, but=() if alternatives else ("kind",)) if facets else Counts()
        if facets and not asked.query.strict:
            asked = replace(asked, counted=counts.total)
        found = ranked_page(asked, sort=sort, start=(page - 1) * size, length=size)
        is_empty = not found and page == 1
        suggestions = other_searches(asked) if is_empty else ()
        partial = partial_matches(asked) if is_empty and asked.query else ()
    return Results(
        query=asked.query,
        chosen=chosen or {},
        hits=list(read_hits(found, asked.query)),
        facets=group_choices(counts, chosen or {}) if facets else [],
        total=counts.total,
        page=page,
        pages=-(-min(counts.total, MOST_SHOWN) // size),
        sort=sort,
        suggestions=suggestions,
        partial=list(_partial_hits(partial, asked.query)),
    )


def search_scope(text: str, chosen: Mapping[str, Sequence[str]]) -> Scope:
    """Return what `search` would look through."""
    return Scope(parse_query(text), {name: list(chosen[name]) for name in registry.names() if chosen.get(name)})


def keys_of_page(asked: Scope, *, sort: str = "newest", start: int = 0, length: int = PAGE_SIZE) -> list[int]:
    """Return the keys of the entries of a scope from place `start` on, in an order, at most `length`."""
    with through_indexes() if asked.loose else nullcontext():
        return ranked_page(asked, sort=sort, start=start, length=length)


def read_hits(keys: Sequence[int], query: Query) -> Iterator[Hit]:
    """Yield the entries of these keys, in their order, as a page shows them."""
    entries = Entry.objects.filter(pk__in=keys).order_by()
    texts = {"text": StoredTexts(F("document"))} if query else {}
    rows = {row["record_id"]: row for row in entries.values(*COLUMNS, **texts)} if keys else {}
    marker, found = Marker(query), {}
    for key in keys:
        if row := rows.get(key):
            text = row.pop("text", None)
            found[key] = Hit(
                row,
                marker.passage(_texts_of_found_entry(upgrade_document(orjson.loads(text)))) if text else [],
                marker,
            )
    if query:
        _show_quotes(found)
    yield from found.values()


def _partial_hits(found: Sequence[PartialMatch], query: Query) -> Iterator[Hit]:
    """Yield the entries of partial matches as a page shows them."""
    lacks = {match.key: match.lacks for match in found}
    for hit in read_hits(list(lacks), words_apart(query)):
        yield replace(hit, lacks=lacks[hit.columns["record_id"]])


def _show_quotes(found: dict[int, Hit]) -> None:
    """Show a quoted passage for those results that have words of the query there alone; one more query if there are
    any."""
    wanted = {key: missing for key, hit in found.items() if (missing := _missing_words(hit))}
    rows = (
        Entry.objects.filter(pk__in=wanted).order_by().values_list("pk", StoredQuotes(F("document"))) if wanted else ()
    )
    for key, quotes in rows:
        hit = found[key]
        having = [quote for quote in quotes if hit.marker.words_in(quote) & wanted[key]]
        if having:
            found[key] = replace(hit, passage=hit.marker.passage(having), quoted=True)


def _missing_words(hit: Hit) -> set[str]:
    """Return which words of the query neither the titles nor the passage of a hit have."""
    marker, shown = hit.marker, "".join(segment.text for segment in hit.passage)
    titles = (hit.columns[name] for name in ("title_en", "title_zh_hans", "original_title"))
    return {*marker.words, *marker.phrases}.difference(*(marker.words_in(text) for text in (*titles, shown) if text))


def _texts_of_found_entry(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a result's document in which a passage may be sought, those in the reader's language first."""
    pairs = [document["summary"]]
    for name, value in document["facts"].items():
        if value is not None:
            pairs += fact_of_document(document["kind"], name, value).passages(value)
    pairs += [row["title"] for row in document["milestones"]]
    for language in languages_by_preference(active_language()):
        yield from (pair.get(language) or "" for pair in pairs)
    yield from (row["name"] for row in document["names"])
    yield from (row["value"] for row in document["identifiers"])


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
