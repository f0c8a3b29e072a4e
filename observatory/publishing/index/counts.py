"""Counts of facet values: the one door to what is counted."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from observatory.publishing.index import facet_matrix, facets
from observatory.publishing.index.facet_matrix import FacetMatrix, Mask
from observatory.publishing.models.entry import Generation

Years = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class Counts:
    """How many entries there are, how many have each value, by facet and code, and how many are dated in each year, by
    the state of their evidence."""

    total: int = 0
    by_facet: Mapping[str, Counter[str]] = field(default_factory=dict)
    years: Years = field(default_factory=dict)

    def of(self, facet: str) -> Counter[str]:
        return self.by_facet.get(facet, Counter())


@dataclass(frozen=True)
class Found:
    """What a query finds of the live entries."""

    matrix: FacetMatrix
    entries: Mask

    @property
    def total(self) -> int:
        return int(self.entries.sum())


def find_entries(rows: QuerySet | None = None, generation: Generation | None = None) -> Found:
    """Return what a query for live entries finds, to be counted; all of them without one. For `generation`, see
    `facet_matrix.current_matrix`."""
    matrix = facet_matrix.current_matrix(generation)
    return Found(matrix, matrix.found_by(rows))


def count_facets(
    found: Found, chosen: Mapping[str, Collection[str]] | None = None, *, alternatives: Collection[str] = ()
) -> Counts:
    """Count those of the found entries that have a chosen value of every facet.

    Of the facets named in `alternatives` each value counts what choosing it instead would find.
    """
    matrix = found.matrix
    having = {facet: matrix.having(facet, codes) for facet, codes in (chosen or {}).items() if codes}
    matches = np.logical_and.reduce([found.entries, *having.values()])
    by_facet = matrix.count(matches, [name for name in facets.names() if name not in alternatives])
    for facet in alternatives:
        others = [mask for name, mask in having.items() if name != facet]
        by_facet |= matrix.count(np.logical_and.reduce([found.entries, *others]), [facet])
    years = matrix.count_years(matches)
    return Counts(int(matches.sum()), {name: by_facet[name] for name in facets.names()}, years)


def count_each(
    facet: str, codes: Sequence[str], names: Collection[str], generation: Generation | None = None
) -> dict[str, Counts]:
    """Count the live entries of each of these values of a facet, by the facets `names`; not by year."""
    rows = facet_matrix.current_matrix(generation).count_each(facet, codes, names)
    return {code: Counts(total, by_facet) for code, (total, by_facet) in rows.items()}


def count_years(rows: QuerySet) -> Years:
    """Count versions as of a day by the year of their date (of an interval the first), as `count` counts entries."""
    years: dict[int, dict[str, int]] = {}
    dated = rows.filter(date_from__isnull=False).order_by().annotate(year=ExtractYear("date_from"))
    for year, state, times in dated.values_list("year", "evidence").annotate(times=Count("pk")).order_by("year"):
        years.setdefault(year, {})[state] = times
    return years
