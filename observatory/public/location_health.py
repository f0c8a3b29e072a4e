"""The health of the locations of sources as the monitor knows it today: in words with a date, and as JSON values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.monitoring.models import Change, Watch
from observatory.monitoring.outcomes import FILE_OUTCOMES, Health
from observatory.publishing.documents.source_content import LocationContent, SourceContent
from observatory.records.closed_lists import check_complete
from observatory.records.url_validation import is_public_url

# A health without words here would be shown as readable.
_UNWELL = check_complete(
    set(Health) - {Health.UNKNOWN, Health.OK},
    {
        Health.FAILING: (gettext_lazy("could not be read; last tried"), "care"),
        Health.BROKEN: (gettext_lazy("unavailable since"), "lost"),
        Health.GONE: (gettext_lazy("page removed since"), "lost"),
        Health.MOVED: (gettext_lazy("moved; detected"), "care"),
        Health.BLOCKED: (gettext_lazy("is there, but we cannot read it; since"), "care"),
        Health.UNREACHABLE: (gettext_lazy("our server could not reach it; last tried"), "none"),
    },
)
_FILE_REPLACED = gettext_lazy("file replaced, and we cannot read it; detected")
_FILE_UNREAD = gettext_lazy("we cannot read this file; the same since")
_SHOWN = (Change.Kind.CONTENT, Change.Kind.REPLACED)
_READ_OF_WATCHES = ("health", "since", "checked_at", "read_at", "outcome", "unread_file", "unread_file__taken_at")
# Of each location what is shown of the monitor, by days, and its open changes. The array lets the planner use indexes:
# it cannot know that the sources of one record are few.
_DIGEST = """
SELECT md5(string_agg(concat_ws('|', watch.location_id,
    watch.health, watch.since::date, watch.checked_at::date, watch.read_at::date,
    CASE WHEN watch.unread_file_id IS NOT NULL THEN concat(watch.unread_file_id, watch.outcome) END,
    (SELECT string_agg(concat_ws(' ', change.id, change.found_at,
        CASE WHEN change.kind = 'replaced' THEN change.last_seen_at END), ',' ORDER BY change.id)
    FROM monitoring_change AS change
    WHERE change.location_id = place.id AND change.state = 'open' AND change.kind IN ('content', 'replaced'))
), ';' ORDER BY watch.location_id))
FROM sources_location AS place JOIN monitoring_watch AS watch ON watch.location_id = place.id
WHERE place.source_id = ANY(ARRAY(SELECT item_id FROM publishing_publishedsource WHERE public_id = ANY(%s)))
"""


Moment = datetime | date


@dataclass(frozen=True, slots=True)
class LocationHealth:
    """Words, their date, and `tone`: how a reader should take them ("good", "care", "lost" or "none")."""

    words: str
    tone: str = "none"
    date: Moment | None = None


def add_health(sources: Iterable[SourceContent]) -> None:
    """Add the monitor's state of today to the locations of sources as published, for all that is read here: two
    queries, however many they are."""
    places = [place for source in sources for place in source.places]
    keys = {place.pk for place in places}
    if not keys:
        return
    changed = Change.objects.open().filter(kind__in=_SHOWN, location__in=keys)
    changed = changed.only("location_id", "kind", "found_at", "last_seen_at")
    changes: dict[int, list[Change]] = {}
    for change in changed:
        changes.setdefault(change.location_id, []).append(change)
    watches = Watch.objects.select_related("unread_file").only(*_READ_OF_WATCHES).in_bulk(keys)
    for place in places:
        place.watch = watches.get(place.pk)
        place.open_changes = changes.get(place.pk, ())


def health_digest(source_ids: Sequence[str]) -> str:
    """Return a digest of what pages show of the health of these sources (public ids); it changes when a page would."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [list(source_ids)])
        return cursor.fetchone()[0] or ""


def describe_health(location: LocationContent, checked_on: str = "") -> LocationHealth:
    """Return the health of a location after `add_health`; `checked_on` (ISO) is the day of a verdict on it."""
    watch = location.watch
    if not location.url and not (watch and watch.read_at):
        return LocationHealth(_("no web address known"))
    if location.retired_at:
        return LocationHealth(_("former web address since"), date=location.retired_at)
    if not location.monitored and watch and watch.read_at:
        return LocationHealth(_("file stored on"), "good", watch.read_at)
    if not location.monitored:
        return LocationHealth(_("not monitored"))
    if watch is None or watch.health == Health.UNKNOWN:
        return LocationHealth(_("not read yet"))
    if watch.unread_file and watch.outcome in FILE_OUTCOMES:
        return _describe_file(location, checked_on)
    if watch.health in _UNWELL:
        words, tone = _UNWELL[Health(watch.health)]
        unreached = watch.health in (Health.UNREACHABLE, Health.FAILING)
        return LocationHealth(str(words), tone, watch.checked_at if unreached else watch.since)
    if change := _change_since(location, Change.Kind.CONTENT, checked_on):
        return LocationHealth(_("changed since we checked it; detected"), "care", change.found_at)
    return LocationHealth(_("last read"), "good", watch.read_at)


def _describe_file(location: LocationContent, checked_on: str) -> LocationHealth:
    """Return the state of a location whose file is there, but cannot be read."""
    if change := _change_since(location, Change.Kind.REPLACED, checked_on):
        return LocationHealth(str(_FILE_REPLACED), "care", change.last_seen_at)
    return LocationHealth(str(_FILE_UNREAD), "none", location.watch.unread_file.taken_at)


def _change_since(location: LocationContent, kind: str, checked_on: str) -> Change | None:
    """Return the open change of a kind that was seen since a verdict on the location was given."""
    day = date.fromisoformat(checked_on[:10]) if checked_on else date.min
    seen = (each for each in location.open_changes if each.kind == kind)
    return next(
        (each for each in seen if (each.last_seen_at if kind == Change.Kind.REPLACED else each.found_at).date() >= day),
        None,
    )


# Which of several places a reader should know of first.
_TONES = ("lost", "care", "good", "none")


def worst_place(places: Sequence[LocationContent], checked_on: str = "") -> LocationContent | None:
    """Return the place that a reader should know of first, of those with `add_health` that can be opened: one that is
    lost or has changed before one that was read; None without any."""
    open_to_readers = [place for place in places if is_public_url(place.url) and not place.retired_at]
    return min(open_to_readers, key=lambda place: _TONES.index(describe_health(place, checked_on).tone), default=None)


def health_words() -> list[tuple[str, str]]:
    """Return the words for each state of a location, with its tone, for the page on methods."""
    first = [
        (_("last read"), "good"),
        (_("changed since we checked it; detected"), "care"),
        (_("not read yet"), "none"),
        (str(_FILE_REPLACED), "care"),
        (str(_FILE_UNREAD), "none"),
    ]
    unwell = [(str(words), tone) for words, tone in _UNWELL.values()]
    return [*first, *unwell, (_("former web address since"), "none")]


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
