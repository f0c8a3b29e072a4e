"""Write the results of checks, one transaction each, and the decisions of curators about changes."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from observatory.monitoring import health
from observatory.monitoring.alarms import settle_changes
from observatory.monitoring.bookkeeping import Entry, book, book_many
from observatory.monitoring.health import Patience, State
from observatory.monitoring.jobs import Finding, Job
from observatory.monitoring.models import AffectedCitation, Change, Snapshot, Watch
from observatory.monitoring.models.snapshot import body_name
from observatory.monitoring.models.watch import AT_ONCE
from observatory.monitoring.outcomes import Health, Reading, reading
from observatory.monitoring.reading import Text, difference_of, pack
from observatory.monitoring.schedule import Pace, next_interval, retry_ours, spread
from observatory.sources.actions import move
from observatory.sources.models import Citation, Location

_PACKING = 4  # a third faster than gzip's usual 6, a twentieth larger


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the recording of every visit of a round shares; ``bounds`` are hours for a location without its own."""

    by: str
    patience: Patience
    bounds: tuple[float, float]


def record(*, job: Job, finding: Finding, counted: bool, given: Circumstances) -> State | None:
    """Write one visit: check, watch, snapshot and changes, all or nothing. Returns the health state after it.

    None when the lease was lost meanwhile: the visit is somebody else's then and nothing is written. A visit that
    does not count (``counted``) leaves the health as it was.
    """
    state = _state_after(job, finding, counted, given)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        if not Watch.objects.select_for_update().filter(location_id=job.location_id, lease_by=given.by).exists():
            return None
        if finding.reread:
            _reread(job, finding)
        booked = book(_entry(job, finding, state, counted, given))
        if counted and booked:
            shown = booked.snapshot_id or finding.shown_before
            snapshot = Snapshot.objects.filter(pk=shown).first() if shown else None
            settle_changes(job=job, finding=finding, state=state, snapshot=snapshot, patience=given.patience)
    return state


def record_many(visits: Sequence[tuple[Job, Finding, bool]], given: Circumstances) -> list[State | Exception | None]:
    """Write visits, each as `record` does; those that touch no change go to the database together."""
    states = [_state_after(*visit, given) for visit in visits]
    quiet = [n for n, visit in enumerate(visits) if _is_quiet(*visit, states[n], given)]
    results: list[State | Exception | None] = [None] * len(visits)
    entries: dict[int, Entry] = {}
    for n in quiet:
        job, finding, counted = visits[n]
        try:
            entries[n] = _entry(job, finding, states[n], counted, given)
        except Exception as error:  # whatever the storage of bodies raises: it costs its own visit only
            results[n] = error
    for n, booked in zip(entries, book_many(entries.values()), strict=True) if entries else ():
        results[n] = booked if isinstance(booked, Exception) else states[n] if booked else None
    for n in set(range(len(visits))) - set(quiet):
        job, finding, counted = visits[n]
        try:
            results[n] = record(job=job, finding=finding, counted=counted, given=given)
        except Exception as error:
            results[n] = error
    return results


def store_body(body: bytes, sha256: str) -> int:
    """Put a raw body into the storage under its hash, once; returns its stored size in bytes.

    The packed form follows from the body, so that another size is the rest of a worker killed while it wrote.
    """
    storage, name = storages["snapshots"], body_name(sha256)
    packed = gzip.compress(body, _PACKING, mtime=0)
    if storage.exists(name):
        if storage.size(name) == len(packed):
            return len(packed)
        storage.delete(name)
    storage.save(name, ContentFile(packed))
    return len(packed)


def _state_after(job: Job, finding: Finding, counted: bool, given: Circumstances) -> State:
    return health.after(job.state, finding.outcome, finding.at, given.patience) if counted else job.state


def _is_quiet(job: Job, finding: Finding, counted: bool, state: State, given: Circumstances) -> bool:
    """True when the visit can neither open nor close a change."""
    if not counted:
        return True
    if reading(finding.outcome) is not Reading.READ:
        return not finding.astray and not health.is_reported(state, finding.at, given.patience)
    settles = finding.comparison or finding.shown_before or finding.reread or finding.proposed_url
    return not settles and not job.lost_open and job.state.health != Health.MOVED


def _reread(job: Job, finding: Finding) -> None:
    """Keep what a newer extractor reads in the old body; a difference is technical and closes itself."""
    old = Snapshot.objects.get(pk=finding.reread.snapshot_id)
    columns = _text_columns(finding.reread.text)
    same = ("location_id", "body_id", "taken_at", "url", "ip_address", "http_status", "headers", "content_type")
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
            diff=difference_of(finding.reread.comparison),
            note="",
        )


def _text_columns(text: Text) -> dict[str, object]:
    return {
        "packed": pack(text.packed),
        "fingerprint": text.fingerprint,
        "extractor": text.extractor,
        "title": text.title,
        "language": text.language,
        "charset": text.charset,
    }


