"""Hints for PostgreSQL's query planner about text search."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import QuerySet

from observatory.publishing.index.facets import SAMPLES
from observatory.search.query import Query
from observatory.search.scope import catalogue_size, share_of

# The planner takes `vector @@ query` for as cheap as comparing two numbers and does not know that vectors live outside
# the rows (docs/search.md), so for a broad query it would read every vector of the table: seconds, where
# the index needs milliseconds. The bitmap of its matches must fit in memory, or rows are checked one by one.
_THROUGH_INDEXES = {
    "enable_seqscan": "off",
    "work_mem": "64MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
_WALKING = {"enable_bitmapscan": "off", "enable_sort": "off"}
_SORTING = {"enable_indexscan": "off"}
# Walking the entries in their order until so many are found reads that many times size / matches vectors; sorting all
# that match reads as many short rows, each for so small a part of the cost of a vector.
VECTOR = 4
# Of the catalogue so many entries are looked at to guess how many match.
_LOOKED_AT = 2_000
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
def first_of(rows: QuerySet, query: Query, needed: int) -> Iterator[None]:
    """Answer in this block the first rows, as many as are needed, of entries that a query matches, in the order of an
    index: by walking it, or by sorting all that match, whichever is guessed to read less."""
    with through_indexes():
        share = share_of(catalogue_size(), _LOOKED_AT)
        sample = rows.filter(sample__gte=SAMPLES.index(share) + 1) if share > 1 else rows
        expected = sample.order_by().count() * share
        # That words stand together is seen in the vectors alone, so then both ways read them.
        read = VECTOR if query.exact == query.loose else 1
        _set(_WALKING if expected * expected > read * needed * catalogue_size() else _SORTING)
        yield


def _set(settings: Mapping[str, str]) -> None:
    """Set what the planner may do, to the end of the transaction."""
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}")
