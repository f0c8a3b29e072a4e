"""Coverage of the catalogue: records found and searches without result, by jurisdiction and by theme or type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.public.catalogue_counts import catalogue_counts, counts_by_place
from observatory.public.coverage_searches import LastSearch, latest_searches
from observatory.public.links import search_url, types_in_order
from observatory.publishing.checks.check_registry import Check, counted_checks
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import PublishedSurvey
from observatory.records.models import Jurisdiction, Theme


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One place and one subject: the number of records, and the last search for them."""

    count: int
    searched: LastSearch | None
    href: str
    surveyed: bool = True

    @property
    def state(self) -> str:
        return "held" if self.count else "none" if self.searched else "unsearched"


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """A row for each subject, a column for each place."""

    caption: str
    places: list[Jurisdiction]
    rows: list[tuple[str, list[CoverageCell]]]


@dataclass(frozen=True, slots=True)
class GapRow:
    """A check and the number of published records that break it."""

    check: Check
    count: int
    href: str


def count_gaps() -> list[GapRow]:
    """Return how many published records each check finds wanting, the heaviest checks first."""
    counted = catalogue_counts().of("gap")
    return [GapRow(check, counted.get(check.code, 0), f"{search_url()}?gap={check.code}") for check in counted_checks()]


def coverage_tables(codes: Sequence[str] = ()) -> list[CoverageTable]:
    """Return two tables, by type of record and by theme, for the places given or for all that have a record."""
    surveyed = PublishedSurvey.objects.order_by().values_list("jurisdiction__code", flat=True).distinct()
    shown = codes or [*catalogue_counts().jurisdictions, *surveyed]
    places = list(Jurisdiction.objects.filter(code__in=shown))
    counted = counts_by_place((place.code for place in places), ("kind", "theme"))
    searched = latest_searches(place.code for place in places)
    kinds = [(each.kind, capfirst(str(each.model._meta.verbose_name_plural))) for each in types_in_order()]
    themes = [(theme.code, theme.label) for theme in Theme.objects.all()]
    return [
        _coverage_table(_("By record type"), "kind", kinds, places, counted, searched),
        _coverage_table(_("By theme"), "theme", themes, places, counted, searched),
    ]


def _coverage_table(
    caption: str,
    name: str,
    subjects: Sequence[tuple[str, str]],
    places: list[Jurisdiction],
    counted: Mapping[str, Counts],
    searched: dict,
) -> CoverageTable:
    """Return one table of the coverage: a row for each place, a cell for each type or theme."""
    rows = [
        (
            words,
            [
                CoverageCell(
                    count=counted[place.code].of(name)[code],
                    searched=searched.get((place.code, code)),
                    href=f"{search_url()}?jurisdiction={place.code}&{name}={code}",
                )
                for place in places
            ],
        )
        for code, words in subjects
    ]
    return CoverageTable(caption, places, rows)
