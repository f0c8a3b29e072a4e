"""The edits of one record, source, term or search, step by step: when and by whom, and the rows that they touched."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from pghistory.models import Context

from observatory.history.states import events_before, row_after_event
from observatory.history.tracked import Tracked, Values, tables_of
from observatory.records.tracking import DELETE, FIRST, INSERT, MOVED, Event

MOST_EVENTS = 5000  # of one table that one page reads


@dataclass(frozen=True)
class Moment:
    """One entry of a history: the edits of one step, or of one transaction outside of a step.

    `key` is what URLs call it: "first", "s" and the id of the step, or "t" and the number of the transaction. `began`
    and `ended` are the times of its first and its last edit of this record; `tables` are the places of the tables
    that it touched in `tables_of`.
    """

    key: str
    began: datetime
    ended: datetime
    tables: tuple[int, ...]
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def step_id(self) -> UUID | None:
        return UUID(self.key[1:]) if self.key.startswith("s") else None


@dataclass(frozen=True)
class RowChange:
    """A row before and after an edit; None where it does not exist, or belongs to another record."""

    table: Tracked
    pk: int
    before: Values | None
    after: Values | None


def moments(root: type[models.Model], pk: int) -> list[Moment]:
    """Return every moment at which a record (source, term, search) or a part of it was edited, newest first.

    One query. `said` is not read (`with_context`).
    """
    parts = [_select(place, table) for place, table in enumerate(tables_of(root))]
    query = (
        "SELECT key, min(at), max(at), array_agg(DISTINCT place) FROM ("  # noqa: S608
        f"{' UNION ALL '.join(parts)}) AS edits GROUP BY key ORDER BY max(at) DESC, key DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [pk] * len(parts))
        return [Moment(key, began, ended, tuple(tables)) for key, began, ended, tables in cursor.fetchall()]


def _select(place: int, table: Tracked) -> str:
    owner = table.owner or "pgh_obj_id"
    return (
        f"SELECT CASE WHEN pgh_label = '{FIRST}' THEN 'first'"  # noqa: S608
        " WHEN pgh_context_id IS NULL THEN 't' || pgh_transaction ELSE 's' || pgh_context_id END AS key,"
        f' pgh_created_at AS at, {place} AS place FROM "{table.event_model._meta.db_table}" WHERE "{owner}" = %s'
    )


def with_context(found: Sequence[Moment]) -> list[Moment]:
    """Return moments with what their steps say: user, name, reason, kind, url. One query."""
    steps = [moment.step_id for moment in found if moment.step_id]
    said = dict(Context.objects.filter(pk__in=steps).values_list("pk", "metadata"))
    return [Moment(m.key, m.began, m.ended, m.tables, said.get(m.step_id, {})) for m in found]


def changes_of(root: type[models.Model], pk: int, found: Collection[Moment]) -> dict[str, list[RowChange]]:
    """Return what was changed at moments, by their keys. Three queries for each table that they touched.

    What a row was when its history began is no change.
    """
    changes: dict[str, list[RowChange]] = {moment.key: [] for moment in found}
    at_keys = _at(found)
    for place, table in enumerate(tables_of(root)):
        if not any(place in moment.tables and moment.key != "first" for moment in found):
            continue
        owned = table.event_model.objects.filter(**{table.owner or "pgh_obj_id": pk})
        events = list(owned.filter(at_keys).exclude(pgh_label=FIRST).order_by("-pgh_id")[:MOST_EVENTS])[::-1]
        for key, change in _row_changes(table, events):
            changes[key].append(change)
    return changes


def without_repeats(changes: Iterable[RowChange]) -> list[RowChange]:
    """Leave out rows that were removed and added again with the same content under another primary key."""
    left = list(changes)
    removed = {(c.table, tuple(c.before.items())): c for c in left if c.before and c.after is None}
    again = [(c, removed.get((c.table, tuple(c.after.items())))) for c in left if c.after and c.before is None]
    repeats = {id(change) for pair in again if pair[1] for change in pair}
    return [change for change in left if id(change) not in repeats]


def _at(found: Iterable[Moment]) -> Q:
    steps = [moment.step_id for moment in found if moment.step_id]
    transactions = [int(moment.key[1:]) for moment in found if moment.key.startswith("t")]
    return Q(pgh_context__in=steps) | Q(pgh_context=None, pgh_transaction__in=transactions)


def key_of(event: Event) -> str:
    """Return the key of the moment that an event belongs to."""
    if event.pgh_label == FIRST:
        return "first"
    return f"s{event.pgh_context_id}" if event.pgh_context_id else f"t{event.pgh_transaction}"


def _row_changes(table: Tracked, events: Sequence[Event]) -> Iterable[tuple[str, RowChange]]:
    """Yield what happened to each row at each moment, from its events there; events are in the order of their ids."""
    groups: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        groups.setdefault((key_of(event), event.pgh_obj_id), []).append(event)
    needed = [group[0].pgh_id for group in groups.values() if group[0].pgh_label not in (INSERT, DELETE, MOVED)]
    earlier = events_before(table, needed)
    for (key, row), group in groups.items():
        first, last = group[0], group[-1]
        if first.pgh_label in (DELETE, MOVED):
            before = table.values(first)
        else:
            before = None if first.pgh_label == INSERT else row_after_event(table, earlier.get(first.pgh_id))
        if before and table.owner and before[table.owner] != getattr(first, table.owner):
            before = None  # it came from another record
        now = None if last.pgh_label == MOVED else row_after_event(table, last)
        if before != now:
            yield key, RowChange(table, row, before, now)
