"""The form of a record: what it saves, what it refuses, and that it loses nothing."""

import pytest
from django.utils import timezone

from governance.models import Body
from initiatives.models import Initiative
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import FormerSlug, Record, Relation
from observatory.sources.models import Citation
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    OrganisationFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def added(prefix: str, data: dict, **values) -> dict:
    """Return the form's data with one more row of an inline."""
    number = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    row = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": str(number + 1)}


def saved(response) -> bool:
    assert response.status_code == 302, errors(response)
    return True


def errors(response) -> str:
    assert response.status_code == 200, response
    context = response.context
    return str(context["adminform"].form.errors) + str(
        [group.formset.errors for group in context["inline_admin_formsets"]]
    )


def test_an_edit_of_a_published_record_makes_it_a_draft_and_leaves_what_is_public(curator, form_of):
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    data = form_of(curator, admin_record_url(plan)) | {"title_en": "New title"}
    assert saved(curator.post(admin_record_url(plan), data))
    plan = Initiative.objects.select_related("entry").get(pk=plan.pk)
    assert (plan.title_en, plan.state) == ("New title", "draft")
    assert plan.entry.title_en != "New title"


def test_saving_without_a_change_is_not_an_edit(curator, form_of):
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    before = Record.objects.get(pk=plan.pk)
    assert saved(curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan))))
    after = Record.objects.get(pk=plan.pk)
    assert (after.state, after.updated_at) == ("published", before.updated_at)


def test_an_edit_of_a_part_alone_is_an_edit_of_the_record(curator, form_of):
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    data = form_of(curator, admin_record_url(plan))
    data = added("other_names", data, name="AI4S Plan", language="en", kind="alias")
    assert saved(curator.post(admin_record_url(plan), data))
    after = Record.objects.get(pk=plan.pk)
    assert after.state == "draft"
    assert after.updated_at > plan.updated_at


def test_a_new_slug_keeps_the_old_one_leading_to_the_record(curator, form_of):
    plan = InitiativeFactory(slug="old")
    data = form_of(curator, admin_record_url(plan)) | {"slug": "new"}
    assert saved(curator.post(admin_record_url(plan), data))
    assert Record.objects.get(pk=plan.pk).slug == "new"
    assert FormerSlug.objects.get(slug="old").record_id == plan.pk


@pytest.mark.parametrize("holder_is", ["has", "had"])
def test_a_slug_of_another_record_is_refused(curator, form_of, holder_is):
    holder = InitiativeFactory(slug="taken" if holder_is == "has" else "now", title_en="The holder")
    if holder_is == "had":
        FormerSlug.objects.create(record=holder, slug="taken")
    plan = InitiativeFactory(slug="mine")
    response = curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | {"slug": "taken"})
    assert "The holder" in errors(response)
    assert Record.objects.get(pk=plan.pk).slug == "mine"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("launched", "2023-13", "is not a valid date"),
        ("launched", "2023-02-30", "is not a valid date"),
        ("launched", "2025/2022", "is not a valid date"),
        ("launched", "a\x00b", "is not a valid date"),
        ("title_en", "x" * 301, "at most 300"),
        ("slug", "no slug!", "valid “slug”"),
        ("initiative_type", "nonsense", "Select a valid choice"),
        ("themes", ["999999999999999999999"], "not one of the available choices"),
        ("themes", ["nonsense"], "is not a valid value"),
        ("themes", ["a\x00b"], "Null characters"),
        ("relations-0-other", "nonsense", "Select a valid choice"),
        ("relations-0-other", "٩٩٩٩٩٩٩", "Select a valid choice"),  # a number that no record has
        ("citations-0-source", "a\x00b", "Null characters"),
        ("citations-0-statement", "relation:x", "Select a valid choice"),
        ("citations-0-id", "nonsense", "removed this row"),
        ("citations-TOTAL_FORMS", "x", ""),
        ("_opened", "a\x00b", "This differs from what is saved"),
    ],
)
def test_bad_input_is_told_and_kept(curator, form_of, name, value, why):
    plan = RelationFactory(subject=InitiativeFactory(), object=OrganisationFactory()).subject
    CitationFactory(record=plan)
    data = form_of(curator, admin_record_url(plan)) | {name: value, "summary_en": "Kept."}
    response = curator.post(admin_record_url(plan), data)
    assert why in errors(response)
    assert "Kept." in response.content.decode()


@pytest.mark.parametrize("initial", ["1", "3000"])
def test_more_rows_than_a_form_may_have_are_refused_and_only_stored_ones_are_made(curator, form_of, initial):
    plan = CitationFactory(record=InitiativeFactory()).record
    forged = {"citations-TOTAL_FORMS": "3001", "citations-INITIAL_FORMS": initial, "summary_en": "Kept."}
    response = curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | forged)
    sets = {each.formset.prefix: each.formset for each in response.context["inline_admin_formsets"]}
    assert "at most" in str(sets["citations"].non_form_errors())
    assert "Kept." in response.content.decode()
    assert len(sets["citations"].forms) == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2022–2025", "2022/2025"),
        ("2023年3月", "2023-03"),
        ("about 2019", "2019~"),
        (" 2022/.. ", "2022/.."),
        ("2020?", "2020?"),
    ],
)
def test_a_date_is_taken_as_people_write_it(curator, form_of, typed, stored):
    plan = InitiativeFactory()
    curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | {"period": typed})
    plan.refresh_from_db()
    assert plan.period == stored


