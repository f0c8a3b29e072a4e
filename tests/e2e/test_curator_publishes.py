"""From a curator's edit to the public page and the API, in a real browser."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from observatory.publishing.record_publication import publish
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import CURATOR, REVIEWER
from tests.e2e.following import follow
from tests.e2e.login import log_in
from tests.factories import CitationFactory, SourceFactory, UserFactory
from tests.stored_rows import made_once

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-enough-password"


@pytest.fixture
@made_once
def people():
    make_roles()
    for role in (CURATOR, REVIEWER):
        user = UserFactory(username=role, is_staff=True)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))


@pytest.fixture
def plan(people):
    citation = CitationFactory(source=SourceFactory(key="MOST 2023a", title_en="Deployment of AI for Science"))
    plan = Initiative.objects.get(pk=citation.record_id)
    Initiative.objects.filter(pk=plan.pk).update(title_en="Implementation Plan", slug="implementation-plan")
    publish(record=plan, by=None, reason="First publication.")
    return Initiative.objects.get(pk=plan.pk)


def test_a_curator_edits_a_reviewer_publishes_and_page_and_api_show_it(live_server, plan, reader):
    complaints: list[str] = []
    site = live_server.url

    curator = log_in(reader, site, CURATOR, complaints)
    curator.goto(f"{site}/admin/initiatives/initiative/?q=Implementation")
    curator.locator("#result_list").get_by_role("link", name="Implementation Plan").click()
    curator.get_by_label("English summary").fill("Launched to speed up research with AI.")
    curator.get_by_label("Launched", exact=False).first.fill("2023-13")
    curator.get_by_role("button", name="Save and continue editing").click()
    expect(curator.get_by_text("“2023-13” is not a valid date")).to_be_visible()
    expect(curator.get_by_label("English summary")).to_have_value("Launched to speed up research with AI.")

    curator.locator("#id_launched").fill("2023-03-27")
    curator.get_by_text("Add another Citation").click()
    row = curator.locator("#citations-1")
    row.get_by_label("Statement").select_option(label="Launched")
    row.get_by_label("Stated value").fill("2023-03-27")
    row.locator(".field-source .select2-selection").click()
    curator.locator(".select2-search__field").last.fill("MOST")
    curator.get_by_role("option", name="MOST 2023a · Deployment of AI for Science").click()
    row.get_by_label("Locator").fill("paragraph 1")
    row.locator("[name$='-verdict']").select_option("supports")
    curator.get_by_role("button", name="Save, then: Submit for review…").click()
    curator.get_by_label("Reason").fill("The date is sourced now.")
    curator.get_by_role("button", name="Submit for review").click()
    expect(curator.get_by_text("1 draft is now waiting for review.")).to_be_visible()
    assert curator.get_by_role("link", name="Publish…").count() == 0

    public = reader.new_context(locale="en").new_page()
    public.goto(f"{site}/initiatives/implementation-plan/")
    assert "speed up research" not in public.content()

    reviewer = log_in(reader, site, REVIEWER, complaints)
    reviewer.goto(f"{site}/admin/")
    reviewer.locator(".day").get_by_role("link", name="Implementation Plan").first.click()
    expect(reviewer.get_by_text("The date is sourced now.")).to_be_visible()
    expect(reviewer.locator("#field-summary ins").filter(has_text="speed up research").first).to_be_visible()
    reviewer.get_by_role("button", name="Publish now").click()
    expect(reviewer.get_by_text("This field is required.")).to_be_visible()
    reviewer.get_by_label("Reason").fill("Checked against the ministry's page.")
    reviewer.get_by_role("button", name="Publish now").click()
    expect(reviewer.get_by_text("is public as version 2")).to_be_visible()
    expect(reviewer.get_by_text("0 statements changed")).to_be_visible()

    public.goto(f"{site}/initiatives/implementation-plan/")
    expect(public.get_by_text("Launched to speed up research with AI.").first).to_be_visible()
    answer = public.request.get(f"{site}/api/v1/initiatives/{plan.public_id}/")
    document = answer.json()
    assert document["summary"]["en"] == "Launched to speed up research with AI."
    assert document["facts"]["launched"]["value"] == "2023-03-27"
    assert [row["verdict"] for row in document["evidence"]["launched"]] == ["not_checked", "supports"]
    assert document["version"]["number"] == 2
    assert complaints == []


def cite(page: Page, number: int, statement: str, source: str) -> None:
    """Add a citation to the form of a record, as the curator does it."""
    page.get_by_text("Add another Citation").click()
    row = page.locator(f"#citations-{number}")
    row.get_by_label("Statement").select_option(label=statement)
    row.locator(".field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill(source)
    page.get_by_role("option", name=source).click()


def test_a_record_is_entered_with_three_statements_on_one_source(live_server, people, reader):
    complaints: list[str] = []
    page = log_in(reader, live_server.url, CURATOR, complaints)
    page.goto(f"{live_server.url}/admin/sources/source/add/")
    page.get_by_label("Key").fill("MOST 2024b")
    page.locator("#id_type").select_option("webpage")
    page.get_by_label("English title").fill("Notice")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()

    page.goto(f"{live_server.url}/admin/initiatives/initiative/add/")
    page.get_by_label("English title").fill("Action Plan")
    page.locator("#id_initiative_type").select_option("plan")
    page.locator("#id_launched").fill("2024-03")
    for number, statement in enumerate(("Title", "Launched", "Period")):
        cite(page, number, statement, "MOST 2024b")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.get_by_label("English summary").fill("One word changed.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    cite(page, 3, "Period", "MOST 2024b")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("“Period · MOST 2024b” appears twice")).to_be_visible()
    expect(page.locator("#citations-2").get_by_label("Statement")).to_be_visible()
    page.locator("#citations-3").get_by_label("Locator").fill("p. 2")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert complaints == []


def test_of_two_curators_on_one_citation_the_second_is_shown_both_notes(live_server, plan, reader):
    complaints: list[str] = []
    address = f"{live_server.url}/admin/sources/citation/{plan.citations.get().pk}/change/"
    first, second = (log_in(reader, live_server.url, name, complaints) for name in (REVIEWER, CURATOR))
    for page in (first, second):
        page.goto(address)
    first.locator("#id_note_en").fill("Read by the first.")
    first.locator("#id_locator").fill("p. 1")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("was changed successfully")).to_be_visible()
    second.locator("#id_note_en").fill("Read by the second.")
    second.get_by_role("button", name="Save", exact=True).click()
    compared = second.locator("#meanwhile")
    expect(compared.get_by_text("Read by the first.")).to_be_visible()
    expect(compared.get_by_text("reviewer, ")).to_have_count(2)
    expect(second.locator("#id_note_en")).to_have_value("Read by the second.")
    expect(second.locator("#id_locator")).to_have_value("p. 1")
    compared.get_by_label("Keep this").check()
    second.get_by_role("button", name="Save and continue editing").click()
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    expect(second.locator("#id_note_en")).to_have_value("Read by the first.")
    assert complaints == []


def test_the_admin_works_on_a_phone_in_chinese(live_server, plan, reader):
    page = reader.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{live_server.url}/zh-hans/admin/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.locator("#id_username").fill(CURATOR)
    page.locator("#id_password").fill(PASSWORD)
    follow(page.locator("input[type=submit]"))
    for address in ("", "records/record/", f"initiatives/initiative/{plan.pk}/change/"):
        page.goto(f"{live_server.url}/zh-hans/admin/{address}")
        assert page.url.endswith(f"/zh-hans/admin/{address}")  # and not the page that asks for the password
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_slug_follows_the_titles_until_it_is_edited(live_server, people, reader):
    complaints: list[str] = []
    page = log_in(reader, live_server.url, CURATOR, complaints)
    page.goto(f"{live_server.url}/admin/initiatives/initiative/add/")
    slug = page.locator("#id_slug")
    page.locator("#id_title_zh_hans").fill("科学数据计划")
    expect(slug).to_have_value("ke-xue-shu-ju-ji-hua")
    page.locator("#id_title_en").fill("Data – Phase II (2021–2024)")
    expect(slug).to_have_value("data-phase-ii-2021-2024")
    slug.fill("data")
    with page.expect_response("**/propose-slug/**"):
        page.locator("#id_title_en").fill("Data plan")
    expect(slug).to_have_value("data")
    assert complaints == []
