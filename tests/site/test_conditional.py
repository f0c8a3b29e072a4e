"""Pages of entries answer whoever holds them already with 304, and only as long as nothing has changed."""

import pytest

from observatory.publishing.actions import publish, withdraw
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db
PAGES = ["/initiatives/", "/search/?q=plan", "/timeline/", "/graph/", "/feed.atom", "/feed.json", "/sitemap.xml"]
PAGES += ["/sitemap-initiative.xml", "/zh-hans/initiatives/"]


def again(client, address, response, **cookies):
    client.cookies.load(cookies)
    return client.get(address, headers={"if-none-match": response.headers["ETag"]})


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_is_held_costs_one_query_and_no_body(client, world, address, django_assert_max_num_queries):
    first = client.get(address)
    assert first.status_code == 200
    with django_assert_max_num_queries(1):
        second = again(client, address, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_a_publication_and_a_withdrawal_make_a_new_page(client, world, address):
    first = client.get(address)
    record = InitiativeFactory(title_en="Plan of today")
    publish(record=record, by=None, reason="new")
    second = again(client, address, first)
    assert second.status_code == 200
    withdraw(record=record, by=None, reason="mistaken")
    assert again(client, address, second).status_code == 200


def test_the_theme_and_the_language_are_part_of_what_is_held(client, world):
    first = client.get("/initiatives/")
    assert again(client, "/initiatives/", first, theme="dark").status_code == 200
    assert again(client, "/zh-hans/initiatives/", first).status_code == 200
    assert "Cookie" in first.headers["Vary"]


def test_no_page_needs_the_nonce_of_its_own_response(client, world):
    """A 304 comes with a policy of its own, which must fit the body that is kept."""
    for address in PAGES:
        assert "nonce" not in client.get(address).headers.get("Content-Security-Policy", "")


def test_what_cannot_be_read_is_not_held(client, world):
    response = client.get("/initiatives/?sort=password")
    assert response.status_code == 400
    assert "ETag" not in response.headers
