"""Write the rows of visits (watch, check, any new snapshot and body) with a single SQL statement, if the lease is
still valid.

Most visits open and close no change, so this is the monitor's hottest write. It is one prepared statement and
therefore one transaction; it writes nothing when another worker has taken the lease over, so that repeating it is
harmless. Many of them go to the server together. The sightings of visits that looked for quotes are written in the
same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast

import orjson
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from psycopg import Cursor, Error
from psycopg.types.json import Jsonb

from observatory.monitoring.models import Body, Check, Snapshot, Watch
from observatory.monitoring.quotes.sightings import TextSearch, record_sightings
from observatory.monitoring.quotes.sought_quotes import SoughtQuote

# ruff: noqa: S608  the statements are put together from column names of this package; every value is bound


Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class VisitRows:
    """The rows of one visit; their keys are column names. ``by`` must own the lease of the location."""

    location_id: int
    by: str
    watch: Row
    check: Row
    snapshot: Row | None = None
    body: Row | None = None
    sought: tuple[SoughtQuote, ...] = ()  # written by `write_visits` only


@dataclass(frozen=True, slots=True)
class WrittenIds:
    """The IDs of the check and of the snapshot, if there is one."""

    check_id: int
    snapshot_id: int | None


def write_visit(entry: VisitRows) -> WrittenIds | None:
    """Write one visit. Returns None, and writes nothing, if the lease is no longer owned."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        return _result(_execute_visit_statement(cursor, entry))


def write_visits(entries: Sequence[VisitRows]) -> list[WrittenIds | Exception | None]:
    """Write many visits that affect no change; return the result of each, as `write_visit` does, in their order.

    Visits with the same columns are written in one statement and one transaction, which takes a third less work. Visits
    that it leaves out (a row locked by another transaction, a lost lease) or that the database refuses are then written
    one by one: a refused visit has its exception as the result, and does not affect the others.
    """
    connection.ensure_connection()
    kinds: dict[tuple, list[VisitRows]] = {}
    for entry in entries:
        kinds.setdefault(_columns(entry), []).append(entry)
    booked = {place: done for alike in kinds.values() for place, done in _write_in_one_statement(alike).items()}
    alone = [entry for entry in entries if entry.location_id not in booked and not entry.sought]
    results: dict[int, WrittenIds | Exception | None] = booked | dict(
        zip((entry.location_id for entry in alone), _write_one_by_one(alone), strict=True)
    )
    results |= {
        entry.location_id: _write_with_sightings(entry) for entry in entries if entry.location_id not in results
    }
    return [results[entry.location_id] for entry in entries]


