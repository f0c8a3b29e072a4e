"""Search for sources and official terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Length

from observatory.publishing.models import PublishedLocation, PublishedRendering, PublishedSource, PublishedTerm
from observatory.search.database_functions import Matches, Rank
from observatory.search.highlight import Marker
from observatory.search.partial_matches import PartialMatch, Searched, partial_matches, searched, words_apart
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import LONGEST, Query, parse_query
from observatory.search.scope import Scope

SHOWN = 3  # of each, beside the records that a search finds
MOST_COUNTED = 200


@dataclass(frozen=True)
class Found:
    """The best of what was found, and how many there are; `more` is whether there are more than were counted."""

    rows: Sequence[Any] = ()
    total: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class SourcesAndTerms:
    """Sources and official terms with the words of a search, and what marks these in a text."""

    sources: Found
    terms: Found
    marker: Marker

    def __bool__(self) -> bool:
        return bool(self.sources or self.terms)


def public_sources() -> QuerySet[PublishedSource]:
    """Sources that a live entry cites, as published: a source is public as long as one does."""
    return PublishedSource.objects.cited()


def public_renderings() -> QuerySet[PublishedRendering]:
    """Renderings of terms by sources that are public, with the source."""
    return PublishedRendering.objects.filter(source__item__cited=True).select_related("source")


def public_glossary() -> QuerySet[PublishedTerm]:
    """Official terms as published, with those of their renderings that are public."""
    renderings = public_renderings().order_by("text", "pk")
    return PublishedTerm.objects.prefetch_related(Prefetch("renderings", renderings)).order_by("term", "pk")


def find_sources(text: str) -> QuerySet[PublishedSource]:
    """Return the public sources that a query as typed finds (`query_parser.parse_query`), or that can be read at the
    address typed; all of them for text without a word."""
    if text.lower().startswith(("http://", "https://")):
        there = Q(url__in={text, text.rstrip("/"), f"{text.rstrip('/')}/"})
        if len(text) >= LONGEST:  # of what was typed the rest was not read
            there |= Q(url__startswith=text)
        read_there = list(PublishedLocation.objects.filter(there).order_by().values_list("source", flat=True))
        if read_there:
            return public_sources().filter(pk__in=read_there)
    query = parse_query(text)
    return public_sources().filter(Matches(F("search"), query.exact)) if query else public_sources()


def find_official_terms(text: str) -> QuerySet[PublishedTerm]:
    """Return the official terms that a query as typed finds, by themselves or by a public rendering; all of them for
    text without a word."""
    query = parse_query(text)
    return public_glossary().filter(pk__in=_keys_of_terms(query)) if query else public_glossary()


def find_sources_and_terms(text: str) -> SourcesAndTerms:
    """Return the best sources and official terms that a query as typed finds, in at most five queries."""
    query = parse_query(text)
    if not query:
        return SourcesAndTerms(Found(), Found(), Marker(query))
    with through_indexes():
        keys = list(find_sources(text).order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
        best = PublishedSource.objects.filter(pk__in=keys).order_by(Rank(F("search"), query.loose).desc(), "key")
        sources = _found_rows(best, keys)
        keys = list(_keys_of_terms(query)[: MOST_COUNTED + 1])
        terms = _found_rows(public_glossary().filter(pk__in=keys).order_by(Length("term"), "term", "pk"), keys)
    return SourcesAndTerms(sources, terms, Marker(query))


def find_partial_sources(text: str) -> list[PartialMatch]:
    """Return the public sources with most words of a query that finds none, best first."""
    return partial_matches(
        Scope(parse_query(text)), Searched(searched(public_sources(), key="pk", place="key"), "place")
    )


def find_partial_terms(text: str) -> list[PartialMatch]:
    """Return the official terms with most words of a query that finds none, by themselves or by one public rendering,
    best first."""
    terms = searched(PublishedTerm.objects.all(), key="pk", place="term")
    renderings = searched(public_renderings().select_related(None), key="term_id", place="term__term")
    return partial_matches(
        Scope(parse_query(text)), Searched(terms.union(renderings, all=True), "length(place), place")
    )


def mark_words_apart(text: str) -> Marker:
    """Return what marks the words of a query in partial matches."""
    return Marker(words_apart(parse_query(text)))


def texts_of_sources_and_terms(query: str, most: int) -> Iterator[str]:
    """Yield official terms, their public renderings, and keys and titles of public sources that a tsquery finds, each
    out of so many."""
    terms = PublishedTerm.objects.filter(Matches(F("search"), query)).order_by().values_list("term")
    renderings = public_renderings().filter(Matches(F("search"), query)).order_by()
    sources = public_sources().filter(Matches(F("search"), query)).order_by()
    for rows in (
        terms,
        renderings.values_list("text"),
        sources.values_list("key", "title_en", "title_zh_hans", "original_title"),
    ):
        yield from (text for row in rows[:most] for text in row if text)


def _found_rows(best: QuerySet, keys: list[int]) -> Found:
    total = min(len(keys), MOST_COUNTED)
    return Found(list(best[:SHOWN]), total, len(keys) > MOST_COUNTED) if keys else Found()


def _keys_of_terms(query: Query) -> QuerySet:
    by_term = PublishedTerm.objects.filter(Matches(F("search"), query.exact)).order_by().values_list("pk", flat=True)
    by_rendering = public_renderings().filter(Matches(F("search"), query.exact)).order_by()
    return by_term.union(by_rendering.values_list("term", flat=True))
