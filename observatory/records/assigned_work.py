"""Who has taken a piece of work, and the day it is due: for every model with `assigned_to` and `due_on`."""

import json
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observatory.records.desk_people import display_name, may_work
from observatory.records.models import Record
from observatory.records.record_edits import log_action

FURTHEST = timedelta(days=3 * 366)  # a later day is a slip of the keyboard


class AssignmentRefused(Exception):
    """Raised when work is not assigned. Nothing was written; the text says why, in the active language."""


class AlreadyTaken(AssignmentRefused):
    """Raised when somebody else has the work, or has taken it since the page was shown; the text says who."""


@transaction.atomic
def take_record(*, record: Record, by) -> Record:
    """Take a record that nobody has. Taking one's own again changes nothing. Raises AlreadyTaken."""
    row = lock_assignment(Record, record.pk)
    return row if row.assigned_to_id == by.pk else _write_record(row, to=by, by=by, due_on=row.due_on, holder=None)


@transaction.atomic
def give_record(*, record: Record, to, by, due_on: date | None, holder: int | None) -> Record:
    """Give a record to somebody, or to nobody (`to` is None), with the day it is due.

    `holder` is the primary key of who had it when the page was shown: if somebody else has it now, AlreadyTaken is
    raised. AssignmentRefused is raised if `to` has no role at the desk, or the day has passed.
    """
    return _write_record(lock_assignment(Record, record.pk), to=to, by=by, due_on=due_on, holder=holder)


def lock_assignment(model: type[Model], key: int) -> Any:
    """Lock and return a row that can be assigned, with who has it, until the end of the transaction. Raises
    AssignmentRefused."""
    rows = model._base_manager.select_for_update(of=("self",)).select_related("assigned_to")
    if (row := rows.filter(pk=key).first()) is None:
        raise AssignmentRefused(_("This was deleted in the meantime."))
    return row


def write_assignment(row: Any, *, to, due_on: date | None, holder: int | None) -> bool:
    """Write who has a locked row, and when it is due; return whether anything changed. Raises AssignmentRefused."""
    if row.assigned_to_id != holder:
        raise AlreadyTaken(already_taken(row))
    if to is not None and not may_work(to):
        text = _("%(who)s has no role, so nothing can be assigned to this account.")
        raise AssignmentRefused(text % {"who": display_name(to)})
    due_on = due_on if to is not None else None
    today = timezone.localdate()
    if due_on and due_on != row.due_on and not today <= due_on <= today + FURTHEST:
        raise AssignmentRefused(_("Give a day from today on, within the next three years."))
    if (row.assigned_to_id, row.due_on) == (to.pk if to else None, due_on):
        return False
    row.assigned_to, row.due_on = to, due_on
    # An update, not `save()`: to assign work is no edit, and the time of the last edit guards the forms.
    type(row)._base_manager.filter(pk=row.pk).update(assigned_to=to, due_on=due_on)
    return True


def already_taken(row: Any) -> str:
    """Return a sentence that says who has a row now."""
    if row.assigned_to is None:
        return _("Nobody has this now. Look again, then decide.")
    return _("%(who)s has taken this.") % {"who": display_name(row.assigned_to)}


def is_overdue(row: Any) -> bool:
    """Return whether the day on which a row was due has passed."""
    return row.due_on is not None and row.due_on < timezone.localdate()


def describe_assignment(row: Any) -> str:
    """Return who has a row and the day it is due, in words; "–" if nobody has it."""
    due = [date_format(row.due_on, "SHORT_DATE_FORMAT")] if row.due_on else []
    return " · ".join([display_name(row.assigned_to), *due]) if row.assigned_to_id else "–"


def _write_record(row: Record, *, to, by, due_on: date | None, holder: int | None) -> Record:
    if write_assignment(row, to=to, due_on=due_on, holder=holder):
        # In Django's own form, not as a sentence: the sentences of the log are decisions, which reviewers publish.
        log_action([row], by, json.dumps([{"changed": {"name": "assigned to", "object": describe_assignment(row)}}]))
    return row
