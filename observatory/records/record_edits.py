"""Mark records as edited, lock their rows, and write a decision as one sentence to the log of a record in the admin."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Func, When
from django.utils import timezone

from observatory.records import registry
from observatory.records.models import Record


def log_action(records: Collection[Record], user, message: str) -> None:
    """Write a decision on records as one sentence to the log of each, in the admin of its own type."""
    kinds = {
        row.kind: ContentType.objects.get_for_model(registry.get_record_type(row.kind).model).pk for row in records
    }
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=user.pk,
            content_type_id=kinds[row.kind],
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=CHANGE,
            change_message=message,
        )
        for row in records
    )


def lock_records(keys: Iterable[int]) -> None:
    """Lock the rows of records in the order of their keys until the transaction ends; those of their parts are free."""
    rows = Record.objects.filter(pk__in=set(keys)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def mark_edited(*, record: Record, by) -> None:
    """Make a record a draft, edited now by a user, because it or a part of it (a relation, a name, a citation) was
    edited. `by` is None for an edit that no person made.

    What is public of it stays public.
    """
    mark_all_edited(keys=[record.pk], by=by)


def mark_all_edited(*, keys: Collection[int], by) -> None:
    """Make the records of these primary keys drafts, edited now by a user; locked in the order of their keys."""
    if not keys:
        return
    if len(keys) > 1:
        lock_records(keys)
    editors: dict[str, Any] = {}
    if by is not None:
        known = When(edited_by__contains=[by.pk], then=F("edited_by"))
        field = Record._meta.get_field("edited_by")
        appended = Func(F("edited_by"), by.pk, function="array_append", output_field=field)
        editors["edited_by"] = Case(known, default=appended)
    Record.objects.filter(pk__in=keys).update(updated_at=timezone.now(), state=Record.State.DRAFT, **editors)
