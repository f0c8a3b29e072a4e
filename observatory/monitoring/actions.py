"""Curators' actions on changes and locations: close a change, accept a move, give a verdict, request a visit."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.monitoring.models.watch import AT_ONCE
from observatory.monitoring.outcomes import QuoteState
from observatory.sources.actions import move_location
from observatory.sources.models import Citation, Location


class AlreadyClosed(Exception):
    """Raised when somebody else has already closed the change."""


@transaction.atomic
def resolve_change(*, change: Change, by, note: str = "") -> Change:
    """Close a change as resolved, because the curator acted on it. Raises AlreadyClosed."""
    return _close(change, Change.State.RESOLVED, by, note)


@transaction.atomic
def dismiss_change(*, change: Change, by, note: str = "") -> Change:
    """Close a change that needs no action. A dismissed new URL is not proposed again. Raises AlreadyClosed."""
    closed = _close(change, Change.State.DISMISSED, by, note)
    if closed.kind == Change.Kind.MOVED:
        Watch.objects.filter(location_id=closed.location_id).update(
            declined_url=closed.proposed_url, next_check_at=timezone.now()
        )
    return closed


@transaction.atomic
def accept_move(*, change: Change, by, note: str = "") -> Location:
    """Add the proposed URL to the source as a monitored location, and retire the old location.

    Raises AlreadyClosed, ValueError if the change proposes no URL, and ValidationError if the URL is not allowed.
    """
    if change.kind != Change.Kind.MOVED:
        raise ValueError("Only a change of address can be accepted as a move.")
    _close(change, Change.State.RESOLVED, by, note)
    return move_location(location=change.location, url=change.proposed_url, by=by)


@transaction.atomic
def record_verdict(*, affected: AffectedCitation, verdict: str, by) -> Citation:
    """Record a curator's verdict, dated today, on a citation whose source has changed.

    If the source supports the statement in other words, they replace the quote and are monitored from now on.
    """
    citation = Citation.objects.select_for_update().get(pk=affected.citation_id)
    citation.verdict, citation.checked_by, citation.checked_at = verdict, by, timezone.localdate()
    citation.basis = Citation.usual_basis(verdict, citation.quote)
    if verdict == Citation.Verdict.SUPPORTS and affected.passage:
        citation.quote = affected.passage
        affected.state = QuoteState.PRESENT
        affected.save(update_fields=["state"])
    citation.save(update_fields=["verdict", "basis", "checked_by", "checked_at", "quote"])
    return citation


@transaction.atomic
def request_visits(*, locations, by) -> int:
    """Make these locations due immediately. Returns how many of them are monitored.

    The log of each watch names who asked: `by` is a user, or None for the operator, for whom nothing is logged.
    """
    watches = Watch.objects.filter(location__in=locations, location__monitored=True)
    if by is not None:
        LogEntry.objects.log_actions(by.pk, watches.select_related("location"), CHANGE, "Asked for a visit at once.")
    return watches.update(next_check_at=timezone.now() - AT_ONCE)  # the most overdue are visited first


def _close(change: Change, state: str, by, note: str) -> Change:
    held = Change.objects.select_for_update().get(pk=change.pk)
    if held.state != Change.State.OPEN:
        raise AlreadyClosed(f"This change was closed on {held.closed_at:%Y-%m-%d %H:%M}.")
    held.state, held.closed_at, held.closed_by, held.note = state, timezone.now(), by, note
    held.save(update_fields=["state", "closed_at", "closed_by", "note"])
    return held
