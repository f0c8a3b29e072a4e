"""The relations of a record on its form, as subject and as object, and their review in one step."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish, publish_many
from observatory.publishing.scheduled_publications import publish_due
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.models import Record, Relation
from observatory.sources.models import Citation
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    InstrumentFactory,
    OrganisationFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def added(prefix: str, data: dict, **values) -> dict:
    """Return the form's data with one more row of an inline."""
    number = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    row = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": str(number + 1)}


@pytest.fixture
def ministry():
    return OrganisationFactory(title_en="Ministry of Science", title_zh_hans="科技部")


@pytest.fixture
def plan():
    return InitiativeFactory(title_en="Action Plan")


@pytest.fixture
def both(plan, ministry):
    """The plan and the ministry, public."""
    publish_many(records=[plan, ministry], by=None, reason="First.")
    return plan, ministry


def state(record) -> str:
    return Record.objects.get(pk=record.pk).state


def test_a_plan_is_told_who_launched_it_and_the_relation_is_stored_with_the_ministry(person, form_of, both):
    plan, ministry = both
    user, client = person("curator")
    address = admin_record_url(plan)
    data = added("relations", form_of(client, address), said="in:launched", other=ministry.pk, date="March 2023")
    assert client.post(address, data).status_code == 302
    relation = Relation.objects.get()
    assert (relation.subject_id, relation.predicate, relation.object_id) == (ministry.pk, "launched", plan.pk)
    assert relation.date == "2023-03"
    for record in both:
        assert state(record) == "draft"
        assert Record.objects.get(pk=record.pk).edited_by == [user.pk]


def test_a_relation_from_another_record_is_edited_and_removed_here(curator, form_of, plan, ministry):
    relation = RelationFactory(subject=ministry, object=plan, predicate="launched")
    publish_many(records=[plan, ministry], by=None, reason="First.")
    address = admin_record_url(plan)
    data = form_of(curator, address)
    assert data["relations-0-said"] == "in:launched"
    assert curator.post(address, data | {"relations-0-note_en": "Jointly."}).status_code == 302
    relation.refresh_from_db()
    assert (relation.note_en, relation.subject_id, state(ministry)) == ("Jointly.", ministry.pk, "draft")

    assert curator.post(address, form_of(curator, address) | {"relations-0-said": "in:funds"}).status_code == 302
    relation.refresh_from_db()
    assert relation.predicate == "funds"

    publish_many(records=[plan, ministry], by=None, reason="Second.")
    assert curator.post(address, form_of(curator, address) | {"relations-0-DELETE": "on"}).status_code == 302
    assert not Relation.objects.exists()
    assert state(ministry) == "draft"


def test_the_subject_of_a_stored_relation_cannot_be_exchanged(curator, form_of, plan, ministry):
    relation = RelationFactory(subject=ministry, object=plan, predicate="launched")
    other = OrganisationFactory()
    address = admin_record_url(plan)
    sent = form_of(curator, address) | {"relations-0-other": other.pk, "relations-0-note_en": "New"}
    assert curator.post(address, sent).status_code == 302
    relation.refresh_from_db()
    assert (relation.subject_id, relation.note_en) == (ministry.pk, "New")


