"""Redis holds no permanent data. Without it all pages, the API, the login and the admin work."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from lxml import html

from observatory.monitoring.models import Watch
from observatory.public import request_limits
from tests.factories import LocationFactory, UserFactory
from tests.site.world import make_world

pytestmark = pytest.mark.django_db
MOST_PAGES = 150
API = ["", "records/", "records/?q=plan", "initiatives/?jurisdiction=CN&count=true", "initiatives/plan/", "changes/"]
API += ["initiatives/plan/versions/", "initiatives/plan/versions/1/", "sources/", "relations/", "vocabularies/"]
API += ["glossary/", "surveys/", "export.jsonl", "schema/", "docs/"]
ASKED = ["/search/?q=ai", "/search/?q=plan", "/search/titles?q=pla", "/initiatives/?as_of=2026-01-01"]
ASKED += ["/timeline/?as_of=2026-01-01", "/feed.atom", "/feed.json", "/sitemap.xml", "/robots.txt", "/healthz"]


@pytest.fixture
def world(db, monkeypatch, no_redis):
    """A small catalogue whose every count is kept in the cache; published without one."""
    return make_world()


def test_every_public_page_answers(client, world):
    waiting, seen = deque(["/", "/zh-hans/", *ASKED]), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.popleft()
        if address in seen:
            continue
        response = client.get(address, follow=True)
        seen[address] = response.status_code
        if response.headers.get("Content-Type", "").startswith("text/html"):
            links = html.fromstring(response.content.decode()).xpath("//a/@href")
            waiting.extend(url for url in (urldefrag(urljoin(address, each)).url for each in links) if _is_here(url))
    assert {address: status for address, status in seen.items() if status != 200} == {}
    assert {"/initiatives/plan/", "/places/CN/", "/sources/", "/graph/", "/coverage/"} <= set(seen)


def _is_here(url):
    return not urlsplit(url).netloc and not urlsplit(url).scheme


@pytest.mark.parametrize("path", API)
@pytest.mark.usefixtures("kept_world", "no_redis")
def test_every_address_of_the_api_answers(client, settings, path):
    request_limits.COUNTS = request_limits.MinuteCounts()
    settings.API_REQUESTS_PER_MINUTE = 1  # so that the cache is asked to count each request
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_a_curator_logs_in_and_works(world):
    user = UserFactory(username="li", is_staff=True, is_superuser=True)
    user.set_password("right-password")
    user.save()
    client = Client()
    form = {"username": "li", "password": "right-password", "next": "/admin/"}
    assert client.post(reverse("admin:login"), form).status_code == 302
    assert client.get("/admin/").status_code == 200
    lists = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    assert {name: client.get(reverse(name)).status_code for name in lists} == dict.fromkeys(lists, 200)


def test_who_asks_for_a_check_is_told_that_it_waits(admin_client, no_redis):
    watch = Watch.objects.create(location=LocationFactory(), next_check_at="2099-01-01T00:00Z")
    form = {"action": "check_now", "_selected_action": [watch.pk]}
    page = admin_client.post("/admin/monitoring/watch/", form, follow=True).content.decode()
    assert "Redis is not responding, so nothing is visited until it responds. Your request has been saved." in page
    watch.refresh_from_db()
    assert watch.next_check_at.year < 2099
