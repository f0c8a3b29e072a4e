"""The filters of a list: facets with a link at every value, the same as a form, and the chips of what is chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.publishing.index import facets as registry
from observatory.publishing.index.facet_counts import Counts
from observatory.search import scope_counts
from observatory.search.facet_choices import Facet, choices_of
from observatory.search.results import search_scope
from observatory.site.lists.query_string import ListQuery

SHOWN = 7  # values of a facet before the fold


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet and the link by which it is chosen, or no longer chosen."""

    facet: str
    code: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class FacetLinks:
    """A facet of a list: its values, the most frequent first. Those after the first `fold` are folded away."""

    name: str
    label: str
    options: Sequence[FacetLink]

    fold = SHOWN

    @property
    def folded(self) -> int:
        """How many values are folded away."""
        return max(0, len(self.options) - self.fold)

    @property
    def further(self) -> str:
        """The words for what is folded away."""
        return ngettext("one more", "%(number)s more", self.folded) % {"number": self.folded}

    @property
    def selected(self) -> list[FacetLink]:
        return [option for option in self.options if option.selected]


def link_facets(facets: Sequence[Facet], query: ListQuery, *, without: Sequence[str] = ()) -> list[FacetLinks]:
    """Return the facets of a result with a link at every value, except those named in `without`."""
    return [_link_facet(facet, query) for facet in facets if facet.name not in without]


def _link_facet(facet: Facet, query: ListQuery) -> FacetLinks:
    """Return a facet with a link at every value that adds it to the query or takes it out."""
    # As `toggle_link` does it, but what all values of a facet share is written once: a page has hundreds of values.
    chosen, rest = query.values(facet.name), query.link(**{facet.name: []})
    rest += "" if rest == "?" else "&"
    pairs = {code: f"{facet.name}={quote_plus(code)}" for code in (*chosen, *(each.code for each in facet.choices))}
    more = rest + "".join(f"{pairs[code]}&" for code in chosen)
    options = []
    for each in facet.choices:
        if each.code in chosen:
            href = (rest + "&".join(pairs[code] for code in chosen if code != each.code)).removesuffix("&")
        else:
            href = more + pairs[each.code]
        options.append(FacetLink(facet.name, each.code, each.label, each.count, each.selected, href))
    return FacetLinks(facet.name, facet.label, options)


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
    counts, found = scope_counts.count_scope(search_scope("", {})), []
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
