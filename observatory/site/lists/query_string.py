"""Parse a query string, and build the links that add, change or remove one of its values.

Nothing here asks the database, and nothing raises: what cannot be a value is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

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
