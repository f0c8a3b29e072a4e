"""Facts of documents are read by their kind, and by one fallback where the kind is not known any more."""

import json
from pathlib import Path

import pytest
from django.utils.translation import override

from observatory.publishing.document_schema import Amount, PartialDate
from observatory.publishing.facts import DateFact, TextFact, Words, fact_of_document
from observatory.publishing.facts.fact_base import UnknownFact
from observatory.publishing.index.search_vector import searchable_texts
from observatory.records import registry
from observatory.records.fields import CURRENCIES
from observatory.site.record.page_statements import fact_sheet

DOCUMENT = json.loads((Path(__file__).parent / "golden" / "platform-1.json").read_text())
DATE = {"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}
PAIR = {"en": "Open to all.", "zh-hans": "对所有人开放。"}


def test_a_fact_is_found_by_the_type_and_its_name():
    assert isinstance(fact_of_document("platform", "released", DATE), DateFact)
    assert isinstance(fact_of_document("platform", "purpose"), TextFact)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("platform", "renamed", DATE),  # no fact of the type has this name
        ("platform", "released", "2023-03"),  # the fact is of another kind now
        ("platform", "released", {"value": "2023-03"}),
        ("nothing", "released", DATE),
    ],
)
def test_a_fact_that_is_not_known_any_more_is_read_by_the_fallback(kind, name, value):
    assert isinstance(fact_of_document(kind, name, value), UnknownFact)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (DATE, "2023-03", "2023-03"),
        (PAIR, "Open to all.", "对所有人开放。"),
        ([{"value": "a", **PAIR}, {"value": "b", "en": "B", "zh-hans": "乙"}], "Open to all.; B", "对所有人开放。; 乙"),
        ({"value": 1200, "currency": "CNY"}, "1,200", "1,200"),
        ({"lower": 1, "upper": 20}, "1; 20", "1; 20"),
        ("https://www.example.org/", "https://www.example.org/", "https://www.example.org/"),
        ("Apache-2.0", "Apache-2.0", "Apache-2.0"),
        (0, "0", "0"),
        (False, "no", "否"),
        (None, "", ""),
    ],
)
def test_the_fallback_has_words_for_whatever_a_document_holds(value, english, chinese):
    fact = fact_of_document("platform", "removed", value)
    with override("en"):
        assert fact.in_words(value) == english
    with override("zh-hans"):
        assert fact.in_words(value) == chinese


def test_a_page_of_an_old_document_shows_a_removed_fact_and_search_found_it_by_its_text():
    document = DOCUMENT | {"facts": DOCUMENT["facts"] | {"access": PAIR, "size": 12}}
    rows = {row.name: [piece.run.text for piece in row.pieces] for row in fact_sheet(document)}
    assert rows["access"] == ["Open to all."]
    assert rows["size"] == ["12"]
    assert ("D", "对所有人开放。") in set(searchable_texts(document))


def test_the_columns_of_facts_are_columns_of_their_models():
    for record_type in registry.all_types():
        for fact in record_type.facts_by_name.values():
            for column in fact.columns:
                assert record_type.model._meta.get_field(column)


def test_words_are_in_the_active_language():
    with override("zh-hans"):
        assert str(Words(pair=PAIR)) == "对所有人开放。"
    assert str(Words(date="2023")) == "2023"


def test_the_schema_names_the_members_of_dates_and_amounts():
    assert set(PartialDate().fields) == {"value", "from", "to"}
    assert set(Amount().fields) == {"value", "currency"}


def test_currencies_are_codes_of_three_letters():
    assert {"CNY", "EUR", "USD"} < CURRENCIES
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
