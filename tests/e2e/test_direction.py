"""Titles and names that run from right to left do so on every page, as the browser sees it."""

import pytest

from observatory.publishing.record_publication import publish_many
from tests.factories import CitationFactory, InitiativeFactory, OrganisationFactory, RelationFactory, SourceFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HEBREW, PERSIAN, ARABIC = "תוכנית מחקר (2025)", "راهنمای پژوهش", "تقرير العلوم"
# The direction of the element that has the text in it, for each element that has it alone.
DIRECTIONS = """title => Array.from(document.querySelectorAll("main *"))
    .filter(each => each.textContent.trim() === title && !each.querySelector(":not(mark)"))
    .filter(each => !each.closest("svg, option"))
    .map(each => getComputedStyle(each).direction)"""


@pytest.fixture
def plan(catalogue):
    made = InitiativeFactory(
        original_title=HEBREW, original_language="he", title_en="", title_zh_hans="", slug="hebrew"
    )
    office = OrganisationFactory(
        original_title=PERSIAN, original_language="fa", title_en="", title_zh_hans="", slug="of"
    )
    RelationFactory(subject=office, predicate="launched", object=made)
    source = SourceFactory(original_title=ARABIC, title_en="", title_zh_hans="", language="ar", container_title="مجلة")
    CitationFactory(record=made, field="title", source=source)
    publish_many(records=[office, made], by=None, reason="first")
    return made


TITLES = {
    "/initiatives/hebrew/": [HEBREW, PERSIAN, ARABIC],
    "/initiatives/": [HEBREW],
    "/search/?q=תוכנית": [HEBREW],
    "/sources/": [ARABIC],
    "/sources/{source}/": [ARABIC],
    "/initiatives/hebrew/versions/": [HEBREW],
    "/r/{plan}/card": [HEBREW],
}


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_a_title_runs_from_right_to_left(live_server, plan, reader, prefix):
    page = reader.new_context().new_page()
    source = plan.citations.get().source
    found = {}
    for address, titles in TITLES.items():
        page.goto(live_server.url + prefix + address.format(source=source.public_id, plan=plan.public_id))
        found |= {(address, title): set(page.evaluate(DIRECTIONS, title)) for title in titles}
    assert found == {key: {"rtl"} for key in found}


def test_the_heading_itself_has_the_direction_and_the_page_around_it_does_not(live_server, plan, reader):
    page = reader.new_context().new_page()
    page.goto(live_server.url + "/initiatives/hebrew/")
    assert page.eval_on_selector("h1", "each => getComputedStyle(each).direction") == "rtl"
    assert page.eval_on_selector("h2", "each => getComputedStyle(each).direction") == "ltr"
    assert set(page.eval_on_selector_all(".references bdi", "all => all.map(each => each.textContent)")) == {HEBREW}


def test_a_title_of_the_page_has_no_mark(client, catalogue):
    assert "<h1>Implementation Plan</h1>" in client.get("/initiatives/plan/").content.decode()