def test_a_date_that_can_mean_two_is_refused_with_both(curator, form_of):
    plan = InitiativeFactory()
    data = form_of(curator, admin_record_url(plan)) | {"period": "03/04/2026", "launched": "soon"}
    response = curator.post(admin_record_url(plan), data)
    assert "Do you mean 2026-04-03 or 2026-03-04?" in errors(response)
    assert "“soon” is not a valid date." in errors(response)
    assert "03/04/2026" in response.content.decode()


def test_a_bad_address_is_told(curator, form_of):
    platform = PlatformFactory()
    data = form_of(curator, admin_record_url(platform)) | {"website": "javascript:alert(1)"}
    assert "Enter a valid URL" in errors(curator.post(admin_record_url(platform), data))


def test_a_record_without_any_title_is_told_which_ones_there_are(curator, form_of):
    plan = InitiativeFactory()
    empty = {"title_en": "", "title_zh_hans": "", "original_title": ""}
    response = curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | empty)
    assert "Give at least one title" in errors(response)


def test_a_citation_is_of_one_statement_chosen_from_those_of_the_record(curator, form_of):
    relation = RelationFactory(subject=InitiativeFactory(), object=OrganisationFactory())
    plan, elsewhere = relation.subject, RelationFactory()
    data = form_of(curator, admin_record_url(plan))
    source = SourceFactory()
    offered = [key for _group, rows in _statements(curator, plan)[1:] for key, _label in rows]
    assert "field:launched" in offered
    assert f"relation:{relation.pk}" in offered
    assert f"relation:{elsewhere.pk}" not in offered
    assert "field:platform_type" not in offered

    good = added("citations", data, statement=f"relation:{relation.pk}", source=source.pk, verdict="not_checked")
    assert saved(curator.post(admin_record_url(plan), good))
    assert Citation.objects.get().relation == relation

    bad = added(
        "citations", form_of(curator, admin_record_url(plan)), statement=f"relation:{elsewhere.pk}", source=source.pk
    )
    assert "Select a valid choice" in errors(curator.post(admin_record_url(plan), bad))


def _statements(client, record):
    groups = client.get(admin_record_url(record)).context["inline_admin_formsets"]
    citations = next(group.formset for group in groups if group.formset.model is Citation)
    return citations.empty_form.fields["statement"].choices


def test_a_verdict_is_signed_with_the_name_and_the_day(person, form_of):
    user, client = person("curator")
    citation = CitationFactory()
    address = admin_record_url(citation.record)
    assert saved(client.post(address, form_of(client, address) | {"citations-0-verdict": "supports"}))
    citation.refresh_from_db()
    assert (citation.checked_by, citation.checked_at) == (user, timezone.localdate())

    other, second = person("curator")
    assert saved(second.post(address, form_of(second, address) | {"citations-0-locator": "p. 2"}))
    citation.refresh_from_db()
    assert citation.checked_by == user

    again = form_of(second, address) | {"citations-0-checked_today": "on"}
    assert saved(second.post(address, again))
    citation.refresh_from_db()
    assert citation.checked_by == other

    assert saved(client.post(address, form_of(client, address) | {"citations-0-verdict": "not_checked"}))
    citation.refresh_from_db()
    assert (citation.checked_by, citation.checked_at) == (None, None)


def test_the_same_place_of_a_source_twice_is_told(curator, form_of):
    citation = CitationFactory()
    data = form_of(curator, admin_record_url(citation.record))
    twice = added("citations", data, statement="field:launched", source=citation.source.pk, verdict="not_checked")
    response = curator.post(admin_record_url(citation.record), twice)
    assert response.status_code == 200
    assert Citation.objects.count() == 1


def test_a_location_of_another_source_is_told(curator, form_of):
    citation, location = CitationFactory(), LocationFactory()
    data = form_of(curator, admin_record_url(citation.record)) | {"citations-0-location": str(location.pk)}
    assert "belongs to another source" in errors(curator.post(admin_record_url(citation.record), data))


def test_a_relation_goes_with_the_citation_edited_in_the_same_form(curator, form_of):
    relation = RelationFactory(subject=InitiativeFactory(), object=OrganisationFactory())
    CitationFactory(record=relation.subject, field="", relation=relation)
    address = admin_record_url(relation.subject)
    data = form_of(curator, address) | {"relations-0-DELETE": "on", "citations-0-locator": "p. 3"}
    assert saved(curator.post(address, data))
    assert not Relation.objects.exists()
    assert not Citation.objects.exists()


