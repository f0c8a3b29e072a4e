"""The preview: the working copy on the public page, for curators and reviewers only."""

import pytest
from django.test import Client

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_record_url
from tests.factories import CitationFactory, InitiativeFactory, RelationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    record = InitiativeFactory(title_en="A plan", summary_en="Before <b>.", launched="2023")
    CitationFactory(record=record, field="launched", source=SourceFactory(key="MOST 2023", title_en="A notice"))
    return record


def shown(client, record, prefix: str = "") -> str:
    response = client.get(f"{prefix}/preview/{record.public_id}/")
    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize("role", ["curator", "reviewer"])
def test_a_record_that_was_never_published_is_shown_with_its_new_source(person, plan, role):
    _user, client = person(role)
    page = shown(client, plan)
    assert "This is a preview of the working copy. Readers do not see it." in page
    assert "Before &lt;b&gt;." in page
    assert "A notice" in page
    assert admin_record_url(plan) in page
    assert not Entry.objects.exists()


def test_the_preview_shows_the_edit_and_the_public_page_does_not(curator, plan):
    publish(record=plan, by=None, reason="First.")
    plan.summary_en = "After."
    plan.save()
    assert "After." in shown(curator, plan)
    assert "这是工作副本的预览" in shown(curator, plan, "/zh-hans")
    assert "After." not in Client().get(f"/initiatives/{plan.slug}/").content.decode()
    assert f"/preview/{plan.public_id}/" in curator.get(admin_record_url(plan)).content.decode()


def test_the_title_of_another_draft_does_not_show(curator, plan):
    RelationFactory(subject=plan, object=InitiativeFactory(title_en="A secret draft"))
    assert "A secret draft" not in shown(curator, plan)


def test_a_reader_is_sent_to_the_login_and_sees_nothing(client, plan):
    response = client.get(f"/preview/{plan.public_id}/")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/login/?next=/preview/{plan.public_id}/"


def test_who_may_not_view_records_is_refused(person, plan):
    _user, nobody = person(None)
    assert nobody.get(f"/preview/{plan.public_id}/").status_code == 403


def test_an_unknown_record_is_not_found(curator):
    assert curator.get("/preview/zzzzzzzz/").status_code == 404


def test_the_preview_asks_no_more_queries_for_many_citations(curator, plan, django_assert_max_num_queries):
    for number in range(30):
        CitationFactory(record=plan, field="launched", locator=str(number))
    with django_assert_max_num_queries(45):
        shown(curator, plan)
