"""What curators do with a change: resolve, dismiss or reopen it, accept a move, take or give it to somebody, and ask
for a visit at once.

The decisions on the claims of a change are in `claim_decisions`.
"""

import json
from datetime import date
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.monitoring.models.watch import AT_ONCE
from observatory.records.assigned_work import AssignmentRefused, lock_assignment, write_assignment
from observatory.records.desk_people import display_name
from observatory.records.models import Record
from observatory.records.record_edits import log_action, mark_all_edited
from observatory.sources.location_actions import move_location
from observatory.sources.models import Location

JUDGED = gettext_noop("Change of a source judged")  # in the log of a record


class DecisionRefused(Exception):
    """Raised when a decision is not taken. Nothing was written; the text says why, in the active language."""


class AlreadyClosed(DecisionRefused):
    """Raised when somebody else, or the monitor, has already closed the change."""


class ClaimsUndecided(DecisionRefused):
    """Raised when a change is to be resolved while claims wait for a decision. `count` is how many."""

    def __init__(self, count: int) -> None:
        self.count = count
        text = ngettext(
            "%d statement has not been decided yet. The change can be resolved when every statement has a decision.",
            "%d statements have not been decided yet. The change can be resolved when every statement has a decision.",
            count,
        )
        super().__init__(text % count)


@transaction.atomic
def resolve_change(*, change: Change, by, note: str = "") -> Change:
    """Close a change whose claims are all decided, or that affects none. Raises AlreadyClosed and ClaimsUndecided."""
    locked = lock_open_change(change)
    if count := locked.affected.undecided().count():
        raise ClaimsUndecided(count)
    return close_change(locked, Change.State.RESOLVED, by, note)


@transaction.atomic
def dismiss_change(*, change: Change, by, note: str) -> Change:
    """Close a change that matters to no statement: its undecided claims are dismissed with the same reason, which
    readers see once their records are published.

    A dismissed new URL is not proposed again. Raises AlreadyClosed, and DecisionRefused without a reason.
    """
    if not note.strip():
        raise DecisionRefused(_("Say why the change does not matter."))
    closed = close_change(lock_open_change(change), Change.State.DISMISSED, by, note)
    claims = closed.affected.undecided()
    keys = set(claims.values_list("citation__record_id", flat=True))
    claims.update(decision=AffectedCitation.Decision.DISMISSED, decided_by=by, decided_at=closed.closed_at, reason=note)
    mark_all_edited(keys=keys, by=by)
    judged = f"{JUDGED}: {AffectedCitation.Decision.DISMISSED.label} · {note}"
    log_action(Record.objects.filter(pk__in=keys), by, judged)
    if closed.kind == Change.Kind.MOVED:
        Watch.objects.filter(location_id=closed.location_id).update(
            declined_url=closed.proposed_url, next_check_at=timezone.now()
        )
    return closed


@transaction.atomic
def accept_move(*, change: Change, by, note: str = "") -> Location:
    """Add the proposed URL to the source as a monitored location, and retire the old location.

    The statements of the change stay listed there; their quotes are looked for at the first visit to the new location.
    Raises AlreadyClosed, ValueError if the change proposes no URL, and ValidationError if the URL is not allowed.
    """
    if change.kind != Change.Kind.MOVED:
        raise ValueError("Only a change of address can be accepted as a move.")
    close_change(lock_open_change(change), Change.State.RESOLVED, by, note)
    return move_location(location=change.location, url=change.proposed_url, by=by)


@transaction.atomic
def reopen_change(*, change: Change, by) -> Change:
    """Open a change again that a person closed, with the claims that were dismissed together with it.

    Raises DecisionRefused if the monitor closed it, if its move was accepted, or if the page has changed again since.
    """
    locked = lock_change(change)
    if locked.state == Change.State.OPEN:
        raise DecisionRefused(_("This change is open."))
    if not can_reopen(locked):
        raise DecisionRefused(_("This change cannot be opened again: the monitor closed it, or its URL was accepted."))
    if locked.state == Change.State.DISMISSED:
        together = locked.affected.filter(
            decision=AffectedCitation.Decision.DISMISSED, decided_by=locked.closed_by_id, decided_at=locked.closed_at
        )
        together.update(decision="", decided_by=None, decided_at=None, reason="")
    return open_again(locked, by)


