"""`statements/`: every citation that is or was public, by its permanent ID."""

import csv
import io
import json

import pytest
from django.utils import timezone

from observatory.monitoring.models import AffectedCitation, Change
from observatory.publishing.models import CitedStatement
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.record_edits import mark_edited
from observatory.sources.models import Citation
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    LocationFactory,
    RelationFactory,
    SourceFactory,
)
from tests.sightings import see
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory(public_id="s0urce01", key="MOST 2023a", title_en="A notice")


@pytest.fixture
def plan(source):
    record = InitiativeFactory(
        public_id="p1an0000", title_en="Plan", title_zh_hans="规划", launched="2023", slug="plan"
    )
    record.jurisdictions.add(JurisdictionFactory())
    passage = {"quote": "in March", "quote_language": "en", "prefix": "It began", "suffix": "2023.", "locator": "p. 1"}
    verdict = {"verdict": "supports", "checked_at": "2026-11-01"}
    CitationFactory(
        record=record,
        public_id="1aunched",
        field="launched",
        source=source,
        stated_value="2023-03",
        **passage,
        **verdict,
    )
    CitationFactory(record=record, public_id="t1t1e000", field="title")
    publish(record=record, by=None, reason="First.")
    return record


def listed(client, query: str = "") -> list[str]:
    return [row["id"] for row in client.get(f"/api/v1/statements/?{query}").json()["results"]]


def test_one_says_what_it_states_of_which_record_and_what_it_rests_on(client, plan, settings):
    row = client.get("/api/v1/statements/1aunched/").json()
    site = settings.SITE_URL.rstrip("/")
    assert (row["id"], row["url"], row["gone"]) == ("1aunched", f"{site}/s/1aunched", None)
    assert row["record"] == {
        "id": "p1an0000",
        "kind": "initiative",
        "title": {"en": "Plan", "zh-hans": "规划", "original": ""},
        "url": f"{site}/r/p1an0000",
    }
    assert row["statement"]["key"] == "launched"
    assert row["statement"]["label"]["en"] == "Launched"
    assert row["statement"]["label"]["zh-hans"] != "Launched"
    assert (row["stated_value"], row["source"]["key"], row["checked_on"]) == ("2023-03", "MOST 2023a", "2026-11-01")
    assert (row["prefix"], row["quote"], row["suffix"]) == ("It began", "in March", "2023.")
    assert (row["verdict"], row["basis"]) == ("supports", "passage")
    assert (row["first_version"]["number"], row["last_version"]["url"]) == (1, f"{site}/r/p1an0000/1")


def test_one_says_where_its_quote_is_today(client, plan, source):
    assert client.get("/api/v1/statements/1aunched/").json()["sighting"] is None
    before = client.get("/api/v1/statements/")["ETag"]
    place = LocationFactory(source=source)
    see(Citation.objects.get(public_id="1aunched"), "altered", place, passage="in May", meaning_changed=True)
    found = client.get("/api/v1/statements/1aunched/").json()["sighting"]
    assert (found["state"], found["passage"], found["meaning_changed"]) == ("altered", "in May", True)
    assert (found["url"], client.get("/api/v1/statements/")["ETag"] != before) == (place.url, True)
    table = client.get("/api/v1/statements/?format=csv").getvalue().decode("utf-8-sig")
    [row] = [each for each in csv.DictReader(io.StringIO(table)) if each["id"] == "1aunched"]
    assert (row["quote_now"], row["passage_now"]) == ("altered", "in May")


def test_one_says_what_the_editors_decided_on_its_passage_once_that_is_published(client, plan, source):
    place, citation = LocationFactory(source=source), Citation.objects.get(public_id="1aunched")
    see(citation, "altered", place, passage="in May", meaning_changed=True)
    now = timezone.now()
    change = Change.objects.create(location=place, kind="lost", found_at=now, last_seen_at=now)
    row = AffectedCitation(change=change, citation=citation, state="altered", decision="dismissed", reason="A slip.")
    row.decided_at = now
    row.save()
    mark_edited(record=plan, by=None)
    assert client.get("/api/v1/statements/1aunched/").json()["sighting"]["decision"] is None
    publish(record=plan, by=None, reason="Judged.")
    found = client.get("/api/v1/statements/1aunched/").json()["sighting"]["decision"]
    assert (found["decision"], found["reason"], "decided_at" in found) == ("dismissed", "A slip.", True)


