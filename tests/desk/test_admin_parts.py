"""Lists of the parts of records, sources, coverage searches and former slugs."""

import pytest

from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import FormerSlug, Record, Survey
from observatory.search.sources_and_terms import find_official_terms, find_sources
from observatory.sources.models import OfficialTerm, Rendering, Source
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    ThemeFactory,
)
from tests.published import publish_rows

pytestmark = pytest.mark.django_db


def state(record) -> str:
    return Record.objects.get(pk=record.pk).state


@pytest.mark.parametrize("part", ["relation", "milestone", "citation"])
def test_an_edit_or_a_deletion_of_a_part_is_an_edit_of_its_record(curator, form_of, part):
    plan = InitiativeFactory()
    row, change = {
        "relation": lambda: (RelationFactory(subject=plan, object=OrganisationFactory()), {"note_en": "New"}),
        "milestone": lambda: (MilestoneFactory(record=plan), {"title_en": "New"}),
        "citation": lambda: (CitationFactory(record=plan), {"locator": "p. 9"}),
    }[part]()
    publish(record=plan, by=None, reason="First.")
    assert curator.post(admin_form_url(row), form_of(curator, admin_form_url(row)) | change).status_code == 302
    assert state(plan) == "draft"

    publish(record=plan, by=None, reason="Second.")
    delete = admin_form_url(row).replace("/change/", "/delete/")
    assert curator.post(delete, {"post": "yes"}).status_code == 302
    assert not type(row).objects.exists()
    assert state(plan) == "draft"


def test_a_relation_stays_with_its_subject(curator, form_of):
    relation = RelationFactory()
    other = OrganisationFactory()
    data = form_of(curator, admin_form_url(relation)) | {"subject": other.pk, "note_en": "New"}
    assert curator.post(admin_form_url(relation), data).status_code == 302
    relation.refresh_from_db()
    assert relation.subject_id != other.pk


def test_the_list_of_sources_tells_how_often_each_is_cited(curator):
    source = SourceFactory()
    CitationFactory.create_batch(2, source=source)
    page = curator.get("/admin/sources/source/").content.decode()
    assert '<td class="field-citation_total">2</td>' in page


def test_a_source_is_found_by_what_a_curator_wrote_once_it_is_published(curator, form_of):
    source = SourceFactory(cited=True)
    new = {"title_en": "Yearbook of computing", "contributors-TOTAL_FORMS": "1", "contributors-0-literal": "Ministry"}
    new |= {"contributors-0-position": "1", "contributors-0-role": "author"}
    assert curator.post(admin_form_url(source), form_of(curator, admin_form_url(source)) | new).status_code == 302
    assert not find_sources("yearbook")
    publish_rows(source)
    assert [*find_sources("yearbook")] == [*find_sources("ministry")] == [source.published]
    assert not find_sources(source.title_en)


def test_a_term_and_a_rendering_are_found_by_what_a_curator_wrote_once_they_are_published(curator, form_of):
    term = OfficialTerm.objects.create(term="治理")
    rendering = Rendering.objects.create(term=term, text="management", source=SourceFactory(cited=True))
    new = {"text": "stewardship"}
    assert curator.post(admin_form_url(rendering), form_of(curator, admin_form_url(rendering)) | new).status_code == 302
    publish_rows(term)
    assert [*find_official_terms("stewardship")] == [term.published]
    new = {"term": "伦理治理"}
    assert curator.post(admin_form_url(term), form_of(curator, admin_form_url(term)) | new).status_code == 302
    assert not find_official_terms("伦理")
    publish_rows(term)
    assert [*find_official_terms("伦理")] == [*find_official_terms("伦理 stewardship")] == [term.published]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("issued", "2023-13", "is not a valid date"),
        ("doi", "https://doi.org/10.1/x", "A DOI looks like"),
        ("key", "", "required"),
        ("locations-0-url", "javascript:alert(1)", "A URL begins with http"),
        ("locations-0-url", "http://" + "x" * 3000 + ".org", "at most 2000"),
        ("contributors-0-position", "-1", "greater than or equal to 0"),
    ],
)
def test_bad_input_in_a_source_is_told(curator, form_of, field, value, why):
    source = SourceFactory()
    data = form_of(curator, admin_form_url(source))
    prefix = field.split("-")[0]
    if prefix in ("locations", "contributors"):
        data |= {f"{prefix}-TOTAL_FORMS": "1", "locations-0-role": "original", "contributors-0-role": "author"}
    response = curator.post(admin_form_url(source), data | {field: value})
    assert response.status_code == 200
    assert why in response.content.decode()


def test_a_cited_source_is_not_deleted(curator):
    citation = CitationFactory()
    response = curator.post(admin_form_url(citation.source).replace("change", "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert Source.objects.exists()


def test_a_former_slug_is_added_only_where_it_is_free(curator, administrator):
    plan = InitiativeFactory(slug="held")
    response = administrator.post("/admin/records/formerslug/add/", {"record": plan.pk, "slug": "held"})
    assert "already has this slug" in response.content.decode()
    assert administrator.post("/admin/records/formerslug/add/", {"record": plan.pk, "slug": "free"}).status_code == 302
    assert FormerSlug.objects.get().record_id == plan.pk


def test_a_survey_is_signed(person):
    user, client = person("curator")
    data = {
        "jurisdiction": JurisdictionFactory().pk,
        "theme": ThemeFactory().pk,
        "kind": "",
        "outcome": "none_found",
        "searched_on": "2026-11-01",
    }
    assert client.post("/admin/records/survey/add/", data).status_code == 302
    assert Survey.objects.get().searched_by == user
    both = client.post("/admin/records/survey/add/", data | {"kind": "initiative"})
    assert "Choose what was searched for" in both.content.decode()
