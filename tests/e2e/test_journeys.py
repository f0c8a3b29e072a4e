"""What readers come for, in a real browser and both languages: by mouse, by keyboard, on a phone, without scripts."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.following import follow

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
    fact.get_by_role("link", name="MOST 2023a").first.click()
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
    follow(page.get_by_role("button", name="Dark"))
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
    follow(page.get_by_role("link", name="中文"))
    assert page.url.endswith("/zh-hans/initiatives/plan/")
    follow(page.get_by_role("link", name="English"))
    assert page.url.endswith("/initiatives/plan/")
    assert "zh-hans" not in page.url


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_ticked_records_are_compared(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(f"{live_server.url}{prefix}/compare/?id={catalogue.plan.public_id}&id={catalogue.guideline.public_id}")
    expect(page.locator(".comparison thead a")).to_have_count(2)
    page.goto(live_server.url + prefix + "/initiatives/")
    page.locator(".tick input").check()
    follow(page.locator(".compare button"))
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


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_places_are_compared_by_keyboard(live_server, catalogue, prefix, reader):
    complaints: list[str] = []
    page = watched(reader.new_page(), complaints, live_server.url)
    page.goto(live_server.url + prefix + "/compare/places/")
    page.locator("#place-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#place-2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for _each in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".comparison").first).to_be_visible()
    assert "place=CN&place=GR" in page.url
    expect(page.get_by_text("not yet searched" if not prefix else "尚未检索").first).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_list_is_read_as_it_stood_and_left_again(live_server, catalogue, prefix, reader):
    today = timezone.now().date().isoformat()
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/initiatives/?jurisdiction=CN")
    page.locator("#as-of").fill(today)
    page.locator("form:has(#as-of) button").click()
    expect(page.locator(".banner")).to_be_visible()
    assert page.url.endswith(f"/initiatives/?as_of={today}&jurisdiction=CN")
    page.locator("main tbody a").first.click()
    expect(page.locator(".banner")).to_be_visible()
    page.go_back()
    page.locator(".banner a").click()
    expect(page.locator(".banner")).to_have_count(0)
    assert page.url.endswith("/initiatives/?jurisdiction=CN")


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_reader_searches_narrows_and_unfolds_the_evidence_by_keyboard(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/")
    page.locator("#search").focus()
    page.keyboard.type("plan" if not prefix else "方案")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_be_visible()
    page.locator("#kind-initiative").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chips a")).to_be_visible()
    page.locator(".hits > li > a").first.focus()
    page.keyboard.press("Enter")
    summary = page.locator("#launched summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#launched blockquote")).to_be_visible()
    outlined = "each => { const style = getComputedStyle(each); return [style.outlineStyle, style.outlineWidth] }"
    assert summary.evaluate(outlined)[0] != "none"


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_timeline_zooms_to_a_year_and_out_again(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/timeline/")
    page.locator("#kind-instrument").click()
    expect(page.locator(".chips")).to_be_visible()
    page.locator(".years a[href*='year=2024']").click()
    expect(page.locator("section.year")).to_have_count(1)
    assert "kind=instrument" in page.url
    page.locator(".pages a[href='?kind=instrument']").click()
    expect(page.locator("h1")).not_to_contain_text("2024")
    page.locator(".chips a").click()
    expect(page.locator(".chips")).to_have_count(0)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_search_in_vain_leads_on(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/search/?q=implementatoin")
    page.locator(".empty ul a").first.click()
    expect(page.locator(".hits a").first).to_be_visible()
    page.goto(live_server.url + prefix + "/initiatives/?q=plan&theme=TH13&year=1999")
    expect(page.locator(".empty")).to_be_visible()
    page.locator(".chips a", has_text="1999").click()
    expect(page.locator(".lines tbody tr")).to_have_count(1)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_reference_is_taken_as_a_file_in_the_readers_language(live_server, catalogue, prefix, reader):
    page = reader.new_page()
    page.goto(live_server.url + prefix + "/initiatives/plan/")
    with page.expect_download() as download:
        page.locator("#cite ~ .files a", has_text="BibTeX").click()
    text = download.value.path().read_text()
    assert ("Implementation Plan" if not prefix else "专项实施方案") in text
    assert "version = {1}" in text


@pytest.fixture
def elsewhere() -> Iterator[SimpleNamespace]:
    """Another origin on loopback that answers every address with `body`."""
    site = SimpleNamespace(body="")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(site.body.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        site.url = f"http://127.0.0.1:{server.server_port}/"
        yield site
        server.shutdown()


def test_a_card_stands_in_a_frame_of_another_site_and_the_record_does_not(live_server, catalogue, elsewhere, reader):
    frames = {"card": f"/r/{catalogue.plan.public_id}/card", "record": "/initiatives/plan/"}
    elsewhere.body = "".join(
        f"<iframe id={name} src='{live_server.url}{path}'></iframe>" for name, path in frames.items()
    )
    page = reader.new_page()
    page.goto(elsewhere.url)
    expect(page.frame_locator("#card").locator("h1")).to_contain_text("Implementation Plan")
    expect(page.frame_locator("#record").locator("main")).to_have_count(0)
