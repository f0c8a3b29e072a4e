"""The base class of facts, what every kind of fact knows; which kind a fact of a document is of, and how a fact is
read that no type has any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from observatory.publishing.facts.document_values import is_absent
from observatory.publishing.table_columns import Cell, Column, Read, joined
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.url_validation import is_public_url
from observatory.text.bilingual_text import localised

Pair = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """One value of a fact for readers, in one of four forms: a `text` that is right in the active language, a `pair`
    of texts by language, a `date` (EDTF, which a page writes out) or the `address` of a web page. `prose` marks
    running text, which a page sets as a paragraph."""

    text: str = ""
    pair: Pair | None = None
    date: str = ""
    address: str = ""
    prose: bool = False

    def __str__(self) -> str:
        """The words as one text in the active language; a date as EDTF."""
        return (localised(self.pair, active_language()) if self.pair else self.text) or self.date or self.address


class Fact(serializers.Field):
    """One fact of a type of record. As a serializer field it makes the value in the document.

    Values that methods take are values of documents, never null. This class is a fact of one column whose value
    stands in the document as it is; a kind overrides what is different about it.
    """

    # The Python type of the value in a document.
    document_type: type = str
    # The keys in a catalogue file, each with what its column's name has after the name of the fact.
    file_keys: Mapping[str, str] = {"value": ""}
    # What stands under each of these keys: `str` for a single value, `[str]` for a list.
    file_type: Any = str
    # The key whose value may stand in the file in place of the mapping, where there are no citations.
    short_key: str | None = "value"
    # Whether it is a date, an amount or a number: where such a value is wrong, readers are misled the most.
    is_figure = False

    def __init__(self, **kwargs):
        super().__init__(read_only=True, source="*", **kwargs)

    @property
    def name(self) -> str:
        """The name of the fact."""
        return str(self.field_name)

    # The working copy

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the model that hold the fact; they stand in one row of the admin's form."""
        return tuple(self.keys_by_column)

    @property
    def keys_by_column(self) -> dict[str, str]:
        """The key in a catalogue file of each column."""
        return {f"{self.name}{suffix}": key for key, suffix in self.file_keys.items()}

    def problems(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (column, reason) for what is wrong with the columns together; each by itself is checked already."""
        return iter(())

    # The document

    def to_representation(self, record) -> Any:
        """Return the value in the document; None when nobody states it."""
        value = getattr(record, self.name)
        return None if is_absent(value) else value

    def fits(self, value: Any) -> bool:
        """Return whether a value has the form that this kind gives it: an old document may have another."""
        return type(value) is self.document_type

    # Readers

    def words(self, value: Any) -> list[Words]:
        """Return the value in words: one item, or several where the fact has several values."""
        return [Words(str(value))]

    def in_words(self, value: Any) -> str:
        """Return the value as one text in the active language, as curators compare it; "" for null."""
        return "" if value is None else "; ".join(map(str, self.words(value)))

    def stated(self, value: Any) -> str:
        """Return the value as a citation would state it, to find the reading that a record takes; "" for running
        text, which no two sources word alike."""
        return str(value)

    # Search

    def search_texts(self, value: Any) -> Iterable[str]:
        """Return the texts by which search finds a record."""
        return ()

    def passages(self, value: Any) -> Iterable[Pair]:
        """Return the texts, by language, from which a search result may show the passage that matches."""
        return ()

    # Comparison

    def differences(self, public: Any, working: Any) -> Iterator[tuple[str, Any, Any]]:
        """Yield (part, public, working) for each part of two different values; either may be None. A part is the name
        of something within the value, or "" for the value itself; what is yielded can be given to `in_words`."""
        yield "", public, working

    def entered(self, value: Any) -> Any:
        """Return what of the value a curator entered, without what the program added, such as labels."""
        return value

    # Catalogue files

    def from_file(self, column: models.Field, text: Any) -> Any:
        """Return what a text (or list of texts) of a file means in a column of the fact; nothing written is None
        where the column can hold it. Raises `ValidationError` for a text that means nothing there."""
        return None if text == "" and column.null else column.to_python(text)

    def to_file(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of the columns under the keys of a file."""
        return {key: columns[column] for column, key in self.keys_by_column.items()}

    # Tables

    def cell(self, value: Any) -> Cell:
        """Return the value in one cell, without words; None for running text."""
        return value

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        """Return the columns of the fact in a table; `read` takes its value, or None, from a row."""
        return [Column(self.name, meaning, read)]


class UnknownFact(Fact):
    """A fact of an old document that its type has no more, or has in another form now.

    The one place that reads a value by its shape. A list is read item by item; an object by its text in two
    languages, else by its `value`, else by all its members; anything else as it is.
    """

    def fits(self, value: Any) -> bool:
        return True

    def words(self, value: Any) -> list[Words]:
        """Return the words of a value of a fact that no type has any more, whatever its shape."""
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


def fact_of_document(kind: str, name: str, value: Any = None) -> Fact:
    """Return the fact of that name of the record type `kind`, to read `value` of a document by (None for null).

    A document is frozen for ever, so its fact may be unknown now, or of another kind; then `UnknownFact` reads it.
    """
    known = registry.get_fact(kind, name)
    return known if known is not None and (value is None or known.fits(value)) else UNKNOWN
