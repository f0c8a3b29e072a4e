"""Feeds and sitemaps, read by other people's parsers."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from observatory.publishing.record_publication import publish, publish_many, withdraw
from tests.factories import InitiativeFactory, InstrumentFactory, JurisdictionFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
@made_once
def plan():
    record = InitiativeFactory(title_en="Plan for <science> & AI", title_zh_hans="科学计划", slug="plan")
    record.jurisdictions.add(JurisdictionFactory())
    publish(record=record, by=None, reason="first")
    return record


def atom(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def test_the_feed_has_what_was_published_last_first(client, plan):
    publish(record=InstrumentFactory(title_en="Newer", slug="newer"), by=None, reason="first")
    titles = [node.text for node in atom(client, "/feed.atom").findall("a:entry/a:title", ATOM)]
    assert titles == ["Newer", "Plan for <science> & AI"]


def test_a_new_version_is_the_same_item_at_a_later_time(client, plan):
    before = client.get("/feed.json").json()["items"][0]
    plan.summary_en = "Longer."
    plan.save()
    publish(record=plan, by=None, reason="more")
    after = client.get("/feed.json").json()["items"][0]
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"] > before["date_modified"]


def test_a_feed_follows_a_search(client, plan):
    publish(record=InstrumentFactory(title_en="Other", slug="other"), by=None, reason="first")
    feed = client.get("/feed.json?jurisdiction=CN&q=science").json()
    assert [item["title"] for item in feed["items"]] == ["Plan for <science> & AI"]
    assert feed["home_page_url"].endswith("/search/?jurisdiction=CN&q=science")


def test_the_chinese_feed_speaks_chinese(client, plan):
    feed = client.get("/zh-hans/feed.json").json()
    assert feed["language"] == "zh-Hans"
    assert feed["items"][0]["title"] == "科学计划"
    assert "/zh-hans/initiatives/plan/" in feed["items"][0]["url"]


def test_withdrawn_records_leave_the_feed_and_the_sitemap(client, plan):
    withdraw(record=plan, by=None, reason="mistaken")
    assert client.get("/feed.json").json()["items"] == []
    assert b"/initiatives/plan/" not in client.get("/sitemap-initiative.xml").content


@pytest.mark.parametrize("query", ["q=%00", "q=%22", "page=-1", "sort=x", "q=" + "a" * 5000])
def test_no_words_asked_of_a_feed_fail(client, plan, query):
    response = client.get(f"/feed.atom?{query}")
    assert response.status_code == 200
    ElementTree.fromstring(response.content)


def test_a_feed_that_cannot_be_read_says_why_and_what_was_meant(client, plan):
    refused = {
        "jurisdiction=China": "jurisdiction: “China” is not recognised. Did you mean “CN”?",
        "jurisdiction=%27": "jurisdiction: “'” is not recognised.",
        "kind=initative": "kind: “initative” is not recognised. Did you mean “initiative”?",
        "year=soon&country=CN": "year: Write the year with 4 digits.\ncountry: Unknown parameter.",
        "organisation=zzz": "organisation: No public organisation has the ID “zzz”.",
        "evidence=true": "evidence: “true” is not recognised.",
    }
    for query, told in refused.items():
        for form in ("atom", "json"):
            response = client.get(f"/feed.{form}?{query}")
            assert response.status_code == 400
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            assert told in response.content.decode()
    chinese = client.get("/zh-hans/feed.json?jurisdiction=China").content.decode()
    assert "“China”不是可用的值。您要找的是“CN”吗？" in chinese


def test_a_feed_costs_the_same_however_many_records(client, plan, django_assert_max_num_queries):
    publish_many(records=[InitiativeFactory() for _ in range(60)], by=None, reason="many")
    with django_assert_max_num_queries(6):
        assert len(json.loads(client.get("/feed.json").content)["items"]) == 50


def test_the_sitemap_lists_each_record_in_both_languages_with_its_date(client, plan):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    sections = [node.text for node in index.findall("s:sitemap/s:loc", SITEMAP)]
    assert any(address.endswith("/sitemap-initiative.xml") for address in sections)
    section = ElementTree.fromstring(client.get("/sitemap-initiative.xml").content)
    addresses = [node.text for node in section.findall("s:url/s:loc", SITEMAP)]
    assert [address.split("/", 3)[3] for address in addresses] == ["initiatives/plan/", "zh-hans/initiatives/plan/"]
    tags = {node.get("hreflang") for node in section.findall("s:url/x:link", SITEMAP)}
    assert {"en", "zh-hans", "x-default"} <= tags
    assert len(section.findall("s:url/s:lastmod", SITEMAP)) == 2


def test_every_page_of_the_sitemap_is_there(client, plan):
    section = ElementTree.fromstring(client.get("/sitemap-pages.xml").content)
    for node in section.findall("s:url/s:loc", SITEMAP):
        path = "/" + node.text.split("/", 3)[3]
        assert client.get(path).status_code == 200, path


def test_robots_names_the_sitemap(client):
    assert "Sitemap: http" in client.get("/robots.txt").content.decode()


def test_whom_to_tell_of_a_weakness_is_said_where_it_is_known(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@institute.example"
    response = client.get("/.well-known/security.txt")
    told = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert told["Contact"] == "mailto:security@institute.example"
    assert timedelta(days=100) < datetime.fromisoformat(told["Expires"]) - datetime.now(UTC) < timedelta(days=365)


def test_who_asks_for_an_icon_at_the_old_address_is_led_to_it(client):
    assert client.get("/favicon.ico").headers["Location"].endswith(".svg")
