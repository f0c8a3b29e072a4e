"""Undo a step: every row that it touched is again what it was before."""

from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from pghistory.models import Context

from observatory.history.refusals import CannotUndo, nothing_to_undo
from observatory.history.row_labels import row_in_words
from observatory.history.states import RowInStep, rows_in_step
from observatory.history.steps import step
from observatory.history.write import MOST_NAMED, Target, lock_owners, write_targets

__all__ = ["CannotUndo", "undo_step"]


@transaction.atomic
def undo_step(*, step_id: UUID, by, reason: str = "") -> None:
    """Set every row that a step touched back to what it was before, as a step of its own; all or nothing.

    Added rows are deleted, deleted ones come back with their primary keys, changed ones are set back. The records,
    sources and terms that they are parts of are marked edited, so they are drafts: what readers see does not change,
    and a state that was left (published, in review) is not restored. Raises `CannotUndo` with what was edited since,
    or with what now depends on it.
    """
    context = Context.objects.select_for_update().filter(pk=step_id).first()
    rows = list(rows_in_step(step_id)) if context else []
    targets = _targets(rows)
    if not any(target.does_something for target in targets):
        raise nothing_to_undo()
    lock_owners(targets)
    rows = list(rows_in_step(step_id))  # read again, now that they are locked
    _require_unchanged(rows)
    with step(by=by, reason=reason or context.metadata.get("reason", ""), kind="undo"):
        write_targets(_targets(rows), by=by)


def _targets(rows: list[RowInStep]) -> list[Target]:
    return [Target(row.table, row.pk, row.now, row.before) for row in rows]


def _require_unchanged(rows: list[RowInStep]) -> None:
    said = [_edited(row) for row in rows if row.edited_since]
    if said:
        raise CannotUndo(said[:MOST_NAMED])
    if unknown := [row for row in rows if not row.known]:
        said = [row_in_words(row.table, row.pk, row.after) for row in unknown[:MOST_NAMED]]
        raise CannotUndo([_("%s: its history does not go back that far.") % each for each in said])


def _edited(row: RowInStep) -> str:
    when = formats.date_format(timezone.localtime(row.last.pgh_created_at), "DATETIME_FORMAT")
    who = row.last.pgh_context.metadata.get("name", "") if row.last.pgh_context else ""
    what = row_in_words(row.table, row.pk, row.now or row.after)
    if who:
        return _("%(row)s was edited by %(name)s on %(when)s.") % {"row": what, "name": who, "when": when}
    return _("%(row)s was edited on %(when)s.") % {"row": what, "when": when}
