"""A facet registered beside those of the kernel is filtered by and counted everywhere."""

import csv
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from lxml import html

from observatory.public.catalogue_counts import catalogue_counts, counts_by_place, labelled_counts
from observatory.publishing.models import FacetValue, Standing
from observatory.publishing.record_publication import publish, publish_many
from observatory.search.results import search
from tests.factories import InitiativeFactory, JurisdictionFactory

LANGUAGES = {"zh-Hans": 2, "de": 1}


@pytest.fixture
def catalogue(languages, calls):
    """Two plans and a call of China with an original title, a plan without."""
    call = calls.objects.create(slug="call", title_en="Call", summary_en="s", call_type="open", opened="2023")
    plans = [InitiativeFactory(slug=slug, launched="2023") for slug in ("one", "two", "none")]
    records = [*plans[:2], call, plans[2]]
    for record, language in zip(records, ("zh-Hans", "de", "zh-Hans"), strict=False):
        record.original_title, record.original_language = "标题", language
        record.save()
    for record in records:
        record.jurisdictions.add(JurisdictionFactory())
    publish_many(records=records, by=None, reason="new")
    return records


def counted(results) -> dict[str, int]:
    return {each.code: each.count for row in results.facets if row.name == "language" for each in row.choices}


def page(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content.decode())


def test_searches_count_it_and_filter_by_it(catalogue):
    assert counted(search("")) == LANGUAGES
    assert counted(search("", {"kind": ["call"]})) == {"zh-Hans": 1}
    assert counted(search("", {"jurisdiction": ["CN"]})) == LANGUAGES
    found = search("", {"language": ["de"]})
    assert ([hit.slug for hit in found.hits], found.total) == (["two"], 1)
    assert counted(found) == LANGUAGES, "its other values count what choosing them would find"
    assert search("", {"language": ["zh-Hans"], "kind": ["initiative"]}).total == 1


def test_it_is_counted_over_the_whole_catalogue_and_by_place(catalogue):
    assert catalogue_counts().of("language") == LANGUAGES
    assert counts_by_place(["CN"])["CN"].of("language") == LANGUAGES
    assert [(line.code, line.words.text) for line in labelled_counts(LANGUAGES, "language")] == [
        ("zh-Hans", "zh-Hans"),
        ("de", "de"),
    ]


@pytest.mark.parametrize("address", ["/search/", "/initiatives/", "/calls/", "/timeline/"])
def test_pages_offer_it(catalogue, client, address):
    [link] = page(client, address).xpath("//nav[@class='facets']//a[contains(@href, 'language=zh-Hans')]")
    assert link.text_content().strip().startswith("zh-Hans")


@pytest.mark.parametrize("address", ["/search/", "/timeline/"])
def test_a_chosen_value_is_named_and_filters(catalogue, client, address):
    tree = page(client, f"{address}?language=de")
    assert tree.xpath("//main//a[contains(@href, '/two/')]")
    assert not tree.xpath("//main//a[contains(@href, '/one/')]")


def test_the_graph_offers_it_in_its_form(catalogue, client):
    offered = page(client, "/graph/").xpath("//select[@name='language']/option/@value")
    assert set(LANGUAGES) <= set(offered)


def test_lists_as_of_a_day_filter_by_it(catalogue, client):
    day = datetime.now(UTC).date().isoformat()
    tree = page(client, f"/search/?as_of={day}&language=de")
    assert tree.xpath("//main//a[contains(@href, '/two/')]")
    assert not tree.xpath("//main//a[contains(@href, '/one/')]")
    answer = client.get(f"/api/v1/records/?as_of={day}&language=de&count=true").json()
    assert (answer["count"], [each["slug"] for each in answer["results"]]) == (1, ["two"])


def test_the_api_filters_by_it(catalogue, client):
    for address, total in (("records/?language=zh-Hans", 2), ("calls/?language=zh-Hans", 1), ("calls/?language=de", 0)):
        assert client.get(f"/api/v1/{address}&count=true").json()["count"] == total, address


def test_tables_and_feeds_filter_by_it(catalogue, client):
    response = client.get("/records.csv?language=de")
    assert response.status_code == 200
    rows = list(csv.DictReader(b"".join(response).decode("utf-8-sig").splitlines()))
    assert [row["language"] for row in rows] == ["de"]
    every = b"".join(client.get("/records.csv?as_of=" + datetime.now(UTC).date().isoformat()))
    assert sorted(row["language"] for row in csv.DictReader(every.decode("utf-8-sig").splitlines())) == [
        *("", "de", "zh-Hans", "zh-Hans")
    ]
    assert len(client.get("/feed.json?language=zh-Hans").json()["items"]) == 2


def test_a_record_that_was_published_before_gets_it_by_the_command(db, request):
    record = InitiativeFactory(slug="old", original_title="标题", original_language="zh-Hans")
    publish(record=record, by=None, reason="new")
    assert counted(search("")) == {}
    request.getfixturevalue("languages")
    call_command("reindex_search", verbosity=0)
    assert counted(search("")) == {"zh-Hans": 1}
    assert FacetValue.objects.get(facet="language").pk in Standing.objects.get().facet_ids
