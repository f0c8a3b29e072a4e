"""Decide which changes a check opens, updates or closes. Called only by `record_visit`, in the check's transaction."""

from collections.abc import Sequence

from observatory.monitoring import health
from observatory.monitoring.health import Patience, State
from observatory.monitoring.models import Change, Snapshot, UnreadFile, Watch
from observatory.monitoring.outcomes import Health, Outcome, OutcomeKind, kind_of_outcome
from observatory.monitoring.quotes.sightings import RecordedSighting
from observatory.monitoring.quotes.sought_quotes import quotes_at_location
from observatory.monitoring.reading.compare import difference_as_json
from observatory.monitoring.round.affected_citations import (
    is_any_quote_lost,
    list_affected,
    list_replaced,
    list_statements,
    list_unreadable,
)
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.sources.models import Location

_AGAIN_AS_BEFORE = "The page has gone back to its earlier text."
_READABLE_AGAIN = "Readable again."
_FILE_AS_BEFORE = "The file is the earlier one again."
_CATCHES_ALL = "Many web addresses redirect to this page, so it is not the document's new location."
_NOT_MOVED = "The original web address works again without a redirect."


def settle_changes(
    *,
    job: Job,
    finding: VisitFinding,
    state: State,
    snapshot: Snapshot | None,
    file: UnreadFile | None,
    patience: Patience,
    sightings: Sequence[RecordedSighting],
) -> None:
    """Open, update or close the changes of a location after a visit that counts, whose sightings have been written.

    `snapshot` and `file` are the text and the file that cannot be read which the visit found, if they are others than
    at the visit before.
    """
    if kind_of_outcome(finding.outcome) is not OutcomeKind.READ:
        if finding.astray:
            _take_back_moves(finding)
        if file and (job.unread_file_id or job.snapshot_id):
            _settle_replaced_file(job, finding, state, file)
        watched = finding.file and (job.unread_file_id or file)  # it is there, and reported when it is replaced
        if not watched and health.is_reported(state, finding.at, patience):
            _report_lost(job, finding, state)
        return
    if job.lost_open or not health.is_readable(job.state.health):
        _close_lost(job, finding)
    if job.unread_file_id:
        _close_changes(_open_changes(job, Change.Kind.REPLACED), finding, _READABLE_AGAIN)
    if finding.shown_before:
        undone = _open_changes(job, Change.Kind.CONTENT).filter(before__fingerprint=_text_of(snapshot))
        _close_changes(undone, finding, _AGAIN_AS_BEFORE)
    if finding.comparison and finding.comparison.verdict == "content" and snapshot:
        _settle_content_change(job, finding, snapshot, sightings)
    _settle_move(job, finding)


def _settle_content_change(
    job: Job, finding: VisitFinding, snapshot: Snapshot, sightings: Sequence[RecordedSighting]
) -> None:
    """Open or update the change of a text that a visit found changed, or close it if the text is as before."""
    change = _open_changes(job, Change.Kind.CONTENT).first()
    comparison = finding.comparison
    if change and finding.anchored is not None:
        if finding.anchored.verdict == "content":
            comparison = finding.anchored
        elif not is_any_quote_lost(change, sightings):
            _close_changes(_open_changes(job, Change.Kind.CONTENT), finding, _AGAIN_AS_BEFORE)
            return
    diff = difference_as_json(comparison)
    if change and finding.quotes_changed:
        diff = change.diff + [block for block in diff if block not in change.diff]
    values = {
        "after": snapshot,
        "score": comparison.score,
        "diff": diff,
        "last_seen_at": finding.at,
        "health": Health.OK,
    }
    if change is None:
        change = Change(location_id=job.location_id, kind=Change.Kind.CONTENT, found_at=finding.at)
        change.before_id = job.snapshot_id
    for name, value in values.items():
        setattr(change, name, value)
    change.save()
    list_affected(change, finding.sought, sightings, comparison.blocks)


