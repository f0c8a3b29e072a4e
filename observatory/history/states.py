"""Read from events what rows were like: before a step, after it, and now."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery

from observatory.history.tracked import STATE, Tracked, Values, tables_of, tracked_tables
from observatory.records.tracking import DELETE, INSERT, Event


@dataclass(frozen=True)
class RowInStep:
    """A row that a step touched, with its columns before and after it and now; None where it does not exist.

    `known` is False if the history of the row does not go back to before the step.
    """

    table: Tracked
    pk: int
    before: Values | None
    after: Values | None
    now: Values | None
    last: Event  # its latest event
    known: bool = True

    @property
    def edited_since(self) -> bool:
        """Whether the row is not as the step left it; its place in the workflow may differ."""
        return without_state(self.after) != without_state(self.now)


def without_state(values: Values | None) -> Values | None:
    """Return the columns of a row without its place in the workflow."""
    return values and {name: value for name, value in values.items() if name != STATE}


def rows_in_step(step_id: UUID) -> Iterator[RowInStep]:
    """Yield the rows that a step touched, tables in the order of their foreign keys. Five queries a table at most."""
    for table in tracked_tables():
        events = list(table.events().filter(pgh_context=step_id).order_by("pgh_id"))
        if not events:
            continue
        last = {event.pgh_obj_id: event for event in events}
        first = {event.pgh_obj_id: event for event in reversed(events)}
        earlier = events_before(table, [event.pgh_id for event in first.values() if event.pgh_label not in _FIRST])
        latest = latest_events(table, first)
        for pk, event in first.items():
            before, known = _before(table, event, earlier.get(event.pgh_id))
            yield RowInStep(
                table,
                pk,
                before,
                row_after_event(table, last[pk]),
                row_after_event(table, latest[pk]),
                latest[pk],
                known=known,
            )


_FIRST = (INSERT, DELETE)  # events that say what was before without an earlier one


def row_after_event(table: Tracked, event: Event | None) -> Values | None:
    """Return the columns of a row after an event, None if it does not exist then."""
    return None if event is None or event.pgh_label == DELETE else table.values(event)


def _before(table: Tracked, event: Event, earlier: Event | None) -> tuple[Values | None, bool]:
    if event.pgh_label == INSERT:
        return None, True
    if event.pgh_label == DELETE:
        return table.values(event), True
    return row_after_event(table, earlier), earlier is not None


def events_before(table: Tracked, event_ids: Collection[int]) -> dict[int, Event]:
    """Return the event of the same row before each of some events, by the id of that. Two queries."""
    if not event_ids:
        return {}
    earlier = table.events().filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    rows = table.event_model.objects.filter(pgh_id__in=event_ids).annotate(at=Subquery(earlier.values("pgh_id")[:1]))
    ids = dict(rows.values_list("pgh_id", "at"))
    found = table.event_model.objects.in_bulk({at for at in ids.values() if at})
    return {event_id: found[at] for event_id, at in ids.items() if at}


def latest_events(table: Tracked, keys: Collection[int]) -> dict[int, Event]:
    """Return the latest event of each of some rows, by their primary keys."""
    rows = table.events().filter(pgh_obj__in=list(keys)).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in rows}


def state_at(root: type[models.Model], pk: int, at: datetime | None = None) -> dict[tuple[Tracked, int], Values]:
    """Return the rows of a record, source, term or search and of its parts as they were at a time, now by default.

    One query for each table.
    """
    return {place: values for place, (values, _event) in _rows_at(root, pk, at).items()}


def state_with_digest(root: type[models.Model], pk: int) -> tuple[dict[tuple[Tracked, int], Values], str]:
    """Return the state of now, and a digest that changes with every edit."""
    rows = _rows_at(root, pk, None)
    seen = ";".join(f"{table.model._meta.label} {row} {rows[table, row][1].pgh_id}" for table, row in rows)
    return {place: values for place, (values, _event) in rows.items()}, hashlib.sha256(seen.encode()).hexdigest()


def _rows_at(root: type[models.Model], pk: int, at: datetime | None) -> dict[tuple[Tracked, int], tuple[Values, Event]]:
    found = {}
    for table in tables_of(root):
        owner = table.owner or "pgh_obj_id"
        ever = table.event_model.objects.filter(**{owner: pk}).values("pgh_obj_id")
        events = table.events().filter(pgh_obj__in=ever)
        if at is not None:
            events = events.filter(pgh_created_at__lte=at)
        for event in events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id"):
            if event.pgh_label != DELETE and getattr(event, owner) == pk:
                found[table, event.pgh_obj_id] = table.values(event), event
    return found
