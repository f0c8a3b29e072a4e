"""While PostgreSQL is not responding, pages say so and when to retry; what needs no database works."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection


def refuse(*args):
    raise OperationalError("couldn't get a connection after 3.00 sec")


def fail(*args):
    raise RuntimeError("a fault of ours")


@pytest.fixture
def no_database(db):
    """Every question to the database fails as when nobody listens."""
    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def reader(client):
    client.raise_request_exception = False
    return client


PAGES = ["/", "/initiatives/", "/initiatives/plan/", "/search/?q=plan", "/sources/", "/feed.atom", "/sitemap.xml"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_that_the_site_cannot_answer_and_when_to_ask_again(reader, no_database, address):
    response = reader.get(address)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert "The database is not responding" in response.content.decode()


def test_it_says_so_in_chinese_and_to_curators(reader, no_database):
    assert "数据库没有响应" in reader.get("/zh-hans/initiatives/").content.decode()
    assert reader.get("/admin/login/").status_code in (200, 503)
    reader.cookies["sessionid"] = "a-session-that-would-be-looked-up"
    assert reader.get("/admin/").status_code == 503


def test_another_fault_is_still_a_fault(reader, db):
    with connection.execute_wrapper(fail):
        response = reader.get("/initiatives/")
    assert (response.status_code, response.get("Retry-After")) == (500, None)


@pytest.mark.parametrize("address", ["/about/", "/healthz"])
def test_what_needs_no_database_is_answered(reader, no_database, address):
    assert reader.get(address).status_code == 200


def test_nobody_waits_long_for_a_connection():
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] <= 3


def test_a_database_that_is_back_is_noticed_by_the_next_request():
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]
    assert pool["reconnect_timeout"] <= pool["timeout"]
