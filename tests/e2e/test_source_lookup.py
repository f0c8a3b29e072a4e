"""A page of a ministry without a DOI becomes a source, and is cited, without leaving the form of the record."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from initiatives.models import Initiative
from observatory.publishing.workflow import CURATOR
from observatory.sources.models import Source
from tests.e2e.login import log_in
from tests.e2e.test_curator_publishes import people  # noqa: F401
from tests.factories import SourceFactory
from tests.monitoring.conftest import loopback  # noqa: F401
from tests.monitoring.sites import Site
from tests.sources.references.test_web_page import MINISTRY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LABEL = "DOI, ISBN, arXiv number or URL, or a pasted reference (BibTeX, RIS, CSL-JSON)"
# Django's own template of an inline has a column without a header.
DJANGOS = {"rules": {"empty-table-header": {"enabled": False}}}


@pytest.fixture
def ministry(loopback):  # noqa: F811
    with Site() as site:
        site.pages["/notice.html"] = MINISTRY.encode()
        yield site


def test_ministry_page_is_looked_up_saved_and_cited(live_server, people, ministry, reader):  # noqa: F811
    complaints: list[str] = []
    page = log_in(reader, live_server.url, CURATOR, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/admin/initiatives/initiative/add/")
    page.get_by_label("English title").fill("AI for Science deployment")
    page.locator("#id_initiative_type").select_option("plan")
    page.locator("#id_launched").fill("2023-03-27")
    page.get_by_text("Add another Citation").click()
    page.locator("#citations-0").get_by_label("Statement").select_option(label="Launched")

    with page.expect_popup() as opened:
        page.locator("#add_id_citations-0-source").click()
    window = opened.value
    window.wait_for_load_state()  # what is still arriving moves the button while it is pressed
    window.set_viewport_size({"width": 1000, "height": 700})
    window.wait_for_function("innerWidth === 1000")
    expect(window.get_by_role("textbox", name=LABEL)).to_be_focused()
    window.keyboard.type(ministry.url("/notice.html"))
    window.get_by_role("button", name="Look up").click()
    expect(window.get_by_label("Chinese title")).to_have_value("科技部启动“人工智能驱动的科学研究”专项部署工作")
    expect(window.get_by_text("From the page (ArticleTitle).")).to_be_visible()
    assert Source.objects.count() == 0
    assert window.locator("#id_locations-0-url").bounding_box()["width"] > 500
    window.get_by_label("Key").fill("MOST 2023a")
    window.locator("#id_type").select_option("webpage")
    window.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#id_citations-0-source option:checked")).to_have_text("MOST 2023a")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    citation = Initiative.objects.get().citations.get()
    assert (citation.source.key, citation.field) == ("MOST 2023a", "launched")
    assert citation.source.locations.get().url == ministry.url("/notice.html")
    assert complaints == []


def test_known_source_is_chosen_in_the_window_instead_of_a_second_one(live_server, people, ministry, reader):  # noqa: F811
    known = SourceFactory(key="MOST 2023a", title_zh_hans="科技部启动「人工智能驱动的科学研究」专项部署工作")
    page = log_in(reader, live_server.url, CURATOR, [])
    page.goto(f"{live_server.url}/admin/initiatives/initiative/add/")
    page.get_by_text("Add another Citation").click()
    with page.expect_popup() as opened:
        page.locator("#add_id_citations-0-source").click()
    window = opened.value
    window.wait_for_load_state()  # what is still arriving moves the button while it is pressed
    window.get_by_role("textbox", name=LABEL).fill(ministry.url("/notice.html"))
    window.get_by_role("button", name="Look up").click()
    window.get_by_role("link", name="Use this one").click()
    expect(page.locator("#id_citations-0-source option:checked")).to_contain_text("MOST 2023a")
    assert page.locator("#id_citations-0-source").input_value() == str(known.pk)


@pytest.mark.parametrize("language", ["", "/zh-hans"])
@pytest.mark.walk
def test_screens_are_accessible(live_server, people, reader, language):  # noqa: F811
    SourceFactory(key="Known", title_en="Measures for the ethical review")
    page = log_in(reader, live_server.url, CURATOR, [])
    for text in ("Measures for the ethical review", "@misc{a, title={One}}\n@misc{b, title={Two}}\n@misc{c, title={x"):
        page.goto(f"{live_server.url}{language}/admin/sources/source/add/")
        page.locator("#id_lookup").fill(text)
        page.locator(".source-lookup [type=submit]").click()
        page.locator(".lookup-similar, .pasted-references").wait_for()
        found = Axe().run(page, options=DJANGOS)
        assert found.violations_count == 0, found.generate_report()