def test_a_body_is_edited_on_its_own_form_and_not_as_an_organisation(curator, form_of):
    body = BodyFactory()
    data = form_of(curator, admin_record_url(body)) | {"composition": ["academia", "business"]}
    assert saved(curator.post(admin_record_url(body), data))
    assert Body.objects.get(pk=body.pk).composition == ["academia", "business"]
    as_organisation = f"/admin/records/organisation/{body.pk}/change/"
    assert curator.get(as_organisation).status_code == 302
    assert as_organisation not in curator.get("/admin/records/organisation/").content.decode()


def test_a_record_is_added_with_its_parts(curator):
    source = SourceFactory()
    parts = ["citations", "relations", "milestones", "other_names", "identifiers"]
    data = {f"{part}-{key}_FORMS": "0" for part in parts for key in ("TOTAL", "INITIAL")}
    data |= {"title_en": "A plan", "slug": "a-plan", "initiative_type": "plan", "launched": "2023-03"}
    data = added("citations", data, statement="field:launched", source=source.pk, verdict="supports")
    assert saved(curator.post("/admin/initiatives/initiative/add/", data))
    plan = Initiative.objects.get()
    assert (plan.kind, plan.state, plan.citations.get().field) == ("initiative", "draft", "launched")


def test_hostile_text_is_shown_as_text_among_the_differences(curator):
    plan = InitiativeFactory(summary_en="Before")
    publish(record=plan, by=None, reason="First.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="<script>alert(1)</script>", state="draft")
    page = curator.get(admin_record_url(plan)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "1 unpublished change" in page


def test_the_public_side_reads_what_is_saved_and_not_what_a_refused_form_holds(curator, form_of):
    plan = InitiativeFactory(launched="2023")
    response = curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | {"launched": "2023-13"})
    assert response.status_code == 200
    assert response.context["public_side"].record.pk == plan.pk


def test_a_record_that_was_public_is_not_deleted(curator):
    plan, draft = InitiativeFactory(title_en="Was public"), InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    response = curator.post(f"/admin/initiatives/initiative/{plan.pk}/delete/", {"post": "yes"}, follow=True)
    assert "must stay citable" in response.content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [plan.pk, draft.pk], "post": "yes"}
    response = curator.post("/admin/initiatives/initiative/", chosen, follow=True)
    assert "Was public" in response.content.decode()
    assert Record.objects.count() == 2

    curator.post("/admin/initiatives/initiative/", chosen | {"_selected_action": [draft.pk]})
    assert not Record.objects.filter(pk=draft.pk).exists()


def test_the_form_costs_the_same_whatever_stands_on_it(curator, django_assert_max_num_queries):
    ministry = OrganisationFactory()
    for _ in range(12):
        relation = RelationFactory(subject=ministry, predicate="launched", object=InitiativeFactory())
        RelationFactory(subject=OrganisationFactory(), predicate="part_of", object=ministry)
        source = SourceFactory()
        place = LocationFactory(source=source)
        CitationFactory(record=ministry, field="", relation=relation, source=source, location=place)
    curator.get(admin_record_url(ministry))
    with django_assert_max_num_queries(48):
        assert curator.get(admin_record_url(ministry)).status_code == 200


@pytest.mark.parametrize(
    ("titles", "slug"),
    [
        ({"title_zh_hans": "科学数据计划"}, "ke-xue-shu-ju-ji-hua"),
        ({"title_en": "Data – Phase II (2021–2024)", "title_zh_hans": "计划"}, "data-phase-ii-2021-2024"),
        ({"original_title": "Été", "original_language": "fr"}, "ete"),
        ({"title_en": "Taken"}, "taken-3"),
    ],
)
def test_a_slug_is_made_from_any_title(curator, form_of, titles, slug):
    FormerSlug.objects.create(record=InitiativeFactory(slug="taken"), slug="taken-2")
    address = "/admin/initiatives/initiative/add/"
    data = form_of(curator, address) | {"slug": "", "initiative_type": "plan"} | titles
    response = curator.post(address, data)
    assert response.status_code == 302
    assert Record.objects.latest("pk").slug == slug
    proposed = curator.get("/admin/initiatives/initiative/propose-slug/", titles).json()["slug"]
    assert proposed.startswith(slug.removesuffix("-3"))


def test_a_title_without_a_slug_gives_the_permanent_id(curator, form_of):
    address = "/admin/initiatives/initiative/add/"
    titles = {"original_title": "خطة", "original_language": "ar"}
    curator.post(address, form_of(curator, address) | {"slug": "", "initiative_type": "plan"} | titles)
    made = Record.objects.latest("pk")
    assert made.slug == made.public_id


def test_a_slug_that_is_emptied_stays(curator, form_of):
    plan = InitiativeFactory(slug="old")
    curator.post(admin_record_url(plan), form_of(curator, admin_record_url(plan)) | {"slug": "", "title_en": "New"})
    assert Record.objects.get(pk=plan.pk).slug == "old"


def test_a_slug_is_proposed_to_those_only_who_may_add(client):
    assert client.get("/admin/initiatives/initiative/propose-slug/?title_en=x").status_code == 302
