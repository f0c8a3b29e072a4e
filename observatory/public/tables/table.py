"""Tables: columns with descriptions, and rows that come in batches, so that no table is ever complete in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from observatory.publishing.table_columns import Cell, Column


@dataclass(frozen=True)
class Shape:
    """What a table is called and which columns it has; `columns` makes them with meanings in the active language."""

    name: str
    columns: Callable[[], list[Column]]

    def meanings(self) -> list[tuple[str, str, str]]:
        """Return name, meaning in English and meaning in Chinese of every column."""
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
