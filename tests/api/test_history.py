"""Versions, and the catalogue as it was on a given day."""

import hashlib
from datetime import UTC, datetime

import orjson
import pytest
import time_machine

from observatory.publishing.record_publication import publish, withdraw
from observatory.records.models import Record
from tests.factories import InitiativeFactory, JurisdictionFactory, PlatformFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def on(day):
    return time_machine.travel(datetime(2026, 1, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
@made_once
def story(db):
    """One was published on the 2nd, changed on the 4th, withdrawn on the 6th; Two came on the 3rd."""
    one, two = InitiativeFactory(title_en="One", slug="one", launched="2023"), PlatformFactory(title_en="Two")
    one.jurisdictions.set([JurisdictionFactory()])
    with on(2):
        publish(record=one, by=None, reason="First")
    with on(3):
        publish(record=two, by=None, reason="First")
    Record.objects.filter(pk=one.pk).update(title_en="One, better")
    with on(4):
        publish(record=one, by=None, reason="Better title")
    with on(6):
        withdraw(record=one, by=None, reason="Wrong")
    return one


def titles(api, query):
    return [row["title"]["en"] for row in api(f"records/?{query}").json()["results"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-01-01", []),
        ("2026-01-02", ["One"]),
        ("2026-01-03", ["Two", "One"]),
        ("2026-01-04", ["One, better", "Two"]),
        ("2026-01-04T11:59:59Z", ["Two", "One"]),
        ("2026-01-04T20:00:00%2B08:00", ["One, better", "Two"]),
        ("2026-01-06", ["Two"]),
        ("9999-12-31", ["Two"]),
    ],
)
def test_a_list_as_of_a_moment_is_the_list_of_then(api, story, day, expected):
    assert titles(api, f"as_of={day}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=initiative", ["One"]),
        ("subtype=model", ["Two"]),
        ("jurisdiction=CN", ["One"]),
        ("date_from=2023&date_to=2023", ["One"]),
        ("date_from=2024", []),
        ("ordering=date", ["One", "Two"]),
        ("count=true&limit=1", ["Two"]),
        ("id=nothing", []),
    ],
)
def test_the_past_is_filtered_and_ordered_like_the_present(api, story, query, expected):
    assert titles(api, f"as_of=2026-01-03&{query}") == expected


def test_the_past_is_read_in_pages(api, story):
    first = api("records/?as_of=2026-01-03&limit=1").json()
    second = api(first["next"]).json()
    assert [row["title"]["en"] for row in first["results"] + second["results"]] == ["Two", "One"]
    assert second["next"] is None


@pytest.mark.parametrize("name", ["q", "evidence", "related"])
def test_what_a_version_does_not_keep_cannot_be_asked_of_the_past(api, story, name):
    value = {"q": "one", "evidence": "supported", "related": story.public_id}[name]
    assert api(f"records/?as_of=2026-01-03&{name}={value}", 400).json()["errors"][0]["parameter"] == name


def test_a_record_as_of_a_moment_is_what_its_address_answered_then(api, story):
    with on(3):
        document = api(f"initiatives/{story.public_id}/?as_of=2026-01-03").json()
    assert document["title"]["en"] == "One"
    assert document["version"]["number"] == 1
    assert document["version"]["published_at"] == "2026-01-02T12:00:00+00:00"
    assert api(f"initiatives/{story.public_id}/?as_of=2026-01-05").json()["title"]["en"] == "One, better"
    api(f"initiatives/{story.public_id}/?as_of=2026-01-01", 404)
    assert api(f"initiatives/{story.public_id}/?as_of=2026-01-07", 410).json()["reason"] == "Wrong"


def test_the_versions_of_a_record_are_listed_newest_first(api, story):
    rows = api("initiatives/one/versions/").json()["results"]
    assert [(row["number"], row["action"], row["reason"]) for row in rows] == [
        (3, "withdraw", "Wrong"),
        (2, "publish", "Better title"),
        (1, "publish", "First"),
    ]
    first = api("initiatives/one/versions/?limit=2").json()
    assert [row["number"] for row in api(first["next"]).json()["results"]] == [1]


def test_anyone_can_check_the_hash_of_a_frozen_document(api, story):
    version = api("initiatives/one/versions/2/").json()
    canonical = orjson.dumps(version["document"], option=orjson.OPT_SORT_KEYS)
    assert hashlib.sha256(canonical).hexdigest() == version["sha256"]
    assert api("initiatives/one/versions/3/").json()["document"] is None


def test_no_version_tells_who_published_it(api, story):
    assert set(api("initiatives/one/versions/1/").json()) == {
        "number",
        "action",
        "published_at",
        "reason",
        "sha256",
        "format",
        "document",
    }


@pytest.mark.parametrize("path", ["/r/{id}", "/initiatives/one/", "/initiatives/one/versions/3/"])
def test_programs_are_told_of_a_withdrawal_on_the_site_as_in_the_api(api, client, story, path):
    expected = api("initiatives/one/", 410).json()
    asked = {"accept": "application/json"}
    response = client.get(path.format(id=story.public_id), headers=asked)
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert "Accept" in response["Vary"]
    assert response.json() | {"instance": ""} == expected | {"instance": ""}
    chinese = client.get(path.format(id=story.public_id), headers=asked | {"accept-language": "zh-CN"})
    assert chinese["Content-Language"] == "zh-hans"
    assert chinese.json()["title"] != expected["title"]
    page = client.get(path.format(id=story.public_id), headers={"accept": "text/html"})
    assert (page.status_code, page["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "Accept" in page["Vary"]
