"""Counts over all public records, by type, jurisdiction, theme, year and evidence status."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst

from observatory.public.links import types_in_order
from observatory.public.localise import Run, choose
from observatory.publishing.index.facets import number
from observatory.publishing.models import Entry
from observatory.records.models import Field, Jurisdiction, Organisation, Theme
from observatory.search import counting
from observatory.search.results import scope
from observatory.sources.models import Source

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of a count: what is counted, its words, how many."""

    code: str
    words: Run
    count: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts of live entries; `years` by evidence state. Years are of the date by which entries are dated: undated
    ones are in none."""

    kinds: Counts
    jurisdictions: Counts
    themes: Counts
    fields: Counts
    years: dict[int, Counts]
    evidence: Counts
    sources: int

    @property
    def records(self) -> int:
        return sum(self.kinds.values())


def tallies() -> Tallies:
    """Return the counts as they are now: they were counted while publishing."""
    counts = counting.matches(scope("", {}))
    return Tallies(
        kinds=_coded(counts, "kind", [each.kind for each in types_in_order()]),
        jurisdictions=_coded(counts, "jurisdiction", Jurisdiction.objects.values_list("code", flat=True)),
        themes=_coded(counts, "theme", Theme.objects.values_list("code", flat=True)),
        fields=_coded(counts, "field", Field.objects.values_list("code", flat=True)),
        years=counts.dated,
        evidence=_coded(counts, "evidence", Entry.Evidence.values),
        sources=Source.objects.filter(cited=True).count(),
    )


def _coded(counts: counting.Counts, facet: str, codes: Iterable[str]) -> Counts:
    """Return the counts of a facet by those of the codes that occur."""
    counted = counts.by_facet[facet]
    return {code: counted[number(facet, code)] for code in codes if number(facet, code) in counted}


def years_without_organisations(years: dict[int, Counts]) -> dict[int, Counts]:
    """Return counts by year without the organisations: a university founded in 1896 is no policy of that year."""
    kinds = [each.kind for each in types_in_order() if each.kind not in other_kinds()]
    organisations = counting.matches(scope("", {"kind": kinds})).dated
    left = {year: Counter(counted) - Counter(organisations.get(year, {})) for year, counted in years.items()}
    return {year: dict(counted) for year, counted in left.items() if counted}


def other_kinds() -> list[str]:
    """Return the types of record that are no organisations."""
    return [each.kind for each in types_in_order() if not issubclass(each.model, Organisation)]


def years_of(entries: QuerySet[Entry]) -> dict[int, Counts]:
    """Count entries by the year of their date and by evidence state."""
    years: dict[int, Counts] = {}
    dated = entries.filter(date_from__isnull=False).order_by().annotate(year=ExtractYear("date_from"))
    for year, state, count in dated.values_list("year", "evidence").annotate(count=Count("pk")).order_by("year"):
        years.setdefault(year, {})[state] = count
    return years


def worded(counts: Counts, terms: type[Jurisdiction] | type[Theme]) -> list[Tally]:
    """Return counts by code with the labels of a vocabulary, the largest first."""
    labels = {term.code: choose({"en": term.label_en, "zh-hans": term.label_zh_hans}) for term in _named(terms, counts)}
    lines = [Tally(code, labels.get(code) or Run(code), count) for code, count in counts.items()]
    return sorted(lines, key=lambda line: (-line.count, line.code))


def worded_kinds(counts: Counts) -> list[Tally]:
    """Return the counts of every type of record, in the order of the registry, with the address of its list."""
    return [
        Tally(each.kind, Run(capfirst(str(each.model._meta.verbose_name_plural))), counts.get(each.kind, 0))
        for each in types_in_order()
    ]


def _named(terms, codes: Iterable[str]):
    return terms.objects.filter(code__in=list(codes))
