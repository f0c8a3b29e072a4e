"""Evidence and "cite" beside the fields, relations and milestones of a record's form."""

import pytest
from lxml import html

from initiatives.models import Initiative
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Milestone, Relation
from observatory.sources.models import Citation
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def added(prefix: str, data: dict, **values) -> dict:
    """Return the form's data with one more row of an inline."""
    number = int(data.get(f"{prefix}-TOTAL_FORMS", 0))
    row = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": str(number + 1)}


def errors(response) -> str:
    assert response.status_code == 200, response
    return str([group.formset.errors for group in response.context["inline_admin_formsets"]])


@pytest.fixture
def plan():
    return InitiativeFactory(launched="2026-03")


@pytest.fixture
def other():
    return OrganisationFactory()


@pytest.fixture
def source():
    return SourceFactory(key="MOST 2026")


def test_each_field_relation_and_milestone_has_its_evidence_beside_it(curator, plan, source, other):
    relation = RelationFactory(subject=plan, predicate="part_of", object=other)
    milestone = MilestoneFactory(record=plan)
    cited = CitationFactory(record=plan, field="launched", source=source, quote="in March 2026, <b>they</b> launched")
    CitationFactory(record=plan, field="", relation=relation, source=source, quote="part of it")
    page = html.document_fromstring(curator.get(admin_record_url(plan)).content.decode())
    links = {link.get("data-cite"): link for link in page.xpath("//a[@class='cite']")}
    wanted = {"field:title", "field:summary", "field:launched", "field:themes", f"relation:{relation.pk}"}
    assert wanted | {f"milestone:{milestone.pk}"} <= set(links)
    assert links["field:launched"].get("href") == f"/admin/evidence/{plan.pk}/?statement=field%3Alaunched"
    [line] = page.xpath("//div[contains(@class, 'field-launched')]//span[@class='evidence-line']")
    assert " ".join(line.text_content().split()) == "not checked MOST 2026 in March 2026, <b>they</b> launched open"
    assert line.xpath("a")[0].get("href") == f"/admin/evidence/{plan.pk}/?citation={cited.pk}"
    [row] = page.xpath("//div[@id='relations-0']//span[@class='evidence-line']")
    assert "part of it" in row.text_content()


def test_a_new_record_has_cite_beside_its_fields_too(curator):
    page = html.document_fromstring(curator.get("/admin/initiatives/initiative/add/").content.decode())
    assert page.xpath("//a[@class='cite'][@data-cite='field:launched'][@href='#citations-group']")


@pytest.mark.parametrize("part", ["relation", "milestone"])
def test_a_row_is_cited_for_in_the_form_that_adds_it(curator, form_of, plan, other, source, part):
    address = admin_record_url(plan)
    data = form_of(curator, address)
    data = added("relations", data, said="out:supports", other=other.pk)
    data = added("milestones", data, type="announced", title_en="Announced", date="2026-03")
    data = added("citations", data, statement=f"new:{part}:1", source=source.pk, verdict="supports", quote="q")
    response = curator.post(address, data)
    assert response.status_code == 302, errors(response)
    row = Citation.objects.get()
    assert getattr(row, part) == (Relation if part == "relation" else Milestone).objects.get()
    assert (row.field, row.verdict, row.basis) == ("", "supports", "passage")


def test_a_whole_new_record_is_entered_with_a_cited_relation(curator, plan, source):
    parts = ["citations", "relations", "milestones", "other_names", "identifiers"]
    data = {f"{part}-{key}_FORMS": "0" for part in parts for key in ("TOTAL", "INITIAL")}
    data |= {"title_en": "A plan", "slug": "a-plan", "initiative_type": "plan"}
    for said in ("out:implements", "out:supports"):
        data = added("relations", data, said=said, other=plan.pk)
    data = added("citations", data, statement="new:relation:2", source=source.pk, verdict="not_checked")
    response = curator.post("/admin/initiatives/initiative/add/", data)
    assert response.status_code == 302, errors(response)
    assert Citation.objects.get().relation.predicate == "supports"
    assert Initiative.objects.get(slug="a-plan").citations.count() == 1


def test_a_citation_that_there_is_moves_to_a_new_relation(curator, form_of, plan, other, source):
    citation = CitationFactory(record=plan, field="launched", source=source)
    data = form_of(curator, admin_record_url(plan)) | {"citations-0-statement": "new:relation:1"}
    data = added("relations", data, said="out:supports", other=other.pk)
    response = curator.post(admin_record_url(plan), data)
    assert response.status_code == 302, errors(response)
    citation.refresh_from_db()
    assert (citation.field, citation.relation) == ("", Relation.objects.get())


