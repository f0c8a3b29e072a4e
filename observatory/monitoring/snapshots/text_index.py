"""Keep the search index of stored texts in step with the snapshots that are current.

Nothing else writes the index, so whatever changed (a visit, an upload, a citation, a retired location) is found here:
a task looks once a minute for what is missing or too much. It can be interrupted and repeated.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from observatory.monitoring.models import Snapshot
from observatory.sources.models import IndexedText, Location
from observatory.sources.text_block_index import index_text

AT_ONCE = 200  # locations that one run of the task indexes


def update_text_index(limit: int | None = None) -> Iterator[Location]:
    """Index the texts that are missing or out of date, and yield each location that was indexed; remove those that no
    public record cites any more. `limit` is the number of locations, None for all."""
    IndexedText.objects.exclude(location__in=_readable_locations()).delete()
    for location in list(_outdated_locations()[:limit] if limit else _outdated_locations()):
        snapshot = Snapshot.objects.filter(pk=location.current).first()
        if snapshot is None:
            continue
        index_text(
            location_id=location.pk,
            body_sha256=snapshot.body_id,
            extractor=snapshot.extractor,
            blocks=snapshot.document.blocks,
        )
        yield location


def outdated_count() -> int:
    """Return how many locations have a text that is not in the index."""
    return _outdated_locations().count()


def _readable_locations() -> QuerySet[Location]:
    """Return the locations whose text readers may be led to: of cited sources, not retired, not a mere home page."""
    cited = Location.objects.filter(source__cited=True, retired_at=None)
    return cited.exclude(role=Location.Role.HOME)


def _outdated_locations() -> QuerySet[Location]:
    """Return the locations with a current snapshot that is not the one in the index, with its key as `current`."""
    latest = Snapshot.objects.filter(location=OuterRef("pk")).order_by("-taken_at", "-pk").values("pk")[:1]
    snapshot = Snapshot.objects.filter(pk=OuterRef("current"))
    found = _readable_locations().annotate(current=Coalesce("watch__snapshot", Subquery(latest))).exclude(current=None)
    found = found.annotate(
        body_now=Subquery(snapshot.values("body")), extractor_now=Subquery(snapshot.values("extractor"))
    )
    same = IndexedText.objects.filter(
        location=OuterRef("pk"), body_sha256=OuterRef("body_now"), extractor=OuterRef("extractor_now")
    )
    return found.filter(~Exists(same)).order_by("pk")
