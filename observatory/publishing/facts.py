"""Serializer fields for the facts of a record, one for each kind of fact.

The document is explicit: a date includes its bounds, a choice its labels, a text its two languages. null means that no
source states the fact; 0 and false are values.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from observatory.publishing import document_schema
from observatory.records import edtf
from observatory.records.web_addresses import is_public_address
from observatory.text.localised import LANGUAGES


def is_absent(value: Any) -> bool:
    """Return whether a column says nothing: None, an empty text or an empty list. 0 and False say something."""
    return value is None or value in ("", [])


def in_words(value: str | float | bool) -> str:
    """Return a plain fact in words of the active language: "yes", "1,200", a text as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, str) else f"{value:,}"


def labels(choice) -> dict[str, str]:
    """Return the label of a choice in each language of the site."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(choice.label)
    return words


@extend_schema_field(document_schema.PartialDate(allow_null=True))
class DateFact(serializers.Field):
    """An EDTF column as `{"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}`."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, record):
        return date_document(getattr(record, self.field_name))


@extend_schema_field(document_schema.Choice(allow_null=True))
class ChoiceFact(serializers.Field):
    """A choice column as its code and its labels."""

    def __init__(self, choices, **kwargs):
        self.choices = choices
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, record):
        value = getattr(record, self.field_name)
        return None if is_absent(value) else {"value": value, **labels(self.choices(value))}


@extend_schema_field(document_schema.Choice(many=True, allow_null=True))
class ChoicesFact(ChoiceFact):
    """An array column of choices as a list of codes with labels."""

    def to_representation(self, record):
        values = getattr(record, self.field_name)
        return None if is_absent(values) else [{"value": value, **labels(self.choices(value))} for value in values]


@extend_schema_field(document_schema.Text(allow_null=True))
class TextFact(serializers.Field):
    """A pair of text columns `NAME_en`, `NAME_zh_hans`."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, record):
        pair = text_document(record, self.field_name)
        return pair if any(pair.values()) else None


@extend_schema_field(serializers.CharField(allow_null=True))
class PlainFact(serializers.Field):
    """A text column that is the same in every language, such as a licence; null when empty."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, record):
        value = getattr(record, self.field_name)
        return None if is_absent(value) else value


@extend_schema_field(serializers.IntegerField(allow_null=True))
class NumberFact(PlainFact):
    """A column with a whole number: an amount, a count. 0 is one; null when nobody states it."""


@extend_schema_field(serializers.BooleanField(allow_null=True))
class FlagFact(PlainFact):
    """A column with yes or no. No is an answer; null when nobody states it."""


class AddressFact(PlainFact):
    """The address of a web page; null too where it may not be published."""

    def to_representation(self, record):
        address = super().to_representation(record)
        return address if is_public_address(address) else None


def text_document(row, name: str) -> dict[str, str]:
    """Return the two languages of the columns `NAME_en` and `NAME_zh_hans`."""
    return {"en": getattr(row, f"{name}_en"), "zh-hans": getattr(row, f"{name}_zh_hans")}


def date_document(value: str) -> dict[str, str] | None:
    """Return an EDTF text with its bounds as ISO dates; None for the empty text."""
    if not value:
        return None
    bounds = edtf.parse(value)
    return {"value": value, "from": bounds.lower.isoformat(), "to": bounds.upper.isoformat()}
