"""Database threads of a run, so that its event loop never waits for PostgreSQL."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from django.db import DatabaseError, connection, connections

_THREADS = 2


class DatabaseThreads:
    """``async with DatabaseThreads() as database: rows = await database.ask(function, argument)``."""

    async def __aenter__(self) -> Self:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="monitor-db", initializer=_open_connection)
        return self

    async def __aexit__(self, *_: object) -> None:
        together = threading.Barrier(_THREADS)
        await asyncio.gather(*(self.ask(_close_connection, together) for _ in range(_THREADS)))
        self._threads.shutdown()

    async def ask(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function that uses the database in one of the threads; return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))


def _open_connection() -> None:
    # A check lost in a crash is repeated: its lease expires and the location is still due. So the
    # commits of checks without news need not wait for the disk; `record_visit` waits for those of changes.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _close_connection(together: threading.Barrier) -> None:
    """Restore the settings of the thread's connection and return it; the barrier makes each thread run one of these
    calls."""
    with contextlib.suppress(Exception):
        together.wait(10)
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    connections.close_all()
