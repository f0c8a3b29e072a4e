"""Who has taken a change, and the day it is due. Only an open change is assigned; its history keeps each step."""

from datetime import date

from django.db import transaction

from observatory.monitoring.actions import describe_closing, log_on_change
from observatory.monitoring.models import Change
from observatory.records.assignments import AssignmentRefused, lock_assignment, write_assignment
from observatory.records.people import display_name


@transaction.atomic
def take_change(*, change: Change, by) -> Change:
    """Take an open change that nobody has. Taking one's own again changes nothing. Raises AssignmentRefused, with who
    has it if somebody else does."""
    row = _lock_open(change)
    return row if row.assigned_to_id == by.pk else _write(row, to=by, by=by, due_on=row.due_on, holder=None)


@transaction.atomic
def give_change(*, change: Change, to, by, due_on: date | None, holder: int | None) -> Change:
    """Give an open change to somebody, or to nobody (`to` is None), with the day it is due; see `give_record`."""
    return _write(_lock_open(change), to=to, by=by, due_on=due_on, holder=holder)


def _lock_open(change: Change) -> Change:
    row = lock_assignment(Change, change.pk)
    if row.state != Change.State.OPEN:
        raise AssignmentRefused(describe_closing(row))
    return row


def _write(row: Change, *, to, by, due_on: date | None, holder: int | None) -> Change:
    if write_assignment(row, to=to, due_on=due_on, holder=holder):
        name = display_name(to) if to else ""
        log_on_change(row, by, event="assigned", to=name, due=row.due_on.isoformat() if row.due_on else "")
    return row
