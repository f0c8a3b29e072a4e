"""The filters of a page without counted facets, as a form: every value that occurs in the catalogue, or is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from observatory.publishing.index import facets as registry
from observatory.publishing.index.counts import Counts
from observatory.search import counting
from observatory.search.facet_choices import choices_of
from observatory.search.results import search_scope
from observatory.site.lists.list_query import ListQuery


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value of a filter."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as a form shows it."""

    name: str
    label: str
    options: list[FilterOption]

    @property
    def chosen(self) -> list[FilterOption]:
        return [option for option in self.options if option.chosen]

    @property
    def several(self) -> bool:
        """Whether the form must let a reader choose several values, because several are chosen."""
        return len(self.chosen) > 1


def list_filters(query: ListQuery, *, without: Iterable[str] = ()) -> list[Filter]:
    """Return the filters with the values that the query has chosen, except the filters named in `without`.

    Years are apart. Of facets with very many values, such as organisations, only the chosen ones are there. A value
    that no record has today is there if it is chosen: a record may have had it on another day.
    """
    counts, found = counting.count_scope(search_scope("", {})), []
    for facet in registry.all_facets():
        offered = Counts() if facet.most_counted else counts
        choices = choices_of(facet, offered, query.chosen.get(facet.name, ()), most=None)
        if choices and facet.name != "year" and facet.name not in without:
            options = [FilterOption(each.code, each.label, each.selected) for each in choices]
            found.append(Filter(facet.name, str(facet.form_label), options))
    return found


def filter_chips(filters: Iterable[Filter], query: ListQuery) -> list[tuple[str, str, str]]:
    """Return what is chosen as (heading, words, link that removes it)."""
    chips = [
        (each.label, option.words, query.toggle_link(each.name, option.value))
        for each in filters
        for option in each.chosen
    ]
    return chips + year_chips(query)


def year_chips(query: ListQuery) -> list[tuple[str, str, str]]:
    """Return the chosen years as (heading, year, link that removes it)."""
    return [(_("Year"), year, query.toggle_link("year", year)) for year in query.chosen.get("year", ())]
