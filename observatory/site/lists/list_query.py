"""What a list page was asked for, read once from its query string."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from observatory.publishing.index import facets
from observatory.search.query import parse_query as parse_words
from observatory.site.lists.as_of import not_in_the_past, parse_day
from observatory.site.lists.facet_values import explain_unknown_value, find_unknown_values
from observatory.site.lists.query_string import QueryString, split_values, write_link

Problem = tuple[str, str]  # the name of a parameter, and why it was ignored
ORDERS = ("newest", "oldest", "published")


@dataclass(frozen=True)
class ListQuery(QueryString):
    """What a list, a search, the timeline, the graph, a feed or a table was asked for.

    `parameters` is the query string without the facet values that are not understood; `problems` says what was left
    out, and why. `chosen` are the values of each facet, `fixed` those that the page itself chooses (the list of a type
    chooses the type). `day` is the day of `as_of`, None for today. `path` is the address of the page.
    """

    path: str
    chosen: Mapping[str, Sequence[str]]
    fixed: Mapping[str, Sequence[str]]
    day: date | None
    problems: Sequence[Problem]

    @classmethod
    def parse(cls, request: HttpRequest, **fixed: Sequence[str]) -> "ListQuery":
        """Read the query string of a request. Raises `BadRequest` where `as_of` is not a day, or is in the future."""
        given = request.GET
        past = "as_of" in given
        ignored = [name for name in not_in_the_past() if past]
        chosen = {name: split_values(given.getlist(name)) for name in facets.names() if name not in ignored}
        unknown = find_unknown_values({name: values for name, values in chosen.items() if values})
        problems = [(name, explain_unknown_value(name, code)) for name, codes in unknown.items() for code in codes]
        problems += [(name, _("This parameter cannot be combined with as_of.")) for name in ignored if given.get(name)]
        parameters = given
        if unknown:
            parameters = given.copy()
            for name, codes in unknown.items():
                chosen[name] = [code for code in chosen[name] if code not in codes]
                parameters.setlist(name, chosen[name])
        return cls(
            parameters=parameters,
            path=request.path,
            chosen={name: values for name, values in (chosen | fixed).items() if values},
            fixed=fixed,
            day=parse_day(given["as_of"]) if past else None,
            problems=problems,
        )

    @property
    def sort(self) -> str:
        """The order as it was asked for, "" for the usual one; it need not be one of `orders`."""
        return self.parameters.get("sort", "")

    @property
    def orders(self) -> Sequence[str]:
        """The orders that the list can have: "relevance" only where there are words to match."""
        return ("relevance", *ORDERS) if not self.day and parse_words(self.text) else ORDERS

    @property
    def sort_problems(self) -> list[Problem]:
        """What is wrong with the order, for pages that have one."""
        if not self.sort or self.sort in self.orders:
            return []
        return [("sort", _("Use one of: %(known)s.") % {"known": ", ".join(self.orders)})]

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.chosen.get("year", ())]

    def without(self, facet: str) -> "ListQuery":
        """Return the query with no value of a facet chosen."""
        return replace(self, chosen={name: codes for name, codes in self.chosen.items() if name != facet})

    def selection_link(self, **extra: Sequence[str]) -> str:
        """Return the query string by which a feed or a table has what the list shows: without the order, and without
        parameters that no list has (newsletters append some to links), because feeds and tables refuse them."""
        return write_link(self.parameters, self.fixed | extra, only=("q", "as_of", *facets.names()))

    def find_unknown_parameters(self, known: Iterable[str], ignored: Iterable[str] = ()) -> list[Problem]:
        """Return a problem for each parameter that is neither `known` nor `ignored`, for files that refuse them."""
        words = _("Unknown parameter. Use one of: %(known)s.") % {"known": ", ".join(known)}
        return [(name[:40], words) for name in self.parameters if name not in {*known, *ignored}]
