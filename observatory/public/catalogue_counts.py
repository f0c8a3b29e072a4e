"""Counts over all public records, by type, jurisdiction, theme, year and evidence status."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst

from observatory.public.links import types_in_order
from observatory.public.localised_texts import Run, guess_language
from observatory.publishing.index import facet_counts as index
from observatory.publishing.index import facets
from observatory.publishing.index.facet_counts import Years
from observatory.records.models import Organisation
from observatory.search import scope_counts
from observatory.search.results import search_scope
from observatory.search.sources_and_terms import public_sources

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LabelledCount:
    """One line of a table of counts: what is counted, its words, how many."""

    code: str
    words: Run
    count: int


@dataclass(frozen=True, slots=True)
class CatalogueCounts:
    """Counts of live entries, by code of each facet; `years` also by evidence state. Years are of the date by which
    entries are dated: undated ones are in none."""

    by_facet: Mapping[str, Counts]
    years: Years
    sources: int

    @property
    def records(self) -> int:
        return sum(self.kinds.values())

    @property
    def kinds(self) -> Counts:
        return self.of("kind")

    @property
    def jurisdictions(self) -> Counts:
        return self.of("jurisdiction")

    @property
    def themes(self) -> Counts:
        return self.of("theme")

    @property
    def fields(self) -> Counts:
        return self.of("field")

    @property
    def evidence(self) -> Counts:
        return self.of("evidence")

    def of(self, facet: str) -> Counts:
        return self.by_facet.get(facet, {})


def catalogue_counts() -> CatalogueCounts:
    """Count everything that is public now."""
    counts = scope_counts.count_scope(search_scope("", {}))
    return CatalogueCounts(counts.by_facet, counts.years, sources=public_sources().count())


def counts_by_place(codes: Iterable[str], names: Collection[str] = ()) -> dict[str, index.Counts]:
    """Count what is public of each of some places by the facets `names`; without any, by every facet whose values are
    all counted."""
    names = names or [name for name in facets.names() if facets.get_facet(name).most_counted is None]
    return scope_counts.count_each("jurisdiction", list(codes), names)


def years_without_organisations() -> Years:
    """Count by year without the organisations: a university founded in 1896 is no policy of that year."""
    [counts] = scope_counts.count_matches(search_scope("", {"kind": kinds_without_organisations()}))
    return counts.years


def kinds_without_organisations() -> list[str]:
    """Return the types of record that are no organisations."""
    return [each.kind for each in types_in_order() if not issubclass(each.model, Organisation)]


def labelled_counts(counts: Counts, facet: str) -> list[LabelledCount]:
    """Return counts of public records by code with the labels of a facet, the largest first."""
    labels = facets.get_facet(facet).labels(counts)
    lines = [
        LabelledCount(code, guess_language(labels[code]) if code in labels else Run(code), count)
        for code, count in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line.count, line.code))


def labelled_kinds(counts: Counts) -> list[LabelledCount]:
    """Return the counts of every type of record, in the order of the registry."""
    return [
        LabelledCount(
            record_type.kind,
            Run(capfirst(str(record_type.model._meta.verbose_name_plural))),
            counts.get(record_type.kind, 0),
        )
        for record_type in types_in_order()
    ]
