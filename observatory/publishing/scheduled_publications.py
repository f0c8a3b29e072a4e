"""Publish records and items (sources, official terms, coverage searches) at a time: what a reviewer approved, exactly
that, and exactly once.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from observatory.publishing.checks.check_registry import at_least
from observatory.publishing.checks.findings import findings_and_documents, require_items_passed
from observatory.publishing.documents import item_documents, record_documents
from observatory.publishing.item_publication import ITEM_TYPES, ItemType, lock_items, publish_items
from observatory.publishing.models import ScheduledPublication
from observatory.publishing.publication_lock import lock_existing, lock_for_publication
from observatory.publishing.publication_refusals import (
    ChecksFailed,
    ItemChecksFailed,
    KeyTaken,
    OwnEdits,
    Refusal,
    SlugTaken,
    require_reason,
)
from observatory.publishing.record_publication import publish_possible
from observatory.records.models import Record, Relation, Reviewed
from observatory.sources.models import Source

_State, _Why = ScheduledPublication.State, ScheduledPublication.Refusal


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
    return rows.filter(state__in=[_State.WAITING, _State.REFUSED]).end(_State.CANCELLED, by)


def approved_items(item_type: ItemType, keys: Collection[int]) -> dict[int, str]:
    """Return the hashes of all that the working copies of items say, by primary key."""
    return {key: record_documents.document_digest(document) for key, document in item_type.build(keys).items()}


def items_edited_since_approval(rows: Iterable[ScheduledPublication]) -> set[int]:
    """Return the keys of those scheduled publications of items that are not any more what was approved. As many queries
    for many as for one of each type."""
    found = set()
    for item_type in ITEM_TYPES:
        waiting = {getattr(row, f"{item_type.name}_id"): row for row in rows if item_type_of(row) is item_type}
        now = approved_items(item_type, list(waiting)) if waiting else {}
        found |= {row.pk for key, row in waiting.items() if now.get(key) != row.approved}
    return found


def publish_items_due(item_type: ItemType, rows: Sequence[ScheduledPublication]) -> None:
    """Publish the scheduled items of one batch, which the caller has locked; end each row. What somebody edited is left
    out; the others are published together, or refused together."""
    found = item_type.model.objects.in_bulk([getattr(row, f"{item_type.name}_id") for row in rows])
    lock_items(item_type, found.values())
    items = {row.pk: found[getattr(row, f"{item_type.name}_id")] for row in rows}
    edited = items_edited_since_approval(rows)
    refused = {row.pk: _Why.EDITED for row in rows if row.pk in edited}
    refused |= {key: _Why.WITHDRAWN for key, item in items.items() if item.state == Record.State.WITHDRAWN}
    left = [items[row.pk] for row in rows if row.pk not in refused]
    if left and (why := _publish_approved_items(item_type, left, rows[0])):
        refused |= {key: why for key in items if key not in refused}
    chosen = ScheduledPublication.objects.filter(pk__in=[row.pk for row in rows])
    for row_key, why in refused.items():
        chosen.filter(pk=row_key).end(_State.REFUSED, None, why)
    chosen.exclude(pk__in=refused).end(_State.PUBLISHED, None)


def _publish_approved_items(item_type: ItemType, chosen: Sequence[Reviewed], row: ScheduledPublication) -> _Why | None:
    """Publish scheduled items for who approved `row`; return why not, if something stands in the way."""
    try:
        with transaction.atomic():
            require_items_passed(item_type, [item.pk for item in chosen])
            publish_items(item_type, items=chosen, by=row.by, reason=row.reason)
    except ItemChecksFailed:
        return _Why.CHECKS
    except KeyTaken:
        return _Why.KEY
    return None


log = logging.getLogger(__name__)

State, Why = ScheduledPublication.State, ScheduledPublication.Refusal
_WHY: Mapping[type[Exception], Why] = {
    ChecksFailed: Why.CHECKS,
    OwnEdits: Why.OWN_EDITS,
    SlugTaken: Why.SLUG,
    KeyTaken: Why.KEY,
}


class NotWaiting(Exception):
    """It was published, cancelled or refused in the meantime."""


@transaction.atomic
def schedule_publication(
    *, records: Sequence[Record], due_at: datetime, by, reason: str
) -> tuple[list[ScheduledPublication], dict[int, Refusal]]:
    """Approve records as they are now for publication at `due_at` (aware); a record that waits already gets the new
    time.

    Returns what was scheduled, and by primary key what stands in the way of the others now: it would at that time too.
    Edits of sources that are public already are not part of it. Raises `ReasonMissing`, or `DoesNotExist`.
    """
    reason = require_reason(reason)
    locked = lock_for_publication(records)
    refused = publication_obstacles([*locked.values()], by)
    chosen = [pk for pk in locked if pk not in refused]
    ScheduledPublication.objects.waiting().filter(record__in=chosen).end(State.CANCELLED, by)
    approved, batch = approved_forms(chosen), uuid4()
    rows = [
        ScheduledPublication(record_id=pk, due_at=due_at, reason=reason, by=by, batch=batch, **approved[pk])
        for pk in chosen
    ]
    return ScheduledPublication.objects.bulk_create(rows), refused


def publication_obstacles(records: Sequence[Record], by) -> dict[int, Refusal]:
    """Return by primary key why records cannot be scheduled, since `by` may not publish them now: the rule of four
    eyes, or checks that block."""
    found: dict[int, Refusal] = {}
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    if blocking:
        for pk, (document, findings) in findings_and_documents(records).items():
            heavy = [each for each in findings if each.check.severity in blocking]
            if heavy:
                found[pk] = ChecksFailed({pk: heavy}, {pk: document["title"]})
    if settings.FOUR_EYES and by is not None:
        found |= {row.pk: OwnEdits({row.pk: _titles(row)}) for row in records if by.pk in row.edited_by}
    return found


def _titles(record: Record) -> dict[str, str]:
    return {"en": record.title_en, "zh-hans": record.title_zh_hans, "original": record.original_title}


@transaction.atomic
def reschedule_publication(*, scheduled: ScheduledPublication, due_at: datetime, by) -> ScheduledPublication:
    """Change the time of a waiting publication; who approved it, and what, stays. Raises `NotWaiting`."""
    row = _lock_waiting(scheduled)
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    log.info("Publication of record %s moved to %s by user %s", row.record_id, due_at, by.pk)
    return row


@transaction.atomic
def cancel_publication(*, scheduled: ScheduledPublication, by) -> None:
    """Cancel a waiting publication, or put a refused one aside. Raises `NotWaiting`."""
    row = ScheduledPublication.objects.select_for_update().filter(pk=scheduled.pk).first()
    if row is None or row.state not in (State.WAITING, State.REFUSED):
        raise NotWaiting
    ScheduledPublication.objects.filter(pk=row.pk).end(State.CANCELLED, by)


def end_waiting(*, records: Iterable[Record], by) -> int:
    """End what waits for records, or was refused, because `by` decided on them otherwise now; return how many."""
    open_ones = ScheduledPublication.objects.filter(record__in=[row.pk for row in records])
    return open_ones.filter(state__in=[State.WAITING, State.REFUSED]).end(State.CANCELLED, by)


def stop_for_merge(*, record: Record, by) -> dict[str, list[str]]:
    """End the scheduled publication of a record that is merged into another, waiting or refused; return by primary key
    what each was, for `resume_after_merge`."""
    rows = ScheduledPublication.objects.filter(record=record.pk, state__in=[State.WAITING, State.REFUSED])
    before = {str(row.pk): [row.state, row.refusal] for row in rows}
    rows.end(State.CANCELLED, by)
    return before


def resume_after_merge(*, record: Record, before: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Let the scheduled publications wait again that `stop_for_merge` ended, unless somebody scheduled the record anew.
    What was due in the meantime is refused: nobody expects it to become public now."""
    stopped = ScheduledPublication.objects.filter(record=record.pk, pk__in=before, state=State.CANCELLED)
    if ScheduledPublication.objects.waiting().filter(record=record.pk).exists():
        return
    for row in stopped.select_for_update():
        state, refusal = before[str(row.pk)]
        if state == State.WAITING and row.due_at > now:
            stopped.filter(pk=row.pk).update(state=state, refusal="", ended_at=None, ended_by=None)
        else:
            stopped.filter(pk=row.pk).end(State.REFUSED, None, refusal or Why.MERGED)


