"""Versions of sources, official terms and coverage searches, and what the past shows of them."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from lxml import html

from observatory.publishing.documents.document_format import ITEM_FORMAT
from observatory.publishing.documents.record_documents import document_digest
from observatory.publishing.item_publication import SOURCES, TERMS, publish_items, publish_sources, republish_items
from observatory.publishing.models import PublishedLocation, PublishedSource, SourceVersion, Version
from observatory.publishing.publication_refusals import KeyTaken, ReasonMissing
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.models import Record
from observatory.sources.models import Contributor, Location, OfficialTerm, Rendering, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)
from tests.published import publish_rows
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def moment(day):
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def test_a_version_is_frozen_under_its_hash_and_append_only():
    source = SourceFactory(title_en="Notice")
    Contributor.objects.create(source=source, position=1, family="Bi", given="Kaifeng", original="毕恺峰")
    place = LocationFactory(source=source, url="https://example.org/1", note_en="Original.")
    [made] = publish_sources(sources=[source], by=None, reason=" First. ")
    version = SourceVersion.objects.get()
    assert (made.created, made.version, version.number, version.reason) == (True, version, 1, "First.")
    assert version.sha256 == document_digest(version.document)
    assert version.document["format"] == ITEM_FORMAT
    assert version.document["contributors"] == [
        {"role": "author", "family": "Bi", "given": "Kaifeng", "literal": "", "original": "毕恺峰"}
    ]
    assert version.document["locations"] == [
        {
            "id": place.pk,
            "url": "https://example.org/1",
            "role": "original",
            "monitored": True,
            "retired_on": None,
            "note": {"en": "Original.", "zh-hans": ""},
        }
    ]
    for change in ("UPDATE publishing_sourceversion SET reason = 'x'", "DELETE FROM publishing_sourceversion"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert not publish_sources(sources=[source], by=None, reason="Again.")[0].created
    with pytest.raises(ReasonMissing):
        publish_sources(sources=[source], by=None, reason="  ")


def test_a_current_row_shows_a_version_of_its_own_source_only():
    one, other = SourceFactory(), SourceFactory()
    publish_rows(one, other)
    PublishedSource.objects.filter(pk=other.pk).delete()
    PublishedSource.objects.filter(pk=one.pk).update(frozen=SourceVersion.objects.get(item=other))
    with pytest.raises(DatabaseError, match="shows_its_own_version"):
        connection.check_constraints()


def test_many_sources_cost_as_many_queries_as_one(django_assert_num_queries):
    def sources(count):
        found = SourceFactory.create_batch(count)
        for row in found:
            Contributor.objects.create(source=row, position=1, literal="Body")
            LocationFactory(source=row)
        return found

    one, many = sources(1), sources(30)
    with connection.execute_wrapper(counter := Counter()):
        publish_sources(sources=one, by=None, reason="One.")
    with django_assert_num_queries(counter.number):
        publish_sources(sources=many, by=None, reason="Many.")


class Counter:
    """Counts the queries that it wraps."""

    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def test_a_record_that_fails_to_be_published_leaves_its_new_source_unpublished_too(monkeypatch):
    record = InitiativeFactory(slug="plan")
    source = SourceFactory()
    CitationFactory(record=record, field="launched", source=source)

    def fail(*_args):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("observatory.publishing.record_publication.write_entries", fail)
        with pytest.raises(RuntimeError):
            publish(record=record, by=None, reason="First.")
    assert (SourceVersion.objects.count(), Version.objects.count(), PublishedSource.objects.count()) == (0, 0, 0)
    with monkeypatch.context() as patched:
        patched.setattr(PublishedLocation.objects, "bulk_create", fail)
        with pytest.raises(RuntimeError):
            publish(record=record, by=None, reason="First.")
    assert (SourceVersion.objects.count(), Version.objects.count()) == (0, 0)
    publish(record=record, by=None, reason="First.")
    assert (SourceVersion.objects.count(), Version.objects.count()) == (1, 1)
    assert SourceVersion.objects.get().published_at <= Version.objects.get().published_at


def test_a_public_record_names_a_source_as_it_is_published():
    """A record that is published anew does not carry unpublished edits of its sources along."""
    record = InitiativeFactory(slug="plan")
    source = SourceFactory(key="MOST 2023a", title_en="Notice")
    place = LocationFactory(source=source, url="https://example.org/1")
    CitationFactory(record=record, field="launched", source=source, location=place)
    publish(record=record, by=None, reason="First.")
    Source.objects.update(key="Edited", title_en="Edited")
    Location.objects.update(url="https://edited.example.org/")
    Record.objects.update(title_en="Another title")
    cited = publish(record=record, by=None, reason="Second.").version.document["evidence"]["launched"][0]
    assert (cited["source"]["key"], cited["source"]["title"]["en"]) == ("MOST 2023a", "Notice")
    assert cited["url"] == "https://example.org/1"
    assert SourceVersion.objects.count() == 1
    publish_sources(sources=[source], by=None, reason="Third.")
    cited = publish(record=record, by=None, reason="Third.").version.document["evidence"]["launched"][0]
    assert (cited["source"]["key"], cited["url"]) == ("Edited", "https://edited.example.org/")


def test_two_sources_exchange_their_keys_in_one_publication_but_not_one_by_one():
    one, other = SourceFactory(key="A"), SourceFactory(key="B")
    publish_rows(one, other)
    for row, key in ((one, "C"), (other, "A"), (one, "B")):
        Source.objects.filter(pk=row.pk).update(key=key)
    with pytest.raises(KeyTaken):
        publish_sources(sources=[other], by=None, reason="x")
    publish_sources(sources=[one, other], by=None, reason="x")
    assert list(PublishedSource.objects.order_by("pk").values_list("key", flat=True)) == ["B", "A"]


@pytest.fixture
@made_once
def history(client):
    """A record that cites a source, with another that points at it: on the 10th; all of it otherwise on the 12th."""
    plan, ministry = InitiativeFactory(slug="plan", title_en="Plan"), OrganisationFactory(slug="m", title_en="Ministry")
    source = SourceFactory(key="Old 2020", publisher="Old Press")
    place = LocationFactory(source=source, url="https://old.example.org/")
    CitationFactory(record=plan, field="launched", source=source, location=place)
    relation = RelationFactory(subject=ministry, predicate="launched", object=plan)
    CitationFactory(record=ministry, field="", relation=relation, source=source, location=place)
    with time_machine.travel(moment(10), tick=False):
        publish_many(records=[plan, ministry], by=None, reason="First.")
    Source.objects.filter(pk=source.pk).update(key="New 2024", publisher="New Press")
    LocationFactory(source=source, url="https://new.example.org/")
    Record.objects.filter(pk=ministry.pk).update(title_en="Renamed Ministry")
    newcomer = OrganisationFactory(slug="n", title_en="Newcomer")
    RelationFactory(subject=newcomer, predicate="funds", object=plan)
    Record.objects.filter(pk=plan.pk).update(title_en="Plan again")
    with time_machine.travel(moment(12), tick=False):
        publish_sources(sources=[source], by=None, reason="Second.")
        publish_many(records=[plan, ministry, newcomer], by=None, reason="Second.")
    return plan


def body(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", ["/initiatives/plan/versions/1/", "/initiatives/plan/?as_of=2026-11-11"])
@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_past_shows_references_addresses_and_relations_of_others_as_they_were(client, history, address, language):
    text = body(client, language + address)
    for then in ("Old 2020", "Old Press", "https://old.example.org/", ">Ministry<"):
        assert then in text
    for later in ("New 2024", "New Press", "https://new.example.org/", "Renamed Ministry", "Newcomer", "Plan again"):
        assert later not in text


@pytest.mark.parametrize(
    "address", ["/initiatives/plan/", "/initiatives/plan/versions/2/", "/initiatives/plan/?as_of=2026-11-12"]
)
def test_the_present_shows_them_as_they_are(client, history, address):
    text = body(client, address)
    for now in ("New 2024", "New Press", "https://new.example.org/", "Renamed Ministry", "Newcomer"):
        assert now in text
    assert "Old Press" not in text


def test_a_record_that_stated_a_relation_and_was_withdrawn_since_says_so(client, history):
    withdraw(record=Record.objects.get(slug="m"), by=None, reason="Dissolved.")
    text = body(client, "/initiatives/plan/versions/1/")
    assert "since withdrawn" in text
    assert "Ministry" not in body(client, "/initiatives/plan/").replace("Renamed", "")


def test_a_source_that_has_its_first_version_from_later_is_shown_in_that(client, history):
    """Catalogues from before sources had versions: nothing earlier is known."""
    source = Source.objects.get(key="New 2024")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publishing_sourceversion DISABLE TRIGGER sourceversion_append_only")
        SourceVersion.objects.filter(item=source).update(published_at=moment(20))
        cursor.execute("ALTER TABLE publishing_sourceversion ENABLE TRIGGER sourceversion_append_only")
    assert "Old Press" in body(client, "/initiatives/plan/versions/1/")


def test_the_page_of_a_version_costs_a_bounded_number_of_queries(client, history, django_assert_max_num_queries):
    for number in range(20):
        subject = OrganisationFactory(slug=f"s{number}")
        RelationFactory(subject=subject, predicate="funds", object=history)
        CitationFactory(record=history, field="launched", source=SourceFactory(), locator=str(number))
        publish(record=subject, by=None, reason="x")
    version = publish(record=history, by=None, reason="x").version
    body(client, "/initiatives/plan/")  # content types
    for address in ("/initiatives/plan/", f"/initiatives/plan/versions/{version.number}/"):
        caches["pages"].clear()
        with django_assert_max_num_queries(11):
            body(client, address)


def test_the_translations_of_a_term_are_published_with_their_sources_but_seen_only_of_cited_ones(client):
    source = SourceFactory(key="Daily")
    term = OfficialTerm.objects.create(term="治理")
    Rendering.objects.create(term=term, text="governance", source=source)
    publish_items(TERMS, items=[term], by=None, reason="First.")
    assert PublishedSource.objects.get().key == "Daily"
    assert client.get("/api/v1/glossary/").json()["results"][0]["renderings"] == []
    record = InitiativeFactory()
    CitationFactory(record=record, field="launched", source=source)
    publish(record=record, by=None, reason="First.")
    assert client.get("/api/v1/glossary/").json()["results"][0]["renderings"][0]["text"] == "governance"


def test_current_documents_are_republished_in_a_new_format_from_what_was_published(monkeypatch):
    source = SourceFactory(publisher="Press")
    publish_rows(source)
    Source.objects.update(publisher="Edited Press")
    assert republish_items(SOURCES, keys=[source.pk]) == 0
    step = {ITEM_FORMAT: lambda document: {**document, "format": ITEM_FORMAT + 1}}
    monkeypatch.setattr("observatory.publishing.documents.document_format.ITEM_FORMAT", ITEM_FORMAT + 1)
    monkeypatch.setattr("observatory.publishing.documents.document_format._ITEM_STEPS", step)
    assert republish_items(SOURCES, keys=[source.pk], dry_run=True) == 1
    assert SourceVersion.objects.count() == 1
    assert republish_items(SOURCES, keys=[source.pk]) == 1
    version = SourceVersion.objects.get(number=2)
    assert (version.action, version.document["format"], version.document["publisher"]) == (
        "reshape",
        ITEM_FORMAT + 1,
        "Press",
    )
    assert republish_items(SOURCES, keys=[source.pk]) == 0


def test_the_api_returns_a_source_as_it_was_with_the_records_that_cited_it_then(client, history):
    address = f"/api/v1/sources/{Source.objects.get().public_id}/"
    then = client.get(f"{address}?as_of=2026-11-11").json()
    assert (then["key"], then["publisher"]) == ("Old 2020", "Old Press")
    assert [row["url"] for row in then["locations"]] == ["https://old.example.org/"]
    assert [row["title"]["en"] for row in then["records"]] == ["Plan", "Ministry"]
    now = client.get(address).json()
    assert (now["key"], len(now["locations"])) == ("New 2024", 2)
    assert client.get(f"{address}?as_of=2026-11-12").json() == now
    assert client.get(f"{address}?as_of=2026-11-09").status_code == 404
    assert client.get("/api/v1/sources/?as_of=2026-11-09").status_code == 400


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_page_of_a_source_lists_its_publications_with_their_reasons(client, history, language):
    source = Source.objects.get(key="New 2024")
    source.publisher = "Draft Press"
    source.save()
    text = body(client, f"{language}/sources/{source.public_id}/")
    reasons = list(SourceVersion.objects.filter(item=source).order_by("-number").values_list("reason", flat=True))
    assert len(reasons) > 1
    table = html.fromstring(text).xpath("//section[@aria-labelledby='history']//tbody/tr")
    assert [row.xpath("string(td[last()])") for row in table] == reasons
    assert "Draft Press" not in text
    publish_sources(sources=[source], by=None, reason="<b>The publisher</b>")
    assert "&lt;b&gt;The publisher&lt;/b&gt;" in body(client, f"{language}/sources/{source.public_id}/")
