"""The review in a browser: a record is returned with a comment by keyboard, then scheduled; axe on all its pages."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from observatory.publishing.models import ExpertOpinion, ScheduledPublication
from observatory.publishing.record_publication import publish
from observatory.publishing.review_links import make_link
from observatory.publishing.roles import make_roles
from observatory.publishing.scheduled_publications import publish_due
from observatory.publishing.workflow import submit_for_review
from observatory.records.models import Comment, Record
from observatory.sources.models import OfficialTerm, Rendering
from tests.e2e.following import follow, press_and_follow
from tests.e2e.login import log_in
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    SourceFactory,
    UserFactory,
)
from tests.stored_rows import made_once

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@pytest.fixture
@made_once
def plan(transactional_db) -> Record:
    plan = InitiativeFactory(title_en="Action Plan", summary_en="It began in 2023.", launched="2023-03")
    CitationFactory(record=plan, field="launched", quote="began in 2023")
    MilestoneFactory(record=plan, title_en="A start")
    publish(record=plan, by=None, reason="First.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="It began in 2024.", launched="2024-03", state="draft")
    submit_for_review(records=[plan])
    return Record.objects.get(pk=plan.pk)


@pytest.fixture
def page(plan, live_server, reader) -> Page:
    make_roles()
    user = UserFactory(username="reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="reviewer"))
    return log_in(reader, live_server.url, "reviewer", viewport={"width": 1280, "height": 900})


def test_returned_with_a_comment_at_a_statement_by_keyboard_then_scheduled(live_server, page, plan):
    page.goto(f"{live_server.url}/admin/review/{plan.public_id}/")
    row = page.locator("#field-summary")
    row.locator(".say summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Which month?")
    page.get_by_label("Reason").focus()
    page.keyboard.type("The dates, please.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Return with the comments")).to_be_focused()
    press_and_follow(page, "Enter")
    expect(page.get_by_text("was sent back and is a draft again")).to_be_visible()
    assert Comment.objects.get(statement="field:summary").text == "Which month?"
    assert Record.objects.get(pk=plan.pk).returned

    submit_for_review(records=[plan])
    page.reload()
    when = timezone.localtime() + timedelta(days=2)
    page.get_by_label("Reason").fill("After the embargo.")
    page.get_by_label("Publish at").fill(when.strftime("%Y-%m-%dT%H:%M"))
    page.keyboard.press("Enter")  # presses the first button, which decides nothing
    expect(page.get_by_text("Write a comment, at a statement or a general one.")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("After the embargo.")
    page.get_by_role("button", name="Publish at this time").click()
    expect(page.get_by_text("will be published on").first).to_be_visible()
    assert ScheduledPublication.objects.waiting().get().reason == "After the embargo."
    publish_due(now=timezone.now() + timedelta(days=3))
    page.goto(f"{live_server.url}/initiatives/{plan.slug}/")
    expect(page.get_by_text("It began in 2024.")).to_be_visible()


def test_an_expert_answers_by_keyboard_without_a_script(live_server, reader, plan):
    expires_at = timezone.now() + timedelta(days=1)
    by = UserFactory()
    _link, token = make_link(record=plan, name="Wu", language="en", expires_at=expires_at, nonce="a" * 32, by=by)
    page = reader.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/review/{token}/")
    field = page.locator("fieldset.opinion").filter(has_text="Launched")
    field.get_by_label("I dispute this").focus()
    page.keyboard.press("Space")
    field.locator("textarea").fill("It was in 2022.")
    page.get_by_role("button", name="Send your answers").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. 1 answer is kept.")).to_be_visible()
    assert ExpertOpinion.objects.get().text == "It was in 2022."


def _term() -> OfficialTerm:
    source = SourceFactory(key="Daily 2024", title_en="A report")
    LocationFactory(source=source)
    term = OfficialTerm.objects.create(term="治理", state="in_review")
    Rendering.objects.create(term=term, text="governance", source=source)
    return term


def test_a_term_is_returned_with_a_comment_on_a_phone(live_server, page):
    term = _term()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/admin/review/term/{term.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    row = page.locator(f"#rendering-{term.renderings.get().pk}")
    row.locator(".say summary").click()
    row.locator("textarea").fill("Which page?")
    page.get_by_label("Reason").fill("A definition, please.")
    page.get_by_role("button", name="Return with the comments").click()
    expect(page.get_by_text("1 item was sent back and is a draft again")).to_be_visible()
    assert set(Comment.objects.values_list("text", flat=True)) == {"Which page?", "A definition, please."}
    term.refresh_from_db()
    assert term.state == "draft"


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.walk
def test_axe_finds_nothing_on_the_pages_of_the_review(live_server, page, plan, prefix):
    expires_at = timezone.now() + timedelta(days=1)
    by = UserFactory()
    _link, token = make_link(record=plan, name="Wu", language="en", expires_at=expires_at, nonce="a" * 32, by=by)
    found = {}

    def check(name: str) -> None:
        page.evaluate(Axe().axe_script)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours fade in
            for violation in page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES):
                found.setdefault(name, []).append((theme, violation["id"], violation["nodes"][0]["html"][:200]))

    page.goto(f"{live_server.url}{prefix}/admin/review/{plan.public_id}/")
    check("review")
    term = _term()
    for address in (f"source/{term.renderings.get().source_id}", f"term/{term.pk}"):
        page.goto(f"{live_server.url}{prefix}/admin/review/{address}/")
        check(address)
    page.goto(f"{live_server.url}{prefix}/admin/review/{plan.public_id}/")
    page.locator("[name=reason]").fill("At nine.")
    page.locator("[name=when]").fill((timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
    follow(page.locator("button[value=schedule]"))
    page.goto(f"{live_server.url}{prefix}/admin/review/scheduled/")
    check("scheduled")
    page.goto(f"{live_server.url}{prefix}/admin/review/{plan.public_id}/#links")
    page.locator(".make-link [name=name]").fill("Prof. Wu")
    follow(page.locator(".make-link button"))
    check("link")
    for action in ("publish", "schedule", "send_back"):
        page.goto(f"{live_server.url}{prefix}/admin/records/record/")
        page.locator("[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option(action)
        follow(page.locator("button[name=index]"))
        check(f"bulk {action}")
    for address in (f"/review/{token}/", f"/review/{'0' * 64}/"):
        page.goto(f"{live_server.url}{prefix}{address}")
        check(address[:10])
    assert not found, found
