"""The search of the admin's lists, which takes for the same what the public search takes for the same; and records
with a name like one that is typed.

Working copies have no search vector: their columns are read. The words typed become regular expressions for all their
writings, so that no second column has to be kept up to date.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Regex
from django.utils.text import smart_split, unescape_string_literal

from observatory.records.models import OtherName, Record
from observatory.text.folded_patterns import pattern_of
from observatory.text.identifiers import identifiers_as_stored, without_resolver

MOST_WORDS = 8
_LONGEST_WORD = 100
_BETWEEN = "\x1f"  # unit separator: no text has it, and no pattern matches it


class Joined(Func):
    """Several columns of a row as one text: read by one expression, they take half the time."""

    function = "concat_ws"
    output_field = TextField()

    def __init__(self, *columns: str) -> None:
        super().__init__(Value(_BETWEEN), *map(F, columns))


def typed_patterns(text: str) -> Iterator[str]:
    """Yield a regular expression for each word of a search as typed, and for each phrase in quotes; of the address of
    an identifier (https://doi.org/10.1234/abc) the identifier is enough."""
    for word in list(smart_split(identifiers_as_stored(text)))[:MOST_WORDS]:
        if len(word) > 1 and word[0] in "\"'" and word[0] == word[-1]:
            word = unescape_string_literal(word)
        either = dict.fromkeys([word, without_resolver(word)])
        yield "|".join(pattern_of(each[:_LONGEST_WORD]) for each in either)


def folded_match(columns: Iterable[str], pattern: str) -> Regex:
    """Return the condition that any of some columns of a row has what a pattern finds."""
    return Regex(Joined(*columns), pattern)


class FoldedSearch(admin.ModelAdmin):
    """For an admin: each word typed stands in one of `search_fields`, in any writing."""

    def get_search_results(self, request, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the rows of a list that have all typed words in their searched columns, however they are spelt."""
        columns = self.get_search_fields(request)
        if not columns or not search_term.strip():
            return queryset, False
        for pattern in typed_patterns(search_term):
            conditions = [Q(folded_match(columns, pattern)), *self.further_matches(pattern)]
            queryset = queryset.filter(reduce(or_, conditions))
        return queryset, any(lookup_spawns_duplicates(self.opts, column) for column in columns)

    def further_matches(self, pattern: str) -> Iterable[Q]:
        """Return conditions for rows in which a pattern is found elsewhere."""
        return ()


MOST = 8
_SHORTEST, _LONGEST = 2, 100  # characters
_TITLES = ("title_en", "title_zh_hans", "original_title")


def records_named(names: Iterable[str], kinds: Collection[str]) -> list[Record]:
    """Search records by name: up to 8 of some types that have one of the names as, or within, a title or another."""
    patterns = [pattern_of(name[:_LONGEST]) for name in map(str.strip, names) if len(name) >= _SHORTEST]
    if not patterns:
        return []
    conditions = []
    for pattern in patterns:
        others = OtherName.objects.filter(name__regex=pattern).values("record")
        conditions += [Q(folded_match(_TITLES, pattern)), Q(pk__in=others)]
    return list(Record.objects.filter(reduce(or_, conditions), kind__in=kinds).order_by("pk")[:MOST])
