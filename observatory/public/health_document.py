"""The current state of a location, with the words of the vocabulary `health`."""

from collections.abc import Iterable
from typing import Any

from observatory.monitoring.models import Watch
from observatory.monitoring.outcomes import Health
from observatory.publishing.source_content import LocationContent, SourceContent


def add_watches(sources: Iterable[SourceContent]) -> None:
    """Add all that `health_document` reads to the locations of sources as published, in one query."""
    places = [place for source in sources for place in source.places]
    watches = Watch.objects.only("health", "since", "checked_at").in_bulk({place.pk for place in places})
    for place in places:
        place.watch = watches.get(place.pk)


def health_document(location: LocationContent) -> dict[str, Any]:
    """Return state, since when, and when it was looked at last; `unknown` where nobody has looked yet."""
    watch = location.watch
    if watch is None:
        return {"state": Health.UNKNOWN.value, "since": None, "checked_at": None}
    return {"state": watch.health, "since": watch.since, "checked_at": watch.checked_at}
