"""Leases on watches in PostgreSQL, so that a killed worker loses nothing and no two workers do the same job.

A lease has an owner and an end. A result is written only if its worker still owns the lease; any worker can take an
expired lease.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce

from observatory.monitoring.health import State
from observatory.monitoring.models import Change, Watch
from observatory.monitoring.round.jobs import Job

_WINDOW = 5_000  # how many of the most overdue locations are considered, to be fair across hosts

_LOST = Change.objects.open().filter(kind=Change.Kind.LOST)

_CLAIM_DUE = """
WITH overdue AS (
    SELECT w.location_id, w.next_check_at,
           row_number() OVER (PARTITION BY w.host ORDER BY w.next_check_at, w.location_id) AS turn
    FROM (
        SELECT w.location_id, w.next_check_at, w.host
        FROM monitoring_watch w JOIN sources_location l ON l.id = w.location_id
        WHERE l.monitored AND w.next_check_at <= %(now)s AND (w.lease_until IS NULL OR w.lease_until < %(now)s)
          AND NOT w.host = ANY(%(not_hosts)s)
        ORDER BY w.next_check_at LIMIT %(window)s
    ) w
), chosen AS (
    SELECT w.location_id
    FROM monitoring_watch w JOIN overdue o ON o.location_id = w.location_id
    WHERE o.turn <= %(per_host)s AND w.next_check_at <= %(now)s
      AND (w.lease_until IS NULL OR w.lease_until < %(now)s)
    ORDER BY o.turn, o.next_check_at LIMIT %(limit)s
    FOR UPDATE OF w SKIP LOCKED
)
UPDATE monitoring_watch w SET lease_until = %(until)s, lease_by = %(by)s
FROM chosen WHERE w.location_id = chosen.location_id RETURNING w.location_id
"""

_CLAIM_THESE = """
WITH chosen AS (
    SELECT w.location_id FROM monitoring_watch w
    WHERE w.location_id = ANY(%(ids)s) AND (w.lease_until IS NULL OR w.lease_until < %(now)s)
    ORDER BY w.location_id FOR UPDATE SKIP LOCKED
)
UPDATE monitoring_watch w SET lease_until = %(until)s, lease_by = %(by)s
FROM chosen WHERE w.location_id = chosen.location_id RETURNING w.location_id
"""

_IN_TURNS = """
SELECT w.location_id FROM monitoring_watch w JOIN sources_location l ON l.id = w.location_id WHERE l.monitored
ORDER BY row_number() OVER (PARTITION BY w.host ORDER BY w.next_check_at, w.location_id), w.next_check_at
"""


def claim_due(
    *, by: str, now: datetime, lease: timedelta, limit: int, per_host: int = 20, not_hosts: Sequence[str] = ()
) -> list[Job]:
    """Lease up to ``limit`` due watches: most overdue first, alternating between hosts, without ``not_hosts``."""
    return _lease_watches(
        _CLAIM_DUE,
        {"now": now, "until": now + lease, "by": by, "limit": limit, "per_host": per_host}
        | {"not_hosts": list(not_hosts), "window": _WINDOW},
    )


def claim_locations(location_ids: Sequence[int], *, by: str, now: datetime, lease: timedelta) -> list[Job]:
    """Lease these watches, due or not, except those that another worker has leased."""
    return _lease_watches(_CLAIM_THESE, {"ids": list(location_ids), "now": now, "until": now + lease, "by": by})


def all_location_ids_by_host() -> list[int]:
    """Return the IDs of all monitored locations, alternating between hosts."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_TURNS)
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def renew_leases(*, by: str, now: datetime, lease: timedelta) -> int:
    """Extend every lease of ``by`` and return how many. A lease whose visit is being written is released anyway."""
    held = Watch.objects.select_for_update(skip_locked=True).filter(lease_by=by)
    return Watch.objects.filter(location_id__in=held.values("location_id")).update(lease_until=now + lease)


def release_leases(location_ids: Sequence[int] | None = None, *, by: str, next_check_at: datetime | None = None) -> int:
    """Release leases of ``by`` (all if no IDs are given) without a visit, to be due again at ``next_check_at``."""
    held = Watch.objects.filter(lease_by=by)
    if location_ids is not None:
        held = held.filter(location_id__in=location_ids)
    changes = {"lease_until": None, "lease_by": ""}
    return held.update(**changes, next_check_at=next_check_at) if next_check_at else held.update(**changes)


@transaction.atomic
def _lease_watches(statement: str, parameters: dict) -> list[Job]:
    """Lease watches with a statement that returns the IDs of their locations; return the jobs."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        ids = [row[0] for row in cursor.fetchall()]
    return _leased_jobs(ids)


def _leased_jobs(ids: list[int]) -> list[Job]:
    """Return the jobs of leased watches, in the order of the IDs of their locations."""
    if not ids:
        return []
    plain = ("location_id", "address", "url", "host", "outcome", "interval", "min_interval", "max_interval")
    kept = ("final_url", "proposed_url", "declined_url", "canonical_url", "ignore_robots", "etag", "last_modified")
    kept += ("validated_url", "not_modified", "body_sha256", "snapshot_id", "unread_file_id")
    kept += ("unread_digest", "replacements")
    state = ("health", "since", "failures", "failing_since")
    rows = Watch.objects.filter(location_id__in=ids).values(
        *plain,
        *kept,
        *state,
        source_id=F("location__source_id"),
        citations=Count("location__source__citations"),
        fingerprint=Coalesce(F("snapshot__fingerprint"), Value("")),
        extractor=Coalesce(F("snapshot__extractor"), Value("")),
        title=Coalesce(F("snapshot__title"), Value("")),
        charset=Coalesce(F("snapshot__charset"), Value("")),
        kept_digest=Coalesce(F("unread_file__digest"), Value("")),
        unread_outcome=Coalesce(F("unread_file__outcome"), Value("")),
        unread_reason=Coalesce(F("unread_file__reason"), Value("")),
        unread_sha256=Coalesce(F("unread_file__body_id"), Value("")),
        lost_open=Exists(_LOST.filter(location=OuterRef("pk")))
        | Exists(_LOST.filter(location__source=OuterRef("location__source"))),
    )
    jobs = {}
    for row in rows:
        past = State(*(row.pop(name) for name in state))
        jobs[row["location_id"]] = Job(**row, state=past)
    return [jobs[pk] for pk in ids if pk in jobs]
