"""Undo of a step: every row is again what it was before, or nothing happens and the reasons are given."""

import pytest
from django.db.models import F

from initiatives.models import Initiative
from observatory.history.steps import step
from observatory.history.undo import CannotUndo, undo_step
from observatory.publishing.record_publication import publish
from observatory.records.comments import add_comment
from observatory.records.models import Comment, FormerSlug, OtherName, Record, Relation
from observatory.records.record_slugs import change_slug, record_of_slug
from observatory.sources.models import Citation, Contributor, Location, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="li")


def snapshot():
    """Return what the catalogue says, without where each record is in the workflow."""
    models = (Record, Initiative, Relation, OtherName, FormerSlug, Citation, Source, Contributor, Location)
    left_out = {"updated_at", "edited_by", "state"}
    found = {
        model.__name__: sorted(
            (sorted((k, str(v)) for k, v in row.items() if k not in left_out) for row in model.objects.values()),
        )
        for model in models
    }
    return found | {"themes": sorted(Record.themes.through.objects.values_list("record", "theme", "pk"))}


def test_added_changed_and_deleted_rows_are_set_back(user):
    record, source = InitiativeFactory(title_en="Old", launched="2023"), SourceFactory()
    record.themes.add(ThemeFactory())
    name, relation = OtherNameFactory(record=record), RelationFactory(object=record)
    cited = CitationFactory(record=relation.subject, field="", relation=relation, source=source)
    before = snapshot()
    with step(by=user, reason="Wrong") as made:
        record.title_en, record.launched = "New", "2024"
        record.save()
        record.themes.clear()
        OtherNameFactory(record=record)
        name.delete()
        relation.delete()
        CitationFactory(record=InitiativeFactory(), source=SourceFactory())
    assert not Citation.objects.filter(pk=cited.pk).exists()
    assert snapshot() != before

    undo_step(step_id=made.id, by=user)

    assert snapshot() == before


def test_a_record_that_was_deleted_comes_back_with_its_parts_and_permanent_id(user):
    citation = CitationFactory(record=MilestoneFactory().record)
    record, before = citation.record, snapshot()
    with step(by=user) as made:
        Initiative.objects.get(pk=record.pk).delete()
    assert not Record.objects.filter(pk=record.pk).exists()

    undo_step(step_id=made.id, by=user)

    assert snapshot() == before
    assert Initiative.objects.get(pk=record.pk).public_id == record.public_id
    assert Record.objects.get(pk=record.pk).edited_by == [user.pk]


def test_what_was_undone_is_a_step_and_can_be_undone(user):
    record = InitiativeFactory(title_en="Old")
    with step(by=user, reason="Wrong") as made:
        Record.objects.update(title_en="New")
    with step(by=user, reason="Undone") as undone:
        undo_step(step_id=made.id, by=user)
    undo_step(step_id=undone.id, by=user)

    record.refresh_from_db()
    assert record.title_en == "New"


def test_what_was_edited_since_is_named_and_nothing_is_undone(user):
    record, name = InitiativeFactory(title_en="Old"), OtherNameFactory(name="Alias")
    with step(by=user) as made:
        Record.objects.filter(pk=record.pk).update(title_en="New")
        OtherName.objects.update(name="Another")
    with step(by=UserFactory(username="wang")):
        Record.objects.filter(pk=record.pk).update(title_en="Newer")
    before = snapshot()

    with pytest.raises(CannotUndo) as refusal:
        undo_step(step_id=made.id, by=user)

    assert len(refusal.value.edited) == 1
    assert "“Newer” was edited by wang on " in refusal.value.edited[0]
    assert snapshot() == before
    name.refresh_from_db()
    assert name.name == "Another"


def test_an_undo_that_was_done_is_refused(user):
    InitiativeFactory(title_en="Old")
    with step(by=user) as made:
        Record.objects.update(title_en="New")
    undo_step(step_id=made.id, by=user)

    with pytest.raises(CannotUndo):
        undo_step(step_id=made.id, by=user)


def test_a_part_added_since_keeps_an_added_record(user):
    with step(by=user) as made:
        record = InitiativeFactory()
    CitationFactory(record=record)

    with pytest.raises(CannotUndo, match=r"citation “.*” depends on what would be deleted"):
        undo_step(step_id=made.id, by=user)
    assert Record.objects.filter(pk=record.pk).exists()


def test_a_comment_keeps_an_added_record(user):
    with step(by=user) as made:
        record = InitiativeFactory()
    Comment.objects.create(record=record, text="Look at this", author=user)

    with pytest.raises(CannotUndo, match="Look at this"):
        undo_step(step_id=made.id, by=user)


