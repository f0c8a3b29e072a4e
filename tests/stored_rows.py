"""Rows that a function makes, kept in the memory of the process and copied into the tables for whoever asks again.

What a maker makes must depend on nothing but the code and the files: not on the time, nor on what is in the database.
What it returns must bear to be copied; each time it is called again, it returns a copy.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from tests.emptying import used_tables

# Neither constraints nor triggers look at a row that is copied: they looked at it when it was made.
UNCHECKED = "SET LOCAL session_replication_role = replica"
CHECKED = "SET LOCAL session_replication_role = origin"
COLUMNS = """
SELECT attrelid::regclass::text, string_agg(quote_ident(attname), ', ' ORDER BY attnum)
FROM pg_attribute
WHERE attrelid = ANY(%s::regclass[]) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY attrelid
"""
REFERENCES = """
SELECT DISTINCT conrelid::regclass::text, quote_ident(attname)
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) AND confrelid = ANY(%s::regclass[])
"""
POSITIONS = """
SELECT format('%I.%I', schemaname, sequencename), last_value
FROM pg_sequences
WHERE last_value IS NOT NULL
"""
# A sequence is never set back: a rollback does not do that either.
GO_ON = """
SELECT setval(name::regclass, position)
FROM unnest(%s::text[], %s::bigint[]) AS stored (name, position)
JOIN pg_sequences ON name = format('%%I.%%I', schemaname, sequencename)
WHERE last_value IS NULL OR last_value < position
"""


@dataclass(frozen=True)
class Table:
    name: str
    columns: str
    rows: bytes


@dataclass(frozen=True)
class Stored:
    value: Any
    tables: list[Table]
    positions: dict[str, int]  # of the sequences, for the ids that come next


_stored: dict[Any, Stored | None] = {}


def make_or_restore(maker: Callable[[], Any], key: Any = None, upon: Any = None) -> Any:
    """Call `maker` or, where it was called before, write the same rows again; return what it returned, or a copy.

    `key` says which makers make the same; by default a maker is its own. `upon` is the key of a maker whose stored rows
    are there each time. The rows are made each time where they cannot be written as they were: by a role that is no
    superuser, beside a row that is in their way, or if the maker changed what it found, or pointed at any of it but the
    rows of `upon`.
    """
    key = key or maker
    if key in _stored or not _is_superuser():
        stored = _stored.get(key)
        return deepcopy(stored.value) if stored and _restore(stored) else maker()
    before = _tables()
    value = maker()
    after = _tables()
    found = {table.name for table in before}
    new = [table for table in after if table.name not in found]
    below = {table.name for table in stored.tables} if (stored := _stored.get(upon)) else set()
    others = [table for table in before if table.name not in below]
    alone = [table for table in after if table.name in found] == before and not _points(new, others)
    _stored[key] = Stored(deepcopy(value), new, _positions()) if alone else None
    return value


def made_once(fixture: Callable[..., Any]) -> Callable[..., Any]:
    """Store the rows of a fixture. It may name other fixtures, but not use what they return."""

    @wraps(fixture)
    def restored(**others: Any) -> Any:
        return make_or_restore(lambda: fixture(**others), fixture)

    return restored


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]


def _tables() -> list[Table]:
    """Return the tables that have rows, with all their rows."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [used_tables()])
        for name, columns in sorted(cursor.fetchall()):
            with cursor.copy(f"COPY (SELECT {columns} FROM {name}) TO STDOUT") as copy:
                found.append(Table(name, columns, b"".join(copy)))
    return found


def _points(tables: list[Table], others: list[Table]) -> bool:
    """Return whether a row of some tables points at one of others."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES, [[table.name for table in tables], [table.name for table in others]])
        asked = [f"EXISTS (SELECT FROM {name} WHERE {column} IS NOT NULL)" for name, column in cursor.fetchall()]
        cursor.execute(f"SELECT {' OR '.join(asked) or 'false'}")
        return cursor.fetchone()[0]


def _positions() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(POSITIONS)
        return dict(cursor.fetchall())


def _restore(stored: Stored) -> bool:
    """Write the rows, or return False if one is in their way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(UNCHECKED)
            for table in stored.tables:
                with cursor.copy(f"COPY {table.name} ({table.columns}) FROM STDIN") as copy:
                    copy.write(table.rows)
            cursor.execute(CHECKED)
            cursor.execute(GO_ON, [list(stored.positions), list(stored.positions.values())])
    except UniqueViolation:
        return False
    return True
