"""axe-core on every kind of page, in both languages and both themes: no violation of WCAG 2.2 A and AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from observatory.monitoring.models import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAGES = {
    "lists": ["/", "/initiatives/", "/timeline/", "/sources/", "/changes/", "/glossary/", "/places/CN/"],
    "tables": ["/graph/", "/graph/?kind=initiative&kind=organisation", "/coverage/", "/disagreements/", "/compare/"],
    "places": ["/compare/places/", "/compare/places/?place=CN&place=GR", "/compare/?id={plan}&id={guideline}"],
    "records": ["/initiatives/plan/", "/instruments/guidelines/", "/sources/{notice}/", "/r/{plan}/card"],
    "versions": ["/initiatives/plan/versions/", "/initiatives/plan/versions/1/", "/initiatives/plan/?as_of={today}"],
    "past": [
        "/initiatives/plan/?as_of=x",
        *(f"{each}?as_of={{today}}" for each in ("/search/", "/initiatives/", "/timeline/")),
    ],
    "searches": ["/search/?q=plan", "/search/?q=zzzz", "/search/?q=case+study", "/search/?jurisdiction=China"],
    "findings": ["/sources/?q=case", "/glossary/?q=zzzz", "/fields/1.2/", "/themes/TH13/"],
    "notices": ["/follow/?record={plan}", "/follow/?q=plan&jurisdiction=CN", "/follows/", "/unsubscribe/x/"],
    "words": ["/methods/", "/about/", "/data/", "/nowhere/"],
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script
# Of rules that are kept one node is described, of violations all: the rest would be most of the time.
ALL = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# In the other theme only colours differ.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


@pytest.fixture
def lost(catalogue):
    """A source whose address is gone."""
    now, place = timezone.now(), catalogue.notice.locations.first()
    Watch.objects.create(location=place, address=place.url, health="gone", since=now, next_check_at=now)


@pytest.mark.walk
@pytest.mark.parametrize("pages", PAGES)
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_axe_finds_nothing(live_server, catalogue, lost, pages, prefix, reader):
    assert violations(reader, live_server.url + prefix, catalogue, PAGES[pages]) == {}


def test_axe_finds_nothing_on_a_record_and_a_search(live_server, catalogue, lost, reader):
    assert violations(reader, live_server.url, catalogue, [PAGES["records"][0], PAGES["searches"][0]]) == {}


def violations(reader, site: str, catalogue, addresses: list[str]) -> dict[str, list]:
    """Return what axe finds on some pages, in both themes."""
    page = reader.new_context().new_page()
    named = {name: getattr(catalogue, name).public_id for name in ("plan", "guideline", "notice")}
    found = {}
    for address in addresses:
        page.goto(site + address.format(**named, today=timezone.now().date()))
        page.evaluate(AXE)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for theme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme)
            for violation in page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules):
                found.setdefault(address, []).append((theme, violation["id"], violation["nodes"][0]["html"][:200]))
    return found


TABLES = ["/initiatives/", "/changes/", "/initiatives/plan/versions/", "/graph/", "/coverage/"]


def test_a_table_is_told_as_one_on_a_phone_too(live_server, catalogue, lost, reader):
    page = reader.new_context(viewport={"width": 390, "height": 800}).new_page()
    compared = f"/compare/?id={'&id='.join(record.public_id for record in catalogue.records[:3])}"
    for address in [*TABLES, compared]:
        page.goto(f"{live_server.url}{address}")
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        roles = {node["role"]["value"] for node in tree if not node["ignored"]}
        assert roles >= {"table", "row", "columnheader", "rowheader", "cell"}, address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_the_rows_of_a_table_stand_whole_on_a_phone(live_server, catalogue, lost, reader):
    page = reader.new_context(viewport={"width": 390, "height": 800}).new_page()
    for address in ("/changes/", "/initiatives/plan/versions/", "/graph/"):
        page.goto(f"{live_server.url}{address}")
        assert page.locator(".stacked td").count(), address
        assert page.locator(".stacked").evaluate_all("all => all.every(each => each.scrollWidth <= 390 - 32)"), address


def test_three_records_stand_side_by_side_on_a_phone(live_server, catalogue, reader):
    ids = [record.public_id for record in catalogue.records[:3]]
    page = reader.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/compare/?id={'&id='.join(ids)}")
    table = page.locator(".comparison")
    assert table.locator("thead th").count() == 3
    assert table.evaluate("each => each.scrollWidth <= each.parentElement.clientWidth")
