from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.monitoring.models import Watch
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_a_source_is_listed_as_long_as_a_public_record_cites_it(api, catalogue):
    CitationFactory(record=catalogue.draft, source=SourceFactory(key="Secret source"))
    assert [row["key"] for row in api("sources/").json()["results"]] == ["MOST 2023a", "Xinhua 2023"]
    withdraw(record=catalogue.plan, by=None, reason="r")
    assert [row["key"] for row in api("sources/").json()["results"]] == ["MOST 2023a"]
    api(f"sources/{catalogue.other.public_id}/", 404)


def test_a_source_names_the_public_records_that_cite_it(api, catalogue):
    source = api(f"sources/{catalogue.source.public_id}/").json()
    assert {row["id"] for row in source["records"]} == {catalogue.plan.public_id, catalogue.ministry.public_id}
    assert source["doi"] == "10.1000/1"
    assert source["issued"] == {"value": "2023-03-27", "from": "2023-03-27", "to": "2023-03-27"}
    assert source["title"]["zh-hans"] == "通知"
    assert api(source["all_records"]).json()["results"]
    api(source["records"][0]["url"])


def test_the_health_of_a_location_is_live(api, catalogue):
    path = f"sources/{catalogue.source.public_id}/"
    first = api(path)
    assert first.json()["locations"][0]["health"] == {"state": "unknown", "since": None, "checked_at": None}
    now = timezone.now()
    values = {"health": "broken", "since": now, "checked_at": now, "next_check_at": now}
    Watch.objects.update_or_create(location=catalogue.location, defaults=values)
    second = api(path, 200, if_none_match=first["ETag"])
    assert second.json()["locations"][0]["health"]["state"] == "broken"


def test_sources_are_filtered_by_type_and_by_record(api, catalogue):
    assert [row["key"] for row in api("sources/?type=article-newspaper").json()["results"]] == ["Xinhua 2023"]
    assert len(api(f"sources/?record={catalogue.plan.public_id}").json()["results"]) == 2
    assert len(api(f"sources/?record={catalogue.ministry.public_id}").json()["results"]) == 1
    assert api(f"sources/?record={catalogue.draft.public_id}").json()["results"] == []
    assert api("sources/?type=blog", 400).json()["errors"][0]["parameter"] == "type"


def test_pages_follow_the_keys(api, catalogue):
    first = api("sources/?limit=1").json()
    assert [row["key"] for row in api(first["next"]).json()["results"]] == ["Xinhua 2023"]


def test_thirty_sources_cost_as_many_queries_as_three(api, db):
    record = InitiativeFactory()

    def queries(count):
        for _ in range(count):
            CitationFactory(record=record, source=LocationFactory().source)
        publish(record=record, by=None, reason="r")
        with CaptureQueriesContext(connection) as captured:
            assert len(api("sources/?limit=100").json()["results"]) >= count
        return len(captured)

    assert queries(3) == queries(27) <= 3


def test_sources_are_searched_by_words_and_by_address(api, catalogue):
    for words in ("通知", "MOST 2023a", "10.1000/1", catalogue.location.url):
        assert [row["id"] for row in api(f"sources/?q={quote(words)}").json()["results"]] == [
            catalogue.source.public_id
        ]
    assert api("sources/?q=xylophone").json()["results"] == []
    assert api(f"sources/?q={'x' * 201}", 400).json()["errors"][0]["parameter"] == "q"
