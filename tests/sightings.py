"""Sightings of quotes for tests: what the monitor would have written."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from observatory.monitoring.models import Sighting, Watch
from observatory.monitoring.outcomes import Health
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.sources.models import Citation, Location


def see(citation: Citation, state: str, location: Location | None = None, **values: Any) -> Sighting:
    """Write that the quote of a citation was looked for in a location and found in a state; it ends what was found
    there before. `values` are further columns; `since` is now where it is left out."""
    place = location or citation.location or citation.source.locations.first()
    since = values.pop("since", None) or timezone.now()
    read(place, since)
    rows = Sighting.objects.filter(citation_public_id=citation.public_id, location=place, until=None)
    rows.update(until=since)
    passage = values.pop("passage", citation.quote if state in ("present", "moved", "struck") else "")
    return Sighting.objects.create(
        citation=citation,
        citation_public_id=citation.public_id,
        selector=TextQuoteSelector(citation.quote, citation.prefix, citation.suffix).digest,
        location=place,
        state=state,
        passage=passage,
        since=since,
        **values,
    )


def read(location: Location, moment: datetime) -> Watch:
    """Write that a location was read."""
    values = {"health": Health.OK, "since": moment, "checked_at": moment, "read_at": moment, "next_check_at": moment}
    return Watch.objects.update_or_create(location=location, defaults=values)[0]
