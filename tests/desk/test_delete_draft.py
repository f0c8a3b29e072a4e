"""Deleting a draft whose sources changed: what is said instead, and that the remedy works."""

import pytest

from observatory.monitoring.models import AffectedCitation
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.models import Record
from tests.desk.claims import claim
from tests.factories import CitationFactory, InitiativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A draft with two citations; the source of one of them changed."""
    record = InitiativeFactory(title_en="Plan <b>", title_zh_hans="Plan <b>")
    claim(citation=CitationFactory(record=record, field="launched", quote="q"))
    CitationFactory(record=record, field="summary", quote="q")
    return record


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def delete_page(record) -> str:
    return f"/admin/initiatives/initiative/{record.pk}/delete/"


@pytest.mark.parametrize(("language", "words"), [("", "remove these citations"), ("/zh-hans", "移除这些引证")])
def test_a_curator_is_told_what_to_do_with_a_draft_whose_sources_changed(curator, draft, language, words):
    page = curator.post(f"{language}{delete_page(draft)}", {"post": "yes"}, follow=True)
    assert words in said(page)
    assert "Plan &lt;b&gt;</a>" in said(page)
    assert Record.objects.filter(pk=draft.pk).exists()


def test_the_draft_can_be_deleted_once_these_citations_are_removed(curator, draft, form_of):
    form = form_of(curator, admin_record_url(draft))

    assert curator.post(admin_record_url(draft), form | {"citations-0-DELETE": "on"}).status_code == 302
    assert not AffectedCitation.objects.exists()
    assert draft.citations.count() == 1
    assert curator.post(delete_page(draft), {"post": "yes"}).status_code == 302
    assert not Record.objects.filter(pk=draft.pk).exists()


def test_drafts_chosen_in_a_list_are_not_deleted_either_and_the_list_says_why(curator, draft):
    data = {"action": "delete_selected", "_selected_action": draft.pk, "post": "yes"}
    assert "remove these citations" in said(curator.post("/admin/initiatives/initiative/", data, follow=True))
    assert Record.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_the_page_that_deletes_one_citation_leads_to_the_form_of_its_record(person, draft, role):
    _user, client = person(role)
    affected = AffectedCitation.objects.get().citation
    page = client.post(f"{admin_form_url(affected).removesuffix('change/')}delete/", {"post": "yes"}, follow=True)
    assert "Remove it in the form of its record" in said(page)
    assert page.redirect_chain[0][0].startswith(admin_record_url(draft))
    assert draft.citations.count() == 2
