"""Filter forms of pages without counted facets: every value that occurs in the catalogue or is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from observatory.publishing.index import facets as registry
from observatory.publishing.index.counts import Counts
from observatory.search import counting
from observatory.search.facets import choices_of
from observatory.search.results import scope
from observatory.site.lists.query_string import chosen_of, toggled


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a form shows it."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]

    @property
    def several(self) -> bool:
        """Whether a list that takes one value would lose what is chosen."""
        return len(self.chosen) > 1


def choices(data: QueryDict) -> list[Choice]:
    """Return the filters with what an address has chosen of them, years apart; of facets with very many values, such as
    organisations, only those that it names. What nobody has today may have been there on another day, so it stays."""
    counts, chosen = counting.count(scope("", {})), chosen_of(data)
    found = []
    for facet in registry.all_facets():
        offered = Counts() if facet.most_counted else counts
        options = choices_of(facet, offered, chosen.get(facet.name, ()), most=None)
        if options and facet.name != "year":
            options = [Option(each.code, each.label, each.selected) for each in options]
            found.append(Choice(facet.name, str(facet.form_label), options))
    return found


def chips(offered: Iterable[Choice], data: QueryDict) -> list[tuple[str, str, str]]:
    """Return what is chosen as (heading, words, address without it)."""
    found = [
        (choice.label, option.words, toggled(data, choice.name, option.value))
        for choice in offered
        for option in choice.chosen
    ]
    years = chosen_of(data).get("year", ())
    return found + [(_("Year"), year, toggled(data, "year", year)) for year in years]
