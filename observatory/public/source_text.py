"""The stored text of a public source: which texts there are, where published quotes are in them, and the text by block
with the quotes marked.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from observatory.monitoring.models import Sighting, Snapshot
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.publishing.models import PublishedSource
from observatory.sources.models import Location, Source

AROUND = 300  # characters shown before and after a quote where the whole text may not be shown
_WORD = 30  # characters, within which a passage is cut at a space; Chinese has none
LONGEST_BLOCK = 10_000  # characters shown of one block


class Quote(NamedTuple):
    """A quote in a text: the permanent ID of its citation, and the positions (number of the block, offset) where it
    starts and ends."""

    id: str
    start: tuple[int, int]
    end: tuple[int, int]


class Segment(NamedTuple):
    """A piece of a block: whether it is quoted, and the IDs of the citations whose quotes start here."""

    text: str
    quoted: bool = False
    starting: tuple[str, ...] = ()


class ShownBlock(NamedTuple):
    """A block, or the part of it that is shown; whether text is left out before and after it."""

    number: int
    segments: list[Segment]
    cut_before: bool = False
    cut_after: bool = False


class QuotedText:
    """A text with its quotes. Positions outside of the text are moved into it: what was stored may be wrong."""

    def __init__(self, blocks: Sequence[str], quotes: Iterable[Quote]) -> None:
        self.blocks = blocks
        self._starts = [0, *accumulate(len(block) + 1 for block in blocks)]  # of each block; and the end of the text
        spans = ((self._offset(quote.start), self._offset(quote.end), quote.id) for quote in quotes)
        self._spans = sorted(span for span in spans if span[0] < span[1])

    def whole(self, first: int, most: int) -> list[ShownBlock]:
        """Return up to so many blocks of the stored text of a source from the block `first`, each up to
        `LONGEST_BLOCK` characters."""
        return [
            self._shown_part_of_block(number, 0, min(len(self.blocks[number]), LONGEST_BLOCK))
            for number in range(first, min(first + most, len(self.blocks)))
        ]

    def passages(self) -> list[list[ShownBlock]]:
        """Return the published quotes of the stored text of a source with `AROUND` characters on both sides, in their
        order; what overlaps is one passage."""
        windows: list[list[int]] = []
        for start, end, _id in self._spans:
            low, high = max(0, start - AROUND), min(self._starts[-1], end + AROUND)
            if windows and low <= windows[-1][1]:
                windows[-1][1] = max(high, windows[-1][1])
            else:
                windows.append([low, high])
        return [list(self._shown_blocks_between(low, high)) for low, high in windows]

    def _shown_blocks_between(self, low: int, high: int) -> Iterable[ShownBlock]:
        """Yield the blocks of a stored source text between two positions, as they are shown."""
        for number in range(self._block_at(low), len(self.blocks)):
            start = self._starts[number]
            if start >= high:
                return
            first, last = max(0, low - start), min(len(self.blocks[number]), high - start)
            if first < last:
                yield self._shown_part_of_block(number, *_cut_shown_part_at_words(self.blocks[number], first, last))

    def _shown_part_of_block(self, number: int, first: int, last: int) -> ShownBlock:
        """Return the characters from `first` to `last` of a block, cut where a quote starts or ends."""
        text, start = self.blocks[number], self._starts[number]
        within = [(low - start, high - start, id_) for low, high, id_ in self._spans_in(start + first, start + last)]
        edges = sorted({first, last, *(edge for span in within for edge in span[:2] if first < edge < last)})
        segments = []
        for low, high in pairwise(edges):
            quoted = any(begin < high and low < end for begin, end, _id in within)
            # A quote that began before what is shown of this block is named where it is first seen.
            starting = tuple(id_ for begin, _end, id_ in within if begin == low)
            segments.append(Segment(text[low:high], quoted, starting))
        return ShownBlock(number, segments, first > 0, last < len(text))

    def _spans_in(self, low: int, high: int) -> list[tuple[int, int, str]]:
        before = bisect_right(self._spans, (high,))
        return [span for span in self._spans[:before] if span[1] > low]

    def _offset(self, position: tuple[int, int]) -> int:
        block, offset = position
        if not 0 <= block < len(self.blocks):
            return self._starts[-1]
        return self._starts[block] + min(max(0, offset), len(self.blocks[block]))

    def _block_at(self, offset: int) -> int:
        return max(0, min(bisect_right(self._starts, offset) - 1, len(self.blocks) - 1))


def _cut_shown_part_at_words(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the bounds of a shown part of a text moved inwards, so that no word is cut where one ends nearby."""
    if first > 0 and not text[first - 1].isspace():
        space = text.find(" ", first, min(first + _WORD, last))
        first = first if space < 0 else space + 1
    if last < len(text) and not text[last].isspace():
        space = text.rfind(" ", max(first, last - _WORD), last)
        last = last if space < 0 else space
    return first, last


