"""A merge moves what the other record says, and publishes nothing by itself."""

import pytest

from observatory.publishing.merging.merge_choices import BOTH, INTO, RECORD, read_merge_choices
from observatory.publishing.merging.merge_records import (
    AlreadyMerged,
    CannotMergeIntoItself,
    CannotMergeTypes,
    merge_records,
)
from observatory.publishing.merging.undo_merge import undo_merge
from observatory.publishing.models import Entry
from observatory.publishing.publication_refusals import NotPublic, ReasonMissing
from observatory.publishing.record_publication import publish, withdraw
from observatory.records.models import Comment, FormerSlug, Record, Relation
from observatory.records.record_duplicates import count_likely_duplicates, find_duplicates_of, merged_into
from tests.factories import (
    BodyFactory,
    CitationFactory,
    IdentifierFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
    UserFactory,
)
from tests.publishing.merged_pair import make_pair, merged

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="li")


@pytest.fixture
def pair():
    return make_pair()


def test_the_record_that_stays_takes_over_what_it_lacks_and_is_a_draft(pair, user):
    into, record = pair
    found = {choice.name: (choice.taken, choice.options) for choice in read_merge_choices(record, into)}
    assert found == {
        "title_en": ("into", ("into", "record")),
        "title_zh_hans": ("record", ()),
        "founded": ("into", ("into", "record")),
        "website": ("record", ()),
    }
    merged(pair, user)
    into.refresh_from_db()
    assert (into.title_zh_hans, into.founded, into.website) == ("科学技术部", "1998", "https://www.most.gov.cn/")
    assert list(into.other_names.values_list("name", "language")) == [("The Ministry of Science and Technology", "en")]
    assert (into.state, into.edited_by) == (Record.State.DRAFT, [user.pk])
    record.refresh_from_db()
    assert record.state == Record.State.WITHDRAWN
    assert merged_into(record).into_id == into.pk


def test_the_chosen_side_is_taken_and_the_other_title_becomes_a_name(pair, user):
    into, _record = pair
    merged(pair, user, title_en=RECORD, founded=RECORD, website="nonsense", no_such_field=RECORD)
    into.refresh_from_db()
    assert (into.title_en, into.founded) == ("The Ministry of Science and Technology", "1956")
    assert [row.name for row in into.other_names.all()] == ["Ministry of Science and Technology"]


def test_the_side_with_more_sources_is_taken_else_the_published_one(pair, user):
    into, record = pair
    CitationFactory(record=record, field="founded")
    publish(record=into, by=None, reason="First.")
    taken = {choice.name: choice.taken for choice in read_merge_choices(record, into)}
    assert (taken["founded"], taken["title_en"]) == ("record", "into")


def test_names_identifiers_and_former_slugs_follow_once(pair, user):
    into, record = pair
    OtherNameFactory(record=into, name="MOST")
    for name in ("MOST", "Ministry of Science and Technology", "SSTC"):
        OtherNameFactory(record=record, name=name)
    IdentifierFactory(record=record, value="Q1")
    FormerSlug.objects.create(record=record, slug="sstc")
    merged(pair, user)
    names = set(into.other_names.values_list("name", flat=True))
    assert names == {"MOST", "SSTC", "The Ministry of Science and Technology"}
    assert (into.identifiers.get().value, into.former_slugs.get().slug) == ("Q1", "sstc")


def test_relations_follow_in_both_directions_once_and_never_to_itself(pair, user):
    into, record = pair
    plan, other, chamber = InitiativeFactory(), InitiativeFactory(), OrganisationFactory()
    RelationFactory(subject=into, object=plan)
    RelationFactory(subject=record, object=plan)
    RelationFactory(subject=record, object=other)
    RelationFactory(subject=chamber, predicate="advises", object=into)
    RelationFactory(subject=chamber, predicate="advises", object=record)
    RelationFactory(subject=chamber, predicate="part_of", object=record)
    RelationFactory(subject=record, predicate="succeeds", object=into)
    RelationFactory(subject=into, predicate="part_of", object=record)
    moved = merged(pair, user).moved
    assert sorted(Relation.objects.filter(subject=into).values_list("predicate", "object")) == [
        ("launched", plan.pk),
        ("launched", other.pk),
    ]
    assert sorted(into.relations_to.exclude(subject=record).values_list("predicate", "subject")) == [
        ("advises", chamber.pk),
        ("part_of", chamber.pk),
    ]
    assert (moved.relations, moved.removed, moved.edited) == (2, 2, {chamber.pk})
    chamber.refresh_from_db()
    assert (chamber.state, chamber.edited_by) == (Record.State.DRAFT, [user.pk])


def test_citations_follow_with_their_permanent_ids_and_those_of_one_place_are_folded(pair, user):
    into, record = pair
    source, plan = SourceFactory(), InitiativeFactory()
    for row in pair:
        RelationFactory(subject=row, object=plan)
        MilestoneFactory(record=row)
    MilestoneFactory(record=record, title_en="Renamed")
    CitationFactory(record=into, field="", relation=into.relations.get(), source=source, public_id="there000")
    CitationFactory(
        record=record,
        field="",
        relation=record.relations.get(),
        source=source,
        public_id="folded00",
        quote="It says so.",
        verdict="supports",
        basis="passage",
        checked_at="2026-01-01",
    )
    CitationFactory(record=record, field="", relation=record.relations.get(), locator="p. 2", public_id="re1at10n")
    for number, row in enumerate(record.milestones.order_by("pk")):
        CitationFactory(record=record, field="", milestone=row, public_id=f"m11est0{number}")
    moved = merged(pair, user).moved
    assert set(into.citations.values_list("public_id", flat=True)) == {"there000", "re1at10n", "m11est00", "m11est01"}
    there = into.citations.get(public_id="there000")
    assert (there.quote, there.verdict, there.basis) == ("It says so.", "supports", "passage")
    assert (moved.citations, moved.folded, moved.milestones) == (2, 1, 1)


