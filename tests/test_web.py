"""The web server with the site, started as `make run` and the containers start it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.db import connection

from observatory.local import PROJECT

pytestmark = pytest.mark.django_db
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Ag"


class Site:
    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request(method, path, headers={"Host": "localhost"} | given)
        response = client.getresponse()
        response.body = response.read()
        client.close()
        return response

    def is_up(self) -> bool:
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def start(django_db_setup) -> Iterator[Callable[..., Site]]:
    """Start the web processes on the database of the tests."""
    database = re.sub(r"/[^/?]*(\?|$)", rf"/{connection.settings_dict['NAME']}\1", os.environ["DATABASE_URL"])
    with ExitStack() as stack:

        def start(**settings: str) -> Site:
            with socket.create_server(("127.0.0.1", 0)) as free:
                site = Site(free.getsockname()[1])
            variables = {"DATABASE_URL": database, "PORT": str(site.port), "HOST": "127.0.0.1"}
            variables |= {"ALLOWED_HOSTS": "localhost", "WEB_WORKERS": "2", "WEB_THREADS": "4"}
            command = [sys.executable, "-m", "observatory.serve", "web"]
            process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | variables | settings)
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
            deadline = time.monotonic() + 120
            while not site.is_up():
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            return site

        yield start


@pytest.fixture(scope="module")
def site(start) -> Site:
    return start(API_REQUESTS_PER_MINUTE="2")


def test_the_site_answers_beside_stalled_and_idle_connections(site):
    with ExitStack() as stack:
        for number in range(220):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            client.sendall(HALF_A_HEAD if number < 20 else b"")
        assert site.ask("/healthz").body == b"alive"


def test_a_page_in_hand_is_not_sent_again_and_head_sends_none(site):
    page = site.ask("/initiatives/", Accept_Encoding="br")
    assert (page.status, page.headers["Content-Encoding"]) == (200, "br")
    again = site.ask("/initiatives/", Accept_Encoding="br", If_None_Match=page.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    head = site.ask("/initiatives/", "HEAD", Accept_Encoding="br")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == page.headers["Content-Length"] == str(len(page.body))
    assert "Server" not in page.headers


def test_an_address_that_a_client_claims_is_not_counted(site):
    cache.clear()
    statuses = [site.ask("/api/v1/", X_Forwarded_For=f"198.51.100.{number}").status for number in range(20)]
    assert 429 in statuses
    cache.clear()


def test_what_a_proxy_says_is_believed_where_one_is_said_to_be(start):
    site = start(BEHIND_PROXY="true", SITE_URL="https://localhost", API_REQUESTS_PER_MINUTE="2")
    cache.clear()
    assert site.ask("/api/v1/").status == 301
    by_https = {"X_Forwarded_Proto": "https"}
    statuses = [site.ask("/api/v1/", X_Forwarded_For=f"198.51.100.{each}", **by_https).status for each in range(20)]
    assert set(statuses) == {200}
    cache.clear()
