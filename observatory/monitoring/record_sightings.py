"""Write sightings: what looking for quotes came to, in a bounded number of statements for any number of quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from observatory.monitoring import sighting_rules
from observatory.monitoring.cited_quotes import SoughtQuote
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_match import TextQuoteSelector

_MANY = 1_000
_CARRIED = ("citation_id", "prefix", "suffix", "similarity", "differences", "start", "end")
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
    valid = _lock_citations(sought)
    current, stood = _earlier_sightings(searches, valid)
    recorded, ended, moved, new = [], [], [], []
    for search in searches:
        for row in search.sought:
            quote, place = row.quote, (row.quote.public_id, search.location_id)
            if valid.get(quote.citation_id) != quote.selector:
                continue
            last = current.get(place)
            match = sighting_rules.settle_match(row.match, stood=(*place, quote.selector.digest) in stood)
            same_quote = last is not None and last.selector == quote.selector.digest
            if last and same_quote and match.state == QuoteState.UNREADABLE:
                recorded.append(RecordedSighting(last, last))
                continue
            if last and sighting_rules.still_holds(last, match, quote.selector):
                recorded.append(RecordedSighting(last, last))
                if (last.snapshot_id, last.citation_id) != (search.snapshot_id, quote.citation_id):
                    there = sighting_rules.as_sighting(quote, match)
                    for name in _CARRIED:
                        setattr(last, name, getattr(there, name))
                    last.snapshot_id = search.snapshot_id
                    moved.append(last)
                continue
            since = max(search.at, last.since) if last else search.at
            sighting = sighting_rules.as_sighting(quote, match)
            sighting.location_id, sighting.snapshot_id, sighting.since = search.location_id, search.snapshot_id, since
            recorded.append(RecordedSighting(last if same_quote else None, sighting))
            new.append(sighting)
            if last:
                last.until = since
                ended.append(last)
    if ended:
        Sighting.objects.bulk_update(ended, ["until"], batch_size=_MANY)
    if moved:
        Sighting.objects.bulk_update(moved, ["snapshot", *_CARRIED], batch_size=_MANY)
    Sighting.objects.bulk_create(new, batch_size=_MANY)
    return recorded


def end_misplaced_sightings(*, now: datetime, citation_ids: Sequence[int] | None = None) -> int:
    """End the sightings at locations where their citation (of these citations, or of all) is no longer looked for: it
    names another location, or quotes nothing, or the location was retired. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_MISPLACED, {"now": now, "ids": None if citation_ids is None else list(citation_ids)})
        return cursor.rowcount


def _lock_citations(sought: Sequence[SoughtQuote]) -> dict[int, TextQuoteSelector]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CITATIONS, [sorted({row.quote.citation_id for row in sought})])
        return {pk: TextQuoteSelector(*selector) for pk, *selector in cursor}


def _earlier_sightings(
    searches: Sequence[TextSearch], valid: dict[int, TextQuoteSelector]
) -> tuple[dict[tuple[str, int], Sighting], set[tuple[str, int, str]]]:
    """Return the current sightings by citation and location, and the quotes that ever stood at a location."""
    locations = [search.location_id for search in searches]
    public_ids = [row.quote.public_id for search in searches for row in search.sought]
    current = Q(until=None, citation_public_id__in=public_ids)
    stood = Q(citation_id__in=list(valid), state__in=sighting_rules.STOOD)
    rows = list(Sighting.objects.filter(current | stood, location_id__in=locations))
    return (
        {(row.citation_public_id, row.location_id): row for row in rows if row.until is None},
        {(row.citation_public_id, row.location_id, row.selector) for row in rows if row.state in sighting_rules.STOOD},
    )
