"""Retention policy: delete old checks and snapshots, and keep those that must never be deleted.

Deletes old checks, old snapshots and unread files, and bodies that none of these uses. Never deletes the first and the
last snapshot of a location, those that a change shows, those in which a quote was last looked for or from which it was
taken, and those that a citation was checked against (the latest at that time).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from observatory.monitoring.models import Body, Change, Check, Sighting, Snapshot, UnreadFile, Watch
from observatory.monitoring.models.snapshot import body_name
from observatory.sources.models import Citation

_BATCH = 500


@dataclass(frozen=True, slots=True)
class DeletedCounts:
    """Numbers of deleted rows."""

    checks: int = 0
    snapshots: int = 0
    bodies: int = 0


def delete_old_rows(*, now: datetime, checks_after: timedelta, snapshots_after: timedelta) -> DeletedCounts:
    """Delete the rows that are older than the policy allows and not protected. It can be repeated and interrupted
    safely."""
    checks, _ = Check.objects.filter(at__lt=now - checks_after).delete()
    snapshots = 0
    old = list(
        _unprotected_snapshots(Snapshot.objects.filter(taken_at__lt=now - snapshots_after)).values_list("pk", flat=True)
    )
    for start in range(0, len(old), _BATCH):
        snapshots += (
            Snapshot.objects.filter(pk__in=old[start : start + _BATCH]).delete()[1].get("monitoring.Snapshot", 0)
        )
    _unused_files(UnreadFile.objects.filter(taken_at__lt=now - snapshots_after)).delete()
    return DeletedCounts(checks, snapshots, _delete_unused_bodies())


def _unused_files(files):
    """Return the files that cannot be read, are no longer at their location, and are shown by no change."""
    shown = Change.objects.filter(Q(file_before=OuterRef("pk")) | Q(file_after=OuterRef("pk")))
    return files.exclude(Exists(shown)).exclude(Exists(Watch.objects.filter(unread_file=OuterRef("pk"))))


def _unprotected_snapshots(snapshots):
    """Return the snapshots that the policy may delete: nothing shows, uses or quotes them."""
    firsts = Snapshot.objects.values("location").annotate(first=Min("pk")).values("first")
    shown = Change.objects.filter(Q(before=OuterRef("pk")) | Q(after=OuterRef("pk")))
    latest = Watch.objects.filter(snapshot=OuterRef("pk"))
    sighted = Sighting.objects.current().filter(snapshot=OuterRef("pk"))
    quoted = Citation.objects.exclude(quoted_from="").values("quoted_from")
    return (
        snapshots.exclude(pk__in=firsts)
        .exclude(Exists(shown))
        .exclude(Exists(latest))
        .exclude(Exists(sighted))
        .exclude(body__in=quoted)
        .exclude(pk__in=_snapshots_checked_against())
    )


def _snapshots_checked_against() -> set[int]:
    """Return the snapshots that were current when a citation of their location or source was checked: they are kept."""
    stood: set[int] = set()
    checked = Citation.objects.exclude(checked_at=None).values_list("source_id", "location_id", "checked_at").distinct()
    for source_id, location_id, checked_at in checked.iterator():
        places = Q(location_id=location_id) if location_id else Q(location__source_id=source_id)
        then = Snapshot.objects.filter(places, taken_at__date__lte=checked_at).order_by(
            "location_id", "-taken_at", "-pk"
        )
        stood |= set(then.distinct("location_id").values_list("pk", flat=True))
    return stood


def _delete_unused_bodies() -> int:
    """Delete the bodies that nothing uses and no quote was taken from: the row first, so that no row points to a
    missing file."""
    storage, gone = storages["snapshots"], 0
    orphans = Body.objects.filter(~Exists(Snapshot.objects.filter(body=OuterRef("pk"))))
    orphans = orphans.filter(~Exists(UnreadFile.objects.filter(body=OuterRef("pk"))))
    orphans = orphans.filter(~Exists(Citation.objects.filter(quoted_from=OuterRef("pk"))))
    for sha256 in list(orphans.values_list("sha256", flat=True)):
        with transaction.atomic():
            held = Body.objects.select_for_update().filter(sha256=sha256)
            used = (model.objects.filter(body_id=sha256).exists() for model in (Snapshot, UnreadFile))
            if not held or any(used):
                continue
            held.delete()
        storage.delete(body_name(sha256))
        gone += 1
    return gone
