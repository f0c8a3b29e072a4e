"""What readers come for, in a real browser and both languages: by mouse, by keyboard, on a phone, without scripts."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

LANGUAGES = ["", "/zh-hans"]
MAIN = ("/", "/initiatives/", "/search/", "/graph/", "/coverage/", "/timeline/", "/sources/")
PHONE = {"width": 390, "height": 844}


def watched(page: Page, complaints: list[str], host: str) -> Page:
    """Note script errors, broken policies and requests to any other host."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(host) else complaints.append(asked.url))
    return page


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_reader_searches_narrows_and_opens_a_record(live_server, catalogue, prefix, reader):
    complaints: list[str] = []
    page = watched(reader.new_page(), complaints, live_server.url)
    page.goto(live_server.url + prefix + "/")
    page.locator("input[type=search]").fill("plan" if not prefix else "方案")
    page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_be_visible()
    page.locator("#kind-initiative").click()
    expect(page.locator(".chips")).to_be_visible()
    assert "kind=initiative" in page.url
    page.locator(".hits > li > a").first.click()
    expect(page.locator("h1")).to_contain_text("Implementation Plan" if not prefix else "专项实施方案")
    assert complaints == []


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_titles_are_suggested_while_typing(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/initiatives/")
    page.locator("#find").press_sequentially("Impl" if not prefix else "伦理", delay=20)
    expect(page.locator("#find-titles option").first).to_be_attached()


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_passage_unfolds_beside_its_fact_and_leads_to_the_source(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/initiatives/plan/")
    fact = page.locator("#launched")
    quote = fact.locator("blockquote")
    expect(quote).to_be_hidden()
    fact.locator("summary").click()
    expect(quote).to_be_visible()
    fact.get_by_role("link", name="MOST 2023a").click()
    expect(page.get_by_role("link", name="gov.example.cn/xinwen").first).to_be_visible()
    page.locator("section[aria-labelledby='cited-by'] a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_the_margin_stands_at_the_height_of_its_fact_and_folds_under_it_on_a_phone(live_server, catalogue, reader):
    page = reader.new_page(viewport={"width": 1280, "height": 900})
    page.goto(live_server.url + "/initiatives/plan/")
    said, margin = (page.locator(f"#launched .{name}").first.bounding_box() for name in ("said", "margin"))
    assert abs(said["y"] - margin["y"]) < 2
    assert margin["x"] > said["x"] + said["width"]
    page.set_viewport_size(PHONE)
    said, margin = (page.locator(f"#launched .{name}").first.bounding_box() for name in ("said", "margin"))
    assert margin["y"] >= said["y"] + said["height"]
    assert margin["width"] > 300


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_no_page_is_wider_than_a_phone(live_server, catalogue, prefix, reader):
    page = reader.new_page(viewport=PHONE)
    wide = []
    for address in (
        "/",
        "/initiatives/",
        "/initiatives/plan/",
        "/instruments/guidelines/",
        "/graph/",
        "/coverage/",
        "/timeline/",
    ):
        page.goto(live_server.url + prefix + address)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(address)
    assert wide == []


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_everything_works_without_scripts(live_server, catalogue, prefix, reader):
    page = reader.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + prefix + "/initiatives/")
    page.locator("#jurisdiction-CN").click()
    expect(page.locator(".chips")).to_be_visible()
    page.locator("#within").fill("mathematics")
    page.locator(".within[role=search] button").click()
    expect(page.locator(".lines tbody tr")).to_have_count(1)
    assert "jurisdiction=CN" in page.url
    page.goto(live_server.url + prefix + "/initiatives/plan/")
    page.locator("#launched summary").click()
    expect(page.locator("#launched blockquote")).to_be_visible()


def test_the_theme_is_switched_without_a_script_and_kept(live_server, catalogue, reader):
    page = reader.new_context(java_script_enabled=False, color_scheme="light").new_page()
    page.goto(live_server.url + "/about/")
    light = page.locator("html").evaluate("each => getComputedStyle(each).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    assert page.url.endswith("/about/")
    page.goto(live_server.url + "/methods/")
    assert page.locator("html").evaluate("each => getComputedStyle(each).backgroundColor") != light


def test_the_keyboard_reaches_the_content_first(live_server, catalogue, reader):
    page = reader.new_page()
    page.goto(live_server.url + "/initiatives/plan/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_reader_changes_language_and_stays_on_the_record(live_server, catalogue, reader):
    page = reader.new_page()
    page.goto(live_server.url + "/initiatives/plan/?as_of=2999")
    page.goto(live_server.url + "/initiatives/plan/")
    page.get_by_role("link", name="中文").click()
    assert page.url.endswith("/zh-hans/initiatives/plan/")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/initiatives/plan/")
    assert "zh-hans" not in page.url


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_ticked_records_are_compared(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(f"{live_server.url}{prefix}/compare/?id={catalogue.plan.public_id}&id={catalogue.guideline.public_id}")
    expect(page.locator(".comparison thead a")).to_have_count(2)
    page.goto(live_server.url + prefix + "/initiatives/")
    page.locator(".tick input").check()
    page.locator(".compare button").click()
    assert "/compare/?id=" in page.url


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_first_visit_is_light_and_nothing_shifts(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.ok else None)
    page.goto(live_server.url + prefix + "/", wait_until="networkidle")
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
        " sum += each.value }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
    )
    assert shift < 0.1
    # htmx and the style sheet are counted here as they are on disk; a server sends them compressed.
    assert sum(sizes) < 160_000


def test_a_record_prints_with_its_sources_as_footnotes(live_server, catalogue, reader):
    page = reader.new_page()
    page.goto(live_server.url + "/initiatives/plan/")
    expect(page.locator("#launched .ref")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#launched .ref")).to_be_visible()
    expect(page.locator("#launched .margin")).to_be_hidden()
    expect(page.locator(".masthead nav").first).to_be_hidden()
    expect(page.locator(".print-address").first).to_be_visible()
