"""Filter forms of pages without counted facets: every value that occurs in the catalogue or is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from observatory.search import counting
from observatory.search.facets import grouped
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
    """Return the filters with what an address has chosen of them; of organisations, too many to offer, only those that
    it names. What nobody has today may have been there on another day, so it stays."""
    labels = {
        "kind": _("Record type"),
        "subtype": _("Type"),
        "jurisdiction": _("Jurisdiction"),
        "theme": _("Theme"),
        "instrument_type": _("Policy instrument type"),
        "field": _("Field of science"),
        "organisation": _("Organisation"),
        "evidence": _("Evidence"),
    }
    counts = counting.matches(scope("", {}))
    offered = replace(counts, by_facet={name: counts.by_facet[name] for name in labels if name != "organisation"})
    return [
        Choice(facet.name, labels[facet.name], [Option(each.code, each.label, each.selected) for each in facet.choices])
        for facet in grouped(offered, chosen_of(data), most=None)
        if facet.name in labels
    ]


def chips(offered: Iterable[Choice], data: QueryDict) -> list[tuple[str, str, str]]:
    """Return what is chosen as (heading, words, address without it)."""
    found = [
        (choice.label, option.words, toggled(data, choice.name, option.value))
        for choice in offered
        for option in choice.chosen
    ]
    years = chosen_of(data).get("year", ())
    return found + [(_("Year"), year, toggled(data, "year", year)) for year in years]
