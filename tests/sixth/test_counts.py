"""A type registered beside the five is counted as itself, everywhere."""

import pytest
from lxml import html

from observatory.public.catalogue_counts import catalogue_counts, counts_by_place
from observatory.publishing.record_publication import publish_many
from observatory.search.results import search
from observatory.site.overview.coverage import coverage_tables
from tests.factories import InitiativeFactory, JurisdictionFactory, PlatformFactory, ThemeFactory


@pytest.fixture
def catalogue(calls):
    """Three platforms, one plan and one call, all of China."""
    ThemeFactory()
    call = calls.objects.create(slug="call", title_en="Call for AI", summary_en="s", call_type="open", opened="2023")
    records = [*(PlatformFactory() for _ in range(3)), InitiativeFactory(), call]
    for record in records:
        record.jurisdictions.add(JurisdictionFactory())
    publish_many(records=records, by=None, reason="new")
    return call


def counted(results, facet: str) -> dict[str, int]:
    return {each.code: each.count for row in results.facets if row.name == facet for each in row.choices}


KINDS = {"platform": 3, "initiative": 1, "call": 1}


def test_it_is_counted_over_the_whole_catalogue(catalogue):
    assert catalogue_counts().kinds == KINDS
    assert catalogue_counts().records == 5


def test_it_is_counted_in_the_facets_of_a_search(catalogue):
    for text, chosen in (("", {}), ("", {"year": ["2023"]}), ("AI", {}), ("", {"jurisdiction": ["CN"]})):
        kinds = counted(search(text, chosen), "kind")
        assert kinds["call"] == 1, (text, chosen)
        assert kinds.get("platform", 0) in (0, 3)
    assert counted(search("", {}), "kind") == KINDS
    assert counted(search("", {}), "subtype")["call.open"] == 1


def test_its_list_has_its_records_and_no_other(catalogue):
    for kind, total in KINDS.items():
        results = search("", {"kind": [kind]})
        assert (results.total, len(results.hits)) == (total, total)


def test_it_is_counted_by_place(catalogue):
    assert counts_by_place(["CN"])["CN"].of("kind") == KINDS
    by_kind = {words: [cell.count for cell in cells] for words, cells in coverage_tables()[0].rows}
    assert by_kind["Calls"] == [1]
    assert by_kind["Platforms"] == [3]


def test_the_api_counts_it(catalogue, client):
    for address, total in (("calls/", 1), ("platforms/", 3), ("records/?kind=call", 1), ("records/", 5)):
        mark = "&" if "?" in address else "?"
        found = client.get(f"/api/v1/{address}{mark}count=true").json()
        assert (found["count"], len(found["results"])) == (total, total), address
    assert client.get(f"/api/v1/calls/{catalogue.public_id}/").json()["kind"] == "call"


def test_the_pages_of_the_lists_say_so(catalogue, client):
    for address, words in (("/calls/", "one record"), ("/platforms/", "3 records")):
        tree = html.fromstring(client.get(address).content.decode())
        assert words in " ".join(tree.xpath("//main")[0].text_content().split()).lower(), address
    assert client.get("/calls/call/").status_code == 200