def _columns(entry: VisitRows) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the tables of an entry, by letter, with the names of the columns that it writes."""
    return tuple((letter, tuple(row)) for letter, row in _rows(entry).items())


def _rows(entry: VisitRows) -> dict[str, Row]:
    rows = {"w": entry.watch, "c": entry.check}
    return rows | {"s": entry.snapshot, "b": entry.body} if entry.snapshot and entry.body else rows


def _write_in_one_statement(entries: Sequence[VisitRows]) -> dict[int, WrittenIds]:
    """Write visits with the same columns in one statement; return the IDs by location. Empty if the database refuses
    one."""
    columns = _columns(entries[0])
    places = [entry.location_id for entry in entries]
    packed = [[entry.snapshot["packed"] for entry in entries if entry.snapshot]] if "s" in dict(columns) else []
    try:
        values = orjson.dumps([_flat(entry) | {"n": number} for number, entry in enumerate(entries, 1)]).decode()
        with transaction.atomic(), connection.wrap_database_errors, Cursor(connection.connection) as cursor:
            parameters = [values, *packed, places, entries[0].by]
            cursor.execute(_statement_for_many(columns), parameters, prepare=True)
            written = {place: WrittenIds(check_id, snapshot_id) for check_id, snapshot_id, place in cursor}
            _write_sightings(entries, written)
            return written
    except (DatabaseError, TypeError):
        if connection.connection is None or connection.connection.broken:
            raise
        return {}


def _write_sightings(entries: Sequence[VisitRows], written: Mapping[int, WrittenIds]) -> None:
    """Write the sightings of the visits that were written, in the same transaction."""
    record_sightings(
        [
            TextSearch(entry.location_id, ids.snapshot_id, cast("datetime", entry.check["at"]), entry.sought)
            for entry in entries
            if entry.sought and (ids := written.get(entry.location_id))
        ]
    )


def _flat(entry: VisitRows) -> dict[str, object]:
    values = {f"{letter}_{name}": value for letter, row in _rows(entry).items() for name, value in row.items()}
    values.pop("s_packed", None)
    return values | {"location_id": entry.location_id}


def _write_one_by_one(entries: Sequence[VisitRows]) -> list[WrittenIds | Exception | None]:
    """Write visits in one exchange with the server, each in its own transaction."""
    if not entries:
        return []
    session, written = connection.connection, []
    with connection.wrap_database_errors, session.pipeline() as pipeline:
        for entry in entries:
            try:
                cursor = _execute_visit_statement(Cursor(session), entry)
                pipeline.sync()  # receives all responses so far, so that an error belongs to this entry
                written.append(_result(cursor))
            except (Error, UnicodeError, ValueError) as error:
                if session.broken:
                    raise
                written.append(error)
    return written


def _write_with_sightings(entry: VisitRows) -> WrittenIds | Exception | None:
    """Write a visit and its sightings in a transaction of their own."""
    try:
        with transaction.atomic(), connection.wrap_database_errors:
            written = write_visit(entry)
            if written:
                _write_sightings([entry], {entry.location_id: written})
            return written
    except (DatabaseError, UnicodeError, ValueError) as error:
        if connection.connection is None or connection.connection.broken:
            raise
        return error


def _execute_visit_statement(cursor: Cursor, entry: VisitRows) -> Cursor:
    # Parameters are bound by the server, so that it plans once per connection and not once per check.
    """Execute the statement that writes one visit."""
    holder = {"location_id": entry.location_id, "lease_by": entry.by}
    if entry.snapshot and entry.body:
        rows: list[Row] = [holder, entry.body, entry.snapshot, entry.watch, entry.check]
        statement = _statement_with_snapshot(*(tuple(row) for row in rows[1:]))
    else:
        rows = [entry.watch, holder, entry.check]
        statement = _statement_for_visit(tuple(entry.watch), tuple(entry.check))
    values = [Jsonb(value) if isinstance(value, list | dict) else value for row in rows for value in row.values()]
    return cursor.execute(statement, values, prepare=True)


def _result(cursor: Cursor) -> WrittenIds | None:
    row = cursor.fetchone()
    return WrittenIds(*row) if row else None


@lru_cache
def _statement_for_visit(watch: tuple[str, ...], check: tuple[str, ...]) -> str:
    """Return the statement for a visit without a new snapshot, for rows with these columns."""
    held = f"UPDATE monitoring_watch SET {_changes(watch)} WHERE location_id = %s AND lease_by = %s"
    insert = f"INSERT INTO monitoring_check (location_id, snapshot_id, {_names(check)})"
    select = f"SELECT location_id, NULL::bigint, {_places(check)} FROM held"
    return f"WITH held AS ({held} RETURNING location_id) {insert} {select} RETURNING id, snapshot_id"


@lru_cache
def _statement_with_snapshot(
    body: tuple[str, ...], snapshot: tuple[str, ...], watch: tuple[str, ...], check: tuple[str, ...]
) -> str:
    """Return the statement for a visit with a body and a snapshot."""
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


@lru_cache
def _statement_for_many(columns: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """Return the statement for many visits with rows of these columns, given as one JSON text (the packed texts as an
    array).

    Rows that another transaction has locked are skipped, so that two of these statements never wait for each other.
    """
    rows, tables = dict(columns), {"w": Watch, "c": Check, "s": Snapshot, "b": Body}
    given = ["location_id bigint", "n integer"]
    given += [f"{x}_{name} {_type(tables[x], name)}" for x, row in columns for name in row if name != "packed"]
    steps = [
        f"given AS MATERIALIZED (SELECT * FROM json_to_recordset(%s::json) AS g ({', '.join(given)}))",
        "held AS MATERIALIZED (SELECT location_id FROM monitoring_watch WHERE location_id = ANY(%s) AND lease_by = %s "
        "FOR UPDATE SKIP LOCKED)",
    ]
    source, snapshot = "given g JOIN held USING (location_id)", "NULL::bigint"
    if "s" in rows:
        bodies = f"SELECT {_taken('b', rows['b'])} FROM {source} ORDER BY g.b_sha256 ON CONFLICT DO NOTHING"
        texts = f"SELECT g.location_id, {_taken('s', rows['s'])} FROM {source} JOIN packed p USING (n)"
        steps.insert(1, "packed AS (SELECT * FROM unnest(%b::bytea[]) WITH ORDINALITY AS p (packed, n))")
        steps += [
            f"body AS (INSERT INTO monitoring_body ({_names(rows['b'])}) {bodies})",
            f"kept AS (INSERT INTO monitoring_snapshot (location_id, {_names(rows['s'])}) {texts} "
            "RETURNING id AS kept_id, location_id)",
        ]
        source, snapshot = "given g JOIN kept USING (location_id)", "kept_id"
    changes = [f"{name} = g.w_{name}" for name in rows["w"]] + ["lease_until = NULL", "lease_by = ''"]
    changes += ["snapshot_id = kept_id"] if "s" in rows else []
    update = f"UPDATE monitoring_watch w SET {', '.join(changes)} FROM {source} WHERE w.location_id = g.location_id"
    checks = f"SELECT g.location_id, {snapshot}, {_taken('c', rows['c'])} FROM {source}"
    return (
        f"WITH {', '.join([*steps, f'watch AS ({update})'])} "
        f"INSERT INTO monitoring_check (location_id, snapshot_id, {_names(rows['c'])}) {checks} "
        "RETURNING id, snapshot_id, location_id"
    )


def _type(model: type[Model], column: str) -> str:
    return next(field.db_type(connection) for field in model._meta.concrete_fields if field.column == column)


def _taken(letter: str, columns: tuple[str, ...]) -> str:
    return ", ".join("p.packed" if name == "packed" else f"g.{letter}_{name}" for name in columns)


def _changes(columns: tuple[str, ...]) -> str:
    return ", ".join([*(f"{name} = %s" for name in columns), "lease_until = NULL", "lease_by = ''"])


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _places(columns: tuple[str, ...]) -> str:
    return ", ".join("%s" for _ in columns)