def _lock_waiting(scheduled: ScheduledPublication) -> ScheduledPublication:
    row = ScheduledPublication.objects.waiting().select_for_update().filter(pk=scheduled.pk).first()
    if row is None:
        raise NotWaiting
    return row


def publish_due(*, now: datetime) -> list[ScheduledPublication]:
    """Publish what is due; return what came to its end, published or refused.

    Safe to run twice at a time and to kill: a publication and its mark are one transaction, and rows that another
    process works on are passed over. One that the program fails on is refused, so that the others follow.
    """
    ended: list[ScheduledPublication] = []
    for pk in list(ScheduledPublication.objects.due(now).values_list("pk", flat=True)):
        try:
            ended += _publish_with_batch(pk, now)
        except DatabaseError:  # likely to pass; the next run tries again
            raise
        except Exception:
            log.exception("Scheduled publication %s failed", pk)
            ScheduledPublication.objects.waiting().filter(pk=pk).end(State.REFUSED, None, Why.FAILED)
            ended += ScheduledPublication.objects.filter(pk=pk)
    return ended


@transaction.atomic
def _publish_with_batch(pk: int, now: datetime) -> list[ScheduledPublication]:
    """Publish what is due of the batch of one row, together: relations among them are public at once."""
    due = ScheduledPublication.objects.due(now).select_for_update(skip_locked=True)
    first = due.filter(pk=pk).first()
    if first is None:
        return []
    if item_type := item_type_of(first):
        batch = list(due.filter(batch=first.batch).order_by(f"{item_type.name}_id"))
        publish_items_due(item_type, batch)
        return list(ScheduledPublication.objects.filter(pk__in=[row.pk for row in batch]))
    rows = {row.record_id: row for row in due.filter(batch=first.batch).order_by("record_id")}
    locked = lock_existing(rows.keys())
    changed = {key: why for key, row in rows.items() if (why := _changed(row, locked[key]))}
    changed |= _edited({key: row for key, row in rows.items() if key not in changed})
    records = [record for key, record in locked.items() if key not in changed]
    done = publish_possible(records=records, by=first.by, reason=first.reason)
    refused = changed | {key: _WHY[type(error)] for key, error in done.refused.items()}
    ended = ScheduledPublication.objects.filter(pk__in=[row.pk for row in rows.values()])
    for why in {*refused.values()}:
        ended.filter(record__in=[key for key in refused if refused[key] == why]).end(State.REFUSED, None, why)
    ended.exclude(record__in=refused).end(State.PUBLISHED, None)
    return list(ended)


