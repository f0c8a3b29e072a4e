"""Read rows in batches by their keys.

All keys are read before the first row (eight bytes each). Then no query, and so no snapshot of the database, stays open
while a slow client reads, and each batch is found by primary key, whatever the search was.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from django.db.models import QuerySet

from observatory.search.planner_hints import through_indexes

BATCH = 200
_KEYS_AT_ONCE = 10_000


def keys_of(rows: QuerySet, *, words: bool = False) -> Sequence[int]:
    """Return the keys of rows in their order; `words` says that the rows are sought by words (see `planning`)."""
    with through_indexes() if words else nullcontext():
        return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_KEYS_AT_ONCE))


def read_batches(
    keys: Sequence[int], read: Callable[[list[int]], QuerySet], key: Callable[[Any], int]
) -> Iterator[list[Any]]:
    """Yield the rows of these keys in their order: `read` returns the rows of some keys, `key` the key of a row. What
    has gone meanwhile is left out."""
    for start in range(0, len(keys), BATCH):
        wanted = list(keys[start : start + BATCH])
        found = {key(row): row for row in read(wanted)}
        yield [found[each] for each in wanted if each in found]


def read_values(rows: QuerySet, *columns: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a queryset in its order as dicts of columns."""
    unordered = rows.model._default_manager.order_by()
    yield from read_batches(
        keys_of(rows), lambda wanted: unordered.filter(pk__in=wanted).values("pk", *columns), lambda row: row["pk"]
    )


def read_objects(rows: QuerySet) -> Iterator[list[Any]]:
    """Yield the model instances of a queryset in its order, with all that it prefetches."""
    yield from read_batches(keys_of(rows), lambda wanted: rows.filter(pk__in=wanted), lambda row: row.pk)
