"""Build one tsquery from the words of a search and the values chosen of each facet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import F, QuerySet

from observatory.publishing.index.facets import facet_lexeme
from observatory.publishing.models import Entry
from observatory.search import query_parser as queries
from observatory.search.database_functions import Matches
from observatory.search.query_parser import Query

# Up to so many rows have their vectors read to see that the characters of a Chinese run stand together; of more, those
# are counted that have its pairs (docs/search.md).
MOST_VECTORS = 2_000


@dataclass(frozen=True)
class Scope:
    """A query with the chosen values: any value of a facet, every facet."""

    query: Query
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    counted: int | None = None  # entries in scope, once somebody has counted them

    def without(self, facet: str) -> "Scope":
        """The scope with nothing chosen of one facet."""
        return replace(self, chosen={name: codes for name, codes in self.chosen.items() if name != facet}, counted=None)

    @property
    def filtered(self) -> tuple[str, ...]:
        """The facets of which something is chosen."""
        return tuple(name for name, codes in self.chosen.items() if codes)

    @cached_property
    def filters(self) -> list[str]:
        """The values that are chosen of each facet in this scope, as a tsquery for each facet."""
        found = []
        for facet, codes in self.chosen.items():
            if codes:
                either = " | ".join(queries.quote_lexeme(facet_lexeme(facet, code)) for code in codes)
                found.append(f"({either})")
        return found

    @cached_property
    def loose(self) -> str:
        return " & ".join(filter(None, [self.query.loose, *self.filters]))

    @cached_property
    def exact(self) -> str:
        return " & ".join(filter(None, [self.query.exact, *self.filters]))

    @cached_property
    def is_checked(self) -> bool:
        """Whether each match is checked for words that must stand together: reading vectors for that takes long, so of
        very many matches only those that are shown are checked, unless words stand in quotes."""
        if self.exact == self.loose or self.query.strict:
            return True
        counted = self.rows()[: MOST_VECTORS + 1].count() if self.counted is None else self.counted
        return counted <= MOST_VECTORS

    def rows(self, *, exact: bool = False) -> QuerySet[Entry]:
        """Return the live entries in scope; with `exact` those in which what must stand together does."""
        words = self.exact if exact else self.loose
        entries = Entry.objects.order_by()
        return entries.filter(Matches(F("search"), words)) if words else entries.filter(withdrawn_at=None)
