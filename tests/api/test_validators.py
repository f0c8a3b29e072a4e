"""Conditional requests: a client with a current copy gets 304 at little cost."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.publishing.record_publication import publish, withdraw
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
    assert first["ETag"].startswith('W/"' if path == "changes/" else '"')
    again = api(path, 304, if_none_match=first["ETag"])
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert "Accept" in again["Vary"]
    api(path, 304, if_none_match=f'"other", {first["ETag"]}')
    api(path, 304, if_none_match=f"W/{first['ETag'].removeprefix('W/')}")
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


def test_a_time_alone_never_calls_an_answer_unchanged(api, catalogue):
    """What is published after a clock was set back carries the earlier time."""
    held = {path: api(path) for path in ("initiatives/plan/", "initiatives/")}
    with time_machine.travel("2026-01-01", tick=False):
        catalogue.plan.summary_en = "Another."
        catalogue.plan.save()
        publish(record=catalogue.plan, by=None, reason="r")
    for path, before in held.items():
        assert before["Last-Modified"]
        api(path, 200, if_modified_since=before["Last-Modified"])
        api(path, 200, if_modified_since=before["Last-Modified"], if_none_match=before["ETag"])


def test_a_page_for_people_is_another_representation(api, catalogue):
    tag = api("initiatives/plan/")["ETag"]
    page = api("initiatives/plan/", accept="text/html")
    assert page["ETag"] != tag
    api("initiatives/plan/", 200, accept="text/html", if_none_match=tag)


def test_the_page_in_another_language_or_theme_is_another_representation(api, catalogue, client):
    english = api("initiatives/plan/", accept="text/html", accept_language="en")
    assert english["ETag"].startswith('W/"')
    assert {"Accept", "Accept-Language", "Cookie"} <= set(english["Vary"].split(", "))
    held = {"accept": "text/html", "if_none_match": english["ETag"]}
    api("initiatives/plan/", 304, accept_language="en", **held)
    api("initiatives/plan/", 200, accept_language="zh-CN", **held)
    client.cookies["theme"] = "dark"
    api("initiatives/plan/", 200, accept_language="en", **held)


def test_a_page_is_made_anew_when_the_program_changes(api, catalogue, monkeypatch):
    held = {"accept": "text/html", "if_none_match": api("initiatives/plan/", accept="text/html")["ETag"]}
    monkeypatch.setattr("observatory.public.program_digest.digest_of_program", lambda: "of tomorrow")
    api("initiatives/plan/", 200, **held)
    api("initiatives/plan/", 200, accept="text/html", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")


def test_a_page_is_kept_by_the_reader_alone_and_asked_for_again(api, catalogue):
    for path in ("initiatives/plan/", "initiatives/plan/versions/1/"):
        assert api(path, accept="text/html")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", [path for path in PATHS if path] + ["schema/", "export.jsonl"])
def test_what_holds_both_languages_is_one_answer_for_all(api, catalogue, path):
    response = api(path, accept_language="zh-CN")
    assert "Accept-Language" not in response["Vary"]
    assert "Content-Language" not in response
    assert "Accept-Language" not in api(path, 304, if_none_match=response["ETag"]).get("Vary", "")


def test_what_is_in_one_language_varies_by_it(api, catalogue):
    for path, status in (("", 200), ("nothing/", 404), ("records/?limit=0", 400)):
        assert "Accept-Language" in api(path, status)["Vary"]


def test_a_frozen_version_may_be_kept_for_ever(api, catalogue):
    assert "immutable" in api("initiatives/plan/versions/1/")["Cache-Control"]
    assert api("initiatives/plan/")["Cache-Control"] == "public, no-cache"


def test_nothing_depends_on_who_asks(api, catalogue):
    response = api("initiatives/")
    assert "Cookie" not in response["Vary"]
    assert not response.cookies
