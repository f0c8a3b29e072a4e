"""Hints for PostgreSQL's query planner about text search."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import QuerySet

# The planner takes `vector @@ query` for as cheap as comparing two numbers and does not know that vectors live outside
# the rows (docs/search.md), so for a broad query it would read every vector of the table: seconds, where
# the index needs milliseconds. The bitmap of its matches must fit in memory, or rows are checked one by one.
_THROUGH_INDEXES = {
    "enable_seqscan": "off",
    "work_mem": "64MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
# For the same reason it walks the rows in the order of an index, with the vector of each, until enough of them match:
# of more matches than this it is right.
_SORTING = {"enable_indexscan": "off"}
_MANY = 2_000
_within = ContextVar("through_indexes", default=False)


@contextmanager
def through_indexes() -> Iterator[None]:
    """Answer the queries of this block through indexes; in a transaction, to whose end the settings last.

    A block within such a block costs nothing.
    """
    if _within.get():
        yield
        return
    with transaction.atomic():
        _set(_THROUGH_INDEXES)
        token = _within.set(True)
        try:
            yield
        finally:
            _within.reset(token)


@contextmanager
def first_of(rows: QuerySet) -> Iterator[None]:
    """Answer in this block the first of some rows with words, in an order that an index has: of very many by walking
    that index, of others by sorting all that match."""
    with through_indexes():
        if rows.order_by().values("pk")[: _MANY + 1].count() <= _MANY:
            _set(_SORTING)
        yield


def _set(settings: Mapping[str, str]) -> None:
    """Set what the planner may do, to the end of the transaction."""
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}")
