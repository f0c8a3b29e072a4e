"""Publications run one at a time, so that they become visible in the order of their numbers and times."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from observatory.publishing.models import Entry
from observatory.records.models import Record

_LOCK = "hashtext('observatory.publishing')"
# The transaction of another role has no time that we may see: then what is in sight was published before its own.
_SETTLED = f"""
SELECT least(statement_timestamp(), min(coalesce(
    running.xact_start, (SELECT max(published_at) FROM {Entry._meta.db_table}), 'epoch')))
FROM pg_locks AS held LEFT JOIN pg_stat_activity AS running USING (pid)
WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1 AND held.pid <> pg_backend_pid()
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (held.classid::bigint << 32 | held.objid::bigint) = {_LOCK}
"""  # noqa: S608


def take_publication_lock() -> None:
    """Wait until no other publication runs, and let none begin before this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")


def settled_until() -> datetime:
    """Return the time until which no publication can appear any more.

    Publications run one at a time and take their time when they have the lock, so only the one that runs now can still
    appear with a time before the present: not before its transaction began. Other transactions, however long they stay
    open, delay nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        return cursor.fetchone()[0]


def lock_for_publication(records: Iterable[Record]) -> dict[int, Record]:
    """Lock records that are published or withdrawn, in the order of their ids, before anything else is locked; return
    them by id."""
    wanted = {record.pk for record in records}
    locked = lock_existing(wanted)
    if missing := wanted - set(locked):
        raise Record.DoesNotExist(sorted(missing))
    return locked


def lock_existing(keys: Collection[int]) -> dict[int, Record]:
    """Lock the records of these keys that there are, in the order of their ids; return them by id."""
    return {row.pk: row for row in Record.objects.filter(pk__in=keys).order_by("pk").select_for_update()}
