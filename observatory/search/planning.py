"""What PostgreSQL's planner must be told about text search."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

# The planner takes `vector @@ query` for as cheap as comparing two numbers and does not know that vectors live outside
# the rows (docs/search.md), so for a broad query it would read every vector of the table: seconds, where
# the index needs milliseconds. The bitmap of its matches must fit in memory, or rows are checked one by one.
_SETTINGS = {"enable_seqscan": "off", "work_mem": "64MB", "max_parallel_workers_per_gather": "0", "jit": "off"}
_SET = "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items())
_within = ContextVar("through_indexes", default=False)


@contextmanager
def through_indexes() -> Iterator[None]:
    """Answer the queries of this block through indexes; in a transaction, to whose end the settings last.

    A block within such a block costs nothing.
    """
    if _within.get():
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SET)
        token = _within.set(True)
        try:
            yield
        finally:
            _within.reset(token)
