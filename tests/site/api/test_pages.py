"""What people and browsers see of the API."""

import pytest

from observatory.publishing.actions import publish
from observatory.site.api.rendering import linked
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PEOPLE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    "path", ["", "records/", "initiatives/plan/", "sources/", "relations/", "vocabularies/themes/"]
)
def test_a_browser_is_shown_a_page(api, catalogue, path):
    response = api(path, accept=PEOPLE)
    assert response["Content-Type"].startswith("text/html")
    assert b"<h1>" in response.content
    assert b"style=" not in response.content
    assert b"<script" not in response.content.replace(b'<script src="', b"")


def test_an_error_is_a_page_too(api, catalogue):
    response = api("records/?limit=0", 400, accept=PEOPLE)
    assert response["Content-Type"].startswith("text/html")
    assert b"limit" in response.content


def test_hostile_text_stays_text_on_the_page(api, db):
    publish(record=InitiativeFactory(title_en="<script>alert(1)</script>", slug="x"), by=None, reason="r")
    assert b"<script>alert" not in api("initiatives/x/", accept=PEOPLE).content


@pytest.mark.parametrize(
    "text",
    ['"https://e.org/\\"><script>x</script>"', '"https://e.org/ onclick=x"', "\"javascript:alert('x')\""],
)
def test_only_plain_web_addresses_become_links(text):
    page = linked(text)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert " onclick" not in page.partition("<a ")[2].partition(">")[0]


def test_an_address_becomes_a_link():
    assert linked('{"url": "https://e.org/?a=1&b=2"}').count('<a href="https://e.org/?a=1&amp;b=2"') == 1


def test_json_is_what_programs_get(api, catalogue):
    assert api("records/", accept="*/*")["Content-Type"] == "application/json"
    assert api("records/?format=json", accept=PEOPLE)["Content-Type"] == "application/json"


def test_any_site_may_read_and_no_cookie_goes_along(api, catalogue):
    response = api("records/", origin="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]


def test_the_beginning_names_every_list(api, catalogue):
    root = api("").json()
    for address in root["lists"].values():
        api(address)
    api(root["schema"])
    api(root["documentation"])


def test_swagger_ui_is_served_locally_without_inline_script(api, catalogue):
    page = api("docs/").content.decode()
    assert "http://" not in page.replace("http://localhost:8000", "")
    assert "https://" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script src="')
    script = api("docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
