"""The log of a record: each decision as one sentence, next to the admin's own history of edits."""

from collections.abc import Collection

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from observatory.records import registry
from observatory.records.models import Record


def log_action(records: Collection[Record], user, message: str) -> None:
    """Write one sentence to the log of each record, in the admin of its own type."""
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
