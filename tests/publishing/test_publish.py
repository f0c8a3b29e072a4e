from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.publishing.documents import record_documents
from observatory.publishing.index.facet_value_ids import codes_of
from observatory.publishing.models import Entry, Standing, Version
from observatory.publishing.publication_refusals import ReasonMissing, SlugTaken
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.models import FormerSlug, Record
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_publishing_makes_a_version_and_the_entry_that_readers_see():
    record, by = InitiativeFactory(launched="2023-03"), UserFactory()
    made = publish(record=record, by=by, reason="First look")

    version, entry = made.version, Entry.objects.get(record=record)
    assert made.created
    assert (version.number, version.published_by, version.reason) == (1, by, "First look")
    assert (entry.public_id, entry.kind, entry.slug) == (record.public_id, "initiative", record.slug)
    assert (entry.date_from.isoformat(), entry.date_to.isoformat()) == ("2023-03-01", "2023-03-31")
    assert entry.document == version.document | {
        "version": {"number": 1, "published_at": version.published_at.isoformat(), "sha256": version.sha256}
    }
    assert Record.objects.get(pk=record.pk).state == Record.State.PUBLISHED


def test_the_digest_is_of_the_canonical_document_and_survives_the_database():
    record = InitiativeFactory(title_zh_hans="人工智能驱动的科学研究", launched="2023-03")
    version = Version.objects.get(pk=publish(record=record, by=None, reason="r").version.pk)
    assert record_documents.document_digest(version.document) == version.sha256
    assert record_documents.document_digest(dict(reversed(version.document.items()))) == version.sha256
    assert (
        record_documents.document_digest(record_documents.hashed_content(Entry.objects.get(record=record)))
        == version.sha256
    )


def test_publishing_an_unchanged_record_makes_no_version():
    record = InitiativeFactory()
    first = publish(record=record, by=None, reason="r")
    again = publish(record=record, by=None, reason="another reason")
    assert not again.created
    assert again.version == first.version
    assert record.versions.count() == 1


def test_an_edit_that_readers_would_not_see_makes_no_version():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    record.save()
    assert not publish(record=record, by=None, reason="r").created


def test_a_changed_record_gets_the_next_version_and_keeps_when_it_was_first_public():
    record = InitiativeFactory()
    first = publish(record=record, by=None, reason="r").version
    record.summary_en = "Another summary."
    record.save()
    second = publish(record=record, by=None, reason="Better summary").version
    entry = Entry.objects.get(record=record)
    assert (second.number, entry.version, entry.sha256) == (2, 2, second.sha256)
    assert (entry.first_published_at, entry.published_at) == (first.published_at, second.published_at)
    assert Version.objects.get(pk=first.pk).document["summary"]["en"] == "A summary."


def test_the_versions_of_a_record_stay_in_order_when_the_clock_is_set_back():
    record = InitiativeFactory()
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        first = publish(record=record, by=None, reason="a clock ahead").version
    record.summary_en = "Another summary."
    record.save()
    second = publish(record=record, by=None, reason="the right time").version
    third = withdraw(record=record, by=None, reason="the right time")
    assert first.published_at == second.published_at == third.published_at
    assert not Standing.objects.at(third.published_at).filter(record=record)


def test_publications_and_withdrawals_are_numbered_in_the_order_in_which_they_come():
    one, other = InitiativeFactory(), InitiativeFactory()
    numbers = []
    for act in (lambda: publish(record=one, by=None, reason="r"), lambda: publish(record=other, by=None, reason="r")):
        act()
        numbers.append(Entry.objects.generation())
    withdraw(record=one, by=None, reason="r")
    numbers.append(Entry.objects.generation())
    assert numbers == sorted(set(numbers))
    assert Entry.objects.get(record=one).sequence == Version.objects.get(record=one, action="withdraw").pk


def test_what_stands_in_memory_is_not_published_but_what_is_saved():
    record = InitiativeFactory(title_en="Saved")
    record.title_en = "Only in memory"
    publish(record=record, by=None, reason="r")
    assert Entry.objects.get(record=record).title_en == "Saved"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_required(reason):
    record = InitiativeFactory()
    with pytest.raises(ReasonMissing):
        publish(record=record, by=None, reason=reason)
    assert not Version.objects.exists()


def test_many_are_published_all_or_none():
    good, bad = InitiativeFactory(), InitiativeFactory()
    Entry.objects.filter(record=bad).delete()
    gone = InitiativeFactory()
    Record.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Record.DoesNotExist):
        publish_many(records=[good, bad, gone], by=None, reason="r")
    assert not Entry.objects.exists()
    assert not Version.objects.exists()
    assert Record.objects.get(pk=good.pk).state == Record.State.DRAFT


def test_many_answer_in_the_order_asked_and_a_record_named_twice_gets_one_version():
    one, other = InitiativeFactory(), BodyFactory()
    made = publish_many(records=[other, one, other], by=None, reason="r")
    assert [row.version.record_id for row in made] == [other.pk, one.pk, other.pk]
    assert Version.objects.count() == 2


def test_publishing_nothing_is_no_error():
    assert publish_many(records=[], by=None, reason="r") == []


