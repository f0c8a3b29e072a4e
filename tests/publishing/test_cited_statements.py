"""Every citation that was ever public has a row under its permanent ID: where it is, or why it went."""

import json
from pathlib import Path

import pytest

from observatory.publishing.documents import record_documents
from observatory.publishing.models import CitedStatement, Entry, Version
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.publishing.republish import republish_many
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory, MilestoneFactory, OrganisationFactory, RelationFactory
from tests.publishing.golden_records import RECORDS, make
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
@made_once
def plan():
    record = InitiativeFactory(title_en="Plan", launched="2023", slug="plan")
    CitationFactory(record=record, public_id="1aunched", field="launched", stated_value="2023")
    CitationFactory(record=record, public_id="t1t1e000", field="title")
    publish(record=record, by=None, reason="First.")
    return record


def row(public_id: str) -> CitedStatement:
    return CitedStatement.objects.select_related("first", "last", "ended_by").get(pk=public_id)


def test_a_citation_is_noted_when_it_is_published(plan):
    noted = row("1aunched")
    assert (noted.record_id, noted.statement, noted.verdict) == (plan.pk, "launched", "not_checked")
    assert noted.citation == Entry.objects.get(record=plan).document["evidence"]["launched"][0]
    assert (noted.first.number, noted.last.number, noted.ended_by) == (1, 1, None)


def test_a_draft_has_no_row():
    CitationFactory(public_id="draft000")
    assert not CitedStatement.objects.exists()


def test_citations_of_names_relations_and_milestones_are_noted_with_what_those_say():
    relation = RelationFactory(subject__title_en="Ministry", object__title_en="Plan", object__title_zh_hans="")
    milestone = MilestoneFactory(record=relation.subject, title_en="Began", title_zh_hans="启动")
    CitationFactory(record=relation.subject, public_id="re1at10n", field="", relation=relation)
    CitationFactory(record=relation.subject, public_id="m11est0n", field="", milestone=milestone)
    CitationFactory(record=relation.subject, public_id="name0000", field="names", stated_value="MOST: 1")
    publish_many(records=[relation.object, relation.subject], by=None, reason="First.")
    assert (row("re1at10n").statement, row("re1at10n").words["en"]) == ("relation:0", "launched Plan")
    assert (row("m11est0n").statement, row("m11est0n").words) == ("milestone:0", {"en": "Began", "zh-hans": "启动"})
    assert (row("name0000").statement, row("name0000").words) == ("names:MOST: 1", {})


def test_a_later_version_moves_the_last_one_and_leaves_the_first(plan):
    plan.summary_en = "Another."
    plan.save()
    plan.citations.filter(public_id="1aunched").update(stated_value="2024")
    publish(record=plan, by=None, reason="Second.")
    noted = row("1aunched")
    assert (noted.first.number, noted.last.number, noted.citation["stated_value"]) == (1, 2, "2024")


def test_a_removed_citation_ends_with_the_version_that_left_it_out(plan):
    plan.citations.get(public_id="1aunched").delete()
    version = publish(record=plan, by=None, reason="The address is about another plan.").version
    noted = row("1aunched")
    assert (noted.last.number, noted.ended_by) == (1, version)
    assert noted.ended_by.reason == "The address is about another plan."
    assert row("t1t1e000").ended_by is None


def test_a_removed_citation_that_is_entered_again_stands_again(plan):
    citation = plan.citations.get(public_id="1aunched")
    citation.delete()
    publish(record=plan, by=None, reason="Out.")
    citation.pk = None
    citation.save()
    publish(record=plan, by=None, reason="In.")
    noted = row("1aunched")
    assert (noted.first.number, noted.last.number, noted.ended_by) == (1, 3, None)


def test_a_withdrawal_ends_all_and_publishing_again_begins_them_anew(plan):
    version = withdraw(record=plan, by=None, reason="Not a plan.")
    assert {row(each).ended_by for each in ("1aunched", "t1t1e000")} == {version}
    publish(record=plan, by=None, reason="It is one.")
    assert not CitedStatement.objects.exclude(ended_by=None).exists()
    assert row("1aunched").last.number == 3


def test_a_citation_that_went_to_another_record_is_found_there(plan):
    other = InitiativeFactory(slug="other")
    publish(record=other, by=None, reason="First.")
    plan.citations.filter(public_id="1aunched").update(record=other)
    publish_many(records=[other, plan], by=None, reason="It is about the other plan.")
    noted = row("1aunched")
    assert (noted.record_id, noted.ended_by, noted.first.record_id) == (other.pk, None, plan.pk)


def test_publishing_fifty_records_costs_as_many_queries_as_one(plan, django_assert_max_num_queries):
    many = [InitiativeFactory(slug=f"plan-{number}") for number in range(50)]
    for record in many:
        CitationFactory.create_batch(3, record=record)
    publish_many(records=many, by=None, reason="First.")
    for record in many:
        record.citations.first().delete()
    with django_assert_max_num_queries(45):
        publish_many(records=many, by=None, reason="Second.")
    assert CitedStatement.objects.exclude(ended_by=None).count() == 50


@pytest.mark.parametrize("kind", RECORDS)
def test_a_document_from_before_there_were_ids_gets_them_by_republishing(kind):
    record, related = make(kind)
    publish_many(records=[record, *Record.objects.filter(pk__in=related)], by=None, reason="new")
    golden = json.loads((GOLDEN / f"{kind}-1.json").read_text())
    stamp = {
        "number": 2,
        "published_at": "2026-11-20T00:00:00+00:00",
        "sha256": record_documents.document_digest(golden),
    }
    Version.objects.create(
        record=record, number=2, document=golden, reason="r", published_at="2026-11-20T00:00Z", sha256=stamp["sha256"]
    )
    Entry.objects.filter(record=record).update(document=golden | {"version": stamp}, version=2, sha256=stamp["sha256"])
    CitedStatement.objects.all().delete()
    outcome = republish_many(keys=[record.pk], changed_shape=True)
    assert (outcome.republished, outcome.edited) == ([record.public_id], [])
    ids = {f"c1tat10{number}" for number in range(1, 7)}
    assert set(CitedStatement.objects.standing().values_list("pk", flat=True)) == ids
    assert {each["id"] for each in Entry.objects.get(record=record).document["evidence"]["title"]} <= ids


def test_an_edit_beside_the_new_ids_stays_unpublished(plan):
    entry = Entry.objects.get(record=plan)
    document = json.loads(json.dumps(entry.document).replace("1aunched", "").replace("t1t1e000", ""))
    Entry.objects.filter(record=plan).update(document=document | {"format": 1})
    plan.citations.filter(field="title").update(verdict="supports", basis="reference", checked_at="2026-11-01")
    assert republish_many(keys=[plan.pk], changed_shape=True).edited == [plan.public_id]


def test_a_relation_to_a_record_that_is_not_public_has_no_row():
    relation = RelationFactory(subject=OrganisationFactory())
    CitationFactory(record=relation.subject, public_id="re1at10n", field="", relation=relation)
    publish(record=relation.subject, by=None, reason="First.")
    assert not CitedStatement.objects.exists()