_STANDING = (QuoteState.PRESENT, QuoteState.MOVED, QuoteState.ALTERED)
# The citations of a source in the documents of the records that cite it, wherever they are in a document.
_PUBLISHED = """
SELECT DISTINCT citation->>'id', citation->>'quote', coalesce(citation->>'prefix', ''),
    coalesce(citation->>'suffix', '')
FROM publishing_entry AS entry, jsonb_path_query(
    entry.document, 'strict $.** ? (@.source.id == $source)', jsonb_build_object('source', %(source)s::text)
) AS citation
WHERE entry.withdrawn_at IS NULL AND entry.source_ids @> ARRAY[%(source)s]::varchar[] AND citation->>'quote' <> ''
"""
_STATE = """
SELECT published.rights, array_agg((place.id, watch.snapshot_id)::text ORDER BY place.id),
    (SELECT (count(*), max(sighting.id), max(sighting.until))::text FROM monitoring_sighting AS sighting
    WHERE sighting.location_id = ANY(array_agg(place.id)))
FROM sources_source AS source JOIN publishing_publishedsource AS published ON published.item_id = source.id
LEFT JOIN sources_location AS place ON place.source_id = source.id
LEFT JOIN monitoring_watch AS watch ON watch.location_id = place.id
WHERE source.public_id = %s GROUP BY source.id, published.rights
"""


def shown_rights(public_id: str) -> str:
    """Return what readers may see of the stored text of a source: a value of `Source.Rights`."""
    found = PublishedSource.objects.filter(public_id=public_id).values_list("rights", flat=True).first()
    return found or Source.Rights.NOTHING


def text_state(public_id: str) -> Any:
    """Return what the page of the text depends on beside the catalogue: rights, current snapshots, sightings."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [public_id])
        return cursor.fetchone()


def current_texts(public_id: str) -> list[Snapshot]:
    """Return the current snapshots of a source, without their texts: files that were attached first."""
    places = _published_places(public_id).filter(watch__snapshot__isnull=False)
    rows = Snapshot.objects.filter(pk__in=places.values("watch__snapshot")).defer("packed", "headers")
    return sorted(rows.select_related("location", "body"), key=lambda row: (bool(row.url), row.location_id))


def stored_source_text(public_id: str, body_sha256: str = "") -> Snapshot | None:
    """Return the stored text of a public source that is shown: that of this body, or without one the first of the
    current texts."""
    if not body_sha256:
        texts = current_texts(public_id)
        return texts[0] if texts else None
    rows = Snapshot.objects.filter(location__in=_published_places(public_id), body_id=body_sha256)
    return rows.select_related("location", "body").order_by("-pk").first()


def _published_places(public_id: str) -> QuerySet[Location]:
    """Return the locations of a source that readers see and that have a text of its own."""
    return Location.objects.filter(published__source__public_id=public_id).exclude(role=Location.Role.HOME)


def quotes_in_source_text(snapshot: Snapshot, public_id: str) -> list[Quote]:
    """Return where the quotes of published citations stand in one of the stored texts of a source."""
    published = _published_quotes(public_id)
    sightings = Sighting.objects.filter(snapshot=snapshot, state__in=_STANDING, start__isnull=False, end__isnull=False)
    sightings = sightings.filter(location=snapshot.location_id).order_by("until", "-pk")
    quotes: dict[str, Quote] = {}
    for id_, selector, start, end in sightings.values_list("citation_public_id", "selector", "start", "end"):
        if (id_, selector) in published and id_ not in quotes:
            quotes[id_] = Quote(id_, _position(start), _position(end))
    return list(quotes.values())


def _published_quotes(public_id: str) -> set[tuple[str, str]]:
    """Return the permanent IDs of the published citations of a source, each with the digest of its quote."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, {"source": public_id})
        return {(id_, TextQuoteSelector(*selector).digest) for id_, *selector in cursor}


def _position(values: Sequence[int]) -> tuple[int, int]:
    return values[0], values[1]
