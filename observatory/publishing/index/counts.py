"""Counts of facet values over entries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from observatory.publishing.index import facets

Years = Mapping[int, Mapping[str, int]]

# Of facets with very many values only the most frequent are counted.
_COUNT = """
SELECT facet, code, times FROM (
    SELECT facet, code, times, row_number() OVER (PARTITION BY facet ORDER BY times DESC, code) AS place
    FROM (SELECT unnest(facet_ids) AS id, count(*) AS times FROM ({rows}) AS entry GROUP BY 1) AS counted
    JOIN publishing_facetvalue USING (id)
) AS ranked
LEFT JOIN unnest(%s::text[], %s::integer[]) AS limited (facet, most) USING (facet)
WHERE most IS NULL OR place <= most
"""


@dataclass(frozen=True)
class Counts:
    """How many entries there are, and how many have each value, by facet and code."""

    total: int = 0
    by_facet: Mapping[str, Counter[str]] = field(default_factory=dict)

    def of(self, facet: str) -> Counter[str]:
        return self.by_facet.get(facet, Counter())


def count(rows: QuerySet) -> Counts:
    """Count the facet values of some entries."""
    limits = {facet.name: facet.most_counted for facet in facets.all_facets() if facet.most_counted}
    sql, values = rows.order_by().values_list("facet_ids").query.sql_with_params()
    found: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=sql), [*values, list(limits), list(limits.values())])
        for facet, code, times in cursor.fetchall():
            found.setdefault(facet, Counter())[code] = times
    return Counts(found["kind"].total() if found else 0, found)


def count_years(rows: QuerySet) -> Years:
    """Count entries by the year of their date (of an interval the first) and by the state of their evidence."""
    years: dict[int, dict[str, int]] = {}
    dated = rows.filter(date_from__isnull=False).order_by().annotate(year=ExtractYear("date_from"))
    for year, state, times in dated.values_list("year", "evidence").annotate(times=Count("pk")).order_by("year"):
        years.setdefault(year, {})[state] = times
    return years