def _changed(row: ScheduledPublication, record: Record) -> Why | None:
    """Return what became of a record since it was scheduled that forbids its publication."""
    if record.state == Record.State.WITHDRAWN and row.created_at < _withdrawn_at(record):
        return Why.WITHDRAWN
    return Why.RETURNED if record.returned else None


def _withdrawn_at(record: Record) -> datetime:
    entry = getattr(record, "entry", None)
    return (entry and entry.withdrawn_at) or datetime.min.replace(tzinfo=timezone.get_default_timezone())


def _edited(rows: Mapping[int, ScheduledPublication]) -> dict[int, Why]:
    edited = edited_since_approval(rows.values())
    return {key: Why.EDITED for key, row in rows.items() if row.pk in edited}


def edited_since_approval(rows: Collection[ScheduledPublication]) -> set[int]:
    """Return the keys of those waiting publications whose records or items are not any more what was approved."""
    waiting = {row.record_id: row for row in rows if row.record_id}
    now = approved_forms(waiting) if waiting else {}
    edited = {row.pk for key, row in waiting.items() if not _is_approved(row, now.get(key))}
    return edited | items_edited_since_approval([row for row in rows if not row.record_id])


def _is_approved(row: ScheduledPublication, now: Mapping[str, Any] | None) -> bool:
    if now is None or now["approved"] != row.approved:
        return False
    # A source that was published with another record in the meantime was approved there.
    return all(row.sources.get(key) == digest for key, digest in now["sources"].items())


def approved_forms(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what is approved of scheduled records, by primary key: `approved`, the hash of all that their working
    copies say, and `sources`, the hashes of the sources that were never published, by their keys. A constant number of
    queries."""
    keys = list(keys)
    records = Record.objects.filter(pk__in=keys)
    objects = set(Relation.objects.filter(subject__in=keys).values_list("object_id", flat=True))
    built = record_documents.build_documents(records, public=objects)
    cited = Source.objects.filter(published=None, citations__record__in=keys).distinct()
    of_record: dict[int, set[int]] = {}
    for source, record in cited.values_list("pk", "citations__record"):
        of_record.setdefault(record, set()).add(source)
    new = item_documents.source_documents({key for sources in of_record.values() for key in sources})
    digests = {key: record_documents.document_digest(document) for key, document in new.items()}
    return {
        pk: {
            "approved": record_documents.document_digest(without_words_of_others(document)),
            "sources": {str(key): digests[key] for key in sorted(of_record.get(pk, ()))},
        }
        for pk, document in built.items()
    }


def without_words_of_others(document: Any) -> Any:
    """Return the part of a document that an approval is of, without what it repeats of other records and sources, their
    titles: these are edited and published on their own. Pure."""
    match document:
        case {"id": identity, "title": _} if "format" not in document:
            return {"id": identity}
        case dict():
            return {name: without_words_of_others(value) for name, value in document.items()}
        case list():
            return [without_words_of_others(each) for each in document]
    return document
