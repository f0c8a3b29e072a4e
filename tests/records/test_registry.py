from dataclasses import replace
from types import SimpleNamespace

import pytest

from initiatives.api import INITIATIVE
from initiatives.models import Initiative
from observatory.records import registry
from observatory.records.models import Record
from tests.factories import InitiativeFactory


def test_every_type_of_the_catalogue_is_registered_under_its_address():
    assert {row.kind: row.prefix for row in registry.all_types()} == {
        "organisation": "organisations",
        "initiative": "initiatives",
        "body": "bodies",
        "instrument": "instruments",
        "platform": "platforms",
    }


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="initiative"):
        registry.register_record_type(INITIATIVE)


@pytest.fixture
def unchanged():
    """What the test registers is taken out again."""
    before = dict(registry._types)
    yield
    registry._types.clear()
    registry._types.update(before)


def test_a_prefix_is_registered_once(unchanged):
    other = replace(INITIATIVE, model=SimpleNamespace(KIND="call"))
    with pytest.raises(ValueError, match="record type 'call'"):
        registry.register_record_type(other)
    registry.register_record_type(replace(other, prefix="calls"))
    assert registry.get_record_type("call").prefix == "calls"


def test_a_citation_can_rest_under_common_statements_and_the_facts_of_the_type():
    assert {"title", "summary", "launched", "period"} <= set(registry.get_record_type("initiative").statements)
    assert "issued" not in registry.get_record_type("initiative").statements


@pytest.mark.parametrize("kind", ["organisation", "initiative", "body", "instrument", "platform"])
def test_the_dating_fact_and_the_classes_are_facts_of_the_type(kind):
    row = registry.get_record_type(kind)
    assert {row.date, *row.classes} <= set(row.facts)


def test_specific_gives_the_row_of_the_type(db):
    made = InitiativeFactory(launched="2023")
    row = registry.as_own_type(Record.objects.get(pk=made.pk))
    assert isinstance(row, Initiative)
    assert row.launched == "2023"
    assert registry.as_own_type(made) is made
