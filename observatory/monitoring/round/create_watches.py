"""Create watches: what the monitor keeps of each location that it visits. A new one is due at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from observatory.monitoring.http.rate_limit import host_key
from observatory.monitoring.models import Watch
from observatory.sources.models import Location
from observatory.text.url_normalisation import InvalidURL, normalise_url

_BATCH = 1_000


def create_missing_watches(*, now: datetime) -> int:
    """Give every monitored location a watch that is due immediately, and reset the watches whose URL was edited.

    Returns how many were created or reset.
    """
    made = 0
    fresh = Location.objects.filter(monitored=True, watch=None).exclude(url="").values_list("id", "url")
    batch: list[Watch] = []
    for location_id, url in fresh.iterator():
        batch.append(_new_watch(location_id, url, now))
        if len(batch) == _BATCH:
            made += _create(batch)
            batch = []
    made += _create(batch)
    edited = Watch.objects.exclude(address=F("location__url")).values_list("location_id", "location__url")
    for location_id, url in list(edited):
        made += change_watched_url(location_id=location_id, address=url, now=now)
    return made


def create_watches(location_ids: Iterable[int], *, now: datetime) -> None:
    """Create watches for these locations, monitored or not, because somebody asked for a visit."""
    missing = Location.objects.filter(id__in=list(location_ids), watch=None).exclude(url="").values_list("id", "url")
    _create([_new_watch(location_id, url, now) for location_id, url in missing])


def create_watch(location: Location, *, now: datetime) -> None:
    """Create the watch of one location if it has none, also of an attachment without a URL."""
    _create([_new_watch(location.pk, location.url, now)])


def change_watched_url(*, location_id: int, address: str, now: datetime) -> int:
    """Change the URL of a watch whose location was never visited; a visit in progress becomes invalid."""
    new = _new_watch(location_id, address, now)
    return Watch.objects.filter(location_id=location_id).update(
        address=address,
        url=new.url,
        host=new.host,
        next_check_at=now,
        lease_until=None,
        lease_by="",
        etag="",
        last_modified="",
        validated_url="",
        not_modified=0,
        body_sha256="",
        unread_file=None,
        unread_digest="",
        replacements=0,
        final_url="",
        proposed_url="",
        declined_url="",
        canonical_url="",
    )


def _new_watch(location_id: int, address: str, now: datetime) -> Watch:
    """Return an unsaved watch of a location, due at once."""
    try:
        url = normalise_url(address)
    except InvalidURL:
        url = ""
    return Watch(location_id=location_id, address=address, url=url, host=host_key(url), next_check_at=now)


def _create(watches: list[Watch]) -> int:
    return len(Watch.objects.bulk_create(watches, ignore_conflicts=True)) if watches else 0
