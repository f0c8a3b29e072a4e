"""The facets of a list with a link at every value: to the list with the value chosen, or no longer chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.utils.translation import ngettext

from observatory.search.facet_choices import Facet
from observatory.site.lists.list_query import ListQuery

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
