"""The current state of a location, with the words of the vocabulary `health`."""

from typing import Any

from django.db.models import Prefetch

from observatory.monitoring.outcomes import Health
from observatory.sources.models import Location


def locations_with_watch() -> Prefetch:
    """Prefetch of the locations of sources, as `places`, together with all that `health_document` reads."""
    return Prefetch(
        "locations", Location.objects.visible_to_readers().select_related("watch").order_by("pk"), to_attr="places"
    )


def health_document(location: Location) -> dict[str, Any]:
    """Return state, since when, and when it was looked at last; `unknown` where nobody has looked yet."""
    watch = getattr(location, "watch", None)
    if watch is None:
        return {"state": Health.UNKNOWN.value, "since": None, "checked_at": None}
    return {"state": watch.health, "since": watch.since, "checked_at": watch.checked_at}
