"""“Download this list”: the table behind a link has the rows of the list, with its filters."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from lxml import html

from observatory.public import request_limits
from observatory.publishing.record_publication import publish, publish_many, withdraw
from tests.factories import InitiativeFactory
from tests.site.spreadsheets import csv_rows, xlsx_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.API_REQUESTS_PER_MINUTE = 0


def links(client, address):
    """Return the addresses of both tables that a page offers."""
    tree = html.fromstring(client.get(address).content.decode())
    found = {link.text: link.get("href") for link in tree.xpath("//p[@class='download']/a")}
    assert set(found) == {"CSV", "XLSX"}, address
    return found


def titles(client, address):
    return {row["title_en"] or row["title_zh_hans"] for row in csv_rows(client.get(links(client, address)["CSV"]))}


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/initiatives/", {"Implementation Plan"}),
        ("/search/", {"Implementation Plan", "Ethical Guidelines", "Ethics Committee", "Ministry of Science", "盘古"}),
        ("/search/?q=plan", {"Implementation Plan", "Ministry of Science"}),
        ("/search/?q=伦理&kind=body", {"Ethics Committee"}),
        ("/instruments/?evidence=disputed", {"Ethical Guidelines"}),
        ("/timeline/", {"Implementation Plan", "Ethical Guidelines"}),
        ("/timeline/?year=2023", {"Implementation Plan"}),
        ("/places/CN/", {"Implementation Plan", "Ethical Guidelines", "Ethics Committee", "Ministry of Science"}),
        ("/themes/TH13/", {"Implementation Plan"}),
        ("/fields/1.2/", {"Implementation Plan"}),
    ],
)
def test_a_list_of_records_can_be_downloaded_with_its_filters(client, world, prefix, address, expected):
    assert titles(client, prefix + address) == expected
    workbook = client.get(links(client, prefix + address)["XLSX"])
    assert {row["title_en"] or row["title_zh_hans"] for row in xlsx_rows(workbook)} == expected


@pytest.mark.parametrize("address", ["/initiatives/", "/search/?q=plan", "/timeline/", "/initiatives/?as_of={today}"])
def test_what_a_newsletter_appends_to_an_address_breaks_neither_table_nor_feed(client, world, address):
    publish(record=world.plan, by=None, reason="r")
    address = address.format(today=timezone.now().date())
    shared = f"{address}{'&' if '?' in address else '?'}utm_source=letter&date_from=2023&dated=no"
    assert links(client, shared) == links(client, address)
    page = html.fromstring(client.get(shared).content.decode())
    feeds = page.xpath("//p[contains(@class, 'follow')]/a/@href")
    assert {client.get(feed).status_code for feed in feeds} <= {200}
    assert titles(client, shared)


def test_a_list_of_the_past_is_downloaded_as_it_stood(client, world):
    today = timezone.now().date()
    withdraw(record=world.plan, by=None, reason="r")
    publish(record=InitiativeFactory(title_en="Later"), by=None, reason="r")
    assert titles(client, f"/initiatives/?as_of={today}") == {"Later"}
    assert titles(client, f"/search/?as_of={today}&kind=initiative,body") == {"Later", "Ethics Committee"}
    refused = client.get(f"/records.csv?as_of={today}&q=plan")
    assert refused.status_code == 400
    assert "q: This parameter cannot be combined with as_of" in refused.content.decode()


def test_all_rows_come_and_not_the_page_that_is_shown(client, world):
    publish_many(records=[InitiativeFactory() for _number in range(60)], by=None, reason="r")
    assert len(titles(client, "/initiatives/?page=2&sort=oldest")) == 61


def test_a_list_of_one_type_has_the_facts_of_that_type(client, world):
    [plan] = csv_rows(client.get(links(client, "/initiatives/")["CSV"]))
    assert plan["objectives_en"] == "Get AI tools used in mathematics."
    assert "objectives_en" not in csv_rows(client.get("/records.csv"))[0]


@pytest.mark.parametrize(
    ("address", "column", "expected"),
    [
        ("/sources/", "key", {"MOST 2023a", "Gong n.d."}),
        ("/sources/?q=notice", "key", {"MOST 2023a"}),
        ("/disagreements/", "stated_value", {"2024-02", "2023-12"}),
        ("/initiatives/plan/versions/", "number", {"1"}),
    ],
)
def test_other_lists_can_be_downloaded_too(client, world, address, column, expected):
    assert {row[column] for row in csv_rows(client.get(links(client, address)["CSV"]))} == expected


def test_the_coverage_can_be_downloaded(client, world):
    rows = csv_rows(client.get(links(client, "/coverage/")["CSV"]))
    assert {row["kind"]: row["records"] for row in rows if row["kind"]}["initiative"] == "1"


def test_what_finds_nothing_or_cannot_be_read_offers_no_table(client, world):
    for address in ("/search/?q=zzzz", "/initiatives/?jurisdiction=China", "/timeline/?year=1800"):
        assert not html.fromstring(client.get(address).content.decode()).xpath("//p[@class='download']")


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_a_table_that_cannot_be_read_says_why(client, world, prefix):
    response = client.get(f"{prefix}/records.csv?jurisdiction=China&foo=1")
    assert response.status_code == 400
    text = response.content.decode()
    assert "jurisdiction: " in text
    assert "foo: " in text
    assert "Content-Disposition" not in response


def test_a_table_of_the_site_counts_against_the_limit_of_requests(client, world, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    request_limits.COUNTS.counts.clear()
    cache.clear()
    assert client.get("/records.csv").status_code == 200
    response = client.get("/records.csv")
    assert response.status_code == 429
    assert response["Retry-After"]


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_file_on_the_page_on_data_can_be_had(client, world, prefix):
    tree = html.fromstring(client.get(f"{prefix}/data/").content.decode())
    files = tree.xpath("//a[@download]/@href")
    assert len(files) == 3 + 2 * 14
    for address in files:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "attachment" in response["Content-Disposition"]


def test_the_page_on_data_names_every_column_of_every_table(client, world):
    tree = html.fromstring(client.get("/data/").content.decode())
    told = tree.xpath("//details[@id='columns-platforms']//dt/code/text()")
    assert told == list(csv_rows(client.get("/records.csv?kind=platform"))[0])
    assert all(text.strip() for text in tree.xpath("//details//dd/text()"))


def test_the_foot_of_every_page_leads_to_the_page_on_data(client, world):
    for address in ("/", "/initiatives/plan/", "/nowhere/"):
        tree = html.fromstring(client.get(address).content.decode())
        assert tree.xpath("//footer//a[@href='/data/']")
