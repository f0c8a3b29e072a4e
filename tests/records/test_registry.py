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
        registry.register(INITIATIVE)


@pytest.fixture
def unchanged():
    """What the test registers is taken out again."""
    before = dict(registry._types)
    yield
    registry._types.clear()
    registry._types.update(before)


def fake(kind: str, number: int, subtypes=("open",)) -> registry.RecordType:
    """A type of which register() is told no more than it asks for."""
    field = SimpleNamespace(flatchoices=[(code, code) for code in subtypes])
    model = SimpleNamespace(KIND=kind, _meta=SimpleNamespace(get_field=lambda name: field))
    return replace(INITIATIVE, model=model, number=number, prefix=f"{kind}s")


@pytest.mark.parametrize("number", [0, -1, 256, INITIATIVE.number])
def test_a_number_that_is_taken_or_out_of_range_is_refused(unchanged, number):
    with pytest.raises(ValueError, match="record type 'call'"):
        registry.register(fake("call", number))
    assert "call" not in {row.kind for row in registry.all_types()}


@pytest.mark.parametrize("number", [6, 255])
def test_a_free_number_is_taken(unchanged, number):
    registry.register(fake("call", number))
    assert registry.get("call").number == number


def test_a_subtype_that_could_not_be_told_from_another_is_refused(unchanged):
    seen: dict[int, str] = {}
    one, other = next(
        (code, seen[number])
        for code in (f"code{place}" for place in range(50_000))
        if seen.setdefault(number := registry.subtype_number(f"call.{code}"), code) != code
    )
    with pytest.raises(ValueError, match=f"subtype 'call.({one}|{other})' has the number"):
        registry.register(fake("call", 6, (one, other)))
    registry.register(fake("call", 6, (one,)))


def test_a_citation_can_rest_under_common_statements_and_the_facts_of_the_type():
    assert {"title", "summary", "launched", "period"} <= set(registry.get("initiative").statements)
    assert "issued" not in registry.get("initiative").statements


@pytest.mark.parametrize("kind", ["organisation", "initiative", "body", "instrument", "platform"])
def test_the_dating_fact_and_the_classes_are_facts_of_the_type(kind):
    row = registry.get(kind)
    assert {row.date, *row.classes} <= set(row.facts)


def test_specific_gives_the_row_of_the_type(db):
    made = InitiativeFactory(launched="2023")
    row = registry.as_own_type(Record.objects.get(pk=made.pk))
    assert isinstance(row, Initiative)
    assert row.launched == "2023"
    assert registry.as_own_type(made) is made
