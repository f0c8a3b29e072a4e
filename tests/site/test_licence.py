"""The licence is stated with all data; publisher and contact are in the footer of every page."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from lxml import html

from tests.site.test_pages import PAGES

pytestmark = pytest.mark.django_db
URL = "https://creativecommons.org/licenses/by/4.0/"
LINK = f'<{URL}>; rel="license"'


def tree_of(client, address):
    return html.fromstring(client.get(address).content.decode())


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_page_names_the_licence_at_its_foot(client, world, prefix):
    for address in [*PAGES, "/data/", "/nowhere/", "/initiatives/plan/?as_of=x"]:
        assert tree_of(client, prefix + address).xpath("//footer//a[@rel='license']/@href") == [URL], address


def test_a_card_in_somebody_elses_page_names_it(client, world):
    assert tree_of(client, f"/r/{world.plan.public_id}/card").xpath("//a[@rel='license']/@href") == [URL]


def test_pages_and_answers_with_data_name_it_in_their_head(client, world):
    addresses = [
        *("/", "/initiatives/", "/initiatives/plan/", "/feed.atom", "/feed.json", "/records.csv", "/records.xlsx"),
        *("/api/v1/", "/api/v1/records/", "/api/v1/records/plan/", "/api/v1/export.jsonl", "/api/v1/export.zip"),
        *("/api/v1/records/?format=csv", "/api/v1/schema/", f"/r/{world.plan.public_id}/cite.bib"),
    ]
    for address in addresses:
        assert LINK in client.get(address)["Link"], address


def test_refusals_name_it_too(client, world):
    for address, status in (("/api/v1/records/?foo=1", 400), ("/api/v1/records/nobody/", 404), ("/nowhere/", 404)):
        response = client.get(address)
        assert (response.status_code, response["Link"]) == (status, LINK)


def test_other_links_in_the_head_stay(client, world):
    assert client.get("/api/v1/records/?limit=1")["Link"].endswith(f", {LINK}")
    assert 'rel="next"' in client.get("/api/v1/records/?limit=1")["Link"]


def test_a_kept_page_has_the_link_once(client, world):
    for _time in range(2):
        assert client.get("/initiatives/")["Link"] == LINK


def test_a_browser_that_holds_a_page_is_sent_it_anew_when_the_contact_changes(client, world, settings):
    tag = client.get("/initiatives/")["ETag"]
    assert client.get("/initiatives/", HTTP_IF_NONE_MATCH=tag).status_code == 304
    settings.CONTACT = "data@example.org"
    assert client.get("/initiatives/", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_the_desk_and_health_checks_carry_no_licence(client, world):
    for address in ("/admin/login/", "/healthz"):
        assert "Link" not in client.get(address), address


def test_the_api_says_licence_publisher_and_contact(client, world, settings):
    settings.PUBLISHER, settings.CONTACT = "Institute", "data@example.org"
    said = client.get("/api/v1/").json()
    assert said["licence"] == {"id": "CC-BY-4.0", "name": "CC BY 4.0", "url": URL}
    assert (said["publisher"], said["contact"]) == ("Institute", "mailto:data@example.org")
    assert client.get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()["info"]["license"] == {
        "name": "CC BY 4.0",
        "url": URL,
    }


def test_feeds_name_it(client, world):
    feed = ElementTree.fromstring(client.get("/feed.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}rights") == "CC BY 4.0"
    assert [link.get("href") for link in feed.findall(f"{atom}link") if link.get("rel") == "license"] == [URL]
    assert client.get("/feed.json").json()["_licence"]["url"] == URL


def linked(client, address):
    return json.loads(tree_of(client, address).xpath("string(//script[@type='application/ld+json'])"))


def test_linked_data_names_the_licence_of_the_page_and_not_of_the_law_it_describes(client, world):
    found = linked(client, "/instruments/guidelines/")
    assert found["mainEntityOfPage"]["license"] == URL
    assert "license" not in found


def test_the_catalogue_is_described_as_a_data_set_with_its_files(client, world):
    found = linked(client, "/data/")
    assert (found["@type"], found["license"]) == ("Dataset", URL)
    assert len(found["description"]) >= 50
    for file in found["distribution"]:
        path = file["contentUrl"].removeprefix("http://localhost:8000")
        assert client.get(path)["Content-Type"].startswith(file["encodingFormat"])


def test_publisher_and_contact_stand_at_the_foot_where_there_are_any(client, world, settings):
    foot = "string(//p[@class='imprint'])"
    assert "Report a mistake" not in tree_of(client, "/about/").xpath(foot)
    settings.PUBLISHER, settings.CONTACT = "Institute <& Co>", "https://example.org/contact"
    tree = tree_of(client, "/about/")
    assert "Published by Institute <& Co>" in tree.xpath(foot)
    assert tree.xpath("//p[@class='imprint']/a[text()='Contact']/@href") == ["https://example.org/contact"]


def test_another_licence_is_named_everywhere(client, world, settings):
    settings.DATA_LICENCE, settings.DATA_LICENCE_NAME = "OGL-UK-3.0", "Open Government Licence"
    settings.DATA_LICENCE_URL = "https://example.org/ogl"
    assert tree_of(client, "/about/").xpath("//footer//a[@rel='license']/text()") == ["Open Government Licence"]
    assert client.get("/api/v1/records/")["Link"] == '<https://example.org/ogl>; rel="license"'
