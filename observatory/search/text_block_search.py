"""Search in the stored texts of sources, by block, where their rights allow readers to see the whole text."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from observatory.search.database_functions import Matches, Rank
from observatory.search.highlight import Marker
from observatory.search.partial_matches import PartialMatch, Searched, partial_matches, searched
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import Query, parse_query
from observatory.search.scope import Scope
from observatory.sources.models import Source, TextBlock

SHOWN = 3  # beside the records that a search finds
MOST_RANKED = 500  # blocks that are found and ordered; of more, the page says so


@dataclass(frozen=True)
class FoundBlocks:
    """Blocks that have the words of a search, best first, each with its source; `more` is whether there are more than
    were looked at. `marker` marks the words in a text."""

    keys: list[int]
    more: bool
    marker: Marker

    def __bool__(self) -> bool:
        return bool(self.keys)

    def rows(self, start: int = 0, length: int = SHOWN) -> list[TextBlock]:
        """Return the blocks from place `start` on, in one query."""
        wanted = self.keys[start : start + length]
        rows = with_sources(TextBlock.objects).in_bulk(wanted)
        return [rows[key] for key in wanted if key in rows]


def shown_blocks() -> QuerySet[TextBlock]:
    """Return the blocks of stored source texts that readers may see and search. A long block is several rows that
    overlap."""
    return TextBlock.objects.filter(
        text__location__published__source__item__cited=True,
        text__location__published__source__rights=Source.Rights.WHOLE,
    )


def with_sources(blocks: QuerySet[TextBlock]) -> QuerySet[TextBlock]:
    """Return the blocks with their sources as published: one query for both."""
    return blocks.select_related("text__location__source__published").defer("search")


def blocks_with(query: Query) -> QuerySet[TextBlock]:
    """Return the blocks that readers may see and that have all words of a query, Chinese runs and phrases as typed."""
    return shown_blocks().filter(Matches(F("search"), query.exact)).order_by()


def find_partial_blocks(text: str) -> list[PartialMatch]:
    """Return the blocks that readers may see with most words of a query that finds none, best first."""
    return partial_matches(Scope(parse_query(text)), Searched(searched(shown_blocks(), key="pk", place="pk"), "place"))


def find_blocks(text: str) -> FoundBlocks:
    """Return the best blocks that a query as typed finds, in at most two queries; none for text without a word."""
    query = parse_query(text)
    if not query:
        return FoundBlocks([], False, Marker(query))
    with through_indexes():
        keys = list(blocks_with(query).values_list("pk", flat=True)[: MOST_RANKED + 1])
        best = TextBlock.objects.filter(pk__in=keys[:MOST_RANKED]).annotate(rank=Rank(F("search"), query.loose))
        rows = best.order_by("-rank", "pk").values_list("text_id", "number", "pk") if keys else ()
        # Two overlapping pieces of one block are one find.
        first: dict[tuple[Any, int], int] = {}
        for text_id, number, key in rows:
            first.setdefault((text_id, number), key)
    return FoundBlocks(list(first.values()), len(keys) > MOST_RANKED, Marker(query))
