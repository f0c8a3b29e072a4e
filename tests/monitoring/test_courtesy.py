"""Treatment of hosts in a run: robots.txt, the interval, conditional requests."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from observatory.monitoring.http import rate_limit
from observatory.monitoring.models import Watch
from observatory.monitoring.outcomes import Outcome

from .sites import LAW, START, Site, article, days, location, outcome, round_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


@pytest.fixture
def _asking_often(monkeypatch):
    """A host that another visit has is asked for again after a moment."""
    monkeypatch.setattr(rate_limit, "ASK_AGAIN", 0.05)


def test_an_answer_of_304_is_unchanged_and_not_trusted_for_ever(site):
    asked = []

    async def law(request):
        asked.append(request.headers.get("if-none-match"))
        known = asked[-1] == '"1"'
        await request.reply("304 Not Modified" if known else "200 OK", b"" if known else article(*LAW), ETag='"1"')

    site.extra["/law"] = law
    place = location(site.url("/law"))
    for day in range(14):
        round_at(days(day), these=[place])
    assert asked.count(None) == 2
    assert place.checks.filter(http_status=304).count() == 12
    assert set(place.checks.values_list("outcome", flat=True)) == {"new", "unchanged"}


def test_validators_are_dropped_after_a_failure(site):
    site.pages["/law"] = ("200 OK", article(*LAW), {"ETag": '"1"'})
    place = location(site.url("/law"))
    round_at()
    site.pages["/law"] = ("500 Oops", b"", {})
    round_at(days(1), these=[place])
    site.requests.clear()
    round_at(days(2), these=[place])
    assert "if-none-match" not in next(r for r in site.requests if r["path"] == "/law")


def test_robots_txt_is_followed_unless_a_curator_says_why_not(site):
    site.pages |= {"/law": article(*LAW), "/robots.txt": b"User-agent: *\nDisallow: /law\n"}
    place = location(site.url("/law"))
    assert outcome(place) == Outcome.ROBOTS_DISALLOWED
    assert site.hits["/law"] == 0
    Watch.objects.update(ignore_robots=True, robots_reason="A public law; the ministry agreed by letter.")
    assert outcome(place, days(1)) == Outcome.NEW


@pytest.mark.parametrize(("interval", "most"), [(0.01, 1), (0, 4)])
def test_a_host_is_visited_one_at_a_time_unless_it_needs_no_interval(site, settings, interval, most):
    settings.OBSERVATORY_HOST_INTERVAL = interval
    now, seen = 0, []

    async def slow(request):
        nonlocal now
        now += 1
        seen.append(now)
        await asyncio.sleep(0.02)
        now -= 1
        await request.reply(body=article(*LAW))

    places = [location(site.url(f"/{number}")) for number in range(8)]
    for number in range(8):
        site.extra[f"/{number}"] = slow
    round_at(these=places)
    assert max(seen) <= most
    assert len(seen) == 8


def test_a_host_that_asks_for_rest_gets_it(site, settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.01
    site.pages["/law"] = ("429 Too Many Requests", b"", {"Retry-After": "3600"})
    places = [location(site.url("/law")), location(site.url("/other"))]
    summary, results = round_at(these=places)
    assert results[places[0].url].finding.visit.retry_after == 3600
    assert (summary.done, summary.deferred) == (1, 1)
    assert site.hits["/other"] == 0
    assert Watch.objects.get(location=places[1]).next_check_at == START + timedelta(hours=1)


def test_more_hosts_are_visited_at_once_than_redis_has_connections_for():
    with Site(host="0.0.0.0") as everywhere:
        places = [location(f"http://127.0.1.{n}:{everywhere.port}/absent") for n in range(1, 121)]
        summary, _ = round_at(these=places)
    assert (summary.done, summary.error) == (120, "")


@pytest.mark.usefixtures("_asking_often")
def test_a_redirect_to_another_host_waits_for_that_host_too(settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.2
    visited = []

    async def law(request):
        visited.append(time.monotonic())
        await request.reply(body=article(*LAW))

    with Site() as here, Site(host="127.0.0.2") as there:
        there.extra |= {"/law": law, "/other": law}
        here.pages["/law"] = ("302 Found", b"", {"Location": there.url("/law")})
        places = [location(here.url("/law")), location(there.url("/other"))]
        summary, _ = round_at(these=places)
    assert summary.outcomes == {"new": 2}
    assert visited[1] - visited[0] >= 0.2


@pytest.mark.usefixtures("_asking_often")
def test_hosts_that_lead_to_each_other_do_not_wait_for_each_other_for_ever(settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.05
    with Site() as one, Site(host="127.0.0.2") as two:
        one.pages |= {"/a": ("302 Found", b"", {"Location": two.url("/b")}), "/b": article(*LAW)}
        two.pages |= {"/a": ("302 Found", b"", {"Location": one.url("/b")}), "/b": article(*LAW)}
        summary, _ = round_at(these=[location(site.url(path)) for site in (one, two) for path in ("/a", "/b")])
    assert summary.outcomes == {"new": 4}
    assert summary.deferred == 0


def test_the_rules_of_a_host_that_a_redirect_leads_to_are_followed(site):
    with Site(host="127.0.0.2") as there:
        there.pages |= {"/robots.txt": b"User-agent: *\nDisallow: /\n", "/law": article(*LAW)}
        site.pages["/law"] = ("302 Found", b"", {"Location": there.url("/law")})
        assert outcome(location(site.url("/law"))) == Outcome.ROBOTS_DISALLOWED
        assert there.hits["/law"] == 0


def test_a_host_that_answers_robots_txt_with_429_is_left_alone(site, settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.01
    site.pages |= {"/robots.txt": ("429 Too Many Requests", b"", {"Retry-After": "3600"}), "/law": article(*LAW)}
    places = [location(site.url(path)) for path in ("/law", "/other")]
    summary, _ = round_at(these=places)
    assert (summary.outcomes, summary.deferred) == ({"rate_limited": 1}, 1)
    assert site.hits["/law"] == site.hits["/other"] == 0


def test_a_host_rests_for_the_crawl_delay_it_asks_for_between_rounds_too(site, settings):
    settings.OBSERVATORY_HOST_INTERVAL = 0.01
    site.pages |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 60\n", "/law": article(*LAW), "/b": article(*LAW)}
    one, two = location(site.url("/law")), location(site.url("/b"))
    round_at(these=[one])
    summary, _ = round_at(these=[two])
    assert (summary.done, summary.deferred) == (0, 1)


def test_a_lease_shorter_than_a_visit_is_kept_alive(site, settings):
    settings.OBSERVATORY_LEASE = 0.6
    settings.OBSERVATORY_TOTAL_TIMEOUT = settings.OBSERVATORY_FIRST_BYTE_TIMEOUT = 5
    held = []

    def look() -> None:
        held.append(Watch.objects.filter(lease_until__gt=timezone.now()).exists())
        connections.close_all()

    async def slow(request):
        await asyncio.sleep(1)
        await asyncio.to_thread(look)
        await request.reply(body=article(*LAW))

    site.extra["/law"] = slow
    round_at(timezone.now(), these=[location(site.url("/law"))], clock=timezone.now)
    assert held == [True]
