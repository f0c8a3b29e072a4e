"""One search over everything public: the words of a reader, the facet values chosen, a page of hits.

    results = search("人工智能 ethics", chosen={"jurisdiction": ["CN"]}, page=2)

With empty text it is a list with the same facets. Nothing given raises: what cannot be read finds nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language

from observatory.publishing.facets import FACETS
from observatory.publishing.models import Entry
from observatory.search import counting, ranking, suggest
from observatory.search.facets import Facet, grouped
from observatory.search.highlight import Marker, Segment
from observatory.search.planning import through_indexes
from observatory.search.query import Query, parse
from observatory.search.scope import EXACT_MATCHES, Scope

PAGE_SIZE = 25
_COLUMNS = (
    *("record_id", "public_id", "kind", "slug", "subtype", "evidence", "jurisdictions", "date_from", "date_to"),
    *("title_en", "title_zh_hans", "original_title", "published_at"),
)
_TEXTS = ("summary", "names", "identifiers", "facts", "milestones")


@dataclass(frozen=True)
class Hit:
    """One entry found. Titles and passage come in segments (text, matched), for a template to mark."""

    public_id: str
    kind: str
    slug: str
    subtype: str
    evidence: str
    jurisdictions: Sequence[str]
    date_from: date | None
    date_to: date | None
    title: Sequence[Segment]
    title_language: str
    other_title: Sequence[Segment]
    other_language: str
    passage: Sequence[Segment]


@dataclass(frozen=True)
class Results:
    """A page of hits with the facets of all matches. `exact` is whether `total` and facet counts are counted."""

    query: Query
    chosen: Mapping[str, Sequence[str]]
    hits: Sequence[Hit]
    facets: Sequence[Facet]
    total: int
    exact: bool
    page: int
    pages: int
    sort: str
    suggestions: Sequence[suggest.Suggestion] = ()


def search(
    text: str,
    chosen: Mapping[str, Sequence[str]] | None = None,
    *,
    sort: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
    facets: bool = True,
) -> Results:
    """Find what a reader asks for.

    `chosen` maps names of facets (`publishing.facets.FACETS`) to codes, organisations by their permanent
    id. `sort` is "relevance" (where there are words), "newest", "oldest" or "published". Pages are counted
    from 1 and end at 10,000 entries. `facets=False` leaves out facets and total, which are then empty and 0.
    """
    asked = scope(text, chosen or {})
    sort = sort if sort in ranking.SORTS else (ranking.RELEVANCE if asked.query else "newest")
    page = min(max(page, 1), EXACT_MATCHES // size)
    with through_indexes() if asked.loose else nullcontext():
        counts = counting.count(asked) if facets else counting.Counts(0, {}, exact=False)
        if facets and not asked.query.strict:
            asked = replace(asked, counted=counts.total)
        keys = ranking.page(asked, sort=sort, start=(page - 1) * size, length=size) if asked.counted != 0 else []
        suggestions = () if keys or page > 1 else suggest.ways_out(asked)
    # A sample may miss what was found.
    total = max(counts.total, (page - 1) * size + len(keys) if keys else 0)
    return Results(
        query=asked.query,
        chosen=chosen or {},
        hits=list(hits(keys, asked.query)),
        facets=grouped(counts, chosen or {}) if facets else [],
        total=total,
        exact=counts.exact,
        page=page,
        pages=-(-min(total, EXACT_MATCHES) // size),
        sort=sort,
        suggestions=suggestions,
    )


def scope(text: str, chosen: Mapping[str, Sequence[str]]) -> Scope:
    """Return what `search` would look through; organisations are given by their permanent ids."""
    codes = {name: list(chosen[name]) for name in FACETS if chosen.get(name)}
    if wanted := codes.get("organisation"):
        known = dict(Entry.objects.live().filter(public_id__in=wanted).values_list("public_id", "pk"))
        # An unknown organisation has no entries; 0 is nobody's key.
        codes["organisation"] = [str(known.get(public_id, 0)) for public_id in wanted]
    return Scope(parse(text), codes)


def hits(keys: Sequence[int], query: Query) -> Iterator[Hit]:
    """Yield the entries of these keys, in their order, as a page shows them."""
    texts = {f"document__{name}": name for name in _TEXTS} if query else {}
    rows = {row["record_id"]: row for row in Entry.objects.filter(pk__in=keys).order_by().values(*_COLUMNS, *texts)}
    marker = Marker(query)
    for key in keys:
        if row := rows.get(key):
            yield _hit(row, {name: row[column] for column, name in texts.items()}, marker)


def _hit(row: Mapping[str, Any], document: Mapping[str, Any], marker: Marker) -> Hit:
    titles = _titles(row)
    (title, language), (other, other_language) = titles[0], titles[1] if len(titles) > 1 else ("", "")
    shared = ("public_id", "kind", "slug", "subtype", "evidence", "jurisdictions", "date_from", "date_to")
    return Hit(
        **{name: row[name] for name in shared},
        title=marker.segments(title),
        title_language=language,
        other_title=marker.segments(other),
        other_language=other_language,
        passage=marker.passage(_passages(document)) if document else [],
    )


def _titles(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the titles there are with their languages, that of the reader's language first."""
    found = [(row["title_en"], "en"), (row["title_zh_hans"], "zh-Hans")]
    if _chinese():
        found.reverse()
    found.append((row["original_title"], ""))
    return list({title: (title, language) for title, language in reversed(found) if title}.values())[::-1]


def _passages(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts in which a passage may be sought, those in the reader's language first."""
    languages = ("zh-hans", "en") if _chinese() else ("en", "zh-hans")
    pairs = [document["summary"]]
    pairs += [fact for fact in document["facts"].values() if isinstance(fact, dict) and "en" in fact]
    pairs += [row["title"] for row in document["milestones"]]
    for language in languages:
        yield from (pair.get(language) or "" for pair in pairs)
    yield from (row["name"] for row in document["names"])
    yield from (row["value"] for row in document["identifiers"])


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