def test_the_new_row_is_the_same_one_after_somebody_else_added_another(curator, form_of, plan, other, source):
    data = form_of(curator, admin_record_url(plan))
    data = added("relations", data, said="out:supports", other=other.pk)
    data = added("citations", data, statement="new:relation:1", source=source.pk, verdict="not_checked")
    RelationFactory(subject=plan, predicate="funds", object=OrganisationFactory())
    response = curator.post(admin_record_url(plan), data)
    assert response.status_code == 302, errors(response)
    assert Citation.objects.get().relation.predicate == "supports"


@pytest.mark.parametrize("row", ["empty", "none"])
def test_a_new_row_that_is_empty_is_told_and_nothing_is_lost(curator, form_of, plan, other, source, row):
    data = form_of(curator, admin_record_url(plan))
    if row != "none":
        data = added("relations", data, said="", other="")
    data = added(
        "citations", data, statement="new:relation:1", source=source.pk, verdict="not_checked", note_en="Typed."
    )
    response = curator.post(admin_record_url(plan), data)
    told = "empty or was removed" if row != "none" else "Select a valid choice"
    assert told in errors(response)
    assert "Typed." in response.content.decode()
    assert not Citation.objects.exists()


def test_an_error_elsewhere_leaves_the_choice_of_the_new_row(curator, form_of, plan, other, source):
    data = form_of(curator, admin_record_url(plan)) | {"launched": "2026-13"}
    data = added("relations", data, said="out:supports", other=other.pk)
    data = added("citations", data, statement="new:relation:1", source=source.pk, verdict="not_checked")
    page = html.document_fromstring(curator.post(admin_record_url(plan), data).content.decode())
    [chosen] = page.xpath("//select[@name='citations-0-statement']//option[@selected]")
    assert (chosen.get("value"), chosen.text) == ("new:relation:1", "relation 1 (new)")


def test_one_place_of_a_source_is_not_cited_twice_for_a_new_row(curator, form_of, plan, other, source):
    data = added("relations", form_of(curator, admin_record_url(plan)), predicate="part_of", object=other.pk)
    for _ in range(2):
        data = added("citations", data, statement="new:relation:1", source=source.pk, verdict="not_checked")
    assert "cited twice" in errors(curator.post(admin_record_url(plan), data))
    assert not Relation.objects.exists()


@pytest.mark.parametrize("statement", ["new:relation:0", "new:relation:x", "new:nothing:1", "new:relation:99999999999"])
def test_a_forged_row_is_refused(curator, form_of, plan, source, statement):
    data = added("citations", form_of(curator, admin_record_url(plan)), statement=statement, source=source.pk)
    assert "Select a valid choice" in errors(curator.post(admin_record_url(plan), data))


def test_more_rows_than_a_form_may_have_are_refused_and_what_is_stored_is_shown(curator, form_of, plan, other, source):
    RelationFactory(subject=plan, predicate="funds", object=other)
    data = added("citations", form_of(curator, admin_record_url(plan)), statement="new:relation:1", source=source.pk)
    data["relations-TOTAL_FORMS"] = "9" * 30
    response = curator.post(admin_record_url(plan), data)
    assert "Select a valid choice" in errors(response)
    assert "Please submit at most" in response.content.decode()
    [relations] = [each.formset for each in response.context["inline_admin_formsets"] if each.formset.model is Relation]
    assert len(relations.forms) == 1


def test_the_locations_of_the_chosen_source_alone_are_found(curator, source):
    mine, _other = LocationFactory(source=source, url="https://a.example/1"), LocationFactory(url="https://a.example/2")
    address = "/admin/autocomplete/?term=&app_label=sources&model_name=citation&field_name=location"
    assert len(curator.get(address).json()["results"]) == 2
    assert [row["id"] for row in curator.get(f"{address}&source={source.pk}").json()["results"]] == [str(mine.pk)]
    for wrong in ("", "x", "٣", "9" * 40):
        assert len(curator.get(f"{address}&source={wrong}").json()["results"]) == 2


def test_a_quote_typed_by_hand_was_not_taken_from_a_stored_text(curator, form_of, plan, source):
    citation = CitationFactory(record=plan, source=source, quote="old", quoted_from="a" * 64)
    data = form_of(curator, admin_record_url(plan)) | {"citations-0-quote": "new"}
    assert curator.post(admin_record_url(plan), data).status_code == 302
    citation.refresh_from_db()
    assert (citation.quote, citation.quoted_from) == ("new", "")
