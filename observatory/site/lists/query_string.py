"""The query string of a page: parse its parameters, explain what is wrong in them, and build the links that add,
change or remove one of their values. `ListQuery` is what a list was asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from observatory.publishing.index import facets
from observatory.search.facet_choices import find_unknown_facet_values
from observatory.search.filters import nearest
from observatory.search.query_parser import parse_query as parse_words
from observatory.site.lists.as_of_parameter import not_in_the_past, parse_day

LONGEST_TEXT = 200
LONGEST_VALUE = 40
MOST_VALUES = 30
# Deep pages are for no reader: a filter finds a record faster, and the database need not skip that far.
MOST_PAGES = 400


def parse_page_number(text: str | None, most: int = MOST_PAGES) -> int:
    """Return the page number that a text gives, between 1 and `most`; 1 for a text that is no number."""
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def split_values(texts: Iterable[str]) -> list[str]:
    """Return the values of a repeated parameter, each of which may hold several joined by commas; each value once."""
    values = [part.strip()[:LONGEST_VALUE] for text in texts for part in text.split(",")]
    return list(dict.fromkeys(value for value in values if value and value.isprintable()))[:MOST_VALUES]


@dataclass(frozen=True)
class QueryString:
    """The parameters after the `?` of a web address, as Django has decoded them."""

    parameters: QueryDict

    @property
    def text(self) -> str:
        """The words of the search box (`q`)."""
        return self.parameters.get("q", "")[:LONGEST_TEXT].strip()

    @property
    def page(self) -> int:
        return parse_page_number(self.parameters.get("page"))

    def values(self, name: str) -> list[str]:
        """Return the values of a parameter, repeated or joined by commas, each once."""
        return split_values(self.parameters.getlist(name))

    def public_ids(self, name: str) -> list[str]:
        """Return the public ids of a parameter; what cannot be one is kept out of the database."""
        return [value for value in self.values(name) if value.isascii() and value.isalnum()]

    def link(self, **changes: Sequence[str]) -> str:
        """Return the query string with the values of some parameters replaced, or removed where empty; from page 1."""
        return write_link(self.parameters, changes)

    def toggle_link(self, name: str, value: str) -> str:
        """Return the query string with a value added to a parameter, or taken out if it was there; from page 1."""
        values = self.values(name)
        return self.link(**{name: [each for each in values if each != value] if value in values else [*values, value]})


def write_link(parameters: QueryDict, changes: Mapping[str, Sequence[str]], *, only: Iterable[str] = ()) -> str:
    """Return parameters as a query string that begins with "?", without the page number.

    `changes` replaces the values of parameters, or removes them where empty. `only` names the parameters that are
    kept, where not all are.
    """
    copy = parameters.copy()
    copy.pop("page", None)
    if only:
        for name in set(copy) - set(only):
            del copy[name]
    for name, values in changes.items():
        copy.setlist(name, list(values)) if values else copy.pop(name, None)
    return f"?{copy.urlencode()}"


def explain_unknown_value(name: str, code: str) -> str:
    """Return what is wrong with a value of a facet, and what was probably meant: by its code or by its label."""
    facet = facets.get_facet(name)
    spellings = facet.spellings()
    if meant := nearest(code, spellings):
        words = _("“%(value)s” is not recognised. Did you mean “%(nearest)s”?")
        return words % {"value": code, "nearest": spellings[meant]}
    return str(facet.unknown) % {"value": code}


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
        """Read the query string of a request for a list. Raises `BadRequest` where `as_of` is not a day, or is in the
        future."""
        given = request.GET
        past = "as_of" in given
        ignored = [name for name in not_in_the_past() if past]
        chosen = {name: split_values(given.getlist(name)) for name in facets.names() if name not in ignored}
        unknown = find_unknown_facet_values({name: values for name, values in chosen.items() if values})
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


def sort_links(query: ListQuery, current: str) -> list[tuple[str, str, str, bool]]:
    """Return the orders of a list as (name, words, link, whether the list has it now)."""
    words = {
        "relevance": _("best match"),
        "newest": _("newest first"),
        "oldest": _("oldest first"),
        "published": _("recently published"),
    }
    return [(order, words[order], query.link(sort=[order]), order == current) for order in query.orders]
