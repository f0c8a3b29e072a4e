"""What a search looks through: the words of a reader and the values chosen of each facet, as one tsquery.

How many rows that will be decides how the rest is done, so it is estimated first, from a sample that is
part of the index (`publishing.facets.SAMPLES`).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.db import connection
from django.db.models import F, QuerySet

from observatory.publishing.facets import SAMPLES, lexeme
from observatory.publishing.models import Entry
from observatory.search import query as queries
from observatory.search.lookups import Matches
from observatory.search.query import Query

# A catalogue of up to so many entries is counted in full, whatever is asked.
SMALL_CATALOGUE = 120_000
EXACT_MATCHES = 10_000
# Up to so many rows have their vectors read to see that words stand together.
MOST_VECTORS = 2_000
_SIZE_SECONDS = 60


@dataclass(frozen=True)
class Scope:
    """A query with the chosen values: any value of a facet, every facet."""

    query: Query
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    size: int = field(default_factory=lambda: catalogue_size())  # entries of the catalogue, about
    counted: int | None = None  # entries in scope, once somebody has counted them

    @property
    def small(self) -> bool:
        """Whether the catalogue is small enough to be counted in full."""
        return self.size <= SMALL_CATALOGUE

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
        if sample > 1:
            words = " & ".join(filter(None, [words, queries.lexeme(SAMPLES[sample])]))
        entries = Entry.objects.order_by()
        return entries.filter(Matches(F("search"), words)) if words else entries.filter(withdrawn_at=None)

    @cached_property
    def estimate(self) -> int:
        """About how many entries are in scope, phrases taken loosely; exact for a small catalogue."""
        if self.counted is not None:
            return self.counted
        if not self.loose:
            return self.size
        if self.small:
            return self.rows().count()
        share = max(SAMPLES)
        return self.rows(sample=share).count() * share


def catalogue_size() -> int:
    """About how many entries there are, as PostgreSQL's statistics had it in the last minute or so."""
    return _size_at(int(time.monotonic() / _SIZE_SECONDS))


@lru_cache(maxsize=1)
def _size_at(period: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [Entry._meta.db_table])
        return max(0, cursor.fetchone()[0])
