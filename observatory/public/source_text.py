"""The stored text of a public source: which texts there are, and where the quotes of published citations are."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from observatory.monitoring.models import Sighting, Snapshot
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.public.quoted_text import Quote
from observatory.publishing.models import PublishedSource
from observatory.sources.models import Location, Source

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


def stored_text(public_id: str, body_sha256: str = "") -> Snapshot | None:
    """Return the text of a source to show: that of this body, or without one the first of the current texts."""
    if not body_sha256:
        texts = current_texts(public_id)
        return texts[0] if texts else None
    rows = Snapshot.objects.filter(location__in=_published_places(public_id), body_id=body_sha256)
    return rows.select_related("location", "body").order_by("-pk").first()


def _published_places(public_id: str) -> QuerySet[Location]:
    """Return the locations of a source that readers see and that have a text of its own."""
    return Location.objects.filter(published__source__public_id=public_id).exclude(role=Location.Role.HOME)


def quotes_in(snapshot: Snapshot, public_id: str) -> list[Quote]:
    """Return where the quotes of published citations of a source are in one of its texts."""
    published = _published_quotes(public_id)
    rows = Sighting.objects.filter(snapshot=snapshot, state__in=_STANDING, start__isnull=False, end__isnull=False)
    rows = rows.filter(location=snapshot.location_id).order_by("until", "-pk")
    found: dict[str, Quote] = {}
    for id_, selector, start, end in rows.values_list("citation_public_id", "selector", "start", "end"):
        if (id_, selector) in published and id_ not in found:
            found[id_] = Quote(id_, _position(start), _position(end))
    return list(found.values())


def _published_quotes(public_id: str) -> set[tuple[str, str]]:
    """Return the permanent IDs of the published citations of a source, each with the digest of its quote."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, {"source": public_id})
        return {(id_, TextQuoteSelector(*selector).digest) for id_, *selector in cursor}


def _position(values: Sequence[int]) -> tuple[int, int]:
    return values[0], values[1]
