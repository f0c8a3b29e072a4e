"""Duplicate records are merged, and old URLs redirect to the remaining record."""

import pytest
from django.db import IntegrityError, transaction

from observatory.publishing.merging.merge_records import CannotMergeIntoItself, merge_public_records
from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import NotPublic, ReasonMissing
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from tests.factories import (
    CitationFactory,
    InstrumentFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def twins():
    pair = [InstrumentFactory(title_en=title, slug=title.lower()) for title in ("Norms", "Standards")]
    for record in pair:
        publish(record=record, by=None, reason="first")
    return pair


@pytest.mark.parametrize("address", ["/instruments/standards/", "/r/{id}", "/zh-hans/instruments/standards/"])
def test_every_address_of_the_loser_leads_to_the_winner(client, twins, address):
    winner, loser = twins
    merge_public_records(record=loser, into=winner, by=None, reason="one thing under two names")
    response = client.get(address.format(id=loser.public_id))
    assert response.status_code == 301
    assert client.get(response["Location"], follow=True).redirect_chain[-1][0].endswith("/instruments/norms/")


def test_a_chain_of_merges_leads_to_its_end(client, twins):
    middle, first = twins
    last = InstrumentFactory(title_en="Last", slug="last")
    publish(record=last, by=None, reason="first")
    merge_public_records(record=first, into=middle, by=None, reason="same")
    merge_public_records(record=middle, into=last, by=None, reason="same")
    assert client.get(f"/r/{first.public_id}", follow=True).redirect_chain[-1][0] == "/instruments/last/"


def test_the_loser_leaves_lists_but_its_version_stays(client, twins):
    winner, loser = twins
    merge_public_records(record=loser, into=winner, by=None, reason="same")
    assert "Standards" not in client.get("/instruments/").content.decode()
    assert client.get("/instruments/standards/versions/1/").status_code == 200


def test_publishing_it_again_ends_the_redirect(client, twins):
    winner, loser = twins
    merge_public_records(record=loser, into=winner, by=None, reason="same")
    publish(record=loser, by=None, reason="not the same after all")
    assert client.get("/instruments/standards/").status_code == 200


def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(twins):
    winner, loser = twins
    draft = InstrumentFactory()
    with pytest.raises(CannotMergeIntoItself):
        merge_public_records(record=winner, into=winner, by=None, reason="x")
    with pytest.raises(NotPublic):
        merge_public_records(record=loser, into=draft, by=None, reason="x")
    with pytest.raises(NotPublic):
        merge_public_records(record=draft, into=winner, by=None, reason="x")
    with pytest.raises(ReasonMissing):
        merge_public_records(record=loser, into=winner, by=None, reason=" ")
    assert Entry.objects.live().count() == 2


def test_merging_back_and_forth_cannot_make_a_circle(twins):
    winner, loser = twins
    merge_public_records(record=loser, into=winner, by=None, reason="same")
    with pytest.raises(NotPublic):
        merge_public_records(record=winner, into=loser, by=None, reason="same")


def test_the_database_refuses_a_live_entry_that_was_merged(twins):
    with pytest.raises(IntegrityError, match="entry_merged_is_a_tombstone"), transaction.atomic():
        Entry.objects.filter(record=twins[0]).update(merged_into="x")


@pytest.fixture
def cited_twins(twins):
    winner, loser = twins
    source = SourceFactory(key="Daily")
    ministry = OrganisationFactory()
    publish(record=ministry, by=None, reason="first")
    for record in twins:
        record.issued, record.website = "2023", ""
        record.save()
        RelationFactory(subject=record, predicate="part_of", object=ministry)
        MilestoneFactory(record=record)
    CitationFactory(record=loser, public_id="1ssved00", field="issued", source=source, locator="p. 1")
    CitationFactory(record=loser, public_id="1ssved01", field="issued", source=source)
    CitationFactory(record=winner, public_id="1ssved02", field="issued", source=source)
    CitationFactory(record=loser, public_id="t1t1e000", field="title", source=source)
    CitationFactory(record=loser, public_id="re1at10n", field="", relation=loser.relations.get())
    CitationFactory(record=loser, public_id="m11est0n", field="", milestone=loser.milestones.get())
    for record in twins:
        publish(record=record, by=None, reason="second")
    return winner, loser


ALONG = ["1ssved00", "re1at10n", "m11est0n"]


def test_citations_of_what_both_records_state_go_along_with_their_ids(client, cited_twins):
    winner, loser = cited_twins
    merger = merge_public_records(record=loser, into=winner, by=None, reason="same")
    assert (merger.moved, merger.published) == (3, True)
    page = client.get("/instruments/norms/").content.decode()
    for public_id in ALONG:
        assert client.get(f"/s/{public_id}")["Location"] == f"/instruments/norms/#s-{public_id}"
        assert f'id="s-{public_id}"' in page
    # The winner cites this place of the source itself, and has another title.
    for public_id in ("1ssved01", "t1t1e000"):
        assert client.get(f"/s/{public_id}").status_code == 410
    assert client.get("/s/1ssved02").status_code == 302
    answer = client.get("/api/v1/statements/1ssved00/").json()
    assert (answer["record"]["id"], answer["gone"]) == (winner.public_id, None)
    assert answer["first_version"]["record"] == loser.public_id
    assert client.get("/api/v1/statements/t1t1e000/").json()["gone"]["merged_into"] == winner.public_id


def test_they_wait_where_edits_of_the_other_record_wait(client, cited_twins):
    winner, loser = cited_twins
    winner.summary_en = "Not reviewed."
    winner.save()
    assert not merge_public_records(record=loser, into=winner, by=None, reason="same").published
    assert Record.objects.get(pk=winner.pk).state == Record.State.DRAFT
    assert "Not reviewed." not in client.get("/instruments/norms/").content.decode()
    response = client.get("/s/1ssved00")
    assert (response.status_code, "/instruments/norms/" in response.content.decode()) == (410, True)
    publish(record=winner, by=None, reason="reviewed")
    assert client.get("/s/1ssved00").status_code == 302


def test_a_merge_without_shared_citations_publishes_nothing(twins):
    winner, loser = twins
    merger = merge_public_records(record=loser, into=winner, by=None, reason="same")
    assert (merger.moved, winner.versions.count()) == (0, 1)


def test_a_merge_takes_as_many_queries_for_many_citations(cited_twins, django_assert_max_num_queries):
    winner, loser = cited_twins
    CitationFactory.create_batch(40, record=loser, field="issued")
    publish(record=loser, by=None, reason="third")
    with django_assert_max_num_queries(150):
        assert merge_public_records(record=loser, into=winner, by=None, reason="same").moved == 43


def test_what_goes_along_waits_where_a_check_blocks_the_publication(cited_twins, settings):
    settings.PUBLICATION_BLOCKED_BY = "note"
    winner, loser, *_rest = cited_twins
    before = Entry.objects.get(record=winner.pk).version
    merger = merge_public_records(record=loser, into=winner, by=None, reason="same")
    assert merger.moved
    assert not merger.published
    assert Entry.objects.get(record=winner.pk).version == before
    assert Record.objects.get(pk=winner.pk).state == Record.State.DRAFT


def test_what_goes_along_waits_where_the_reviewer_edited_the_other_record(cited_twins, settings):
    settings.FOUR_EYES = True
    winner, loser, *_rest = cited_twins
    reviewer = UserFactory()
    Record.objects.filter(pk=winner.pk).update(edited_by=[reviewer.pk])
    merger = merge_public_records(record=loser, into=winner, by=reviewer, reason="same")
    assert merger.moved
    assert not merger.published
