import pytest

from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import NotPublic, ReasonMissing
from observatory.publishing.record_publication import publish, withdraw
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory, RelationFactory, UserFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def record():
    record = InitiativeFactory(launched="2023-03")
    CitationFactory(record=record)
    publish(record=record, by=None, reason="r")
    return record


def test_withdrawing_leaves_a_tombstone_that_holds_nothing_of_the_document(record):
    by = UserFactory()
    version = withdraw(record=record, by=by, reason="Published by mistake")
    entry = Entry.objects.get(record=record)
    assert (version.number, version.action, version.document, version.published_by) == (2, "withdraw", None, by)
    assert (entry.document, entry.search, entry.sha256, entry.date_from) == (None, None, "", None)
    assert (entry.source_ids, entry.related_ids) == ([], [])
    assert (entry.withdrawn_at, entry.withdrawal_reason) == (version.published_at, "Published by mistake")
    assert not Entry.objects.live().exists()
    assert Record.objects.get(pk=record.pk).state == Record.State.WITHDRAWN


def test_the_versions_before_stay_as_they_were(record):
    withdraw(record=record, by=None, reason="r")
    assert record.versions.get(number=1).document["facts"]["launched"]["value"] == "2023-03"


def test_what_is_not_public_cannot_be_withdrawn(record):
    with pytest.raises(NotPublic):
        withdraw(record=InitiativeFactory(), by=None, reason="r")
    withdraw(record=record, by=None, reason="r")
    with pytest.raises(NotPublic):
        withdraw(record=record, by=None, reason="r")
    assert record.versions.count() == 2


def test_a_reason_is_required(record):
    with pytest.raises(ReasonMissing):
        withdraw(record=record, by=None, reason=" ")
    assert Entry.objects.live().count() == 1


def test_publishing_again_makes_a_new_version_of_the_same_document(record):
    first = record.versions.get(number=1)
    withdraw(record=record, by=None, reason="r")
    again = publish(record=record, by=None, reason="Back")
    entry = Entry.objects.get(record=record)
    assert (again.created, again.version.number, again.version.sha256) == (True, 3, first.sha256)
    assert (entry.withdrawn_at, entry.withdrawal_reason, entry.first_published_at) == (None, "", first.published_at)
    assert entry.document["version"]["number"] == 3


def test_a_withdrawn_object_leaves_the_next_version_of_its_neighbours(record):
    relation = RelationFactory(object=record)
    publish(record=relation.subject, by=None, reason="r")
    assert Entry.objects.get(record=relation.subject).document["relations"]
    withdraw(record=record, by=None, reason="r")
    publish(record=relation.subject, by=None, reason="r")
    assert Entry.objects.get(record=relation.subject).document["relations"] == []