def test_a_verdict_follows_only_where_what_it_was_given_on_is_taken(pair, user):
    into, record = pair
    checked = {"verdict": "supports", "basis": "reference", "checked_at": "2026-01-01"}
    record.summary_en = "Another summary."
    record.save()
    CitationFactory(record=record, field="founded", public_id="founded0", **checked)
    CitationFactory(record=into, field="founded", public_id="founded1", **checked)
    CitationFactory(record=into, field="founded", public_id="founded2", **checked)
    CitationFactory(record=record, field="summary", public_id="summary0", **checked)
    CitationFactory(record=record, field="title", public_id="t1t1e000", **checked)
    CitationFactory(record=into, field="title", public_id="t1t1e001", **checked)
    CitationFactory(record=record, field="website", public_id="webs1te0", **checked)
    merged(pair, user, summary_en=INTO)
    rows = {row.public_id: (row.field, row.stated_value, row.verdict) for row in into.citations.all()}
    assert rows == {
        "founded0": ("founded", "1956", "supports"),
        "founded1": ("founded", "", "supports"),
        "founded2": ("founded", "", "supports"),
        "summary0": ("summary", "", "not_checked"),
        "t1t1e000": ("names", "The Ministry of Science and Technology", "supports"),
        "t1t1e001": ("title", "", "supports"),
        "webs1te0": ("website", "", "supports"),
    }


def test_terms_are_joined_unless_one_side_is_chosen(pair, user):
    into, record = pair
    into.themes.add(ThemeFactory())
    record.themes.add(ThemeFactory(code="TH14", label_en="Ethics"))
    record.jurisdictions.add(JurisdictionFactory())
    taken = {choice.name: choice.taken for choice in read_merge_choices(record, into)}
    assert (taken["themes"], taken["jurisdictions"]) == (BOTH, BOTH)
    merged(pair, user)
    assert sorted(into.themes.values_list("code", flat=True)) == ["TH13", "TH14"]
    assert into.jurisdictions.get().code == "CN"


def test_comments_follow_and_come_back(pair, user):
    into, record = pair
    comment = Comment.objects.create(record=record, text="Look.", author=user)
    merged(pair, user)
    assert into.comments.get() == comment
    undo_merge(record=record, by=user, reason="Two things")
    assert record.comments.get() == comment


def test_a_body_takes_over_an_organisation_and_leaves_no_fact_behind(user):
    body, organisation = BodyFactory(), OrganisationFactory()
    organisation.founded = "2020"
    organisation.save()
    merged((body, organisation), user)
    body.refresh_from_db()
    assert body.founded == "2020"


def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(pair, user):
    into, record = pair
    other = OrganisationFactory()
    with pytest.raises(CannotMergeIntoItself):
        merged((into, into), user)
    with pytest.raises(CannotMergeTypes):
        merged((into, InstrumentFactory()), user)
    with pytest.raises(ReasonMissing):
        merge_records(record=record, into=into, by=user, reason=" ")
    publish(record=record, by=None, reason="First.")
    with pytest.raises(NotPublic):
        merged(pair, user)
    assert Entry.objects.live().filter(record=record.pk).exists()
    publish(record=into, by=None, reason="First.")
    merged(pair, user)
    with pytest.raises(AlreadyMerged):
        merged((other, record), user)
    with pytest.raises(AlreadyMerged):
        merged((record, other), user)


def test_readers_are_led_to_the_record_and_see_what_moved_when_it_is_published(client, pair, user):
    into, _record = pair
    for row in pair:
        publish(record=row, by=None, reason="First.")
    merged(pair, user)
    assert client.get("/organisations/ministry/", follow=True).redirect_chain[-1][0] == "/organisations/most/"
    assert "科学技术部" not in client.get("/organisations/most/").content.decode()
    publish(record=Record.objects.get(pk=into.pk), by=None, reason="Merged.")
    assert "科学技术部" in client.get("/organisations/most/").content.decode()


def test_a_record_that_was_published_again_and_withdrawn_is_not_merged(pair, user):
    _into, record = pair
    for row in pair:
        publish(record=row, by=None, reason="First.")
    merged(pair, user)
    publish(record=record, by=None, reason="Not the same after all.")
    withdraw(record=record, by=None, reason="Out of date.")
    assert merged_into(Record.objects.get(pk=record.pk)) is None


def test_a_merged_pair_is_no_longer_a_likely_duplicate(pair, user):
    into, record = pair
    find_duplicates_of([into.pk, record.pk])
    assert count_likely_duplicates() == 1
    merged(pair, user)
    assert count_likely_duplicates() == 0
    undo_merge(record=record, by=user, reason="Two things")
    assert count_likely_duplicates() == 1


def test_a_merge_takes_as_many_queries_for_many_rows(pair, user, django_assert_max_num_queries):
    _into, record = pair
    CitationFactory.create_batch(30, record=record, field="founded")
    OtherNameFactory.create_batch(30, record=record)
    for plan in (*InitiativeFactory.create_batch(15), *PlatformFactory.create_batch(15)):
        RelationFactory(subject=record, object=plan)
    with django_assert_max_num_queries(110):
        merged(pair, user)
