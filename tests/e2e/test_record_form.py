"""The form of a record in a real browser: relations both ways, a new organisation, one line a citation, the bar at the
foot, and nothing cut off."""

import re

import pytest
from playwright.sync_api import Page, expect

from observatory.publishing.record_publication import publish
from observatory.publishing.workflow import CURATOR
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Organisation, Record, Relation
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import people  # noqa: F401
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
)
from tests.stored_rows import made_once

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@made_once
def plan(people):  # noqa: F811
    source = SourceFactory(key="MOST 2023a")
    plan = InitiativeFactory(title_en="Implementation Plan", launched="2023-03")
    ministry = OrganisationFactory(title_en="Ministry of Science and Technology of the People’s Republic of China")
    RelationFactory(subject=ministry, object=plan, predicate="funds", note_en="A note of some length. " * 4 + "End.")
    MilestoneFactory(record=plan)
    OtherNameFactory(record=plan)
    CitationFactory(record=plan, field="launched", source=source, locator="p. 1", quote="In March 2023, " * 20 + "end")
    publish(record=plan, by=None, reason="First.")
    return plan


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(live_server, plan, complaints, reader) -> Page:
    page = log_in(reader, live_server.url, CURATOR, complaints, viewport={"width": 1280, "height": 800})
    page.goto(f"{live_server.url}{admin_record_url(plan)}")
    return page


def test_a_relation_to_a_new_organisation_is_entered_without_leaving(page, plan, complaints):
    page.get_by_text("Add another Relation").click()
    row = page.locator("#relations-1")
    row.get_by_label("Relation type").select_option(label="launched by")
    with page.expect_popup() as opened:
        row.get_by_role("link", name="New organisation").click()
    short = opened.value
    short.get_by_label("English title").fill("ministry of science")
    short.get_by_role("button", name="Save").click()
    expect(short.get_by_text("There are records with this name")).to_be_visible()
    short.get_by_label("English title").fill("Ministry of Science, Technology Bureau")
    short.get_by_role("button", name="Save").click()
    expect(row.locator(".field-other .select2-selection__rendered")).to_contain_text("Technology Bureau")
    row.get_by_label("Date").fill("March 2023")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    made = Relation.objects.get(predicate="launched")
    assert (made.subject.title_en, made.object_id, made.date) == (
        "Ministry of Science, Technology Bureau",
        plan.pk,
        "2023-03",
    )
    expect(page.locator(".foot-bar")).to_contain_text("goes with “Ministry of Science, Technology Bureau”")
    assert complaints == []


def test_an_organisation_that_there_is_is_taken_instead(page):
    page.get_by_text("Add another Relation").click()
    row = page.locator("#relations-1")
    with page.expect_popup() as opened:
        row.get_by_role("link", name="New organisation").click()
    short = opened.value
    short.get_by_label("English title").fill("ministry of science")
    short.get_by_role("button", name="Save").click()
    short.get_by_role("link", name="Use this one").click()
    expect(row.locator(".field-other .select2-selection__rendered")).to_contain_text("Ministry of Science")
    assert Organisation.objects.count() == 1


def test_a_new_source_is_made_without_leaving(page):
    page.get_by_text("Add another Citation").click()
    row = page.locator("#citations-1")
    with page.expect_popup() as opened:
        row.locator(".field-source .add-related").click()
    short = opened.value
    short.get_by_label("Key").fill("MOST 2026x")
    short.locator("#id_type").select_option("webpage")
    short.get_by_label("English title").fill("Notice")
    short.get_by_role("button", name="Save", exact=True).click()
    expect(row.locator(".field-source .select2-selection__rendered")).to_contain_text("MOST 2026x")


def test_two_clicks_make_one_new_record(live_server, page):
    page.goto(f"{live_server.url}/admin/initiatives/initiative/add/")
    page.get_by_label("English title").fill("Second plan")
    page.locator("#id_initiative_type").select_option("plan")
    # As if there were no script: two requests leave the browser.
    data = page.evaluate(
        """async () => {
            const form = document.querySelector("#initiative_form");
            const send = () => fetch(location.href, { method: "POST", body: new URLSearchParams(new FormData(form)) });
            return (await Promise.all([send(), send()])).map((answer) => answer.status);
        }"""
    )
    assert data == [200, 200]
    assert Record.objects.filter(title_en="Second plan").count() == 1


def test_a_stored_citation_opens_where_it_stands_and_what_was_typed_into_it_is_restored(page, plan, live_server):
    row = page.locator("#citations-0")
    expect(row.locator("[name='citations-0-locator']")).to_have_count(0)
    row.get_by_role("link", name="Edit").click()
    expect(row.get_by_label("Locator")).to_have_value("p. 1")
    assert page.evaluate("document.activeElement.closest('#citations-0') !== null")
    row.get_by_label("Locator").fill("p. 2")
    expect(page.locator(".draft-kept")).to_contain_text(re.compile("draft kept .+"))

    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}{admin_record_url(plan)}")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("#citations-0").get_by_label("Locator")).to_have_value("p. 2")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert plan.citations.get().locator == "p. 2"


def test_the_bar_says_where_the_record_stands_and_offers_what_makes_sense(page, plan):
    bar = page.locator(".foot-bar")
    expect(bar).to_contain_text("published")
    expect(bar).to_contain_text("same as version 1")
    submit = bar.get_by_role("button", name="Save, then: Submit for review…")
    expect(submit).to_be_hidden()
    page.get_by_label("English summary").fill("New.")
    expect(submit).to_be_visible()
    submit.click()
    page.get_by_role("button", name="Submit for review", exact=True).click()
    expect(page.get_by_text("1 draft is now waiting for review.")).to_be_visible()
    expect(bar).to_contain_text("differs from version 1 in 1 place")


CUT_OFF = """() => Array.from(document.querySelectorAll("#content-main :is(input, select, textarea, a, .select2)"))
    .filter((each) => !each.closest(".visually-hidden, .empty-form, .select2-hidden-accessible"))
    .filter((each) => { const box = each.getBoundingClientRect();
        return box.width > 1 && (box.right > innerWidth || box.left < 0); })
    .map((each) => each.outerHTML.slice(0, 160))"""
UNDER_THE_BAR = """() => { const bar = document.querySelector(".foot-bar").getBoundingClientRect();
    const box = document.activeElement.getBoundingClientRect();
    return !document.activeElement.closest(".foot-bar") && box.bottom > bar.top + 1; }"""


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_nothing_is_cut_off(page, live_server, plan, language):
    page.goto(f"{live_server.url}{language}{admin_record_url(plan)}?open={plan.citations.get().pk}")
    for width in (1280, 1100, 768, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(f"innerWidth === {width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(CUT_OFF) == [], width


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_nothing_is_cut_off_where_the_form_is_opened_on_a_phone(page, live_server, plan, language):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}{language}{admin_record_url(plan)}?open={plan.citations.get().pk}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CUT_OFF) == []


def test_what_has_the_focus_is_not_under_the_bar(page):
    page.locator("#id_title_en").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_function(f"() => !({UNDER_THE_BAR})()", timeout=5_000)


def test_the_evidence_of_a_field_is_at_its_right(page):
    field = page.locator("#id_launched").bounding_box()
    evidence = page.locator(".statement-row.field-launched .field-evidence").bounding_box()
    assert evidence["x"] > field["x"] + field["width"]
    assert abs(evidence["y"] - field["y"]) < 60
    page.set_viewport_size({"width": 390, "height": 800})
    field = page.locator("#id_launched").bounding_box()
    assert page.locator(".statement-row.field-launched .field-evidence").bounding_box()["y"] > field["y"]
