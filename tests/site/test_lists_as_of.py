"""The complete catalogue as it was on a given day: lists, search and timeline."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.models import Record
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    InstrumentFactory,
    JurisdictionFactory,
    OrganisationFactory,
    RelationFactory,
    ThemeFactory,
)
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


def on(day):
    return time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture(autouse=True)
def now():
    cache.clear()
    with on(20):
        yield


@pytest.fixture
@made_once
def story():
    """A plan of Shanghai comes on the 2nd, is renamed and moved on the 4th, withdrawn on the 6th; a law on the 3rd."""
    china, shanghai = (
        JurisdictionFactory(),
        JurisdictionFactory(code="CN-SH", label_en="Shanghai", label_zh_hans="上海市"),
    )
    plan = InitiativeFactory(title_en="First title", title_zh_hans="旧名", slug="plan", launched="2019/2021")
    law = InstrumentFactory(title_en="Law", title_zh_hans="法", slug="law", issued="2020-05")
    plan.jurisdictions.set([shanghai])
    plan.themes.set([ThemeFactory()])
    ThemeFactory(code="TH18", label_en="Research")
    JurisdictionFactory(code="GR", label_en="Greece")
    law.jurisdictions.set([china])
    with on(2):
        publish(record=plan, by=None, reason="x")
    with on(3):
        publish(record=law, by=None, reason="x")
    Record.objects.filter(pk=plan.pk).update(title_en="Second title")
    with on(4):
        publish(record=plan, by=None, reason="x")
    with on(6):
        withdraw(record=plan, by=None, reason="x")
    return plan


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return html.fromstring(response.content.decode())


def titles(tree):
    return tree.xpath(
        "//ol[@class='entries']//li//a[contains(@href, 'as_of=')]/text()"
        " | //table[@class='lines']//th[@scope='row']/a[contains(@href, 'as_of=')]/text()"
    )


FOUND = [
    ("as_of=2026-11-01", []),
    ("as_of=2026-11-02", ["First title"]),
    ("as_of=2026-11-03", ["Law", "First title"]),
    ("as_of=2026-11-05", ["Law", "Second title"]),
    ("as_of=2026-11-06", ["Law"]),
    ("as_of=2026-11-05&sort=oldest", ["Second title", "Law"]),
    ("as_of=2026-11-05&sort=published", ["Second title", "Law"]),
    ("as_of=2026-11-05&kind=initiative", ["Second title"]),
    ("as_of=2026-11-05&subtype=initiative.plan", ["Second title"]),
    ("as_of=2026-11-05&subtype=platform.model", []),
    ("as_of=2026-11-05&jurisdiction=CN", ["Law", "Second title"]),
    ("as_of=2026-11-05&jurisdiction=CN-SH", ["Second title"]),
    ("as_of=2026-11-05&theme=TH13,TH18", ["Second title"]),
    ("as_of=2026-11-05&year=2020", ["Law", "Second title"]),
    ("as_of=2026-11-05&year=2021", ["Second title"]),
    ("as_of=2026-11-05&theme=TH18", []),
]


def test_a_search_finds_what_was_public_then(client, story):
    for query, expected in FOUND:
        tree = read(client, f"/search/?{query}")
        assert titles(tree) == expected, query
        told = tree.xpath("string(//p[@role='status'])")
        assert told == ("one record" if len(expected) == 1 else f"{len(expected)} records"), query


def test_a_list_of_the_past_says_so_and_leads_to_the_record_of_then_and_to_today(client, story):
    response = client.get("/initiatives/?as_of=2026-11-03")
    assert response.headers["X-Robots-Tag"] == "noindex"
    tree = html.fromstring(response.content.decode())
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not tree.xpath("//link[@rel='canonical']")
    banner = tree.xpath("//aside[@class='banner']")[0]
    assert "as it was at the end of 3 Nov 2026" in banner.text_content()
    assert banner.xpath(".//a/@href") == ["/initiatives/"]
    [href] = tree.xpath("//table[@class='lines']//th[@scope='row']/a/@href")
    assert read(client, href).xpath("//h1/text()") == ["First title"]


def test_the_past_speaks_chinese(client, story):
    tree = read(client, "/zh-hans/search/?as_of=2026-11-03&jurisdiction=CN-SH")
    assert titles(tree) == ["旧名"]
    assert "2026年11月3日" in tree.xpath("string(//aside[@class='banner'])")
    assert "上海市" in tree.xpath("string(//ul[@class='chips'])")


def test_the_timeline_is_read_as_it_stood(client, story):
    tree = read(client, "/timeline/?as_of=2026-11-03")
    assert titles(tree) == ["Law", "First title"]
    years = tree.xpath("//figure[@class='years']//a/@href")
    assert "?as_of=2026-11-03&year=2020" in years
    assert "red" not in tree.xpath("string(//figure[@class='years']/figcaption)")  # no evidence is kept of a day
    assert titles(read(client, "/timeline/?as_of=2026-11-03&year=2021")) == ["First title"]
    assert titles(read(client, "/timeline/?as_of=2026-11-07")) == ["Law"]


def test_each_choice_of_the_past_can_be_removed_and_stays_in_the_form(client, story):
    tree = read(client, "/search/?as_of=2026-11-05&jurisdiction=CN-SH&jurisdiction=GR&year=2020")
    chips = [" ".join(" ".join(each.itertext()).split()) for each in tree.xpath("//ul[@class='chips']//a")]
    assert chips == [
        "Jurisdiction: Greece × remove filter",
        "Jurisdiction: Shanghai × remove filter",
        "Year: 2020 × remove filter",
    ]
    form = tree.xpath("//form[@class='filters']")[0]
    assert form.xpath(".//select[@name='jurisdiction' and @multiple]/option[@selected]/@value") == ["GR", "CN-SH"]
    assert form.xpath(".//input[@name='as_of']/@value") == ["2026-11-05"]
    assert form.xpath("details/@open")
    assert not read(client, "/search/?as_of=2026-11-05").xpath("//form[@class='filters']/details/@open")
    assert titles(read(client, "/search/" + tree.xpath("//ul[@class='chips']//a/@href")[0])) == ["Second title"]


@pytest.mark.parametrize("address", ["/search/", "/initiatives/", "/timeline/"])
def test_a_day_that_cannot_be_read_or_has_not_come_is_refused(client, db, address):
    unreadable, future = "Write as_of as a date", "as_of cannot be a date in the future"
    refused = dict.fromkeys(("yesterday", "2026-13-01", "", "\x00", "2026"), unreadable)
    for day, why in {**refused, "2026-11-21": future, "2999-01-01": future}.items():
        response = client.get(address, {"as_of": day})
        assert response.status_code == 400, day
        assert why in response.content.decode(), day


@pytest.mark.parametrize("address", ["/search/", "/timeline/"])
def test_what_a_version_does_not_keep_is_told_not_ignored(client, story, address):
    for name in ("q", "evidence", "organisation"):
        tree = read(client, f"{address}?as_of=2026-11-05&{name}=supported", status=400)
        assert tree.xpath("//*[@role='alert']//code/text()") == [name]
        assert "cannot be combined with as_of" in tree.xpath("string(//*[@role='alert'])")
        assert titles(tree) == ["Law", "Second title"]


def test_a_value_that_no_facet_has_is_told_and_left_out(client, story):
    tree = read(client, "/search/?as_of=2026-11-05&year=soon&field=9.9", status=400)
    assert tree.xpath("//*[@role='alert']//code/text()") == ["year", "field"]
    assert titles(tree) == ["Law", "Second title"]


@pytest.mark.parametrize("address", ["/search/", "/instruments/", "/timeline/"])
def test_a_value_that_was_left_out_is_not_offered_as_chosen(client, story, address):
    tree = read(client, f"{address}?as_of=2026-11-05&jurisdiction=China&jurisdiction=CN", status=400)
    chips = tree.xpath("//ul[@class='chips']//a")
    assert [each.text.strip() for each in chips] == ["Jurisdiction: China"]
    assert chips[0].get("href") == "?as_of=2026-11-05"
    assert tree.xpath("//select[@name='jurisdiction']/option[@selected]/@value") == ["CN"]
    assert not tree.xpath("//main//a[contains(@href, 'jurisdiction=China')] | //input[@value='China']")


def test_pages_that_tell_only_of_today_refuse_a_day(client, db):
    for address in ("/graph/", "/coverage/", "/compare/", "/sources/", "/glossary/", "/feed.atom"):
        response = client.get(f"{address}?as_of=2026-11-03")
        assert response.status_code == 400, address
        assert "shows current data only" in response.content.decode(), address


LEADS = {
    "/?as_of=2026-11-03": "/search/?as_of=2026-11-03",
    "/places/CN/?as_of=2026-11-03": "/search/?jurisdiction=CN&as_of=2026-11-03",
    "/themes/TH13/?as_of=2026-11-03": "/search/?theme=TH13&as_of=2026-11-03",
}


def test_pages_that_gather_lead_to_the_list_of_then(client, story):
    for address, leads in LEADS.items():
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, leads)


def test_a_list_of_today_leads_to_another_day_with_what_can_be_asked_of_it(client, story):
    form = read(client, "/search/?q=law&jurisdiction=CN").xpath("//form[.//input[@name='as_of']]")[0]
    assert [(each.get("name"), each.get("value")) for each in form.xpath(".//input[@type='hidden']")] == [
        ("jurisdiction", "CN")
    ]
    assert form.xpath(".//input[@name='as_of']/@max") == ["2026-11-20"]


def test_the_past_costs_as_many_queries_for_many_records_as_for_few(client, story):
    def cost(address):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [
        "/initiatives/?as_of=2026-11-19",
        "/search/?as_of=2026-11-19&jurisdiction=CN",
        "/timeline/?as_of=2026-11-19",
    ]
    with on(7):
        publish(record=InitiativeFactory(launched="2020"), by=None, reason="x")
    few = [cost(address) for address in addresses]
    with on(18):
        publish_many(records=[InitiativeFactory(launched="2020") for _ in range(60)], by=None, reason="x")
    many = [cost(address) for address in addresses]
    assert many == few
    assert max(many) <= 16


def test_a_page_of_the_past_goes_on(client, story):
    with on(8):
        publish_many(records=[InitiativeFactory(launched="2020") for _ in range(60)], by=None, reason="x")
    first = read(client, "/initiatives/?as_of=2026-11-09")
    assert len(titles(first)) == 50
    [href] = first.xpath("//a[@rel='next nofollow']/@href")
    second = read(client, f"/initiatives/{href}")
    assert len(titles(second)) == 10
    assert not second.xpath("//a[@rel='next nofollow']")


def test_a_list_of_the_past_names_who_was_behind_a_record_and_its_evidence_then(client, story):
    ministry = OrganisationFactory(slug="ministry", title_en="Ministry", title_zh_hans="旧部")
    later = OrganisationFactory(slug="later", title_en="Later ministry")
    plan = InitiativeFactory(slug="other", title_en="Other plan", launched="2022")
    RelationFactory(subject=ministry, predicate="launched", object=plan)
    CitationFactory(record=plan, field="launched", verdict="supports", checked_at=date(2026, 11, 1))
    with on(7):
        publish(record=plan, by=None, reason="x")
        publish(record=ministry, by=None, reason="x")
    Record.objects.filter(pk=ministry.pk).update(title_en="Renamed ministry")
    RelationFactory(subject=later, predicate="launched", object=plan)
    plan.citations.all().delete()
    with on(9):
        publish_many(records=[plan, ministry, later], by=None, reason="x")

    def row(day):
        tree = read(client, f"/initiatives/?as_of=2026-11-{day:02}")
        [found] = tree.xpath("//table[@class='lines']/tbody/tr[contains(., 'Other plan')]")
        who = [" ".join(each.text_content().split()) for each in found.xpath("td[@class='who']/a")]
        return who, " ".join(found.xpath("string(td[contains(@class, 'verdict')])").split()), found

    who, evidence, found = row(8)
    assert who == ["Ministry"]
    assert "sources missing" in evidence
    assert found.xpath("td[@class='who']/a/@href") == ["/organisations/ministry/?as_of=2026-11-08"]
    assert not found.xpath(".//input")
    who, evidence, _found = row(10)
    assert set(who) == {"Renamed ministry", "Later ministry"}
    assert evidence == "no source cited"
