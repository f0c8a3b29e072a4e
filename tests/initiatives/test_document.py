import pytest

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from tests.factories import InitiativeFactory


@pytest.mark.django_db
def test_an_initiative_is_published_with_its_own_facts_and_dated_by_its_launch():
    record = InitiativeFactory(
        initiative_type="programme", launched="2023-03-27", period="2023/2025", objectives_en="Aims", budget_range="BR9"
    )
    publish(record=record, by=None, reason="r")
    entry = Entry.objects.get()
    facts = entry.document["facts"]
    told = {"initiative_type", "launched", "period", "objectives", "participation", "budget_range", "website"}
    assert set(facts) == told
    assert facts["period"] == {"value": "2023/2025", "from": "2023-01-01", "to": "2025-12-31"}
    assert facts["objectives"] == {"en": "Aims", "zh-hans": ""}
    assert facts["budget_range"]["value"] == "BR9"
    assert (entry.subtype, entry.date_from.isoformat()) == ("programme", "2023-03-27")
