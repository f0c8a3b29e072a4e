"""Duplicate records are merged, and old URLs redirect to the remaining record."""

import pytest
from django.db import IntegrityError, transaction

from observatory.publishing.actions import publish
from observatory.publishing.merging import CannotMergeIntoItself, merge
from observatory.publishing.models import Entry
from observatory.publishing.refusals import NotPublic, ReasonMissing
from tests.factories import InstrumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins():
    pair = [InstrumentFactory(title_en=title, slug=title.lower()) for title in ("Norms", "Standards")]
    for record in pair:
        publish(record=record, by=None, reason="first")
    return pair


@pytest.mark.parametrize("address", ["/instruments/standards/", "/r/{id}", "/zh-hans/instruments/standards/"])
def test_every_address_of_the_loser_leads_to_the_winner(client, twins, address):
    winner, loser = twins
    merge(record=loser, into=winner, by=None, reason="one thing under two names")
    response = client.get(address.format(id=loser.public_id))
    assert response.status_code == 301
    assert client.get(response["Location"], follow=True).redirect_chain[-1][0].endswith("/instruments/norms/")


def test_a_chain_of_merges_leads_to_its_end(client, twins):
    middle, first = twins
    last = InstrumentFactory(title_en="Last", slug="last")
    publish(record=last, by=None, reason="first")
    merge(record=first, into=middle, by=None, reason="same")
    merge(record=middle, into=last, by=None, reason="same")
    assert client.get(f"/r/{first.public_id}", follow=True).redirect_chain[-1][0] == "/instruments/last/"


def test_the_loser_leaves_lists_but_its_version_stays(client, twins):
    winner, loser = twins
    merge(record=loser, into=winner, by=None, reason="same")
    assert "Standards" not in client.get("/instruments/").content.decode()
    assert client.get("/instruments/standards/versions/1/").status_code == 200


def test_publishing_it_again_ends_the_redirect(client, twins):
    winner, loser = twins
    merge(record=loser, into=winner, by=None, reason="same")
    publish(record=loser, by=None, reason="not the same after all")
    assert client.get("/instruments/standards/").status_code == 200


def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(twins):
    winner, loser = twins
    draft = InstrumentFactory()
    with pytest.raises(CannotMergeIntoItself):
        merge(record=winner, into=winner, by=None, reason="x")
    with pytest.raises(NotPublic):
        merge(record=loser, into=draft, by=None, reason="x")
    with pytest.raises(NotPublic):
        merge(record=draft, into=winner, by=None, reason="x")
    with pytest.raises(ReasonMissing):
        merge(record=loser, into=winner, by=None, reason=" ")
    assert Entry.objects.live().count() == 2


def test_merging_back_and_forth_cannot_make_a_circle(twins):
    winner, loser = twins
    merge(record=loser, into=winner, by=None, reason="same")
    with pytest.raises(NotPublic):
        merge(record=winner, into=loser, by=None, reason="same")


def test_the_database_refuses_a_live_entry_that_was_merged(twins):
    with pytest.raises(IntegrityError, match="entry_merged_is_a_tombstone"), transaction.atomic():
        Entry.objects.filter(record=twins[0]).update(merged_into="x")
