"""Which kind a fact of a document is of, and how a fact is read that no type has any more."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from observatory.publishing.facts.base import Fact, Pair, Words
from observatory.publishing.table_columns import Cell, joined
from observatory.records import registry
from observatory.records.web_addresses import is_public_url


class UnknownFact(Fact):
    """A fact of an old document that its type has no more, or has in another form now.

    The one place that reads a value by its shape. A list is read item by item; an object by its text in two
    languages, else by its `value`, else by all its members; anything else as it is.
    """

    def fits(self, value: Any) -> bool:
        return True

    def words(self, value: Any) -> list[Words]:
        match value:
            case list():
                return [words for each in value for words in self.words(each)]
            case {"en": str(), "zh-hans": str()}:
                return [Words(pair=value)]
            case {"value": inner}:
                return self.words(inner)
            case dict():
                return [words for each in value.values() for words in self.words(each)]
            case None | "":
                return []
            case bool():
                return [Words(_("yes") if value else _("no"))]
            case int() | float():
                return [Words(f"{value:,}")]
        return [Words(address=value) if is_public_url(value) else Words(str(value))]

    def stated(self, value: Any) -> str:
        return str(value.get("value", "")) if isinstance(value, dict) else "" if isinstance(value, list) else str(value)

    def search_texts(self, value: Any) -> Iterable[str]:
        return [text for pair in self.passages(value) for text in (pair["en"], pair["zh-hans"])]

    def passages(self, value: Any) -> Iterable[Pair]:
        return [words.pair for words in self.words(value) if words.pair]

    def cell(self, value: Any) -> Cell:
        return joined(self.stated(each) for each in value) if isinstance(value, list) else self.stated(value)


UNKNOWN = UnknownFact()


def fact_of(kind: str, name: str, value: Any = None) -> Fact:
    """Return the fact of that name of the record type `kind`, to read `value` of a document by (None for null).

    A document is frozen for ever, so its fact may be unknown now, or of another kind; then `UnknownFact` reads it.
    """
    known = registry.get_fact(kind, name)
    return known if known is not None and (value is None or known.fits(value)) else UNKNOWN