@transaction.atomic
def request_visits(*, locations, by) -> int:
    """Make locations due immediately, when a curator asks to check those of changes again. Returns how many are
    monitored.

    The log of each watch names who asked: `by` is a user, or None for the operator, for whom nothing is logged.
    """
    watches = Watch.objects.filter(location__in=locations, location__monitored=True)
    if by is not None:
        LogEntry.objects.log_actions(by.pk, watches.select_related("location"), CHANGE, "Asked for a visit at once.")
    return watches.update(next_check_at=timezone.now() - AT_ONCE)  # the most overdue are visited first


def can_reopen(change: Change) -> bool:
    """Return whether a closed change can be opened again: a person closed it, and no accepted move depends on it."""
    accepted = change.kind == Change.Kind.MOVED and change.state == Change.State.RESOLVED
    return change.state != Change.State.OPEN and change.closed_by_id is not None and not accepted


def lock_change(change: Change) -> Change:
    """Lock and return the row of a change until the end of the transaction. It is locked before its claims and their
    records."""
    return Change.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=change.pk)


def lock_open_change(change: Change) -> Change:
    """Lock and return the row of an open change. Raises AlreadyClosed."""
    locked = lock_change(change)
    if locked.state != Change.State.OPEN:
        raise AlreadyClosed(describe_closing(locked))
    return locked


def describe_closing(change: Change) -> str:
    """Return a sentence that says who closed a change and when."""
    values = {
        "when": date_format(timezone.localtime(change.closed_at), "DATETIME_FORMAT"),
        "who": str(change.closed_by or ""),
    }
    if change.closed_by_id:
        return _("%(who)s closed this change on %(when)s.") % values
    return _("The monitor closed this change on %(when)s.") % values


def close_change(locked: Change, state: str, by, note: str = "") -> Change:
    """Close a locked change and log it."""
    locked.state, locked.closed_at, locked.closed_by, locked.note = state, timezone.now(), by, note
    locked.save(update_fields=["state", "closed_at", "closed_by", "note"])
    log_on_change(locked, by, event=str(state), reason=note)
    return locked


def open_again(locked: Change, by) -> Change:
    """Open a locked, closed change again and log it. Raises DecisionRefused if the location has a newer open change."""
    newer = Change.objects.open().filter(location_id=locked.location_id, kind=locked.kind)
    if newer.exists():
        raise DecisionRefused(_("The page has changed again since. Decide on the newer change instead."))
    if locked.kind == Change.Kind.MOVED:
        Watch.objects.filter(location_id=locked.location_id, declined_url=locked.proposed_url).update(declined_url="")
    locked.state, locked.closed_at, locked.closed_by, locked.note = Change.State.OPEN, None, None, ""
    locked.save(update_fields=["state", "closed_at", "closed_by", "note"])
    log_on_change(locked, by, event="reopened")
    return locked


def log_on_change(change: Change, by, **event: Any) -> None:
    """Write what happened to the admin's log of the change, as JSON that its history page shows."""
    LogEntry.objects.log_actions(by.pk, [change], CHANGE, json.dumps(event, ensure_ascii=False), single_object=True)


@transaction.atomic
def take_change(*, change: Change, by) -> Change:
    """Take an open change that nobody has. Taking one's own again changes nothing. Raises AssignmentRefused, with who
    has it if somebody else does."""
    row = _lock_for_assignment(change)
    return row if row.assigned_to_id == by.pk else _assign(row, to=by, by=by, due_on=row.due_on, holder=None)


@transaction.atomic
def give_change(*, change: Change, to, by, due_on: date | None, holder: int | None) -> Change:
    """Give an open change to somebody, or to nobody (`to` is None), with the day it is due; see `give_record`."""
    return _assign(_lock_for_assignment(change), to=to, by=by, due_on=due_on, holder=holder)


def _lock_for_assignment(change: Change) -> Change:
    row = lock_assignment(Change, change.pk)
    if row.state != Change.State.OPEN:
        raise AssignmentRefused(describe_closing(row))
    return row


def _assign(row: Change, *, to, by, due_on: date | None, holder: int | None) -> Change:
    if write_assignment(row, to=to, due_on=due_on, holder=holder):
        name = display_name(to) if to else ""
        log_on_change(row, by, event="assigned", to=name, due=row.due_on.isoformat() if row.due_on else "")
    return row
