"""Tables: their columns (`Shape`) and their rows, which are read in batches by primary key, so that no table is ever
complete in memory and no query stays open.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from observatory.publishing.table_columns import Cell, Column
from observatory.search.planner_hints import through_indexes


@dataclass(frozen=True)
class Shape:
    """What a table is called and which columns it has; `columns` makes them with meanings in the active language."""

    name: str
    columns: Callable[[], list[Column]]

    def meanings(self) -> list[tuple[str, str, str]]:
        """Return name, meaning in English and meaning in Chinese of every column of the table."""
        with override("en"):
            english = self.columns()
        with override("zh-hans"):
            chinese = self.columns()
        return [(one.name, one.meaning, other.meaning) for one, other in zip(english, chinese, strict=True)]


@dataclass(frozen=True)
class Table:
    """A shape with its rows, which can be read once."""

    shape: Shape
    batches: Iterable[Sequence[Any]]

    def lines(self) -> Iterator[list[list[Cell]]]:
        """Yield the cells of each batch of rows."""
        reads = [column.read for column in self.shape.columns()]
        for batch in self.batches:
            yield [[read(row) for read in reads] for row in batch]


BATCH = 200
_KEYS_AT_ONCE = 10_000


def keys_of(rows: QuerySet, *, words: bool = False) -> Sequence[int]:
    """Return the keys of rows in their order; `words` says that the rows are sought by words (see `planning`)."""
    with through_indexes() if words else nullcontext():
        return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=_KEYS_AT_ONCE))


def read_batches(
    keys: Sequence[int], read: Callable[[list[int]], QuerySet], key: Callable[[Any], int]
) -> Iterator[list[Any]]:
    """Yield the rows of a table by these keys in their order: `read` returns the rows of some keys, `key` the key of a
    row. What has gone meanwhile is left out."""
    for start in range(0, len(keys), BATCH):
        wanted = list(keys[start : start + BATCH])
        found = {key(row): row for row in read(wanted)}
        yield [found[each] for each in wanted if each in found]


def read_values(rows: QuerySet, *columns: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table from a queryset, in its order, as dicts of columns."""
    unordered = rows.model._default_manager.order_by()
    yield from read_batches(
        keys_of(rows), lambda wanted: unordered.filter(pk__in=wanted).values("pk", *columns), lambda row: row["pk"]
    )


def read_objects(rows: QuerySet) -> Iterator[list[Any]]:
    """Yield the model instances of a queryset in its order, with all that it prefetches."""
    yield from read_batches(keys_of(rows), lambda wanted: rows.filter(pk__in=wanted), lambda row: row.pk)
