"""Coverage of the catalogue: records found and searches without result, by jurisdiction and by theme or type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.public.counts import catalogue_counts, counts_by_place
from observatory.public.coverage_searches import Searched, latest
from observatory.public.links import search_url, types_in_order
from observatory.publishing.index.counts import Counts
from observatory.records.models import Jurisdiction, Survey, Theme


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one place and one subject: records, else the last search, else nothing."""

    count: int
    searched: Searched | None
    href: str
    surveyed: bool = True

    @property
    def state(self) -> str:
        return "held" if self.count else "none" if self.searched else "unsearched"


@dataclass(frozen=True, slots=True)
class Table:
    """Subjects down, places across."""

    caption: str
    places: list[Jurisdiction]
    rows: list[tuple[str, list[Cell]]]


def coverage(codes: Sequence[str] = ()) -> list[Table]:
    """Return two tables, by type of record and by theme, for the places given or for all that have a record."""
    surveyed = Survey.objects.order_by().values_list("jurisdiction__code", flat=True).distinct()
    shown = codes or [*catalogue_counts().jurisdictions, *surveyed]
    places = list(Jurisdiction.objects.filter(code__in=shown))
    counted = counts_by_place(place.code for place in places)
    searched = latest(place.code for place in places)
    kinds = [(each.kind, capfirst(str(each.model._meta.verbose_name_plural))) for each in types_in_order()]
    themes = [(theme.code, theme.label) for theme in Theme.objects.all()]
    return [
        _table(_("By record type"), "kind", kinds, places, counted, searched),
        _table(_("By theme"), "theme", themes, places, counted, searched),
    ]


def _table(
    caption: str,
    name: str,
    subjects: Sequence[tuple[str, str]],
    places: list[Jurisdiction],
    counted: Mapping[str, Counts],
    searched: dict,
) -> Table:
    rows = [
        (
            words,
            [
                Cell(
                    count=counted[place.code].of(name)[code],
                    searched=searched.get((place.code, code)),
                    href=f"{search_url()}?jurisdiction={place.code}&{name}={code}",
                )
                for place in places
            ],
        )
        for code, words in subjects
    ]
    return Table(caption, places, rows)