def test_a_save_without_a_change_leaves_the_other_record_alone(curator, form_of, plan, ministry):
    RelationFactory(subject=ministry, object=plan, predicate="launched")
    publish_many(records=[plan, ministry], by=None, reason="First.")
    address = admin_record_url(plan)
    assert curator.post(address, form_of(curator, address)).status_code == 302
    assert (state(plan), state(ministry)) == ("published", "published")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_only_relations_that_fit_the_types_are_offered_and_no_two_read_alike(curator, form_of, language):
    for record in (InitiativeFactory(), InstrumentFactory(), OrganisationFactory(), PlatformFactory()):
        with override(language):
            page = curator.get(admin_record_url(record))
        group = next(each for each in page.context["inline_admin_formsets"] if each.formset.model is Relation)
        offered = [(key, str(words)) for key, words in group.formset.empty_form.fields["said"].choices if key]
        assert len({words for _key, words in offered}) == len(offered) > 5
        keys = {key for key, _words in offered}
        assert ("out:issued" in keys) == (record.kind == "organisation")
        assert ("in:issued" in keys) == (record.kind in ("initiative", "instrument"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("out:issued", "Select a valid choice"),
        ("in:amends", "cannot be said of"),
        ("out:part_of", "cannot be said of"),
        ("in:likes", "Select a valid choice"),
        ("\x00", "Select a valid choice"),
        ("", "This field is required"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason_and_kept(curator, form_of, plan, ministry, said, why):
    address = admin_record_url(plan)
    data = added("relations", form_of(curator, address), said=said, other=ministry.pk, note_en="Typed.")
    page = curator.post(address, data)
    assert page.status_code == 200
    assert why in page.content.decode()
    assert "Typed." in page.content.decode()
    assert not Relation.objects.exists()


def test_a_record_is_not_related_to_itself_and_nothing_is_stated_twice(curator, form_of, plan, ministry):
    address = admin_record_url(plan)
    itself = added("relations", form_of(curator, address), said="out:part_of", other=plan.pk)
    assert "related to itself" in curator.post(address, itself).content.decode()
    twice = form_of(curator, address)
    for _ in range(2):
        twice = added("relations", twice, said="in:launched", other=ministry.pk)
    assert "already stated" in curator.post(address, twice).content.decode()
    RelationFactory(subject=ministry, object=plan, predicate="launched")
    again = added("relations", form_of(curator, address), said="in:launched", other=ministry.pk)
    assert curator.post(address, again).status_code == 200
    assert Relation.objects.count() == 1


def test_an_old_relation_that_does_not_fit_can_be_edited_otherwise(curator, form_of, plan, ministry):
    relation = RelationFactory(subject=plan, object=ministry, predicate="issued")
    address = admin_record_url(plan)
    assert curator.post(address, form_of(curator, address) | {"relations-0-note_en": "Old."}).status_code == 302
    relation.refresh_from_db()
    assert relation.note_en == "Old."


def test_a_relation_on_its_own_page_has_to_fit_too(curator, form_of, plan, ministry):
    relation = RelationFactory(subject=ministry, object=plan, predicate="launched")
    address = admin_form_url(relation)
    page = curator.post(address, form_of(curator, address) | {"predicate": "amends"})
    assert "cannot be said of" in page.content.decode()


def test_the_search_offers_the_types_that_fit(curator, plan, ministry):
    query = {"app_label": "records", "model_name": "relation", "field_name": "object", "term": ""}
    found = curator.get("/admin/autocomplete/", query | {"said": "in:launched", "said_of": "instrument"}).json()
    assert found["results"] == []
    found = curator.get("/admin/autocomplete/", query | {"said": "in:issued", "said_of": "initiative"}).json()
    assert [row["id"] for row in found["results"]] == [str(ministry.pk)]
    assert len(curator.get("/admin/autocomplete/", query | {"said": "x", "said_of": "y"}).json()["results"]) == 2


def test_who_may_not_edit_organisations_does_not_state_relations_for_them(person, form_of, plan, ministry):
    user, client = person(None)
    wanted = ["change_initiative", "view_record", "add_relation", "change_relation", "view_relation"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    address = admin_record_url(plan)
    data = added("relations", form_of(client, address), said="in:launched", other=ministry.pk)
    page = client.post(address, data)
    assert "do not have permission" in page.content.decode()
    assert not Relation.objects.exists()


@pytest.mark.parametrize("saved", [True, False])
def test_a_relation_of_another_record_is_cited_from_here(curator, form_of, both, saved):
    plan, ministry = both
    source, address = SourceFactory(), admin_record_url(plan)
    if saved:
        relation = RelationFactory(subject=ministry, object=plan, predicate="launched")
        data, statement = form_of(curator, address), f"relation:{relation.pk}"
    else:
        data = added("relations", form_of(curator, address), said="in:launched", other=ministry.pk)
        statement = "new:relation:1"
    data = added("citations", data, statement=statement, source=source.pk, verdict="supports")
    response = curator.post(address, data)
    assert response.status_code == 302, [group.formset.errors for group in response.context["inline_admin_formsets"]]
    citation = Citation.objects.get(relation__isnull=False)
    assert (citation.record_id, citation.relation.object_id) == (ministry.pk, plan.pk)
    assert state(ministry) == "draft"
    assert source.key in curator.get(address).content.decode()


def stated(client, form_of, plan, ministry) -> None:
    address = admin_record_url(plan)
    data = added("relations", form_of(client, address), said="in:launched", other=ministry.pk)
    assert client.post(address, data).status_code == 302


def submit(client, record):
    address = admin_record_url(record).replace("/change/", "/decide/submit/")
    page = client.get(address)
    sent = {"decided": "yes", "seen": page.context["seen"], "reason": "Reason."}
    assert client.post(address, sent).status_code == 302
    return page


def review(client, record, button: str, **more) -> list:
    """Press a button at the foot of the review; return the records that the page said go with it, with their edits."""
    address = reverse("desk-review", args=[record.public_id])
    page = client.get(address)
    sent = {"do": button, "seen": page.context["seen"], "reason": "Reason.", **more}
    response = client.post(address, sent)
    assert (response.status_code, response.headers.get("Location")) == (302, address)
    return page.context["page"].companion_edits


def test_one_review_takes_the_ministry_along(curator, reviewer, form_of, both):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    assert "goes with “Ministry of Science”" in curator.get(admin_record_url(plan)).content.decode()
    page = submit(curator, plan)
    assert [row.row.pk for row in page.context["records"]] == [plan.pk, ministry.pk]
    assert "Goes with it" in page.content.decode()
    assert (state(plan), state(ministry)) == ("in_review", "in_review")

    review(reviewer, plan, "return")
    assert (state(plan), state(ministry)) == ("draft", "draft")
    submit(curator, plan)
    (companion,) = review(reviewer, plan, "publish")
    assert companion.row.pk == ministry.pk
    assert companion.rows
    assert (state(plan), state(ministry)) == ("published", "published")
    shown = Entry.objects.get(record=ministry).document["relations"]
    assert [row["object"]["id"] for row in shown] == [plan.public_id]


def test_the_first_publication_of_a_plan_takes_the_ministry_along(curator, reviewer, form_of, plan, ministry):
    publish(record=ministry, by=None, reason="First.")
    stated(curator, form_of, plan, ministry)
    (companion,) = review(reviewer, plan, "publish")
    assert companion.rows
    assert Entry.objects.get(record=ministry).version == 2
    assert Entry.objects.get(record=plan).version == 1


def test_what_goes_with_a_scheduled_plan_is_published_with_it(curator, reviewer, form_of, both):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    submit(curator, plan)
    when = timezone.localtime() + timedelta(days=1)
    review(reviewer, plan, "schedule", when=when.strftime("%Y-%m-%dT%H:%M"))
    assert {row.state for row in publish_due(now=when + timedelta(days=1))} == {"published"}
    assert (state(plan), state(ministry)) == ("published", "published")
    assert Entry.objects.get(record=ministry).document["relations"]


@pytest.mark.parametrize("edit", ["title", "relation"])
def test_a_ministry_with_other_edits_is_reviewed_on_its_own(curator, form_of, both, edit):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    if edit == "title":
        Record.objects.filter(pk=ministry.pk).update(title_en="Another name")
    else:
        other = InitiativeFactory()
        publish(record=other, by=None, reason="First.")
        RelationFactory(subject=ministry, object=other, predicate="funds")
    page = submit(curator, plan)
    assert [row.row.pk for row in page.context["records"]] == [plan.pk]
    assert (state(plan), state(ministry)) == ("in_review", "draft")


def test_a_draft_of_somebody_else_is_not_taken_along(curator, person, form_of, plan, ministry):
    other, _client = person("curator")
    Record.objects.filter(pk=ministry.pk).update(edited_by=[other.pk])
    RelationFactory(subject=ministry, object=plan, predicate="launched")
    Record.objects.filter(pk=plan.pk).update(edited_by=[])
    page = submit(curator, plan)
    assert [row.row.pk for row in page.context["records"]] == [plan.pk]


def test_two_records_that_name_each_other_are_saved_in_one_order(curator, form_of, both, django_assert_max_num_queries):
    """What is locked comes in the order of the keys, so that two people cannot wait for each other."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    plan, ministry = both
    for record, other, said in ((plan, ministry, "in:launched"), (ministry, plan, "out:funds")):
        data = added("relations", form_of(curator, admin_record_url(record)), said=said, other=other.pk)
        with CaptureQueriesContext(connection) as seen:
            assert curator.post(admin_record_url(record), data).status_code == 302
        locks = [each["sql"] for each in seen if "FOR NO KEY UPDATE" in each["sql"] and "records_record" in each["sql"]]
        assert str(plan.pk) in locks[0]
        assert str(ministry.pk) in locks[0]
        assert "ORDER BY" in locks[0]


def offered(*records) -> dict[str, str]:
    return {f"offered:{record.pk}": "1" for record in records}


def test_a_ministry_that_is_left_out_goes_on_waiting_and_its_relation_with_it(curator, reviewer, form_of, both):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    submit(curator, plan)
    (companion,) = review(reviewer, plan, "publish", **offered(ministry))
    assert not companion.is_new
    assert (state(plan), state(ministry)) == ("published", "in_review")
    assert not Entry.objects.get(record=ministry).document["relations"]
    page = reviewer.get(reverse("desk-review", args=[ministry.public_id]))
    assert [row.change for row in page.context["page"].rows if row.key.startswith("relation:")] == ["added"]


def test_a_new_organisation_that_is_left_out_leaves_no_half_of_its_relation(curator, reviewer, client, plan):
    lab = OrganisationFactory(title_en="A new laboratory")
    RelationFactory(subject=plan, object=lab, predicate="part_of")
    editor = UserFactory()
    Record.objects.filter(pk__in=[plan.pk, lab.pk]).update(edited_by=[editor.pk], state="in_review")
    address = reverse("desk-review", args=[plan.public_id])
    page = reviewer.get(address)
    (companion,) = page.context["page"].companion_edits
    assert companion.is_new
    (row,) = [row for row in page.context["page"].rows if row.key.startswith("relation:")]
    assert row.with_companion
    assert "the relations between the two stay out of what is published now" in page.content.decode()
    review(reviewer, plan, "publish", **offered(lab))
    assert (state(plan), state(lab)) == ("published", "in_review")
    assert not Entry.objects.get(record=plan).document["relations"]
    assert not Entry.objects.filter(record=lab).exists()
    assert "A new laboratory" not in client.get(f"/initiatives/{plan.slug}/").content.decode()
    publish(record=lab, by=None, reason="Now.")
    assert review(reviewer, plan, "publish") == []
    assert [row["object"]["id"] for row in Entry.objects.get(record=plan).document["relations"]] == [lab.public_id]


def test_what_was_left_out_stays_unticked_when_the_page_is_shown_again(curator, reviewer, form_of, both):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    submit(curator, plan)
    address = reverse("desk-review", args=[plan.public_id])
    seen = reviewer.get(address).context["seen"]
    page = reviewer.post(address, {"do": "publish", "seen": seen, "reason": "", **offered(ministry)})
    assert page.status_code == 422
    assert [companion.is_taken for companion in page.context["page"].companion_edits] == [False]


def test_a_companion_that_is_refused_stops_the_whole_and_its_box_is_the_way_out(
    curator, reviewer, form_of, both, settings
):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    submit(curator, plan)
    settings.PUBLICATION_BLOCKED_BY = "error"
    for record in (plan, ministry):
        record.citations.all().delete()
    CitationFactory(record=plan, field="title", source=SourceFactory())
    address = reverse("desk-review", args=[plan.public_id])
    page = reviewer.get(address)
    blocked = {"do": "publish", "seen": page.context["seen"], "reason": "Good."}
    assert not page.context["page"].blocking
    answer = reviewer.post(address, blocked | offered(ministry) | {f"companion:{ministry.pk}": "1"})
    assert answer.status_code == 422
    assert "was not published" in answer.content.decode()
    assert (state(plan), state(ministry)) == ("in_review", "in_review")
    assert reviewer.post(address, blocked | offered(ministry)).status_code == 302
    assert (state(plan), state(ministry)) == ("published", "in_review")


def test_a_companion_can_be_left_out_of_a_submission_too(curator, form_of, both):
    plan, ministry = both
    stated(curator, form_of, plan, ministry)
    address = admin_record_url(plan).replace("/change/", "/decide/submit/")
    page = curator.get(address)
    assert f'name="companion:{ministry.pk}"' in page.content.decode()
    sent = {"decided": "yes", "seen": page.context["seen"], "reason": "", **offered(ministry)}
    assert curator.post(address, sent).status_code == 302
    assert (state(plan), state(ministry)) == ("in_review", "draft")
