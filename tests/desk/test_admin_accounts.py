"""Accounts are deactivated, not deleted, and the log keeps their names."""

import pytest
from django.contrib.auth.models import User

from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_record_url
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db


def test_nobody_deletes_an_account_and_everybody_may_be_closed(administrator, person):
    user, _client = person("reviewer")
    address = f"/admin/auth/user/{user.pk}/"
    assert administrator.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": str(user.pk), "post": "yes"}
    administrator.post("/admin/auth/user/", chosen)
    assert User.objects.filter(pk=user.pk).exists()
    assert 'name="is_active"' in administrator.get(f"{address}change/").content.decode()


def test_the_history_of_a_record_tells_its_versions_among_its_edits(reviewer):
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="Loaded from the case study.")
    page = reviewer.get(admin_record_url(plan).replace("change/", "history/")).content.decode()
    assert page.index("Loaded from the case study.") < page.index(plan.title_en, page.index('class="entries"'))


def test_the_history_of_what_is_not_there_leads_back(reviewer):
    assert reviewer.get("/admin/initiatives/initiative/987654321/history/").status_code == 302


def test_a_list_is_named_by_what_it_lists(reviewer):
    assert "<h1>Changes</h1>" in reviewer.get("/admin/monitoring/change/").content.decode()
