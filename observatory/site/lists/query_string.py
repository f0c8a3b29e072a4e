"""Parse a list page's query string, and build the links that add or remove a filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.publishing.index import facets as registry
from observatory.search.facets import Facet
from observatory.search.filters import nearest

Unread = Sequence[tuple[str, str]]  # names of parameters, and what is wrong with each
LONGEST_TEXT = 200
LONGEST_CODE = 40
MOST_VALUES = 30
# Deep pages are for no reader: a filter finds a record faster, and the database need not skip that far.
MOST_PAGES = 400
SHOWN = 7  # values of a facet before the fold


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet and the address in which it is chosen, or no longer chosen."""

    facet: str
    code: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet of a list: its values, the most frequent first, some of them folded away."""

    name: str
    label: str
    options: Sequence[Option]

    fold = SHOWN  # so many values stand above the fold

    @property
    def folded(self) -> int:
        """How many values are folded away."""
        return max(0, len(self.options) - self.fold)

    @property
    def further(self) -> str:
        """The words for what is folded away."""
        return ngettext("one more", "%(number)s more", self.folded) % {"number": self.folded}

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]


def text_of(data: QueryDict) -> str:
    """Return the words of the search box."""
    return data.get("q", "")[:LONGEST_TEXT].strip()


def chosen_of(data: QueryDict, **fixed: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the facet values of an address, `fixed` ones over them. A value nobody has finds nothing, no error."""
    given = {name: _values(data.getlist(name)) for name in registry.names()}
    return {name: values for name, values in (given | fixed).items() if values}


def _values(given: Sequence[str]) -> list[str]:
    values = [part.strip()[:LONGEST_CODE] for text in given for part in text.split(",")]
    return list(dict.fromkeys(value for value in values if value and value.isprintable()))[:MOST_VALUES]


def readable(data: QueryDict, *, but: Sequence[str] = ()) -> tuple[QueryDict, Unread]:
    """Return the parameters without facet values that nobody could have meant, and (name, what is wrong) of each.

    One small query for each vocabulary of which something is chosen. Facets in `but` are left as they are.
    """
    unread: list[tuple[str, str]] = []
    copy = data.copy()
    for name, codes in chosen_of(data).items():
        if name in but:
            continue
        known = registry.get(name).labels(codes)
        wrong = [code for code in codes if code not in known]
        if wrong:
            unread += [(name, told(name, code)) for code in wrong]
            copy.setlist(name, [code for code in codes if code in known])
    return (copy, unread) if unread else (data, [])


def told(name: str, code: str) -> str:
    """Return what is wrong with a value of a facet, and what was probably meant: by its code or by its label."""
    facet = registry.get(name)
    spellings = facet.spellings()
    meant = nearest(code, spellings)
    if meant:
        return _("“%(value)s” is not recognised. Did you mean “%(nearest)s”?") % {
            "value": code,
            "nearest": spellings[meant],
        }
    return str(facet.unknown) % {"value": code}


def values_of(data: QueryDict, name: str) -> list[str]:
    """Return the values of a parameter, repeated or joined by commas, each once."""
    return _values(data.getlist(name))


def ids_of(data: QueryDict, name: str) -> list[str]:
    """Return the public ids of a parameter; what cannot be one is kept out of the database."""
    return [value for value in values_of(data, name) if value.isascii() and value.isalnum()]


def page_number(text: str | None, most: int = MOST_PAGES) -> int:
    """Return the page that was asked for, 1 for what is no page."""
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def groups(facets: Sequence[Facet], data: QueryDict, *, without: Sequence[str] = ()) -> list[Group]:
    """Return the facets of a result with an address at every value."""
    return [_group(facet, data) for facet in facets if facet.name not in without]


def _group(facet: Facet, data: QueryDict) -> Group:
    # As `toggled` does it, with what all values of a facet share worked out once.
    chosen, rest = _values(data.getlist(facet.name)), changed(data, {facet.name: []})
    rest += "" if rest == "?" else "&"
    pairs = {code: f"{facet.name}={quote_plus(code)}" for code in (*chosen, *(each.code for each in facet.choices))}
    more = rest + "".join(f"{pairs[code]}&" for code in chosen)
    options = []
    for each in facet.choices:
        if each.code in chosen:
            href = (rest + "&".join(pairs[code] for code in chosen if code != each.code)).removesuffix("&")
        else:
            href = more + pairs[each.code]
        options.append(Option(facet.name, each.code, each.label, each.count, each.selected, href))
    return Group(facet.name, facet.label, options)


def toggled(data: QueryDict, name: str, code: str) -> str:
    """Return the query string in which a value is chosen if it was not, and the other way round; from page 1."""
    values = _values(data.getlist(name))
    values = [value for value in values if value != code] if code in values else [*values, code]
    return changed(data, {name: values})


def changed(data: QueryDict, new: Mapping[str, Sequence[str]]) -> str:
    """Return a query string with some parameters set, from page 1."""
    copy = data.copy()
    copy.pop("page", None)
    for name, values in new.items():
        copy.setlist(name, list(values)) if values else copy.pop(name, None)
    return f"?{copy.urlencode()}"


def narrowing(data: QueryDict, new: Mapping[str, Sequence[str]]) -> str:
    """Return the query string by which a feed or a table has what a list shows: what else an address carries
    (its order, what a newsletter appends to links) is left out, since feeds and tables refuse it.
    """
    asked = data.copy()
    for name in set(asked) - {"q", "as_of", *registry.names()}:
        del asked[name]
    return changed(asked, new)
