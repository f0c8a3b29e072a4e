"""Set the working copy of a record, source, term or search back to what it was, or take back its deletion."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from observatory.history.edit_events import RowChange, key_of, latest_events, state_at, state_with_digest
from observatory.history.steps import step
from observatory.history.tracked_tables import STATE, Tracked, Values, tables_of
from observatory.history.undo import CannotUndo, Target, lock_owners, nothing_to_undo, write_targets
from observatory.records.models import FormerSlug, Record
from observatory.records.record_slugs import SlugInUse, change_slug
from observatory.records.tracking import DELETE

SLUG = "slug"


class EditedMeanwhile(CannotUndo):
    """Raised when somebody edited it after the page was opened that showed what a restore would change."""


def changes_of_restore(root: type[models.Model], pk: int, at: datetime) -> tuple[list[RowChange], str]:
    """Return what restoring the state at a time would change now, and a digest of the state of now."""
    now, seen = state_with_digest(root, pk)
    return [RowChange(t.table, t.pk, t.now, t.wanted) for t in _restore_targets(root, pk, at, now)], seen


@transaction.atomic
def restore(*, root: type[models.Model], pk: int, at: datetime, seen: str, by, reason: str) -> None:
    """Set the working copy back to what it was at a time, as one step; all or nothing.

    What is public stays as it is, and so does the workflow: it is a draft, edited by `by`. Former slugs are kept, so
    that no link breaks. Raises `EditedMeanwhile` if its state is not the one with the digest `seen`, `CannotUndo` if
    it cannot be done.
    """
    now, _seen = state_with_digest(root, pk)
    lock_owners(_restore_targets(root, pk, at, now))
    list(root._base_manager.filter(pk=pk).select_for_update(no_key=True).values_list("pk"))
    now, digest = state_with_digest(root, pk)  # read again, now that it is locked
    if digest != seen:
        raise EditedMeanwhile([_("Somebody edited it after you opened this page. Look at the differences again.")])
    targets = list(_restore_targets(root, pk, at, now))
    if not targets:
        raise nothing_to_undo()
    with step(by=by, reason=reason, kind="restore"):
        slug = _leave_slug_to_change(targets)
        write_targets(targets, by=by)
        if slug:
            _change_slug(pk, slug)


def _restore_targets(root: type[models.Model], pk: int, at: datetime, now) -> Iterator[Target]:
    """Yield the rows that differ from what they were at a time, to restore them: what they are now and what they shall
    be."""
    then = state_at(root, pk, at)
    elsewhere = _rows_of_others_now(then.keys() - now.keys())
    for table, row in {**now, **then}:
        if table.model is FormerSlug:
            continue
        current, wanted = now.get((table, row), elsewhere.get((table, row))), then.get((table, row))
        if current and wanted and STATE in wanted:
            wanted = {**wanted, STATE: current[STATE]}
        target = Target(table, row, current, wanted)
        if target.does_something:
            yield target


def _rows_of_others_now(places: Iterable[tuple[Tracked, int]]) -> dict[tuple[Tracked, int], Values]:
    """Return those of the rows to restore that were not deleted since, but are parts of another record now."""
    keys: dict[Tracked, list[int]] = {}
    for table, row in places:
        keys.setdefault(table, []).append(row)
    latest = {(table, row): event for table, rows in keys.items() for row, event in latest_events(table, rows).items()}
    return {(table, row): table.values(event) for (table, row), event in latest.items() if event.pgh_label != DELETE}


def _leave_slug_to_change(targets: list[Target]) -> str:
    """Leave the slug of a restored record to `change_slug`, which keeps the one of now as a redirect."""
    for target in targets:
        if target.table.model is Record and target.now and target.wanted and SLUG in target.changed():
            slug, target.wanted[SLUG] = target.wanted[SLUG], target.now[SLUG]
            return slug
    return ""


def _change_slug(pk: int, slug: str) -> None:
    try:
        change_slug(record=Record.objects.get(pk=pk), slug=slug)
    except SlugInUse:
        raise CannotUndo([_("Another record uses the slug “%s” now.") % slug]) from None


@transaction.atomic
def restore_deleted(*, root: type[models.Model], pk: int, by, reason: str) -> None:
    """Bring back what was deleted, with all parts that were deleted with it and the same primary keys and permanent ID.

    It is a draft. Raises `CannotUndo`, also if it is not deleted.
    """
    own = tables_of(root)[0]
    deletion = latest_events(own, [pk]).get(pk)
    if deletion is None or deletion.pgh_label != DELETE or root._base_manager.filter(pk=pk).exists():
        raise nothing_to_undo()
    targets = list(deleted_with(root, pk, key_of(deletion)))
    lock_owners(targets)
    with step(by=by, reason=reason, kind="restore"):
        write_targets(targets, by=by)


def deleted_with(root: type[models.Model], pk: int, key: str) -> Iterator[Target]:
    """Yield the rows that were deleted with a record, source, term or search at a moment, as they were, to restore
    them."""
    for table in tables_of(root):
        events = table.event_model.objects.filter(**{table.owner or "pgh_obj_id": pk, "pgh_label": DELETE})
        for event in events.order_by("pgh_id"):
            if key_of(event) == key:
                yield Target(table, event.pgh_obj_id, None, table.values(event))


def deleted_rows(root: type[models.Model], kind: str = "") -> models.QuerySet:
    """Return the last events of the deleted rows of a model, which can be restored, newest first; of one type of record
    if given."""
    own: Tracked = tables_of(root)[0]
    there = root._base_manager.filter(pk=models.OuterRef("pgh_obj"))
    later = own.event_model.objects.filter(pgh_obj=models.OuterRef("pgh_obj"), pgh_id__gt=models.OuterRef("pgh_id"))
    rows = own.event_model.objects.filter(~models.Exists(there), ~models.Exists(later), pgh_label=DELETE)
    return (rows.filter(kind=kind) if kind else rows).select_related("pgh_context").order_by("-pgh_id")
