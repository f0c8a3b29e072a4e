"""Conditional requests: a client that holds the answer pays next to nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.actions import publish, withdraw
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PATHS = [
    "initiatives/plan/",
    "initiatives/",
    "records/?jurisdiction=CN&ordering=-date",
    "initiatives/plan/?as_of=9000-01-01",
    "records/?as_of=9000-01-01",
    "initiatives/plan/versions/",
    "initiatives/plan/versions/1/",
    "changes/",
    "sources/",
    "relations/",
    "vocabularies/",
    "",
]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_still_stands_is_not_sent_again(api, catalogue, path):
    first = api(path)
    assert first["ETag"].startswith('"')
    again = api(path, 304, if_none_match=first["ETag"])
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert "Accept" in again["Vary"]
    api(path, 304, if_none_match=f'"other", {first["ETag"]}')
    api(path, 304, if_none_match=f"W/{first['ETag']}")
    api(path, 200, if_none_match='"other"')


@pytest.mark.parametrize("path", ["initiatives/plan/", "initiatives/"])
def test_the_validator_is_checked_with_one_query_that_reads_no_document(api, catalogue, path):
    tag = api(path)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        api(path, 304, if_none_match=tag)
    assert len(queries) == 1
    assert "document" not in queries[0]["sql"].partition("WHERE")[0]


def test_a_new_version_makes_a_new_validator(api, catalogue):
    before = {path: api(path)["ETag"] for path in ("initiatives/plan/", "initiatives/", "records/?limit=1")}
    catalogue.plan.summary_en = "Another."
    catalogue.plan.save()
    publish(record=catalogue.plan, by=None, reason="r")
    for path, tag in before.items():
        assert api(path, 200, if_none_match=tag)["ETag"] != tag


def test_a_withdrawal_and_a_new_record_change_the_list(api, catalogue):
    tag = api("initiatives/")["ETag"]
    withdraw(record=catalogue.event, by=None, reason="r")
    second = api("initiatives/", 200, if_none_match=tag)["ETag"]
    publish(record=InitiativeFactory(), by=None, reason="r")
    api("initiatives/", 200, if_none_match=second)


def test_the_same_document_published_again_is_another_state(api, catalogue):
    tag = api("initiatives/plan/")["ETag"]
    withdraw(record=catalogue.plan, by=None, reason="r")
    api("initiatives/plan/", 410, if_none_match=tag)
    publish(record=catalogue.plan, by=None, reason="r")
    assert api("initiatives/plan/")["ETag"] != tag


def test_last_modified_works_by_itself(api, catalogue):
    for path in ("initiatives/plan/", "initiatives/"):
        modified = api(path)["Last-Modified"]
        api(path, 304, if_modified_since=modified)
        api(path, 200, if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT")
        api(path, 200, if_modified_since="nonsense")


def test_a_page_for_people_is_another_representation(api, catalogue):
    tag = api("initiatives/plan/")["ETag"]
    page = api("initiatives/plan/", accept="text/html")
    assert page["ETag"] != tag
    api("initiatives/plan/", 200, accept="text/html", if_none_match=tag)


def test_a_frozen_version_may_be_kept_for_ever(api, catalogue):
    assert "immutable" in api("initiatives/plan/versions/1/")["Cache-Control"]
    assert api("initiatives/plan/")["Cache-Control"] == "public, no-cache"


def test_nothing_depends_on_who_asks(api, catalogue):
    response = api("initiatives/")
    assert "Cookie" not in response["Vary"]
    assert not response.cookies
