"""When stored bodies were read."""

from datetime import date

from django.utils import timezone

from observatory.monitoring.models import Snapshot


def day_read(sha256: str) -> date | None:
    """Return the day (of the site's time zone) on which the body with this SHA-256 was read first; None if no reading
    of it is kept."""
    moments = Snapshot.objects.filter(body=sha256).order_by("taken_at").values_list("taken_at", flat=True)
    moment = moments.first()
    return timezone.localdate(moment) if moment else None
