"""Two sources are merged: locations with what was read there and citations follow, the old page redirects, undo."""

import pytest
from django.utils import timezone

from observatory.history.undo import CannotUndo
from observatory.monitoring.models import Watch
from observatory.publishing.merging.merge_choices import RECORD, source_choices
from observatory.publishing.merging.merge_records import CannotMergeIntoItself
from observatory.publishing.merging.merge_sources import SourceAlreadyMerged, TwoAttachments, merge_sources
from observatory.publishing.merging.undo_merge import NotMerged, undo_source_merge
from observatory.publishing.publication_refusals import ReasonMissing
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from observatory.sources.models import Citation, Contributor, Location, Rendering, Source
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory, UserFactory
from tests.sightings import see

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="li")


@pytest.fixture
def pair():
    into = SourceFactory(key="MOST 2023", title_en="A plan", publisher="")
    source = SourceFactory(key="Ministry 2023", title_en="The plan", publisher="MOST", doi="10.1000/182")
    return into, source


def merged(pair, user, **picks):
    into, source = pair
    return merge_sources(source=source, into=into, by=user, reason="Entered twice", picks=picks)


def snapshot() -> dict:
    left_out = {"updated_at", "state", "edited_by", "cited"}
    models = (Source, Contributor, Location, Citation, Rendering)
    return {
        model.__name__: sorted(
            sorted((name, str(value)) for name, value in row.items() if name not in left_out)
            for row in model.objects.values()
        )
        for model in models
    }


def test_what_is_empty_is_filled_and_the_rest_is_chosen(pair, user):
    into, source = pair
    assert {each.name: (each.taken, each.options) for each in source_choices(source, into)} == {
        "title_en": ("into", ("into", "record")),
        "publisher": ("record", ()),
        "doi": ("record", ()),
    }
    merged(pair, user, title_en=RECORD)
    into.refresh_from_db()
    assert (into.key, into.title_en, into.publisher, into.doi) == ("MOST 2023", "The plan", "MOST", "10.1000/182")


def test_locations_follow_with_what_was_read_there(pair, user):
    into, source = pair
    page = LocationFactory(source=source)
    watch, _created = Watch.objects.get_or_create(location=page, defaults={"next_check_at": timezone.now()})
    twice = [LocationFactory(source=row, url="https://example.org/plan") for row in pair]
    citation = CitationFactory(source=source, location=twice[1])
    _row, moved = merged(pair, user)
    assert moved.locations == 1
    watch.refresh_from_db()
    assert watch.location.source == into
    left = Location.objects.get(pk=twice[1].pk)
    assert (left.source_id, left.monitored, left.retired_at is None) == (source.pk, False, False)
    citation.refresh_from_db()
    assert (citation.source, citation.location) == (into, twice[0])


def test_the_citations_of_all_records_follow_and_those_of_one_place_are_folded(pair, user):
    into, source = pair
    one, other = InitiativeFactory(), InitiativeFactory()
    there = CitationFactory(record=one, field="launched", source=into)
    folded = CitationFactory(record=one, field="launched", source=source, quote="In 2023.")
    going = CitationFactory(record=other, field="launched", source=source, public_id="g01ng000")
    for row in (one, other):
        publish(record=row, by=None, reason="First.")
    _row, moved = merged(pair, user)
    assert (moved.citations, moved.folded, moved.records) == (1, 1, {one.pk, other.pk})
    there.refresh_from_db()
    going.refresh_from_db()
    assert (there.quote, going.source, going.public_id) == ("In 2023.", into, "g01ng000")
    assert not Citation.objects.filter(pk=folded.pk).exists()
    assert set(Record.objects.values_list("state", flat=True)) == {Record.State.DRAFT}


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_the_old_page_redirects_once_no_published_record_cites_it(client, pair, user, prefix):
    into, source = pair
    record = InitiativeFactory()
    CitationFactory(record=record, field="launched", source=source)
    publish(record=record, by=None, reason="First.")
    page, new = (f"{prefix}/sources/{row.public_id}/" for row in (source, into))
    merged(pair, user)
    assert client.get(page).status_code == 200
    publish(record=Record.objects.get(pk=record.pk), by=None, reason="Merged.")
    response = client.get(page)
    assert (response.status_code, response["Location"]) == (301, new)
    assert client.get(new).status_code == 200
    assert client.get(f"/api/v1/sources/{source.public_id}/", follow=True).json()["id"] == into.public_id
    undo_source_merge(source=source, by=user, reason="Two works")
    assert client.get(page).status_code == 404
    publish(record=Record.objects.get(pk=record.pk), by=None, reason="Undone.")
    assert client.get(page).status_code == 200


def test_a_chain_of_merged_sources_leads_to_its_end(client, pair, user):
    into, source = pair
    last = SourceFactory()
    record = InitiativeFactory()
    CitationFactory(record=record, field="launched", source=source)
    merged(pair, user)
    merged((last, into), user)
    publish(record=Record.objects.get(pk=record.pk), by=None, reason="First.")
    assert client.get(f"/sources/{source.public_id}/")["Location"] == f"/sources/{last.public_id}/"


def test_undo_sets_back_all_that_the_merge_moved(pair, user):
    into, source = pair
    for row in pair:
        Contributor.objects.create(source=row, literal=f"Ministry {row.pk}")
        LocationFactory(source=row, url="https://example.org/plan")
    record = InitiativeFactory()
    for row in pair:
        CitationFactory(record=record, field="launched", source=row, location=row.locations.get())
    CitationFactory(record=record, field="title", source=source)
    publish(record=record, by=None, reason="First.")
    before = snapshot()
    merged(pair, user, contributors=RECORD)
    assert into.contributors.get().literal == f"Ministry {source.pk}"
    assert snapshot() != before
    undo_source_merge(source=source, by=user, reason="Two works")
    assert snapshot() == before
    assert set(Source.objects.values_list("state", flat=True)) == {Record.State.PUBLISHED}
    with pytest.raises(NotMerged):
        undo_source_merge(source=source, by=user, reason="Again")


def test_undo_is_refused_once_a_citation_was_edited(pair, user):
    _into, source = pair
    citation = CitationFactory(source=source)
    merged(pair, user)
    Citation.objects.filter(pk=citation.pk).update(locator="p. 3")
    with pytest.raises(CannotUndo):
        undo_source_merge(source=source, by=user, reason="Two works")


def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(pair, user):
    into, source = pair
    with pytest.raises(CannotMergeIntoItself):
        merged((into, into), user)
    with pytest.raises(ReasonMissing):
        merge_sources(source=source, into=into, by=user, reason=" ")
    for row in pair:
        LocationFactory(source=row, url="", role="attachment", monitored=False)
    with pytest.raises(TwoAttachments):
        merged(pair, user)
    Location.objects.filter(source=source).delete()
    merged(pair, user)
    with pytest.raises(SourceAlreadyMerged):
        merged((SourceFactory(), source), user)


def test_undo_ties_the_sightings_of_a_folded_citation_to_it_again(pair, user):
    into, source = pair
    record = InitiativeFactory()
    CitationFactory(record=record, field="launched", source=into)
    place = LocationFactory(source=source)
    folded = CitationFactory(record=record, field="launched", source=source, quote="In 2023.", location=place)
    sighting = see(folded, "present", place)
    merged(pair, user)
    sighting.refresh_from_db()
    assert sighting.citation is None
    undo_source_merge(source=source, by=user, reason="Two works")
    sighting.refresh_from_db()
    assert sighting.citation == folded