def _settle_replaced_file(job: Job, finding: VisitFinding, state: State, file: UnreadFile) -> None:
    """Report that a file which cannot be read took the place of another one, or of a text."""
    change = _open_changes(job, Change.Kind.REPLACED).select_related("file_before").first()
    if change and change.file_before and change.file_before.digest == file.digest:
        _close_changes(_open_changes(job, Change.Kind.REPLACED), finding, _FILE_AS_BEFORE)
        return
    if change is None:
        change = Change(location_id=job.location_id, kind=Change.Kind.REPLACED, found_at=finding.at)
        change.file_before_id = job.unread_file_id
        change.before_id = None if job.unread_file_id else job.snapshot_id
    change.file_after, change.last_seen_at, change.health = file, finding.at, state.health
    change.save()
    list_replaced(change, quotes_at_location(job.location_id, job.source_id))


def _settle_move(job: Job, finding: VisitFinding) -> None:
    """Open, update or close the change that proposes a new address, after a visit."""
    moved = _open_changes(job, Change.Kind.MOVED)
    if finding.outcome != Outcome.MOVED and not finding.proposed_url:
        if job.state.health == Health.MOVED:
            _close_changes(moved, finding, _NOT_MOVED)
        return
    if finding.outcome != Outcome.MOVED:
        return
    known = Change.objects.filter(location_id=job.location_id, kind=Change.Kind.MOVED)
    known = known.filter(proposed_url=finding.proposed_url)
    if known.exists():
        known.filter(state=Change.State.OPEN).update(last_seen_at=finding.at)
        return
    change, _ = Change.objects.update_or_create(
        location_id=job.location_id,
        kind=Change.Kind.MOVED,
        state=Change.State.OPEN,
        defaults={"proposed_url": finding.proposed_url, "last_seen_at": finding.at, "health": Health.MOVED},
        create_defaults={
            "proposed_url": finding.proposed_url,
            "last_seen_at": finding.at,
            "health": Health.MOVED,
            "found_at": finding.at,
        },
    )
    list_statements(change, quotes_at_location(job.location_id, job.source_id))


def _take_back_moves(finding: VisitFinding) -> None:
    """Close the moves that were proposed to a page before many URLs were known to redirect to it."""
    _close_changes(
        Change.objects.open().filter(kind=Change.Kind.MOVED, proposed_url=finding.astray), finding, _CATCHES_ALL
    )


def _report_lost(job: Job, finding: VisitFinding, state: State) -> None:
    """Report a lost location, unless the source can be read at another location."""
    if job.source_id and _readable_elsewhere(job).exists():
        return
    change, opened = Change.objects.get_or_create(
        location_id=job.location_id,
        kind=Change.Kind.LOST,
        state=Change.State.OPEN,
        defaults={"found_at": finding.at, "last_seen_at": finding.at, "before_id": job.snapshot_id},
    )
    change.last_seen_at, change.health = finding.at, state.health
    change.save(update_fields=["last_seen_at", "health"])
    if opened and job.source_id:
        list_unreadable(change, job.source_id)


def _readable_elsewhere(job: Job):
    others = Watch.objects.filter(location__source_id=job.source_id, health__in=[Health.OK, Health.MOVED])
    others = others.filter(location__retired_at=None).exclude(location__url="")  # readers cannot open attached files
    return others.exclude(location_id=job.location_id).exclude(location__role=Location.Role.HOME)


def _close_lost(job: Job, finding: VisitFinding) -> None:
    lost = Change.objects.open().filter(kind=Change.Kind.LOST)
    lost = lost.filter(location__source_id=job.source_id) if job.source_id else lost.filter(location_id=job.location_id)
    _close_changes(lost, finding, _READABLE_AGAIN)


def _open_changes(job: Job, kind: str):
    return Change.objects.open().filter(location_id=job.location_id, kind=kind)


def _text_of(snapshot: Snapshot | None) -> str:
    return snapshot.fingerprint if snapshot else ""


def _close_changes(changes, finding: VisitFinding, note: str) -> None:
    changes.update(state=Change.State.RESOLVED, closed_at=finding.at, last_seen_at=finding.at, note=note)
