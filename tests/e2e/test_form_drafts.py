"""What a curator types is not lost: an expired session, a closed tab, a second click; in a real browser."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import CURATOR
from observatory.records.admin_urls import admin_record_url
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import people  # noqa: F401
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"
OFFER = re.compile("This form was left without saving on .+ What was typed is kept in this browser")


@pytest.fixture
def plan(people):  # noqa: F811
    make_roles()
    SourceFactory(key="MOST 2023a")
    return InitiativeFactory(title_en="Implementation Plan", summary_en="Before.")


def open_form(page: Page, site: str, plan: Initiative) -> None:
    page.goto(f"{site}{admin_record_url(plan)}")


def type_summary(page: Page, text: str) -> None:
    page.get_by_label("English summary").fill(text)
    page.wait_for_function(f"() => {DRAFTS}")


def drafts(page: Page) -> int:
    return page.evaluate(DRAFTS)


def save_again(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("a-long-enough-password")
    page.get_by_role("button", name="Log in").click()


def test_what_was_typed_outlives_an_expired_session(live_server, plan, reader):
    complaints: list[str] = []
    page = log_in(reader, live_server.url, CURATOR, complaints)
    open_form(page, live_server.url, plan)
    type_summary(page, "A summary that took an hour <b>to write</b>.")
    page.locator("#milestones-group .add-row a").click()
    page.locator("#id_milestones-0-title_en").fill("Second call")
    page.locator("#id_milestones-0-type").select_option(index=1)
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Second call')")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Save and continue editing").click()
    save_again(page, CURATOR)

    expect(page.get_by_text(OFFER)).to_be_visible()
    expect(page.get_by_label("English summary")).to_have_value("Before.")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("English summary")).to_have_value("A summary that took an hour <b>to write</b>.")
    expect(page.locator("#id_milestones-0-title_en")).to_have_value("Second call")
    page.locator("#id_milestones-0-date").fill("2024")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    plan.refresh_from_db()
    assert plan.summary_en == "A summary that took an hour <b>to write</b>."
    assert plan.milestones.get().title_en == "Second call"
    assert drafts(page) == 0
    assert complaints == []


def test_what_was_typed_in_a_tab_that_was_closed_is_offered_and_can_be_discarded(live_server, plan, reader):
    page = log_in(reader, live_server.url, CURATOR, [])
    open_form(page, live_server.url, plan)
    type_summary(page, "After.")
    page.close(run_before_unload=False)

    other = reader.contexts[0].new_page()
    open_form(other, live_server.url, plan)
    expect(other.get_by_text(OFFER)).to_be_visible()
    other.get_by_role("button", name="Discard").click()
    expect(other.get_by_text(OFFER)).to_have_count(0)
    assert drafts(other) == 0
    open_form(other, live_server.url, plan)
    expect(other.get_by_label("English summary")).to_have_value("Before.")
    expect(other.get_by_text(OFFER)).to_have_count(0)


def test_a_draft_is_not_offered_to_another_user_of_the_browser(live_server, plan, reader):
    page = log_in(reader, live_server.url, CURATOR, [])
    open_form(page, live_server.url, plan)
    type_summary(page, "After.")
    page.context.clear_cookies()
    page.goto("about:blank")
    page.goto(f"{live_server.url}{admin_record_url(plan)}")
    save_again(page, "reviewer")
    expect(page.get_by_label("English summary")).to_have_value("Before.")
    expect(page.get_by_text(OFFER)).to_have_count(0)


def test_a_changed_form_is_not_left_without_a_question(live_server, plan, reader):
    page = log_in(reader, live_server.url, CURATOR, [])
    open_form(page, live_server.url, plan)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_url("**/admin/")
    assert asked == []
    open_form(page, live_server.url, plan)
    type_summary(page, "After.")
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_two_clicks_on_save_are_one_save(live_server, plan, reader):
    page = log_in(reader, live_server.url, CURATOR, [])
    open_form(page, live_server.url, plan)
    type_summary(page, "After.")
    page.get_by_role("button", name="Save and continue editing").dblclick()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert LogEntry.objects.filter(object_id=str(plan.pk)).count() == 1


def test_a_form_with_errors_keeps_its_draft_until_it_is_saved(live_server, plan, reader):
    page = log_in(reader, live_server.url, CURATOR, [])
    open_form(page, live_server.url, plan)
    type_summary(page, "After.")
    page.get_by_label("English title").fill("")
    page.get_by_label("Launched", exact=False).first.fill("2023-13")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    assert drafts(page) == 1
    page.get_by_label("English title").fill("Implementation Plan")
    page.get_by_label("Launched", exact=False).first.fill("2023")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert drafts(page) == 0
