"""Write what the visits of a round found: check, watch, snapshot, sightings and changes in one transaction each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from observatory.monitoring import health
from observatory.monitoring.health import Patience, State
from observatory.monitoring.models import Change, Snapshot, UnreadFile, Watch
from observatory.monitoring.models.snapshot import store_body
from observatory.monitoring.outcomes import Health, OutcomeKind, kind_of_outcome
from observatory.monitoring.quotes.sightings import TextSearch, record_sightings
from observatory.monitoring.reading.compare import difference_as_json
from observatory.monitoring.reading.extract.document import compress_document
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round import unread_files
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.settle_changes import settle_changes
from observatory.monitoring.round.visit_intervals import Pace, next_interval, retry_after_own_failure, spread_interval
from observatory.monitoring.round.visit_sql import VisitRows, write_visit, write_visits


@dataclass(frozen=True, slots=True)
class RoundContext:
    """What recording a visit needs to know of its run; ``bounds`` are the default interval bounds in hours."""

    by: str
    patience: Patience
    bounds: tuple[float, float]


def record_visit(*, job: Job, finding: VisitFinding, counted: bool, context: RoundContext) -> State | None:
    """Write one visit in one transaction: check, watch, snapshot, sightings and changes. Returns the health after it.

    Returns None, and writes nothing, if another worker has taken over the lease. A visit that does not count
    (``counted`` is False) leaves the health unchanged.
    """
    state = _state_after(job, finding, counted, context)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        if not Watch.objects.select_for_update().filter(location_id=job.location_id, lease_by=context.by).exists():
            return None
        reread = _store_reread_snapshot(job, finding) if finding.reread else None
        file = _keep_file(job, finding) if counted and finding.file and finding.file.keep else None
        booked = write_visit(_rows_of_visit(job, finding, state, counted, context, file))
        if booked is None:
            return state
        shown = booked.snapshot_id or finding.shown_before
        current = shown or reread or job.snapshot_id
        sightings = record_sightings([TextSearch(job.location_id, current, finding.at, finding.sought)])
        if counted:
            snapshot = Snapshot.objects.filter(pk=shown).first() if shown else None
            settle_changes(
                job=job,
                finding=finding,
                state=state,
                snapshot=snapshot,
                file=file,
                patience=context.patience,
                sightings=sightings,
            )
    return state


def record_visits(
    visits: Sequence[tuple[Job, VisitFinding, bool]], context: RoundContext
) -> list[State | Exception | None]:
    """Write visits, each as `record_visit` does; those that affect no change are written together."""
    states = [_state_after(*visit, context) for visit in visits]
    quiet = [n for n, visit in enumerate(visits) if _affects_no_change(*visit, states[n], context)]
    results: list[State | Exception | None] = [None] * len(visits)
    entries: dict[int, VisitRows] = {}
    for n in quiet:
        job, finding, counted = visits[n]
        try:
            entries[n] = _rows_of_visit(job, finding, states[n], counted, context)
        except Exception as error:  # whatever the storage of bodies raises must affect this visit only
            results[n] = error
    for n, booked in zip(entries, write_visits(entries.values()), strict=True) if entries else ():
        results[n] = booked if isinstance(booked, Exception) else states[n] if booked else None
    for n in set(range(len(visits))) - set(quiet):
        job, finding, counted = visits[n]
        try:
            results[n] = record_visit(job=job, finding=finding, counted=counted, context=context)
        except Exception as error:
            results[n] = error
    return results


def _state_after(job: Job, finding: VisitFinding, counted: bool, context: RoundContext) -> State:
    return health.next_state(job.state, finding.outcome, finding.at, context.patience) if counted else job.state


def _affects_no_change(job: Job, finding: VisitFinding, counted: bool, state: State, context: RoundContext) -> bool:
    """Return whether the visit can neither open nor close a change."""
    if not counted:
        return True
    if kind_of_outcome(finding.outcome) is not OutcomeKind.READ:
        kept = finding.file is not None and finding.file.keep
        return not kept and not finding.astray and not health.is_reported(state, finding.at, context.patience)
    settles = job.unread_file_id or finding.comparison or finding.shown_before or finding.reread or finding.proposed_url
    return not settles and not job.lost_open and job.state.health != Health.MOVED


def _store_reread_snapshot(job: Job, finding: VisitFinding) -> int:
    """Store what a newer extractor reads in the old body; a difference is technical and closes itself. Returns the ID
    of the new snapshot."""
    old = Snapshot.objects.get(pk=finding.reread.snapshot_id)
    columns = _text_columns(finding.reread.text)
    same = ("location_id", "body_id", "taken_at", "url", "ip_address", "http_status", "headers", "content_type")
    same += ("file_name", "attached_by_id")
    again = Snapshot.objects.create(**{name: getattr(old, name) for name in same}, **columns, technical=True)
    Watch.objects.filter(location_id=job.location_id).update(snapshot=again)
    if finding.reread.comparison.blocks:
        Change.objects.create(
            location_id=job.location_id,
            kind=Change.Kind.TECHNICAL,
            state=Change.State.RESOLVED,
            found_at=finding.at,
            last_seen_at=finding.at,
            closed_at=finding.at,
            before=old,
            after=again,
            score=finding.reread.comparison.score,
            diff=difference_as_json(finding.reread.comparison),
            note="",
        )
    return again.pk


def _text_columns(text: StoredText) -> dict[str, object]:
    """Return the columns of a snapshot for its text."""
    return {
        "packed": compress_document(text.packed),
        "fingerprint": text.fingerprint,
        "extractor": text.extractor,
        "title": text.title,
        "language": text.language,
        "charset": text.charset,
    }


def _keep_file(job: Job, finding: VisitFinding) -> UnreadFile:
    """Store a file that cannot be read, and write its row."""
    return unread_files.keep_file(job, finding, store_body(finding.body, finding.body_sha256))


def _rows_of_visit(
    job: Job, finding: VisitFinding, state: State, counted: bool, context: RoundContext, file: UnreadFile | None = None
) -> VisitRows:
    """Return the rows of a visit; `file` was kept at it."""
    visit, at = finding.visit, finding.at
    url = visit.final_url if visit.final_url != job.url else ""
    watch = {
        "health": state.health,
        "since": state.since,
        "failures": state.failures,
        "failing_since": state.failing_since,
        "outcome": finding.outcome,
        "error": finding.error[:400],
        "checked_at": at,
    }
    if kind_of_outcome(finding.outcome) is OutcomeKind.READ:
        watch |= _watch_columns_after_reading(job, finding, context.bounds) | {"final_url": url}
    elif counted:
        watch |= unread_files.columns_of_file(job, finding) | {"final_url": url}
        watch["next_check_at"] = at + spread_interval(_interval(job, finding, context.bounds))
    else:
        watch["next_check_at"] = retry_after_own_failure(at)
    if file:
        watch["unread_file_id"] = file.pk
    if finding.shown_before:
        watch["snapshot_id"] = finding.shown_before
    check = {
        "at": at,
        "outcome": finding.outcome,
        "health": state.health,
        "counted": counted,
        "http_status": visit.http_status,
        "final_url": url,
        "redirects": [list(hop) for hop in visit.redirects] or None,
        "content_type": visit.content_type,
        "bytes": visit.bytes_wire,
        "duration_ms": visit.duration_ms,
        "retry_after": visit.retry_after,
        "body_sha256": finding.body_sha256,
        "proposed_url": finding.proposed_url,
        "error": finding.error[:400],
    }
    snapshot, body = _rows_of_snapshot_and_body(finding) if finding.keep else (None, None)
    return VisitRows(job.location_id, context.by, watch, check, snapshot, body, finding.sought)


def _rows_of_snapshot_and_body(finding: VisitFinding) -> tuple[dict[str, object], dict[str, object]]:
    """Return the rows of a snapshot and of its body. The body is stored first, so that no row points to a missing
    file."""
    visit = finding.visit
    body = {
        "sha256": finding.body_sha256,
        "size": len(finding.body),
        "stored_size": store_body(finding.body, finding.body_sha256),
        "created_at": finding.at,
    }
    snapshot = {
        "body_id": finding.body_sha256,
        "taken_at": finding.at,
        "url": visit.final_url,
        "ip_address": visit.address,
        "http_status": visit.http_status or 0,
        "headers": visit.headers,
        "content_type": visit.content_type,
        "technical": False,
    }
    if finding.attached:
        snapshot |= {
            "http_status": None,
            "file_name": finding.attached.name,
            "attached_by_id": finding.attached.by_id,
        }
    return snapshot | _text_columns(finding.text), body


def _watch_columns_after_reading(job: Job, finding: VisitFinding, bounds: tuple[float, float]) -> dict[str, object]:
    """Return the columns of the watch after a visit that read a text."""
    visit = finding.visit
    interval = _interval(job, finding, bounds)
    columns = {
        "read_at": finding.at,
        "interval": interval,
        "next_check_at": finding.at + spread_interval(interval),
        "proposed_url": finding.proposed_url,
        "canonical_url": finding.canonical_url,
    }
    if job.unread_file_id or job.unread_digest:
        columns |= unread_files.NO_FILE
    if visit.http_status == 304:
        return columns | {"not_modified": job.not_modified + 1}
    return columns | {
        "body_sha256": finding.body_sha256,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "validated_url": visit.final_url if visit.etag or visit.last_modified else "",
        "not_modified": 0,
    }


def _interval(job: Job, finding: VisitFinding, bounds: tuple[float, float]) -> float:
    shortest = job.min_interval or min(bounds[0], job.max_interval or bounds[0])
    longest = job.max_interval or max(bounds[1], shortest)
    pace = Pace(job.interval, shortest, longest, job.citations, job.state.failures)
    return next_interval(pace, finding.outcome, finding.visit.retry_after)
