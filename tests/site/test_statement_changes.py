"""The page /changes/ and the home page: statements whose passages changed, open and settled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Change
from observatory.publishing.record_publication import publish, withdraw
from observatory.records.record_edits import mark_edited
from observatory.site.overview.statement_and_source_changes import statement_changes
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)
from tests.sightings import read, see

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
DIFFERENCES = [["delete", "4.5", "number"], ["insert", "3.2", "number"], ["equal", " billion yuan", ""]]


@pytest.fixture
def place(db):
    return LocationFactory(source=SourceFactory(key="MOST 2023"), url="https://gov.example.cn/plan.htm")


@pytest.fixture
def plan(db):
    return InitiativeFactory(slug="plan", title_en="Plan", launched="2023-08")


def cite(record, place, **values):
    return CitationFactory(**{"record": record, "source": place.source, "quote": "4.5 billion yuan"} | values)


def page(client, path="/changes/"):
    return html.fromstring(client.get(path).content.decode())


def rows(client, path="/changes/"):
    return [" ".join(each.text_content().split()) for each in page(client, path).xpath("//ul[@class='changes']/li")]


def test_where_nothing_was_read_the_page_says_so(client, plan, place):
    cite(plan, place)
    publish(record=plan, by=None, reason="x")
    for path in ("/changes/", "/"):
        assert "No source has been read yet" in page(client, path).text_content()
    read(place, DAY)
    assert "No passage that we have seen has changed" in page(client).text_content()


def test_a_statement_is_listed_with_before_and_after(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    assert rows(client) == []
    see(citation, "altered", passage="3.2 billion yuan", differences=DIFFERENCES, meaning_changed=True, since=DAY)
    [row] = rows(client)
    assert row == (
        "Plan Launched passage altered since 20 Nov 2026 the meaning may have changed MOST 2023 open"
        " Quoted 4.5 billion yuan On the page now was 4.5; is now 3.2; billion yuan"
    )
    assert page(client).xpath("//p[@class='change-of']/a/@href") == ["/initiatives/plan/#launched"]
    assert "passage altered since 20 Nov 2026" in page(client, "/").text_content()


def test_relations_and_milestones_are_named_in_words(client, plan, place):
    ministry = OrganisationFactory(slug="ministry", title_en="Ministry")
    relation = RelationFactory(subject=ministry, predicate="launched", object=plan)
    milestone = MilestoneFactory(record=plan, title_en="The plan is announced")
    cited = [cite(ministry, place, field="", relation=relation), cite(plan, place, field="", milestone=milestone)]
    for record in (plan, ministry):
        publish(record=record, by=None, reason="x")
    for citation in cited:
        see(citation, "missing", since=DAY)
    said = " ".join(rows(client))
    assert "Ministry launched Plan" in said
    assert "Plan The plan is announced" in said


def test_what_only_a_draft_says_is_not_listed(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    citation.quote = "words of a draft"
    citation.save()
    see(citation, "missing", since=DAY)
    draft = cite(InitiativeFactory(), place)
    see(draft, "missing", since=DAY)
    assert rows(client) == []


def test_a_change_is_settled_when_a_version_with_another_quote_is_published(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "altered", passage="3.2 billion yuan", differences=DIFFERENCES, since=DAY)
    citation.quote = "3.2 billion yuan"
    citation.save()
    see(citation, "present", since=DAY + timedelta(days=1))
    assert "open" in rows(client)[0]
    publish(record=plan, by=None, reason="The figure changed.")
    [row] = rows(client)
    assert "settled on" in row
    assert "Quoted 4.5 billion yuan Found on the page" in row


def test_a_change_is_settled_when_the_passage_is_there_again(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "missing", since=DAY)
    see(citation, "present", since=DAY + timedelta(days=2))
    [row] = rows(client)
    assert "settled on 22 Nov 2026" in row


def test_of_a_passage_that_was_altered_and_then_lost_the_last_state_is_listed(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "altered", passage="3.2 billion yuan", since=DAY)
    see(citation, "missing", since=DAY + timedelta(days=2))
    [row] = rows(client)
    assert "no longer on the page since 22 Nov 2026" in row


def test_a_change_that_a_curator_dismissed_is_settled_with_its_reason_when_the_record_is_published(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "moved", since=DAY)
    change = Change.objects.create(location=place, kind="lost", found_at=DAY, last_seen_at=DAY)
    AffectedCitation.objects.create(
        change=change,
        citation=citation,
        state="moved",
        decision="dismissed",
        decided_at=timezone.now(),
        reason="The heading alone changed.",
    )
    mark_edited(record=plan, by=None)
    assert "open" in rows(client)[0]
    assert "The heading alone changed." not in rows(client)[0]
    publish(record=plan, by=None, reason="Nothing in the record changed.")
    assert plan.versions.count() == 1
    [row] = rows(client)
    assert "settled on" in row
    assert "the editors found that this does not affect the statement; reason: The heading alone changed." in row


@pytest.mark.parametrize("decision", ["not_supported", "amended", "cited_elsewhere"])
def test_another_decision_settles_a_change_when_the_record_is_published_after_it(client, plan, place, decision):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "altered", passage="3.2 billion yuan", differences=DIFFERENCES, since=DAY)
    change = Change.objects.create(location=place, kind="lost", found_at=DAY, last_seen_at=DAY)
    row = AffectedCitation.objects.create(
        change=change, citation=citation, state="altered", decision=decision, decided_at=timezone.now()
    )
    assert "open" in rows(client)[0]
    plan.summary_en = "Another summary."
    plan.save()
    publish(record=plan, by=None, reason="The figure changed.")
    assert "settled on" in rows(client)[0]
    AffectedCitation.objects.filter(pk=row.pk).update(decision="", decided_at=None)  # undone
    assert "open" in rows(client)[0]


def test_what_was_dismissed_in_one_place_is_open_in_another(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    see(citation, "altered", passage="3.2 billion yuan", differences=DIFFERENCES, since=DAY)
    mirror = LocationFactory(source=place.source, url="https://mirror.example.cn/plan.htm")
    change = Change.objects.create(location=mirror, kind="lost", found_at=DAY, last_seen_at=DAY)
    AffectedCitation.objects.create(
        change=change, citation=citation, state="altered", decision="dismissed", decided_at=timezone.now(), reason="No."
    )
    assert "open" in rows(client)[0]


def test_open_statements_come_before_settled_ones_and_withdrawn_records_are_left_out(client, plan, place):
    other = InitiativeFactory(slug="other", title_en="Other", launched="2023")
    citations = [cite(each, place) for each in (plan, other)]
    for record in (plan, other):
        publish(record=record, by=None, reason="x")
    see(citations[0], "missing", since=DAY)
    see(citations[0], "present", since=DAY + timedelta(days=5))
    see(citations[1], "missing", since=DAY)
    assert [row.split()[0] for row in rows(client)] == ["Other", "Plan"]
    withdraw(record=other, by=None, reason="Wrong")
    assert [row.split()[0] for row in rows(client)] == ["Plan"]


def test_the_list_is_paged_and_costs_five_queries_however_long_it_is(client, plan, place, monkeypatch):
    monkeypatch.setattr("observatory.site.views.disagreements_changes_and_coverage.PAGE_SIZE", 2)
    records = [InitiativeFactory(title_en=f"Plan {number}", launched="2023") for number in range(5)]
    citations = [cite(record, place) for record in records]
    for record, citation in zip(records, citations, strict=True):
        publish(record=record, by=None, reason="x")
        see(citation, "missing")
    assert [len(rows(client, f"/changes/?page={number}")) for number in (1, 2, 3, 4)] == [2, 2, 1, 0]
    assert "There are no more." in page(client, "/changes/?page=4").text_content()
    for most in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            assert len(statement_changes(most)) == most
        assert len(queries) == 5


def test_the_page_is_made_again_when_a_passage_changes(client, plan, place):
    citation = cite(plan, place)
    publish(record=plan, by=None, reason="x")
    first = client.get("/changes/")
    assert client.get("/changes/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    see(citation, "missing")
    assert client.get("/changes/", headers={"If-None-Match": first["ETag"]}).status_code == 200
