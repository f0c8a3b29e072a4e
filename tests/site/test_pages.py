"""Every public page works in both languages, with a bounded number of queries, for any URL."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from observatory.publishing.record_publication import publish_many
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

PAGES = [
    *("/", "/about/", "/data/", "/methods/", "/coverage/", "/glossary/", "/timeline/", "/graph/", "/compare/"),
    *("/disagreements/", "/changes/", "/sources/", "/search/", "/search/?q=plan", "/search/?q=伦理"),
    *("/initiatives/", "/bodies/", "/instruments/", "/platforms/", "/organisations/"),
    *("/initiatives/plan/", "/bodies/committee/", "/instruments/guidelines/", "/platforms/pangu/"),
    *("/organisations/ministry/", "/initiatives/plan/versions/", "/initiatives/plan/versions/1/"),
    *("/places/CN/", "/themes/TH13/", "/compare/places/", "/compare/places/?place=CN&place=CN"),
]


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_page_answers_with_title_description_language_and_one_heading(client, world, prefix):
    for address in PAGES:
        response = client.get(prefix + address)
        assert response.status_code == 200, address
        tree = html.fromstring(response.content.decode())
        assert tree.get("lang") == ("zh-Hans" if prefix else "en")
        assert tree.findtext(".//title").strip(), address
        assert tree.xpath("string(//meta[@name='description']/@content)").strip(), address
        assert len(tree.xpath("//h1")) == 1, address
        assert tree.xpath("//main[@id='main']")
        assert not tree.xpath("//*[@style] | //style"), address
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), address


def test_no_page_asks_another_host(client, world):
    for address in PAGES:
        tree = html.fromstring(client.get(address).content.decode())
        fetched = tree.xpath(
            "//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //img/@src"
        )
        assert all(url.startswith("/") and not url.startswith("//") for url in fetched)


def test_an_empty_catalogue_leads_somewhere(client):
    for address in [page for page in PAGES if page.count("/") == 2 or page == "/"]:
        assert client.get(address).status_code == 200


HOSTILE = [
    *("page=0", "page=-3", "page=999999999999", "page=x", "jurisdiction=%00", "theme=" + "x" * 5000),
    *("q=" + "%E4%BC%A6" * 3000, "q=%22unfinished", "q=%27%20OR%201%3D1%20--", "q=%00%ED%A0%80"),
    *("year=99999999999", "year=-1", "year=%D9%A2", "sort=password", "related=%00", "id=%00&id=x"),
    *("id=a&id=b&id=c&id=d&id=e", "place=%00&place=CN", "place=" + "%EF%BC%9C" * 3000),
    *("&".join(f"kind=k{number}" for number in range(200)),),
]
ASKED = [
    *("/initiatives/", "/search/", "/search/titles", "/timeline/", "/graph/", "/compare/", "/sources/"),
    *("/disagreements/", "/glossary/", "/compare/places/"),
]


@pytest.mark.parametrize("address", ASKED)
def test_no_parameter_breaks_a_page(client, world, address):
    for query in HOSTILE:
        assert client.get(f"{address}?{query}").status_code in (200, 400, 414), query


@pytest.mark.parametrize(("address", "named"), [("/initiatives/?sort=zz", "sort"), ("/timeline/?year=soon", "year")])
def test_a_parameter_that_cannot_be_read_is_named(client, world, address, named):
    response = client.get(address)
    assert response.status_code == 400
    tree = html.fromstring(response.content.decode())
    assert tree.xpath("//*[@role='alert']//code/text()") == [named]


MISSING = [
    *("/nowhere/", "/initiatives/nowhere/", "/places/ZZ/", "/sources/zzz/"),
    *("/fields/9.9/", "/fields/%00/", "/r/zzz"),
]


def test_what_is_not_there_is_a_page_that_leads_on(client, world):
    for address in MISSING:
        response = client.get(address)
        assert response.status_code == 404, address
        assert html.fromstring(response.content.decode()).xpath("//main//a[@href='/initiatives/']")


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/zh-hans", "zh-Hans")])
def test_a_form_without_our_token_is_refused_in_words(prefix, language):
    response = Client(enforce_csrf_checks=True).post(f"{prefix}/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    tree = html.fromstring(response.content.decode())
    assert tree.get("lang") == language
    assert tree.xpath("//main//h1")
    assert not tree.xpath("//style")


def test_a_failing_view_gets_a_page_that_needs_no_database(client, world, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("boom")

    monkeypatch.setattr("observatory.site.views.home_methods_and_colour_theme.health_words", fail)
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/methods/")
    assert response.status_code == 500
    assert "boom" not in response.content.decode()
    assert "<h1>Something went wrong</h1>" in response.content.decode()
    assert not queries.captured_queries


def fill(number):
    """Publish so many more plans, each launched by one ministry and citing a source of its own."""
    china = JurisdictionFactory()
    JurisdictionFactory(code="FR", label_en="France")
    ministry = OrganisationFactory()
    records = [ministry]
    for each in range(number):
        record = InitiativeFactory(title_en=f"Plan {number} {each}", launched=f"{2000 + each % 25}")
        record.jurisdictions.add(china)
        source = SourceFactory(key=f"S {number} {each}")
        LocationFactory(source=source)
        CitationFactory(record=record, field="launched", source=source)
        records.append(record)
    if number <= 20:
        for record in records[1:]:
            RelationFactory(subject=ministry, predicate="launched", object=record)
    publish_many(records=records, by=None, reason="fill")
    return ministry


def cost(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


BOUNDS = {
    "/": 16,
    "/initiatives/": 16,
    "/search/?q=plan": 18,
    "/timeline/": 20,
    "/graph/": 18,
    "/sources/": 8,
    "/coverage/": 18,
    "/places/CN/": 20,
    "/compare/places/?place=CN&place=FR": 26,
    "/disagreements/": 4,
    "/changes/": 11,
}


@pytest.mark.parametrize("number", [60, pytest.param(500, marks=pytest.mark.walk)])
def test_no_page_asks_more_queries_for_many_records_than_for_ten(client, db, number):
    fill(10)
    few = {address: cost(client, address) for address in BOUNDS}
    fill(number)
    many = {address: cost(client, address) for address in BOUNDS}
    assert {address: many[address] - few[address] for address in BOUNDS if many[address] > few[address]} == {}
    assert {address: many[address] for address, most in BOUNDS.items() if many[address] > most} == {}


def test_a_record_costs_a_few_queries_whatever_it_cites(client, db):
    small, large = fill(1), fill(20)
    few, many = cost(client, f"/organisations/{small.slug}/"), cost(client, f"/organisations/{large.slug}/")
    assert many <= few <= 9


def test_the_theme_is_remembered_and_only_goes_back_to_this_site(client, world):
    response = client.get("/theme?set=dark&next=/about/")
    assert response.headers["Location"] == "/about/"
    assert 'data-theme="dark"' in client.get("/about/").content.decode()
    assert client.get("/theme?set=auto&next=https://evil.example/").headers["Location"] == "/"
    assert "data-theme" not in client.get("/about/").content.decode()
    for back in ("//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert client.get("/theme", {"set": "dark", "next": back}).headers["Location"] == "/"


def test_each_page_names_its_translations(client, world):
    tree = html.fromstring(client.get("/zh-hans/initiatives/plan/").content.decode())
    found = {link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@rel='alternate' and @hreflang]")}
    assert found["en"].endswith("/initiatives/plan/")
    assert found["zh-Hans"].endswith("/zh-hans/initiatives/plan/")
    assert tree.xpath("string(//link[@rel='canonical']/@href)").endswith("/zh-hans/initiatives/plan/")
