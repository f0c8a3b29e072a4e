"""Write sightings: what looking for quotes came to, in a bounded number of statements for any number of quotes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from observatory.monitoring import sighting_rules
from observatory.monitoring.cited_quotes import SoughtQuote
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.sources.models import Citation

_MANY = 1_000
_CARRIED = ("id", "snapshot_id", "citation_id", "prefix", "suffix", "similarity", "differences", "start", "end")
# One statement for many rows: `bulk_update` of so many columns takes ten times as long to put together.
_MOVE = """
UPDATE monitoring_sighting s SET (snapshot_id, citation_id, prefix, suffix, similarity, differences, "start", "end")
    = (g.snapshot_id, g.citation_id, g.prefix, g.suffix, g.similarity, g.differences, g."start", g."end")
FROM jsonb_to_recordset(%s::jsonb) AS g (id bigint, snapshot_id bigint, citation_id bigint, prefix text, suffix text,
    similarity float8, differences jsonb, "start" jsonb, "end" jsonb)
WHERE s.id = g.id
"""
# A citation may have been edited or deleted since the quotes were read. The lock is the one that foreign keys take: it
# lets others edit the row, but not delete it.
_LOCK_CITATIONS = "SELECT id, quote, prefix, suffix FROM sources_citation WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
_END_MISPLACED = """
UPDATE monitoring_sighting s SET until = greatest(s.since, %(now)s) FROM sources_citation c, sources_location l
WHERE c.id = s.citation_id AND l.id = s.location_id AND s.until IS NULL
AND (%(ids)s::bigint[] IS NULL OR c.id = ANY(%(ids)s))
AND (btrim(c.quote) <> '' AND (c.location_id = l.id OR (
    c.location_id IS NULL AND l.source_id = c.source_id AND l.retired_at IS NULL AND l.role <> 'home'))) IS NOT TRUE
"""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What was looked for in one text. `snapshot_id` is the location's current snapshot; None if it has none."""

    location_id: int
    snapshot_id: int | None
    at: datetime
    sought: tuple[SoughtQuote, ...]


@dataclass(frozen=True, slots=True)
class RecordedSighting:
    """The sighting of a quote at a location, and the one of the same quote that held before it."""

    before: Sighting | None
    now: Sighting


def record_sightings(searches: Sequence[TextSearch]) -> list[RecordedSighting]:
    """Write what was found at locations, in five statements at most.

    A sighting goes on, in the new snapshot, if its quote, state, passage and meaning are the same; else it ends and
    another begins. Quotes that were edited or whose citation was deleted in the meantime are left out. Must be called
    in a transaction that has locked the watches of the locations.
    """
    sought = [row for search in searches for row in search.sought if not row.quote.is_empty]
    if not sought:
        return []
    current, stood = _lock_earlier_sightings(searches)
    valid = _lock_citations(sought)
    writes = _Writes()
    recorded = []
    for search in searches:
        for row in search.sought:
            place = (row.quote.public_id, search.location_id)
            if valid.get(row.quote.citation_id) == row.quote.selector:
                stood_here = (*place, row.quote.selector.digest) in stood
                recorded.append(writes.add(search, row, current.get(place), stood=stood_here))
    writes.save()
    return recorded


class _Writes:
    """The sightings that end, that go on in a newer snapshot, and that begin."""

    def __init__(self) -> None:
        self._ended: list[Sighting] = []
        self._moved: list[Sighting] = []
        self._new: list[Sighting] = []

    def add(self, search: TextSearch, row: SoughtQuote, last: Sighting | None, *, stood: bool) -> RecordedSighting:
        quote, match = row.quote, sighting_rules.settle_match(row.match, stood=stood)
        same_quote = last is not None and last.selector == quote.selector.digest
        if last and same_quote and match.state == QuoteState.UNREADABLE:  # what was seen last is still the best answer
            return RecordedSighting(last, last)
        now = sighting_rules.as_sighting(quote, match)
        now.location_id, now.snapshot_id, now.since = search.location_id, search.snapshot_id, search.at
        if last is None:
            self._new.append(now)
            return RecordedSighting(None, now)
        now.since = max(search.at, last.since)
        if sighting_rules.still_holds(last, match, quote.selector):
            now.pk, now.since = last.pk, last.since
            if (last.snapshot_id, last.citation_id) != (now.snapshot_id, now.citation_id):
                self._moved.append(now)
        else:
            last.until = now.since
            self._ended.append(last)
            self._new.append(now)
        return RecordedSighting(last if same_quote else None, now)

    def save(self) -> None:
        if self._ended:
            Sighting.objects.bulk_update(self._ended, ["until"], batch_size=_MANY)
        if self._moved:
            values = [{name: getattr(row, name) for name in _CARRIED} for row in self._moved]
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [orjson.dumps(values).decode()])
        Sighting.objects.bulk_create(self._new, batch_size=_MANY)


def end_misplaced_sightings(*, now: datetime, citation_ids: Sequence[int] | None = None) -> int:
    """End the sightings at locations where their citation (of these citations, or of all) is no longer looked for: it
    names another location, or quotes nothing, or the location was retired. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_MISPLACED, {"now": now, "ids": None if citation_ids is None else list(citation_ids)})
        return cursor.rowcount


def tie_to_citations(citation_ids: Collection[int]) -> None:
    """Tie sightings to citations that were deleted and came back: the rows stayed, with the permanent ID alone."""
    citations = Citation.objects.filter(pk__in=citation_ids)
    lost = Sighting.objects.filter(citation=None, citation_public_id__in=citations.values("public_id"))
    of_same_id = citations.filter(public_id=OuterRef("citation_public_id"))
    lost.update(citation=Subquery(of_same_id.values("pk")[:1]))


def _lock_citations(sought: Sequence[SoughtQuote]) -> dict[int, TextQuoteSelector]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CITATIONS, [sorted({row.quote.citation_id for row in sought})])
        return {pk: TextQuoteSelector(*selector) for pk, *selector in cursor}


def _lock_earlier_sightings(
    searches: Sequence[TextSearch],
) -> tuple[dict[tuple[str, int], Sighting], set[tuple[str, int, str]]]:
    """Return the current sightings by citation and location, and the quotes that ever stood at a location.

    They are locked before the citations, in the order in which the deletion of a citation reaches them.
    """
    quotes = [row.quote for search in searches for row in search.sought]
    current = Q(until=None, citation_public_id__in=[quote.public_id for quote in quotes])
    stood = Q(citation_id__in=[quote.citation_id for quote in quotes], state__in=sighting_rules.STOOD)
    locations = [search.location_id for search in searches]
    rows = Sighting.objects.filter(current | stood, location_id__in=locations).order_by("pk")
    by_citation: dict[tuple[str, int], Sighting] = {}
    seen: set[tuple[str, int, str]] = set()
    for row in rows.select_for_update(no_key=True):
        if row.until is None:
            by_citation[row.citation_public_id, row.location_id] = row
        if row.state in sighting_rules.STOOD:
            seen.add((row.citation_public_id, row.location_id, row.selector))
    return by_citation, seen
