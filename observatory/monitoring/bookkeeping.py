# ruff: noqa: S608  the statements are put together from column names of this package; every value is bound
"""One check in one statement: watch, check and, for a new text, body and snapshot, if the lease is held still.

Most visits open and close no change, so this is the monitor's hottest write. It is one prepared statement and
therefore one transaction; it writes nothing when another worker has taken the lease over, so that repeating it is
harmless. Many of them go to the server together, each a transaction of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from psycopg import Cursor, Error
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
    session, written = connection.connection, []
    with connection.wrap_database_errors, session.pipeline() as pipeline:
        for entry in entries:
            try:
                cursor = _execute(Cursor(session), entry)
                pipeline.sync()  # receives the answers to all that was sent, so that an error is this entry's
                written.append(_result(cursor))
            except (Error, UnicodeError, ValueError) as error:
                if session.broken:
                    raise
                written.append(error)
    return written


def _execute(cursor: Cursor, entry: Entry) -> Cursor:
    # Parameters bound by the server, so that the plan is made once a connection and not once a check.
    holder = {"location_id": entry.location_id, "lease_by": entry.by}
    if entry.snapshot and entry.body:
        rows: list[Row] = [holder, entry.body, entry.snapshot, entry.watch, entry.check]
        statement = _keeping_statement(*(tuple(row) for row in rows[1:]))
    else:
        rows = [entry.watch, holder, entry.check]
        statement = _statement(tuple(entry.watch), tuple(entry.check))
    values = [Jsonb(value) if isinstance(value, list | dict) else value for row in rows for value in row.values()]
    return cursor.execute(statement, values, prepare=True)


def _result(cursor: Cursor) -> Booked | None:
    row = cursor.fetchone()
    return Booked(*row) if row else None


@lru_cache
def _statement(watch: tuple[str, ...], check: tuple[str, ...]) -> str:
    """The statement for a visit that keeps no text, for rows of these columns."""
    held = f"UPDATE monitoring_watch SET {_changes(watch)} WHERE location_id = %s AND lease_by = %s"
    insert = f"INSERT INTO monitoring_check (location_id, snapshot_id, {_names(check)})"
    select = f"SELECT location_id, NULL::bigint, {_places(check)} FROM held"
    return f"WITH held AS ({held} RETURNING location_id) {insert} {select} RETURNING id, snapshot_id"


@lru_cache
def _keeping_statement(
    body: tuple[str, ...], snapshot: tuple[str, ...], watch: tuple[str, ...], check: tuple[str, ...]
) -> str:
    """The statement for a visit that keeps body and text."""
    held = "SELECT location_id FROM monitoring_watch WHERE location_id = %s AND lease_by = %s FOR UPDATE"
    stored = f"INSERT INTO monitoring_body ({_names(body)}) SELECT {_places(body)} FROM held ON CONFLICT DO NOTHING"
    insert = f"INSERT INTO monitoring_snapshot (location_id, {_names(snapshot)})"
    kept = f"{insert} SELECT location_id, {_places(snapshot)} FROM held RETURNING id, location_id"
    update = f"UPDATE monitoring_watch w SET {_changes(watch)}, snapshot_id = kept.id FROM kept"
    insert = f"INSERT INTO monitoring_check (location_id, snapshot_id, {_names(check)})"
    return (
        f"WITH held AS ({held}), body AS ({stored}), kept AS ({kept}), "
        f"watch AS ({update} WHERE w.location_id = kept.location_id) "
        f"{insert} SELECT location_id, id, {_places(check)} FROM kept RETURNING id, snapshot_id"
    )


def _changes(columns: tuple[str, ...]) -> str:
    return ", ".join([*(f"{name} = %s" for name in columns), "lease_until = NULL", "lease_by = ''"])


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _places(columns: tuple[str, ...]) -> str:
    return ", ".join("%s" for _ in columns)