def test_a_relation_to_an_unpublished_record_stays_out_until_that_is_public():
    relation = RelationFactory()
    publish(record=relation.subject, by=None, reason="r")
    assert Entry.objects.get(record=relation.subject).document["relations"] == []

    publish(record=relation.object, by=None, reason="r")
    assert publish(record=relation.subject, by=None, reason="r").created
    entry = Entry.objects.get(record=relation.subject)
    assert entry.document["relations"][0]["object"]["id"] == relation.object.public_id
    assert list(Entry.objects.pointing_to(relation.object.public_id)) == [entry]


def test_records_published_together_keep_the_relations_among_them():
    relation = RelationFactory()
    publish_many(records=[relation.subject, relation.object], by=None, reason="r")
    assert Entry.objects.get(record=relation.subject).related_ids == [relation.object.public_id]


def test_the_draft_title_of_a_neighbour_is_what_was_meant_to_be_public_only_with_the_subject():
    relation = RelationFactory()
    publish_many(records=[relation.subject, relation.object], by=None, reason="r")
    entry = Entry.objects.get(record=relation.subject)
    assert entry.document["relations"][0]["object"]["title"]["en"] == relation.object.title_en


def test_columns_are_read_off_the_document():
    record = InitiativeFactory(launched="2022/2025")
    record.jurisdictions.set([JurisdictionFactory(), JurisdictionFactory(code="CN-SH", label_en="Shanghai")])
    citation = CitationFactory(record=record, stated_value="2022")
    publish(record=record, by=None, reason="r")
    entry = Entry.objects.get(record=record)
    assert (entry.subtype, entry.evidence) == ("plan", "unchecked")
    assert set(codes_of("jurisdiction", entry.facet_ids).values()) == {"CN", "CN-SH"}
    assert (entry.date_from.year, entry.date_to.year) == (2022, 2025)
    assert list(Entry.objects.citing(citation.source.public_id)) == [entry]


def test_a_slug_that_was_public_keeps_redirecting():
    record = InitiativeFactory(slug="old")
    publish(record=record, by=None, reason="r")
    Record.objects.filter(pk=record.pk).update(slug="new")
    publish(record=record, by=None, reason="Renamed")
    assert Entry.objects.get(record=record).slug == "new"
    assert FormerSlug.objects.get(slug="old").record_id == record.pk

    Record.objects.filter(pk=record.pk).update(slug="old")
    publish(record=record, by=None, reason="Back")
    assert Entry.objects.get(record=record).slug == "old"


def test_a_slug_that_another_record_shows_still_is_refused_by_name():
    first = InitiativeFactory(slug="wanted")
    publish(record=first, by=None, reason="r")
    Record.objects.filter(pk=first.pk).update(slug="elsewhere")
    with pytest.raises(SlugTaken, match="wanted"):
        publish(record=InitiativeFactory(slug="wanted"), by=None, reason="r")


@pytest.mark.parametrize("statement", ["UPDATE publishing_version SET reason = 'x'", "DELETE FROM publishing_version"])
def test_versions_are_append_only_even_for_sql(statement):
    publish(record=InitiativeFactory(), by=None, reason="r")
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_record_that_was_public_cannot_be_deleted():
    record = InitiativeFactory()
    publish(record=record, by=None, reason="r")
    with pytest.raises(IntegrityError):
        record.delete()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("version_number_from_one", {"number": 0}),
        ("version_has_a_reason", {"reason": ""}),
        ("version_holds_what_was_published", {"sha256": "abc"}),
        ("version_holds_what_was_published", {"document": None}),
        ("version_holds_what_was_published", {"action": "withdraw"}),
        ("version_number_once", {"number": 1}),
    ],
)
def test_constraints_of_versions(constraint, values):
    version = publish(record=InitiativeFactory(), by=None, reason="r").version
    row = {name: getattr(version, name) for name in ("record", "document", "sha256", "published_at", "reason")}
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Version.objects.create(**{**row, "number": 2, **values})
    assert caught.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("entry_live_or_tombstone", {"document": None}),
        ("entry_live_or_tombstone", {"withdrawal_reason": "x"}),
        ("entry_evidence_known", {"evidence": "good"}),
    ],
)
def test_constraints_of_entries(constraint, values):
    publish(record=InitiativeFactory(), by=None, reason="r")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Entry.objects.update(**values)
    assert caught.value.__cause__.diag.constraint_name == constraint


def test_fifty_records_cost_as_many_queries_as_five():
    assert _queries_for(5) >= _queries_for(50)  # the words of their names are new the first time alone


def _queries_for(count):
    ministry = OrganisationFactory()
    records = InitiativeFactory.create_batch(count)
    for record in records:
        record.jurisdictions.add(JurisdictionFactory())
        CitationFactory(record=record)
        MilestoneFactory(record=record)
        OtherNameFactory(record=record)
        RelationFactory(subject=record, object=ministry, predicate="part_of")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publish_many(records=[ministry, *records], by=None, reason="r")
    assert Version.objects.filter(record__in=records).count() == count
    return len(queries)
