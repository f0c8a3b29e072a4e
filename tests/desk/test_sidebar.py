"""The side column: daily work first, tables that are rarely used folded."""

import pytest
from lxml import html

pytestmark = pytest.mark.django_db


def sidebar(client, address: str = "/admin/"):
    (found,) = html.fromstring(client.get(address).content.decode()).xpath("//nav[@id='nav-sidebar']")
    return found


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_daily_work_stands_first_and_every_table_is_there(person, role):
    _, client = person(role)
    found = sidebar(client)
    links = found.xpath(".//th/a/@href")
    assert links[0] == "/admin/monitoring/change/"
    for address in links[:5]:
        assert client.get(address).status_code == 200
    models = {
        model["admin_url"]
        for app in client.get("/admin/").context["available_apps"]
        for model in app["models"]
        if model["admin_url"]
    }
    assert models <= set(links)


def test_tables_that_are_rarely_used_are_folded_unless_one_of_them_is_open(curator):
    former = "/admin/records/formerslug/"
    folded = sidebar(curator).xpath(f".//details[not(@open)]//a[@href='{former}']")
    assert len(folded) == 1
    (link,) = sidebar(curator, former).xpath(f".//details[@open]//a[@href='{former}']")
    assert link.get("aria-current") == "page"


def test_an_account_without_a_role_has_no_daily_work(person):
    _, client = person(None)
    assert not sidebar(client).xpath(".//*[contains(@class, 'daily')]")
