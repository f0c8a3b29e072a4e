"""Publish sources, official terms and coverage searches at a time, as records are (`scheduling`): what a reviewer
approved, exactly that, and exactly once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from observatory.publishing import documents
from observatory.publishing.item_checks import require_items_passed
from observatory.publishing.items import ITEM_TYPES, ItemType, lock_items, publish_items
from observatory.publishing.models import ScheduledPublication
from observatory.publishing.refusals import ItemChecksFailed, KeyTaken, require_reason
from observatory.records.models import Record, Reviewed

State, Why = ScheduledPublication.State, ScheduledPublication.Refusal


def item_type_of(row: ScheduledPublication) -> ItemType | None:
    """Return the type of the item that is scheduled; None for a record."""
    return next((each for each in ITEM_TYPES if getattr(row, f"{each.name}_id")), None)


@transaction.atomic
def schedule_items(
    *, item_type: ItemType, items: Iterable[Reviewed], due_at: datetime, by, reason: str
) -> list[ScheduledPublication]:
    """Approve items of one type as they are now for publication at `due_at` (aware), all or none; one that waits
    already gets the new time. Raises `ReasonMissing`, `ItemChecksFailed`, or `DoesNotExist` for a deleted item."""
    reason = require_reason(reason)
    keys = lock_items(item_type, items)
    require_items_passed(item_type, keys)
    end_waiting_items(item_type=item_type, keys=keys, by=by)
    approved, batch = approved_items(item_type, keys), uuid4()
    rows = [
        ScheduledPublication(
            due_at=due_at, reason=reason, by=by, batch=batch, approved=approved[key], **{f"{item_type.name}_id": key}
        )
        for key in keys
    ]
    return ScheduledPublication.objects.bulk_create(rows)


def end_waiting_items(*, item_type: ItemType, keys: Collection[int], by) -> int:
    """End what waits for items, or was refused, because `by` decided on them otherwise now; return how many."""
    rows = ScheduledPublication.objects.filter(**{f"{item_type.name}__in": keys})
    return rows.filter(state__in=[State.WAITING, State.REFUSED]).end(State.CANCELLED, by)


def approved_items(item_type: ItemType, keys: Collection[int]) -> dict[int, str]:
    """Return the hashes of all that the working copies of items say, by primary key."""
    return {key: documents.document_digest(document) for key, document in item_type.build(keys).items()}


def edited_items(rows: Iterable[ScheduledPublication]) -> set[int]:
    """Return the keys of those scheduled publications whose items are not any more what was approved. As many queries
    for many as for one of each type."""
    found = set()
    for item_type in ITEM_TYPES:
        waiting = {getattr(row, f"{item_type.name}_id"): row for row in rows if item_type_of(row) is item_type}
        now = approved_items(item_type, list(waiting)) if waiting else {}
        found |= {row.pk for key, row in waiting.items() if now.get(key) != row.approved}
    return found


def publish_items_due(item_type: ItemType, rows: Sequence[ScheduledPublication]) -> None:
    """Publish the items of one batch, which the caller has locked; end each row. What somebody edited is left out; the
    others are published together, or refused together."""
    found = item_type.model.objects.in_bulk([getattr(row, f"{item_type.name}_id") for row in rows])
    lock_items(item_type, found.values())
    items = {row.pk: found[getattr(row, f"{item_type.name}_id")] for row in rows}
    edited = edited_items(rows)
    refused = {row.pk: Why.EDITED for row in rows if row.pk in edited}
    refused |= {key: Why.WITHDRAWN for key, item in items.items() if item.state == Record.State.WITHDRAWN}
    left = [items[row.pk] for row in rows if row.pk not in refused]
    if left and (why := _publish(item_type, left, rows[0])):
        refused |= {key: why for key in items if key not in refused}
    chosen = ScheduledPublication.objects.filter(pk__in=[row.pk for row in rows])
    for row_key, why in refused.items():
        chosen.filter(pk=row_key).end(State.REFUSED, None, why)
    chosen.exclude(pk__in=refused).end(State.PUBLISHED, None)


def _publish(item_type: ItemType, chosen: Sequence[Reviewed], row: ScheduledPublication) -> Why | None:
    """Publish items for who scheduled `row`; return why not, if something stands in the way."""
    try:
        with transaction.atomic():
            require_items_passed(item_type, [item.pk for item in chosen])
            publish_items(item_type, items=chosen, by=row.by, reason=row.reason)
    except ItemChecksFailed:
        return Why.CHECKS
    except KeyTaken:
        return Why.KEY
    return None
