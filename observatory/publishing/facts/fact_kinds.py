"""The kinds of facts: date, choice, text, address, number, amount, flag."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from observatory.publishing import document_schema, table_columns
from observatory.publishing.facts.document_values import date_document, is_absent, labels_of_choice, text_document
from observatory.publishing.facts.fact_base import Fact, Pair, Words
from observatory.publishing.table_columns import Cell, Column, Read
from observatory.records.fields import LARGEST_AMOUNT
from observatory.records.translatable_messages import gettext as _
from observatory.records.url_validation import is_public_url
from observatory.text.bilingual_text import LANGUAGES


class _Mapping(Fact):
    """A fact whose value is an object with the same members each time."""

    document_type = dict
    members: tuple[str, ...] = ()

    def fits(self, value: Any) -> bool:
        return super().fits(value) and value.keys() >= set(self.members)


@extend_schema_field(document_schema.PartialDate(allow_null=True))
class DateFact(_Mapping):
    """An EDTF column, as `{"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}`."""

    members = ("value", "from", "to")
    is_figure = True

    def to_representation(self, record):
        return date_document(getattr(record, self.name))

    def words(self, value):
        return [Words(date=value["value"])]

    def stated(self, value) -> str:
        return value["value"]

    def entered(self, value):
        return value["value"]

    def cell(self, value) -> Cell:
        return value["value"]

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        return table_columns.date_columns(self.name, meaning, read)


@extend_schema_field(document_schema.Choice(allow_null=True))
class ChoiceFact(_Mapping):
    """A column with choices, as the code and its labels: `{"value": "plan", "en": "plan", "zh-hans": "规划"}`."""

    members = ("value", *LANGUAGES)

    def __init__(self, choices, **kwargs):
        self.choices = choices
        super().__init__(**kwargs)

    def to_representation(self, record):
        value = getattr(record, self.name)
        return None if is_absent(value) else {"value": value, **labels_of_choice(self.choices(value))}

    def words(self, value):
        return [Words(pair=value)]

    def stated(self, value) -> str:
        return str(value["value"])

    def passages(self, value) -> Iterable[Pair]:
        return [value]

    def entered(self, value):
        return value["value"]

    def cell(self, value) -> Cell:
        return value["value"]

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        return table_columns.coded_columns(self.name, meaning, read)


@extend_schema_field(document_schema.Choice(many=True, allow_null=True))
class ChoicesFact(Fact):
    """An array column of choices, as a list of codes with labels."""

    document_type = list
    file_keys = {"values": ""}
    file_type = [str]
    short_key = "values"

    def __init__(self, choices, **kwargs):
        self.choices = choices
        super().__init__(**kwargs)

    def to_representation(self, record):
        values = getattr(record, self.name)
        return (
            None
            if is_absent(values)
            else [{"value": value, **labels_of_choice(self.choices(value))} for value in values]
        )

    def words(self, value):
        return [Words(pair=each) for each in value]

    def stated(self, value) -> str:
        return table_columns.joined(self.entered(value))

    def differences(self, public, working) -> Iterator[tuple[str, Any, Any]]:
        """One for each choice that was added or removed."""
        yield from (("", [each], None) for each in public or [] if each not in (working or []))
        yield from (("", None, [each]) for each in working or [] if each not in (public or []))

    def entered(self, value):
        return [each["value"] for each in value]

    def cell(self, value) -> Cell:
        return self.stated(value)

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        return table_columns.coded_columns(self.name, meaning, read)


@extend_schema_field(document_schema.Text(allow_null=True))
class TextFact(_Mapping):
    """Running text in a pair of columns, `NAME_en` and `NAME_zh_hans`."""

    members = LANGUAGES
    file_keys = {"en": "_en", "zh_hans": "_zh_hans"}
    short_key = None

    def to_representation(self, record):
        pair = text_document(record, self.name)
        return pair if any(pair.values()) else None

    def words(self, value):
        return [Words(pair=value, prose=True)]

    def stated(self, value) -> str:
        return ""

    def search_texts(self, value) -> Iterable[str]:
        return [value[language] for language in LANGUAGES]

    def passages(self, value) -> Iterable[Pair]:
        return [value]

    def differences(self, public, working) -> Iterator[tuple[str, Any, Any]]:
        """One for each language where both sides have a text."""
        if public is None or working is None:
            yield "", public, working
            return
        for language in LANGUAGES:
            if public[language] != working[language]:
                yield language, {language: public[language]}, {language: working[language]}

    def cell(self, value) -> Cell:
        return None

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        return table_columns.in_two_languages(self.name, meaning, read)


@extend_schema_field(serializers.CharField(allow_null=True))
class PlainFact(Fact):
    """A text column that is the same in every language, such as a licence."""


@extend_schema_field(serializers.CharField(allow_null=True))
class AddressFact(PlainFact):
    """The address of a web page; null too where it may not be published."""

    def to_representation(self, record):
        address = super().to_representation(record)
        return address if is_public_url(address) else None

    def words(self, value):
        if is_public_url(value):
            return [Words(address=value)]
        return [Words(_("The web address is not public"))]  # in a document from before the check

    def stated(self, value) -> str:
        return value if is_public_url(value) else ""


@extend_schema_field(serializers.IntegerField(allow_null=True))
class NumberFact(Fact):
    """A column with a whole number, such as a count."""

    document_type = int
    is_figure = True

    def words(self, value):
        return [Words(f"{value:,}")]

    def search_texts(self, value) -> Iterable[str]:
        return [str(value)]


@extend_schema_field(document_schema.Amount(allow_null=True))
class AmountFact(_Mapping):
    """An amount of money in whole units of its currency, in a number column `NAME` and a `CurrencyField`
    `NAME_currency`, as `{"value": 1200000, "currency": "CNY"}`. `records.fields.amount_constraint` keeps the two
    together."""

    members = ("value", "currency")
    is_figure = True
    file_keys = {"value": "", "currency": "_currency"}
    short_key = None

    def to_representation(self, record):
        value, currency = (getattr(record, column) for column in self.columns)
        return None if is_absent(value) else {"value": value, "currency": currency}

    def problems(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with an amount: no currency, a currency without a number, or a number out of range."""
        value, currency = (values[column] for column in self.columns)
        if is_absent(value) and currency:
            yield self.columns[0], _("the amount is missing; a currency is given")
        elif not is_absent(value) and not currency:
            yield self.columns[1], _("the currency of the amount is missing")
        if not is_absent(value) and not 0 <= value <= LARGEST_AMOUNT:
            yield self.columns[0], _("an amount is 0 or more, and less than 9,007,199,254,740,992")

    def words(self, value):
        return [Words(f"{value['currency']} {value['value']:,}")]

    def stated(self, value) -> str:
        return f"{value['currency']} {value['value']}"

    def search_texts(self, value) -> Iterable[str]:
        return [str(value["value"])]

    def cell(self, value) -> Cell:
        return self.stated(value)

    def table_columns(self, meaning: str, read: Read) -> list[Column]:
        """Return the columns of an amount in tables: its value and its currency."""
        name = self.name

        def part(key: str) -> Read:
            return lambda row: (read(row) or {}).get(key)

        return [
            Column(name, meaning, part("value")),
            Column(f"{name}_currency", _("%(what)s: currency (ISO 4217)") % {"what": meaning}, part("currency")),
        ]


@extend_schema_field(serializers.BooleanField(allow_null=True))
class FlagFact(Fact):
    """A column with yes or no; no is an answer. In files it is `true` or `false`."""

    document_type = bool

    def words(self, value):
        return [Words(_("yes") if value else _("no"))]

    def stated(self, value) -> str:
        return "true" if value else "false"

    def from_file(self, column: models.Field, text: Any) -> Any:
        if text not in ("", "true", "false"):
            raise ValidationError(_("“%s” must be true or false") % text)
        return None if text == "" else text == "true"
