"""Read the history from events: the moments at which a record, source, term or search was edited, by what kind of
edit, which rows changed, and what rows were like at a time.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pghistory.models import Context

from observatory.history.tracked_tables import STATE, Tracked, Values, tables_of, tracked_tables
from observatory.records.tracking import DELETE, FIRST, INSERT, MOVED, Event


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
    """Yield the rows that a step touched, read from their events, tables in the order of their foreign keys. Five
    queries a table at most."""
    for table in tracked_tables():
        events = list(table.events().filter(pgh_context=step_id).order_by("pgh_id"))
        if not events:
            continue
        last = {event.pgh_obj_id: event for event in events}
        first = {event.pgh_obj_id: event for event in reversed(events)}
        earlier = events_before(table, [event.pgh_id for event in first.values() if event.pgh_label not in _FIRST])
        latest = latest_events(table, first)
        for pk, event in first.items():
            before, known = _row_before_event(table, event, earlier.get(event.pgh_id))
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


def _row_before_event(table: Tracked, event: Event, earlier: Event | None) -> tuple[Values | None, bool]:
    """Return a row as it was before an event, None where it did not exist; and whether its history goes back so far."""
    if event.pgh_label == INSERT:
        return None, True
    if event.pgh_label == DELETE:
        return table.values(event), True
    return row_after_event(table, earlier), earlier is not None


def events_before(table: Tracked, event_ids: Collection[int]) -> dict[int, Event]:
    """Return the event of the same row before each of some events of edits, by the id of that. Two queries."""
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
    """Return the rows of a record, source, term or search and of its parts as they were at a time, now by default, read
    from the events of their edits.

    One query for each table.
    """
    return {place: values for place, (values, _event) in _rows_at_time(root, pk, at).items()}


def state_with_digest(root: type[models.Model], pk: int) -> tuple[dict[tuple[Tracked, int], Values], str]:
    """Return the state of now, and a digest that changes with every edit."""
    rows = _rows_at_time(root, pk, None)
    seen = ";".join(f"{table.model._meta.label} {row} {rows[table, row][1].pgh_id}" for table, row in rows)
    return {place: values for place, (values, _event) in rows.items()}, hashlib.sha256(seen.encode()).hexdigest()


def _rows_at_time(
    root: type[models.Model], pk: int, at: datetime | None
) -> dict[tuple[Tracked, int], tuple[Values, Event]]:
    """Return the rows of a record, source, term or search with the last event of each up to a time; None is now."""
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


def edit_moments(root: type[models.Model], pk: int) -> list[Moment]:
    """Return every moment at which a record (source, term, search) or a part of it was edited, newest first.

    One query. `said` is not read (`with_context`).
    """
    parts = [_sql_of_edit_moments(place, table) for place, table in enumerate(tables_of(root))]
    query = (
        "SELECT key, min(at), max(at), array_agg(DISTINCT place) FROM ("  # noqa: S608
        f"{' UNION ALL '.join(parts)}) AS edits GROUP BY key ORDER BY max(at) DESC, key DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [pk] * len(parts))
        return [Moment(key, began, ended, tuple(tables)) for key, began, ended, tables in cursor.fetchall()]


def _sql_of_edit_moments(place: int, table: Tracked) -> str:
    """Return the SQL for the moments of the edits in one tracked table, by their step or transaction."""
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


def changes_at_moments(root: type[models.Model], pk: int, found: Collection[Moment]) -> dict[str, list[RowChange]]:
    """Return what was changed at moments of edits, by their keys. Three queries for each table that they touched.

    What a row was when its history began is no change.
    """
    changes: dict[str, list[RowChange]] = {moment.key: [] for moment in found}
    at_keys = _at_edit_moments(found)
    for place, table in enumerate(tables_of(root)):
        if not any(place in moment.tables and moment.key != "first" for moment in found):
            continue
        owned = table.event_model.objects.filter(**{table.owner or "pgh_obj_id": pk})
        events = list(owned.filter(at_keys).exclude(pgh_label=FIRST).order_by("-pgh_id")[:MOST_EVENTS])[::-1]
        for key, change in _row_changes(table, events):
            changes[key].append(change)
    return changes


def without_repeats(changes: Iterable[RowChange]) -> list[RowChange]:
    """Leave out of changes of rows those that were removed and added again with the same content under another primary
    key."""
    left = list(changes)
    removed = {
        (change.table, tuple(change.before.items())): change
        for change in left
        if change.before and change.after is None
    }
    again = [
        (change, removed.get((change.table, tuple(change.after.items()))))
        for change in left
        if change.after and change.before is None
    ]
    repeats = {id(change) for pair in again if pair[1] for change in pair}
    return [change for change in left if id(change) not in repeats]


def _at_edit_moments(found: Iterable[Moment]) -> Q:
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


FORM, COMMAND, BEGINNING = "form", "command", "first"
KINDS = {
    FORM: pgettext_lazy("kind of edit", "form"),
    COMMAND: pgettext_lazy("kind of edit", "command or program"),
    BEGINNING: pgettext_lazy("kind of edit", "beginning of the history"),
    "import": pgettext_lazy("kind of edit", "import"),
    "publish": pgettext_lazy("kind of edit", "publication"),
    "withdraw": pgettext_lazy("kind of edit", "withdrawal"),
    "submit": pgettext_lazy("kind of edit", "submission for review"),
    "send_back": pgettext_lazy("kind of edit", "return to the curator"),
    "verdict": pgettext_lazy("kind of edit", "verdict"),
    "merge": pgettext_lazy("kind of edit", "merger"),
    "undo": pgettext_lazy("kind of edit", "undo"),
    "restore": pgettext_lazy("kind of edit", "restoration"),
}
OTHER = _("edit")


def kind_of(moment: Moment) -> str:
    """Return the kind of a moment: what its step says, else a form for a request of the admin."""
    if moment.key == "first":
        return BEGINNING
    return moment.said.get("kind") or (FORM if moment.said.get("url") else COMMAND)


def kind_in_words(kind: str) -> Any:
    """Return the words for a kind of step."""
    return KINDS.get(kind, OTHER)


def changes_between(root: type[models.Model], pk: int, one: datetime | None, other: datetime | None) -> list[RowChange]:
    """Return what was edited between two times: the rows that differ; None is now."""
    before, after = state_at(root, pk, one), state_at(root, pk, other)
    places = [place for table in tables_of(root) for place in sorted(row for row in before | after if row[0] is table)]
    found = (RowChange(*place, before.get(place), after.get(place)) for place in places)
    return without_repeats(change for change in found if change.before != change.after)
