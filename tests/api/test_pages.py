"""What people and browsers see of the API."""

import pytest

from observatory.api.renderers import link_urls
from observatory.publishing.record_publication import publish
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
    page = link_urls(text)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert " onclick" not in page.partition("<a ")[2].partition(">")[0]


def test_an_address_becomes_a_link():
    assert link_urls('{"url": "https://e.org/?a=1&b=2"}').count('<a href="https://e.org/?a=1&amp;b=2"') == 1


def test_json_is_what_programs_get(api, catalogue):
    assert api("records/", accept="*/*")["Content-Type"] == "application/json"
    assert api("records/?format=json", accept=PEOPLE)["Content-Type"] == "application/json"


def test_any_site_may_read_and_no_cookie_goes_along(api, catalogue):
    response = api("records/", origin="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "ETag" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/api/v1/records/", "/feed.atom", "/zh-hans/feed.json", "/r/x/cite.json"])
def test_a_script_may_ask_whether_what_it_holds_still_stands(client, path):
    asked = "if-none-match,if-modified-since"
    headers = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    response = client.options(path, headers={**headers, "access-control-request-headers": asked})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"if-none-match", "if-modified-since"} <= set(response["Access-Control-Allow-Headers"].split(", "))


def test_feeds_and_references_may_be_read_from_any_site_and_pages_may_not(client, catalogue):
    elsewhere = {"origin": "https://elsewhere.example"}
    record, source = catalogue.plan.public_id, catalogue.source.public_id
    for path in ("/feed.json", "/zh-hans/feed.atom", f"/r/{record}/cite.json", f"/sources/{source}/cite.bib"):
        response = client.get(path, headers=elsewhere)
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, "*")
    for path in ("/", f"/sources/{source}/", "/admin/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=elsewhere)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json;q=0.1, text/html", "text/html"),
        ("application/json;q=0, text/html;q=0.1", "text/html"),
        ("application/json;q=0, */*", "text/html"),
        ("text/html;q=0.9, application/json", "application/json"),
        ("text/html;q=0.9, */*;q=0.8", "text/html"),
        ("text/html, */*", "text/html"),
        ("application/json; charset=utf-8", "application/json"),
        ("application/*", "application/json"),
        ("", "application/json"),
    ],
)
def test_what_a_client_likes_best_is_served(api, catalogue, accept, media_type):
    headers = {"accept": accept} if accept else {}
    assert api("records/", **headers)["Content-Type"].partition(";")[0] == media_type


@pytest.mark.parametrize("accept", ["application/json;q=0", "text/turtle;q=0.5, application/json;q=0"])
def test_what_a_client_refuses_is_not_served(api, catalogue, accept):
    api("relations/", 406, accept=accept)


def test_the_format_that_an_address_names_wins(api, catalogue):
    assert api("records/?format=json", accept="text/html")["Content-Type"] == "application/json"


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
