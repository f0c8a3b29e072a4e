"""Places side by side: what each has, and the difference between "none found" and "not yet searched"."""

from datetime import date

import pytest
from lxml import html

from observatory.publishing.record_publication import publish_many
from observatory.records.models import InstrumentType, Survey
from tests.factories import InitiativeFactory, InstrumentFactory, JurisdictionFactory, PlatformFactory, ThemeFactory
from tests.published import publish_all_items
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def places():
    """China has seven plans and Shanghai an eighth; Germany has a law, Greece was searched in vain for ethics."""
    china, shanghai = JurisdictionFactory(), JurisdictionFactory(code="CN-SH", label_en="Shanghai")
    germany = JurisdictionFactory(code="DE", label_en="Germany", label_zh_hans="德国")
    greece = JurisdictionFactory(code="GR", label_en="Greece", label_zh_hans="希腊")
    JurisdictionFactory(code="GB", label_en="United Kingdom", label_zh_hans="英国")
    strategy, ethics = ThemeFactory(), ThemeFactory(code="TH89", label_en="Ethics", label_zh_hans="伦理")
    grants = InstrumentType.objects.create(code="PI007", label_en="Grants")
    InstrumentType.objects.create(code="PI008", label_en="Nobody has this")
    plans = [InitiativeFactory(title_en=f"Plan {year}", launched=str(year)) for year in range(2015, 2022)]
    for plan in plans:
        plan.jurisdictions.add(china)
    plans[0].themes.add(strategy)
    plans[0].instrument_types.add(grants)
    local = InitiativeFactory(title_en="Shanghai plan", launched="2024")
    local.jurisdictions.add(shanghai)
    law = InstrumentFactory(title_en="German law", issued="2020")
    law.jurisdictions.add(germany)
    everywhere = PlatformFactory(title_en="Shared model")
    everywhere.jurisdictions.add(china, germany)
    publish_many(records=[*plans, local, law, everywhere], by=None, reason="x")
    Survey.objects.create(jurisdiction=greece, theme=ethics, outcome="none_found", searched_on=date(2026, 11, 1))
    Survey.objects.create(jurisdiction=greece, kind="platform", outcome="none_found", searched_on=date(2026, 1, 1))
    Survey.objects.create(jurisdiction=greece, kind="platform", outcome="found", searched_on=date(2026, 11, 2))
    publish_all_items()


def words(node):
    return " ".join(node.text_content().split())


def page(client, query, status=200, prefix=""):
    response = client.get(f"{prefix}/compare/places/{query}")
    assert response.status_code == status
    return html.fromstring(response.content.decode())


def cells(tree, subject):
    return [
        words(cell) for cell in tree.xpath("//table[contains(@class, 'comparison')]//tr[th=$words]/td", words=subject)
    ]


def test_each_place_names_its_records_and_leads_to_all_of_them(client, places):
    tree = page(client, "?place=CN&place=DE")
    assert [words(each) for each in tree.xpath("(//table)[1]//th[@scope='col']")] == ["China", "Germany"]
    china, germany = cells(tree, "Initiatives")
    newest = ["Shanghai plan 2024", *(f"Plan {year} {year}" for year in (2021, 2020)), "All 8 records"]
    assert china == "".join(newest)
    assert germany == "not yet searched"
    assert cells(tree, "Platforms") == ["Shared model", "Shared model"]
    [href] = tree.xpath("//tr[th='Initiatives']//p/a/@href")
    assert "8 records" in words(html.fromstring(client.get(href).content.decode()))


def test_a_country_includes_its_subdivisions_but_not_the_other_way_round(client, places):
    assert cells(page(client, "?place=CN-SH&place=CN"), "Initiatives")[0] == "Shanghai plan 2024"


def test_searched_in_vain_differs_from_found_and_from_not_yet_searched(client, places):
    tree = page(client, "?place=GR&place=DE&place=CN")
    assert cells(tree, "Ethics") == ["none found (searched on 1 Nov 2026)", "not yet searched", "not yet searched"]
    assert cells(tree, "Platforms")[0] == "found on 2 Nov 2026, not yet in the catalogue"
    chinese = page(client, "?place=GR&place=DE", prefix="/zh-hans")
    assert cells(chinese, "伦理") == ["2026年11月1日检索，未发现", "尚未检索"]


def test_policy_instruments_are_those_that_one_of_the_places_has(client, places):
    tree = page(client, "?place=CN&place=DE")
    assert cells(tree, "Grants") == ["Plan 2015 2015", "none in the catalogue"]
    assert not cells(tree, "Nobody has this")


def test_coverage_counts_a_country_with_its_subdivisions_as_a_search_does(client, places):
    tree = html.fromstring(client.get("/coverage/").content.decode())
    [table] = tree.xpath("//table[caption='By record type']")
    headings = [words(each) for each in table.xpath(".//th[@scope='col']")]
    counts = dict(zip(headings, map(words, table.xpath(".//tr[th='Initiatives']/td")), strict=True))
    assert (counts["China"], counts["Shanghai"]) == ("8", "1")


def test_places_are_chosen_from_lists_with_those_in_the_catalogue_first(client, places):
    tree = page(client, "?place=DE")
    assert "Choose at least 2 jurisdictions." in words(tree)
    first = tree.xpath("//select[@id='place-1']")[0]
    assert first.xpath("./option[@selected] | ./optgroup/option[@selected]")[0].text == "Germany"
    held, bare = ([option.text for option in group] for group in first.findall("optgroup"))
    assert held == ["China", "Shanghai", "Germany"]
    assert bare == ["United Kingdom", "Greece"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?place=ZZ&place=CN", "“ZZ” is not recognised."),
        ("?place=Germny&place=CN", "“GERMNY” is not recognised. Did you mean “DE”?"),
        ("?place=CN,CN-SH,DE,GB,GR", "You can compare up to 4 jurisdictions."),
    ],
)
def test_what_cannot_be_compared_is_told_and_the_rest_is_shown(client, places, query, told):
    tree = page(client, query, status=400)
    assert told in words(tree.xpath("//*[@role='alert']")[0])
    assert tree.xpath("//select")


def test_a_comparison_is_not_indexed_but_its_beginning_is(client, places):
    assert page(client, "?place=CN&place=DE").xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    assert not page(client, "").xpath("//meta[@name='robots']")
    assert b"/compare/places/" in client.get("/sitemap-pages.xml").content
