"""One check in one statement: the watch brought up to date and the check appended, if the lease is held still.

Most visits find nothing new, so this is the monitor's hottest write. It is one prepared statement and therefore one
transaction; it writes nothing when another worker has taken the lease over, which makes it safe to repeat.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.db import connection
from psycopg import Cursor
from psycopg.types.json import Jsonb


def book(*, location_id: int, by: str, watch: Mapping[str, object], check: Mapping[str, object]) -> int | None:
    """Update the watch of ``location_id``, give the lease of ``by`` back and append the check; returns its id.

    Keys are column names. None when ``by`` does not hold the lease any more: nothing was written then.
    """
    values = [*watch.values(), location_id, by, *(_adapted(value) for value in check.values())]
    connection.ensure_connection()
    # Parameters bound by the server, so that the plan is made once a connection and not once a check.
    with Cursor(connection.connection) as cursor:
        cursor.execute(_statement(tuple(watch), tuple(check)), values, prepare=True)
        row = cursor.fetchone()
    return row[0] if row else None


@lru_cache
def _statement(watch: tuple[str, ...], check: tuple[str, ...]) -> str:
    assignments = ", ".join(f"{column} = %s" for column in watch)
    columns = ", ".join(check)
    places = ", ".join("%s" for _ in check)
    return f"""
        WITH held AS (
            UPDATE monitoring_watch SET {assignments}, lease_until = NULL, lease_by = ''
            WHERE location_id = %s AND lease_by = %s RETURNING location_id
        )
        INSERT INTO monitoring_check (location_id, {columns}) SELECT location_id, {places} FROM held RETURNING id
    """  # noqa: S608  column names from this package, values bound


def _adapted(value: object) -> object:
    return Jsonb(value) if isinstance(value, list | dict) else value
