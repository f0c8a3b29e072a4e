"""Build one tsquery from the search words and selected facet values.

The number of matches decides how the search continues, so it is estimated first, from a sample with its own index
(`publishing.facets.SAMPLES`).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.db import connection
from django.db.models import F, QuerySet

from observatory.publishing.index.facets import SAMPLES, lexeme
from observatory.publishing.models import Entry
from observatory.search import query as queries
from observatory.search.lookups import Matches
from observatory.search.query import Query

EXACT_MATCHES = 10_000
# Up to so many rows have their vectors read to see that words stand together.
MOST_VECTORS = 2_000
# An estimate reads at most about so many rows, and tells 10,000 matches from 20,000.
_ESTIMATED_FROM = 2_000
_SIZE_SECONDS = 60
_TABLE = Entry._meta.db_table


@dataclass(frozen=True)
class Scope:
    """A query with the chosen values: any value of a facet, every facet."""

    query: Query
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    size: int = field(default_factory=lambda: catalogue_size())  # entries of the catalogue, about
    counted: int | None = None  # entries in scope, once somebody has counted them

    def without(self, facet: str) -> "Scope":
        """The scope with nothing chosen of one facet."""
        return replace(self, chosen={name: codes for name, codes in self.chosen.items() if name != facet}, counted=None)

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The facets of which something is chosen."""
        return tuple(name for name, codes in self.chosen.items() if codes)

    @cached_property
    def filters(self) -> list[str]:
        found = []
        for facet, codes in self.chosen.items():
            if codes:
                either = " | ".join(queries.lexeme(lexeme(facet, code)) for code in codes)
                found.append(f"({either})")
        return found

    @cached_property
    def loose(self) -> str:
        return " & ".join(filter(None, [self.query.loose, *self.filters]))

    @cached_property
    def exact(self) -> str:
        return " & ".join(filter(None, [self.query.exact, *self.filters]))

    def rows(self, *, exact: bool = False, sample: int = 1) -> QuerySet[Entry]:
        """Return the live entries in scope, or of a sample the one in so many."""
        words = self.exact if exact else self.loose
        entries = Entry.objects.order_by()
        if sample > 1:
            entries = entries.filter(sample__gte=SAMPLES.index(sample) + 1)
        return entries.filter(Matches(F("search"), words)) if words else entries.filter(withdrawn_at=None)

    def select(self, what: str, *, exact: bool = False, sample: int = 1, most: int = 0) -> tuple[str, list[str]]:
        """Return the statement that reads `what` of `rows`, of so many at most, and its values: written out, because to
        have a queryset put it together takes as long as to answer it."""
        words = self.exact if exact else self.loose
        where = "search @@ %s::tsquery" if words else "withdrawn_at IS NULL"
        where += f" AND sample >= {SAMPLES.index(sample) + 1}" if sample > 1 else ""
        limit = f" LIMIT {most}" if most else ""
        return f"SELECT {what} FROM {_TABLE} WHERE {where}{limit}", [words] if words else []  # noqa: S608

    @cached_property
    def estimate(self) -> int:
        """About how many entries are in scope, phrases taken loosely."""
        if self.counted is not None:
            return self.counted
        if not self.loose:
            return self.size
        share = share_of(self.size, _ESTIMATED_FROM)
        with connection.cursor() as cursor:
            cursor.execute(*self.select("count(*)", sample=share))
            return cursor.fetchone()[0] * share


def share_of(expected: int, most: int) -> int:
    """Return the largest sample (1: everything) that holds at most so many of the expected rows."""
    return next((share for share in (1, *SAMPLES) if expected <= most * share), max(SAMPLES))


def catalogue_size() -> int:
    """About how many entries there are, as PostgreSQL's statistics had it in the last minute or so."""
    return _size_at(int(time.monotonic() / _SIZE_SECONDS))


@lru_cache(maxsize=1)
def _size_at(period: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [_TABLE])
        return max(0, cursor.fetchone()[0])
