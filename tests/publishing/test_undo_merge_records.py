"""The undo of a merge sets back all that it moved, with what was planned for it, or says why it cannot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from observatory.history.undo import CannotUndo
from observatory.publishing.merging.undo_merge import NotMerged, undo_merge
from observatory.publishing.models import ScheduledPublication
from observatory.publishing.record_publication import publish
from observatory.publishing.review_links import make_link, merged_record_of
from observatory.publishing.scheduled_publications import edited_since_approval, publish_due, schedule_publication
from observatory.records.models import Record
from observatory.records.record_duplicates import merged_into
from tests.factories import (
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)
from tests.publishing.merged_pair import make_pair, merged, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="li")


@pytest.fixture
def pair():
    return make_pair()


@pytest.mark.parametrize("public", [True, False])
def test_undo_sets_back_all_that_the_merge_moved(client, pair, user, public):
    _into, record = pair
    source, plan, chamber = SourceFactory(), InitiativeFactory(), OrganisationFactory()
    for row in pair:
        RelationFactory(subject=row, object=plan)
        RelationFactory(subject=chamber, predicate="part_of", object=row)
        CitationFactory(record=row, field="founded", source=source, stated_value=row.founded)
        CitationFactory(record=row, field="", relation=row.relations.get(), source=source)
        CitationFactory(record=chamber, field="", relation=row.relations_to.get(subject=chamber), source=source)
        CitationFactory(record=row, field="title")
    OtherNameFactory(record=record)
    IdentifierFactory(record=record)
    MilestoneFactory(record=record)
    if public:
        for row in (chamber, plan, *pair):
            publish(record=Record.objects.get(pk=row.pk), by=None, reason="First.")
    before, page = snapshot(), client.get("/organisations/ministry/")
    merged(pair, user)
    assert snapshot() != before
    undone = undo_merge(record=record, by=user, reason="Two things")
    assert snapshot() == before
    assert (undone.published, undone.waits) == (public, False)
    assert client.get("/organisations/ministry/").status_code == page.status_code == (200 if public else 404)
    assert merged_into(Record.objects.get(pk=record.pk)) is None
    with pytest.raises(NotMerged):
        undo_merge(record=record, by=user, reason="Again")


def test_a_merge_that_moved_nothing_is_undone_too(user):
    pair = [OrganisationFactory(title_en="Office", slug=f"office-{number}") for number in range(2)]
    into, record = pair
    merged(pair, user)
    undo_merge(record=record, by=user, reason="Two things")
    assert {Record.objects.get(pk=row.pk).state for row in (into, record)} == {Record.State.DRAFT}


def test_undo_is_refused_once_what_it_moved_was_edited_or_published(pair, user):
    into, record = pair
    for row in pair:
        publish(record=row, by=None, reason="First.")
    merged(pair, user)
    publish(record=Record.objects.get(pk=into.pk), by=None, reason="Merged.")
    with pytest.raises(CannotUndo, match="published"):
        undo_merge(record=record, by=user, reason="Two things")
    assert Record.objects.get(pk=record.pk).state == Record.State.WITHDRAWN


def test_undo_is_refused_once_the_record_was_edited(pair, user):
    into, record = pair
    merged(pair, user)
    row = Record.objects.get(pk=into.pk)
    row.title_zh_hans = "科技部"
    row.save()
    with pytest.raises(CannotUndo):
        undo_merge(record=record, by=user, reason="Two things")
    assert merged_into(Record.objects.get(pk=record.pk)) is not None


def test_unpublished_edits_of_before_the_merge_do_not_become_public_by_its_undo(client, pair, user):
    _into, record = pair
    for row in pair:
        publish(record=row, by=None, reason="First.")
    type(record).objects.filter(pk=record.pk).update(summary_en="Not reviewed.")
    merged(pair, user)
    undone = undo_merge(record=record, by=user, reason="Two things")
    assert (undone.published, undone.waits) == (False, True)
    assert "Not reviewed." not in client.get("/organisations/ministry/", follow=True).content.decode()


def scheduled(record, due_at) -> ScheduledPublication:
    (row,), _refused = schedule_publication(records=[record], due_at=due_at, by=UserFactory(), reason="At nine.")
    return row


def test_undo_brings_back_a_scheduled_publication_whose_time_has_not_come(pair, user):
    row = scheduled(pair[1], timezone.now() + timedelta(days=2))
    merged(pair, user)
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("cancelled", user)
    undo_merge(record=pair[1], by=user, reason="Two bodies")
    row.refresh_from_db()
    assert (row.state, row.ended_at, row.ended_by) == ("waiting", None, None)
    assert not edited_since_approval([row])


def test_a_scheduled_publication_whose_time_passed_in_a_merge_is_refused_and_says_so(pair, user):
    row = scheduled(pair[1], timezone.now() + timedelta(days=2))
    merged(pair, user)
    ScheduledPublication.objects.update(due_at=timezone.now() - timedelta(hours=1))
    undo_merge(record=pair[1], by=user, reason="Two bodies")
    row.refresh_from_db()
    assert (row.state, row.refusal) == ("refused", "merged")
    assert publish_due(now=timezone.now()) == []


def test_what_was_scheduled_anew_in_the_meantime_stays(pair, user):
    row = scheduled(pair[1], timezone.now() + timedelta(days=2))
    merged(pair, user)
    ScheduledPublication.objects.create(
        record=pair[1], due_at=row.due_at, reason="Anew.", approved=row.approved, by=user
    )
    undo_merge(record=pair[1], by=user, reason="Two bodies")
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_the_link_of_an_expert_goes_along_and_comes_back(pair, user):
    into, record = pair
    link, _token = make_link(
        record=record,
        name="Dr Wang",
        language="en",
        expires_at=timezone.now() + timedelta(days=2),
        nonce="0" * 32,
        by=user,
    )
    assert merged_record_of(link) is None
    merged(pair, user)
    link.refresh_from_db()
    assert (link.record_id, merged_record_of(link).pk) == (into.pk, record.pk)
    undo_merge(record=record, by=user, reason="Two bodies")
    link.refresh_from_db()
    assert (link.record_id, merged_record_of(link)) == (record.pk, None)
