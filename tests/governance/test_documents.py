import pytest

from governance.models import Body
from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from observatory.records.models import Organisation
from tests.factories import BodyFactory, InstrumentFactory

pytestmark = pytest.mark.django_db


def published(record):
    publish(record=record, by=None, reason="r")
    return Entry.objects.get(record_id=record.pk)


def test_a_body_is_an_organisation_that_is_published_as_a_body():
    body = BodyFactory(founded="2019-02", mandate_en="Advises", composition=["academia", "business"])
    entry = published(body)
    assert Organisation.objects.get(pk=body.pk).kind == Body.KIND == entry.kind
    assert [item["value"] for item in entry.document["facts"]["composition"]] == ["academia", "business"]
    assert (entry.subtype, entry.date_from.isoformat()) == ("committee", "2019-02-01")


def test_a_body_whose_composition_is_not_known_says_null():
    assert published(BodyFactory()).document["facts"]["composition"] is None


def test_an_instrument_is_dated_by_its_issue_and_carries_its_legal_force():
    entry = published(InstrumentFactory(issued="2023-09", in_force="2023-12-01", legal_force="InForce"))
    facts = entry.document["facts"]
    assert (facts["legal_force"]["value"], facts["in_force"]["to"], facts["repealed"]) == (
        "InForce",
        "2023-12-01",
        None,
    )
    assert (entry.subtype, entry.date_from.isoformat()) == ("measure", "2023-09-01")