def _entry(job: Job, finding: Finding, state: State, counted: bool, given: Circumstances) -> Entry:
    """The rows of a visit."""
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
    if reading(finding.outcome) is Reading.READ:
        watch |= _after_reading(job, finding, given.bounds) | {"final_url": url}
    elif counted:
        watch |= {"etag": "", "last_modified": "", "not_modified": 0, "final_url": url}
        watch["next_check_at"] = at + spread(_interval(job, finding, given.bounds))
    else:
        watch["next_check_at"] = retry_ours(at)
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
    snapshot, body = _kept(finding) if finding.keep else (None, None)
    return Entry(job.location_id, given.by, watch, check, snapshot, body)


def _kept(finding: Finding) -> tuple[dict[str, object], dict[str, object]]:
    """The rows of a snapshot and of its body. The body is stored first: no row stands for one that is not there."""
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
    return snapshot | _text_columns(finding.text), body


def _after_reading(job: Job, finding: Finding, bounds: tuple[float, float]) -> dict[str, object]:
    visit = finding.visit
    interval = _interval(job, finding, bounds)
    columns = {
        "read_at": finding.at,
        "interval": interval,
        "next_check_at": finding.at + spread(interval),
        "proposed_url": finding.proposed_url,
        "canonical_url": finding.canonical_url,
    }
    if visit.http_status == 304:
        return columns | {"not_modified": job.not_modified + 1}
    return columns | {
        "body_sha256": finding.body_sha256,
        "etag": visit.etag,
        "last_modified": visit.last_modified,
        "validated_url": visit.final_url if visit.etag or visit.last_modified else "",
        "not_modified": 0,
    }


def _interval(job: Job, finding: Finding, bounds: tuple[float, float]) -> float:
    shortest = job.min_interval or min(bounds[0], job.max_interval or bounds[0])
    longest = job.max_interval or max(bounds[1], shortest)
    pace = Pace(job.interval, shortest, longest, job.citations, job.state.failures)
    return next_interval(pace, finding.outcome, finding.visit.retry_after)


# --- What curators do -------------------------------------------------------------------------------------------------


class AlreadyClosed(Exception):
    """Somebody else has dealt with the change meanwhile."""


@transaction.atomic
def resolve(*, change: Change, by, note: str = "") -> Change:
    """Close a change that was acted upon. Raises AlreadyClosed."""
    return _close(change, Change.State.RESOLVED, by, note)


@transaction.atomic
def dismiss(*, change: Change, by, note: str = "") -> Change:
    """Close a change that needs no action; a dismissed new address is not proposed again. Raises AlreadyClosed."""
    closed = _close(change, Change.State.DISMISSED, by, note)
    if closed.kind == Change.Kind.MOVED:
        Watch.objects.filter(location_id=closed.location_id).update(
            declined_url=closed.proposed_url, next_check_at=timezone.now()
        )
    return closed


@transaction.atomic
def accept_move(*, change: Change, by, note: str = "") -> Location:
    """Make the proposed address a location of the source, watched instead of the old one, which is retired.

    Raises AlreadyClosed, ValueError when the change proposes no address, or ValidationError when it may not be kept.
    """
    if change.kind != Change.Kind.MOVED:
        raise ValueError("Only a change of address can be accepted as a move.")
    _close(change, Change.State.RESOLVED, by, note)
    return move(location=change.location, url=change.proposed_url, by=by)


@transaction.atomic
def verify(*, affected: AffectedCitation, verdict: str, by) -> Citation:
    """Give a citation the verdict of a curator who looked at its changed source today.

    When the source supports the statement in other words, they become the quote, and are watched from now on.
    """
    citation = Citation.objects.select_for_update().get(pk=affected.citation_id)
    citation.verdict, citation.checked_by, citation.checked_at = verdict, by, timezone.localdate()
    if verdict == Citation.Verdict.SUPPORTS and affected.text:
        citation.quote = affected.text
        affected.found = AffectedCitation.Found.EXACT
        affected.save(update_fields=["found"])
    citation.save(update_fields=["verdict", "checked_by", "checked_at", "quote"])
    return citation


def check_now(*, locations, by=None, at: datetime | None = None) -> int:
    """Make these locations due at once for the next round; returns how many are watched."""
    due = at or timezone.now() - AT_ONCE  # most overdue first, so that they come first
    return Watch.objects.filter(location__in=locations, location__monitored=True).update(next_check_at=due)


def _close(change: Change, state: str, by, note: str) -> Change:
    held = Change.objects.select_for_update().get(pk=change.pk)
    if held.state != Change.State.OPEN:
        raise AlreadyClosed(f"This change was closed on {held.closed_at:%Y-%m-%d %H:%M}.")
    held.state, held.closed_at, held.closed_by, held.note = state, timezone.now(), by, note
    held.save(update_fields=["state", "closed_at", "closed_by", "note"])
    return held
