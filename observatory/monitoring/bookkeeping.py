# ruff: noqa: S608  the statements are put together from column names of this package; every value is bound
"""One check in one statement: watch, check and, for a new text, body and snapshot, if the lease is held still.

Most visits open and close no change, so this is the monitor's hottest write. It is one prepared statement and
therefore one transaction; it writes nothing when another worker has taken the lease over, so that repeating it is
harmless. Many of them go to the server together, each a transaction of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError, connection
from psycopg import Cursor
from psycopg.types.json import Jsonb

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one visit writes; the keys of the rows are column names. ``by`` must hold the lease of the location."""

    location_id: int
    by: str
    watch: Row
    check: Row
    snapshot: Row | None = None
    body: Row | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """Ids of the check and of the snapshot, if one was made."""

    check_id: int
    snapshot_id: int | None


def book(entry: Entry) -> Booked | None:
    """Write one visit. None when the lease is not held any more: nothing was written then."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        return _result(_execute(cursor, entry))


def book_many(entries: Iterable[Entry]) -> list[Booked | Exception | None]:
    """Write many visits in one exchange with the server, each in its own transaction; the results in order.

    A visit that the database refuses gives its exception and leaves the others alone.
    """
    connection.ensure_connection()
    cursors = []
    with connection.wrap_database_errors, connection.connection.pipeline() as pipeline:
        for entry in entries:
            cursors.append(_execute(Cursor(connection.connection), entry))
            pipeline.sync()
        return [_caught(cursor) for cursor in cursors]


def _execute(cursor: Cursor, entry: Entry) -> Cursor:
    # Parameters bound by the server, so that the plan is made once a connection and not once a check.
    statement = _statement(tuple(entry.watch), tuple(entry.check), tuple(entry.snapshot or ()), tuple(entry.body or ()))
    values = [entry.location_id, entry.by]
    for row in (entry.body, entry.snapshot, entry.watch, entry.check):
        values += [Jsonb(value) if isinstance(value, list | dict) else value for value in (row or {}).values()]
    return cursor.execute(statement, values, prepare=True)


def _result(cursor: Cursor) -> Booked | None:
    row = cursor.fetchone()
    return Booked(*row) if row else None


def _caught(cursor: Cursor) -> Booked | Exception | None:
    try:
        with connection.wrap_database_errors:
            return _result(cursor)
    except DatabaseError as error:
        return error


@lru_cache
def _statement(watch: tuple[str, ...], check: tuple[str, ...], snapshot: tuple[str, ...], body: tuple[str, ...]) -> str:
    """The statement for rows of these columns."""
    made = "kept" if snapshot else "held"  # where the location's id, and the snapshot's, come from
    parts = ["held AS (SELECT location_id FROM monitoring_watch WHERE location_id = %s AND lease_by = %s FOR UPDATE)"]
    if body:
        insert = f"INSERT INTO monitoring_body ({_names(body)}) SELECT {_places(body)} FROM held"
        parts.append(f"body AS ({insert} ON CONFLICT DO NOTHING)")
    if snapshot:
        insert = f"INSERT INTO monitoring_snapshot (location_id, {_names(snapshot)})"
        parts.append(f"kept AS ({insert} SELECT location_id, {_places(snapshot)} FROM held RETURNING id, location_id)")
    changes = [*(f"{name} = %s" for name in watch), "lease_until = NULL", "lease_by = ''"]
    changes += ["snapshot_id = kept.id"] if snapshot else []
    update = f"UPDATE monitoring_watch w SET {', '.join(changes)} FROM {made}"
    parts.append(f"watch AS ({update} WHERE w.location_id = {made}.location_id)")
    number = "kept.id" if snapshot else "NULL::bigint"
    insert = f"INSERT INTO monitoring_check (location_id, snapshot_id, {_names(check)})"
    select = f"SELECT {made}.location_id, {number}, {_places(check)} FROM {made}"
    return f"WITH {', '.join(parts)} {insert} {select} RETURNING id, snapshot_id"


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _places(columns: tuple[str, ...]) -> str:
    return ", ".join("%s" for _ in columns)