def test_a_comment_keeps_an_added_source(user):
    with step(by=user) as made:
        source = SourceFactory()
    add_comment(record=source, statement="field:title", text="Look at this", by=user)

    with pytest.raises(CannotUndo, match="Look at this"):
        undo_step(step_id=made.id, by=user)


def test_a_record_published_since_is_kept(user):
    with step(by=user) as made:
        record = InitiativeFactory()
    publish(record=record, by=user, reason="Done")

    with pytest.raises(CannotUndo):
        undo_step(step_id=made.id, by=user)
    assert Record.objects.get(pk=record.pk).state == "published"


def test_the_state_is_not_restored_and_a_published_record_becomes_a_draft(user):
    record = InitiativeFactory(title_en="Old")
    publish(record=record, by=user, reason="Done")
    with step(by=user) as made:
        Record.objects.update(title_en="New", state="draft")
    publish(record=record, by=user, reason="Done again")

    undo_step(step_id=made.id, by=user)  # a publication is no edit

    record.refresh_from_db()
    assert (record.title_en, record.state) == ("Old", "draft")


def test_a_step_that_only_published_is_not_undone(user):
    record = InitiativeFactory()
    with step(by=user) as made:
        publish(record=record, by=user, reason="Done")

    with pytest.raises(CannotUndo):
        undo_step(step_id=made.id, by=user)


def test_a_slug_comes_back_and_its_redirect_goes(user):
    record = InitiativeFactory(slug="old")
    with step(by=user) as made:
        change_slug(record=record, slug="new")

    undo_step(step_id=made.id, by=user)

    assert record_of_slug("old").pk == record.pk
    assert record_of_slug("new") is None


def test_a_slug_that_another_record_has_now_is_not_taken(user):
    record = InitiativeFactory(slug="old")
    with step(by=user) as made:
        Record.objects.filter(pk=record.pk).update(slug="new")
    InitiativeFactory(slug="old")

    with pytest.raises(CannotUndo, match="slug “old” now"):
        undo_step(step_id=made.id, by=user)


def test_a_slug_that_another_record_redirects_from_is_not_taken(user):
    record = InitiativeFactory(slug="old")
    with step(by=user) as made:
        Record.objects.filter(pk=record.pk).update(slug="new")
    FormerSlug.objects.create(record=InitiativeFactory(), slug="old")

    with pytest.raises(CannotUndo, match="Another record uses the slug “old” now"):
        undo_step(step_id=made.id, by=user)
    record.refresh_from_db()
    assert record.slug == "new"


def test_rows_that_changed_places_change_back(user):
    source = SourceFactory()
    one, two = (Contributor.objects.create(source=source, position=n, family=str(n)) for n in (1, 2))
    with step(by=user) as made:
        for row, position in ((one, 9), (two, 1), (one, 2)):
            Contributor.objects.filter(pk=row.pk).update(position=position)
    undone = sorted(Contributor.objects.values_list("family", "position"))
    assert undone == [("1", 2), ("2", 1)]

    undo_step(step_id=made.id, by=user)

    assert sorted(Contributor.objects.values_list("family", "position")) == [("1", 1), ("2", 2)]


def test_a_citation_whose_source_was_deleted_since_does_not_come_back(user):
    citation = CitationFactory()
    source = citation.source
    with step(by=user) as made:
        citation.delete()
    Location.objects.filter(source=source).delete()
    source.delete()

    with pytest.raises(CannotUndo, match="its source was deleted"):
        undo_step(step_id=made.id, by=user)


def test_a_verdict_of_an_account_that_was_removed_comes_back_without_it(user):
    reader = UserFactory()
    citation = CitationFactory(verdict="supports", basis="reference", checked_by=reader, checked_at="2026-01-02")
    with step(by=user) as made:
        Citation.objects.all().delete()
    reader.delete()

    undo_step(step_id=made.id, by=user)

    assert Citation.objects.get(pk=citation.pk).checked_by is None


def test_a_source_with_its_locations_is_edited(user):
    location = LocationFactory()
    Source.objects.update(state="published")
    with step(by=user) as made:
        Location.objects.update(role="mirror")

    undo_step(step_id=made.id, by=user)

    location.refresh_from_db()
    assert (location.role, location.source.state) == ("original", "draft")


def test_nothing_and_unknown_steps_are_refused(user):
    with step(by=user) as made:
        Record.objects.update(slug=F("slug"))
    with pytest.raises(CannotUndo, match="Nothing"):
        undo_step(step_id=made.id, by=user)


def test_the_number_of_queries_does_not_grow_with_the_rows_that_are_compared(user, django_assert_max_num_queries):
    record = OrganisationFactory()
    with step(by=user) as made:
        OtherName.objects.bulk_create([OtherName(record=record, name=str(n), language="en") for n in range(50)])

    with django_assert_max_num_queries(120):
        undo_step(step_id=made.id, by=user)
    assert not OtherName.objects.exists()
