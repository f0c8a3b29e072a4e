"""References and linked data as readers and harvesters get them."""

import json
import re

import bibtexparser
import pytest
import rispy

from observatory.publishing.record_publication import publish, withdraw
from tests.factories import CitationFactory, InitiativeFactory, InstrumentFactory, LocationFactory, SourceFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
CSS_FREE_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
@made_once
def measures():
    record = InstrumentFactory(
        title_en="Interim Measures </script><b>", title_zh_hans="暂行办法", slug="measures", issued="2023-07"
    )
    source = SourceFactory(key="CAC 2023", title_en="Measures", issued="2023")
    place = LocationFactory(source=source, url="https://www.example.cn/a")
    CitationFactory(record=record, field="issued", source=source, location=place, stated_value="2023-07")
    publish(record=record, by=None, reason="first")
    return record


def linked_data(client, address):
    [held] = CSS_FREE_SCRIPT.findall(client.get(address).content.decode())
    return json.loads(held)


def test_a_record_is_handed_out_as_bibtex_ris_and_csl(client, measures):
    address = f"/r/{measures.public_id}/cite."
    [entry] = bibtexparser.parse_string(client.get(address + "bib").content.decode()).entries
    [ris] = rispy.loads(client.get(address + "ris").content.decode())
    [item] = client.get(address + "json").json()
    assert entry["version"] == ris["edition"] == item["version"] == "1"
    assert item["URL"].endswith(f"/r/{measures.public_id}/1")


def test_the_chinese_site_cites_the_chinese_title(client, measures):
    [item] = client.get(f"/zh-hans/r/{measures.public_id}/cite.json").json()
    assert item["title"] == "暂行办法"


def test_an_older_version_is_cited_as_it_was(client, measures):
    measures.title_en = "Measures"
    measures.save()
    publish(record=measures, by=None, reason="shorter")
    [item] = client.get(f"/r/{measures.public_id}/cite.json?version=1").json()
    assert (item["title"], item["version"]) == ("Interim Measures </script><b>", "1")


@pytest.mark.parametrize("query", ["?version=9", "?version=x", "?version=99999999999", "?version=%00"])
def test_a_version_that_is_not_there_is_not_found(client, measures, query):
    assert client.get(f"/r/{measures.public_id}/cite.bib{query}").status_code == 404


def test_an_unknown_form_is_not_found(client, measures):
    assert client.get(f"/r/{measures.public_id}/cite.docx").status_code == 404


def test_of_a_withdrawn_record_only_its_versions_are_cited(client, measures):
    withdraw(record=measures, by=None, reason="It was a draft.")
    answer = client.get(f"/r/{measures.public_id}/cite.bib")
    assert answer.status_code == 410
    assert "It was a draft." in answer.content.decode()
    page = client.get("/instruments/measures/versions/1/").content.decode()
    address = re.search(r'href="(/r/[^"]*/cite.bib[^"]*)"', page)[1]
    [entry] = bibtexparser.parse_string(client.get(address).content.decode()).entries
    assert entry["version"] == "1"


def test_a_source_is_cited_once_a_public_record_rests_on_it(client, measures):
    source = measures.citations.get().source
    [entry] = bibtexparser.parse_string(client.get(f"/sources/{source.public_id}/cite.bib").content.decode()).entries
    assert entry["url"] == "https://www.example.cn/a"
    assert client.get(f"/sources/{SourceFactory().public_id}/cite.bib").status_code == 404


def test_a_page_shows_its_references_and_its_linked_data(client, measures):
    page = client.get("/instruments/measures/").content.decode()
    assert "GB/T 7714" in page
    assert f"/r/{measures.public_id}/cite.ris" in page
    held = linked_data(client, "/instruments/measures/")
    assert held["@type"] == "Legislation"
    assert held["legislationDate"] == "2023-07"
    assert held["citation"] == ["https://www.example.cn/a"]


@pytest.mark.parametrize(
    ("period", "launched", "coverage", "published"),
    [
        ("2022/..", "2019~", "2022/..", "2019"),
        ("2022~/2025", "2019-03?", "2022/2025", "2019-03"),
        ("", "2022/..", None, None),
    ],
)
def test_linked_data_has_dates_in_the_forms_of_schema_org(client, period, launched, coverage, published):
    publish(record=InitiativeFactory(slug="plan", period=period, launched=launched), by=None, reason="first")
    held = linked_data(client, "/initiatives/plan/")
    assert (held.get("temporalCoverage"), held.get("datePublished")) == (coverage, published)


def test_linked_data_names_a_record_alike_in_every_language_and_under_every_slug(client, measures):
    pages = [linked_data(client, path) for path in ("/instruments/measures/", "/zh-hans/instruments/measures/")]
    assert {held["@id"] for held in pages} == {f"http://localhost:8000/r/{measures.public_id}"}
    assert len({held["url"] for held in pages}) == 2


def test_a_hostile_title_cannot_leave_the_linked_data(client, measures):
    page = client.get("/instruments/measures/").content.decode()
    assert "</script><b>" not in page
    assert linked_data(client, "/instruments/measures/")["name"] == "Interim Measures </script><b>"


def test_the_page_of_a_book_has_its_identifiers_for_people_harvesters_and_programs(client):
    book = SourceFactory(
        key="Ray 2020",
        type="book",
        title_en="Handbook </script>",
        isbn="9780306406157",
        arxiv="2301.00001",
        number="R-1",
    )
    record = InstrumentFactory(title_en="A measure", slug="a-measure", issued="2023-07")
    CitationFactory(record=record, field="issued", source=book, stated_value="2023-07")
    publish(record=record, by=None, reason="first")
    address = f"/sources/{book.public_id}/"
    shown = client.get(address).content.decode()
    assert "https://arxiv.org/abs/2301.00001" in shown
    held = linked_data(client, address)
    assert (held["@type"], held["isbn"], held["name"]) == ("Book", "9780306406157", "Handbook </script>")
    assert {each["propertyID"]: each["value"] for each in held["identifier"]} == {
        "arXiv": "2301.00001",
        "number": "R-1",
    }
    told = client.get(f"/api/v1{address}").json()
    assert (told["isbn"], told["issn"], told["arxiv"], told["number"]) == ("9780306406157", None, "2301.00001", "R-1")
    [entry] = bibtexparser.parse_string(client.get(f"{address}cite.bib").content.decode()).entries
    assert (entry["isbn"], entry["eprint"]) == ("9780306406157", "2301.00001")
    [ris] = rispy.loads(client.get(f"{address}cite.ris").content.decode())
    assert ris["issn"] == "9780306406157"
    [found] = client.get("/api/v1/sources/", {"q": "978-0-306-40615-7"}).json()["results"]
    assert found["id"] == book.public_id