def test_one_that_is_gone_says_when_and_why(client, plan):
    plan.citations.get(public_id="1aunched").delete()
    publish(record=plan, by=None, reason="About another plan.")
    end = client.get("/api/v1/statements/1aunched/").json()["gone"]
    assert (end["why"], end["reason"], end["version"]) == ("removed", "About another plan.", 2)
    assert end["merged_into"] is None
    assert listed(client) == ["t1t1e000"]
    assert listed(client, "gone=true") == ["1aunched"]
    withdraw(record=plan, by=None, reason="Not a plan.")
    assert client.get("/api/v1/statements/t1t1e000/").json()["gone"]["why"] == "withdrawn"


def test_an_unknown_one_is_not_found(client, plan):
    CitationFactory(public_id="draft000")
    for public_id in ("draft000", "x"):
        assert client.get(f"/api/v1/statements/{public_id}/").status_code == 404


def test_a_relation_says_what_it_states(client):
    relation = RelationFactory(object__title_en="Plan", object__title_zh_hans="规划")
    CitationFactory(record=relation.subject, public_id="re1at10n", field="", relation=relation)
    publish_many(records=[relation.object, relation.subject], by=None, reason="First.")
    statement = client.get("/api/v1/statements/re1at10n/").json()["statement"]
    assert (statement["key"], statement["label"]["en"]) == ("relation:0", "launched Plan")


@pytest.fixture
@made_once
def law():
    record = InstrumentFactory(public_id="1aw00000", slug="law")
    CitationFactory(record=record, public_id="1aw11111", field="title")
    publish(record=record, by=None, reason="First.")
    return record


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1aunched", "t1t1e000", "1aw11111"]),
        ("record=1aw00000", ["1aw11111"]),
        ("record=1aw00000,p1an0000&verdict=supports", ["1aunched"]),
        ("source=s0urce01", ["1aunched"]),
        ("verdict=not_checked", ["t1t1e000", "1aw11111"]),
        ("basis=passage", ["1aunched"]),
        ("basis=reference,person", []),
        ("kind=instrument", ["1aw11111"]),
        ("subtype=plan", ["1aunched", "t1t1e000"]),
        ("jurisdiction=CN", ["1aunched", "t1t1e000"]),
        ("gone=true", []),
    ],
)
def test_filters(client, plan, law, query, found):
    assert listed(client, query) == found


@pytest.mark.parametrize(
    "query", ["verdict=true", "basis=x", "sauce=1", "kind=law", "jurisdiction=XX", "gone=maybe", "record="]
)
def test_a_parameter_that_cannot_be_read_is_refused(client, plan, query):
    response = client.get(f"/api/v1/statements/?{query}")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, query.partition("=")[0])


def test_pages_follow_each_other(client, plan, law):
    address, found = "/api/v1/statements/?limit=1", []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert found == ["1aunched", "t1t1e000", "1aw11111"]


def test_a_page_takes_as_many_queries_for_many_as_for_one(client, plan, law, django_assert_max_num_queries):
    for number in range(30):
        record = InitiativeFactory(slug=f"p{number}")
        CitationFactory(record=record, field="title")
        publish(record=record, by=None, reason="First.")
    client.get("/api/v1/statements/")
    with django_assert_max_num_queries(2):
        assert len(client.get("/api/v1/statements/?limit=33").json()["results"]) == 33


def test_it_comes_as_a_table_and_as_lines(client, plan, law):
    withdraw(record=law, by=None, reason="No law.")
    text = b"".join(client.get("/api/v1/statements/?format=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["id"], row["verdict"], row["basis_en"]) for row in rows] == [
        ("1aunched", "supports", "passage read"),
        ("t1t1e000", "not_checked", ""),
    ]
    text = b"".join(client.get("/api/v1/statements/?format=csv&gone=true").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["id"], row["gone_reason"]) == ("1aw11111", "No law.")


def test_it_comes_as_json_lines_with_all_rows(client, plan, law):
    response = client.get("/api/v1/statements/?format=jsonl&kind=instrument")
    assert response["Content-Type"] == "application/jsonl"
    [row] = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    assert row == client.get("/api/v1/statements/1aw11111/").json()
    assert client.get("/api/v1/statements/?format=jsonl&limit=1").status_code == 400
    assert client.get("/api/v1/statements/?format=jsonl&verdict=x").json()["errors"][0]["parameter"] == "verdict"


def test_an_answer_is_not_sent_twice(client, plan):
    response = client.get("/api/v1/statements/1aunched/")
    again = client.get("/api/v1/statements/1aunched/", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_batch_of_the_table_ends_where_the_next_begins(client, plan, law, monkeypatch):
    from observatory.public import read_cited_statements

    monkeypatch.setattr(read_cited_statements, "_BATCH", 1)
    batches = read_cited_statements.statement_batches(read_cited_statements.cited_statements())
    assert [[row["id"] for row in batch] for batch in batches] == [["1aunched"], ["t1t1e000"], ["1aw11111"]]
    assert CitedStatement.objects.count() == 3
