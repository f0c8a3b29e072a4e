import pytest

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from tests.factories import PlatformFactory


@pytest.mark.django_db
def test_a_platform_is_published_with_its_own_facts_and_dated_by_its_release():
    publish(
        record=PlatformFactory(
            released="2021-07", openness="open", licence="Apache-2.0", website="https://example.org/"
        ),
        by=None,
        reason="r",
    )
    entry = Entry.objects.get()
    facts = entry.document["facts"]
    assert (facts["licence"], facts["website"]) == ("Apache-2.0", "https://example.org/")
    assert (facts["openness"]["value"], facts["purpose"]) == ("open", None)
    assert (entry.subtype, entry.date_to.isoformat()) == ("model", "2021-07-31")
