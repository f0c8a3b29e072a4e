"""robots.txt and the interval between visits, with a real Redis."""

import asyncio
import os
import secrets

import pytest
import redis.asyncio

from observatory.monitoring.http.client import GuardedClient, Limits
from observatory.monitoring.http.rate_limit import Politeness
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.outcomes import Outcome
from observatory.text.networks import parse_allowance

from .hostile import HostileOrigin

LOOPBACK = parse_allowance("127.0.0.0/8")


@pytest.fixture
def origin():
    with HostileOrigin() as origin:
        yield origin


def with_redis(scenario):
    async def run():
        client = redis.asyncio.from_url(os.environ["REDIS_URL"])
        try:
            return await scenario(client, f"test-{secrets.token_hex(4)}")
        finally:
            await client.aclose()

    return asyncio.run(run())


def rules_for(origin, path: str, store=None, times: int = 1):
    async def run():
        async with GuardedClient(Limits(total=1, first_byte=1), LOOPBACK, user_agent="test") as guarded:
            robots = Robots(guarded, store)
            for _ in range(times):
                rules = await robots.rules(origin.url(path))
            return rules.refusal(origin.url(path))

    return asyncio.run(run())


def serve_robots(origin, text: str, status: str = "200 OK", **headers: str) -> None:
    async def behave(request):
        await request.reply(status, text.encode(), content_type="text/plain", **headers)

    origin.extra["/robots.txt"] = behave


def test_a_disallowed_address_is_not_visited_and_others_are(origin):
    serve_robots(origin, "User-agent: *\nDisallow: /private\n")
    assert rules_for(origin, "/private/x")[0] == Outcome.ROBOTS_DISALLOWED
    assert rules_for(origin, "/page") is None


def test_a_site_may_name_us(origin):
    serve_robots(origin, "User-agent: ai4s-observatory\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert rules_for(origin, "/page")[0] == Outcome.ROBOTS_DISALLOWED


@pytest.mark.parametrize("text", ["<!doctype html><html>Disallow: /</html>", "", "\x00\xff garbage", "Disallow /"])
def test_what_is_no_robots_file_forbids_nothing(origin, text):
    serve_robots(origin, text)
    assert rules_for(origin, "/page") is None


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_a_missing_file_forbids_nothing(origin, status):
    serve_robots(origin, "Disallow: /", status)
    assert rules_for(origin, "/page") is None


def test_a_server_error_on_robots_closes_the_site_for_now(origin):
    serve_robots(origin, "", "503 Service Unavailable", Retry_After="60")
    outcome, reason = rules_for(origin, "/page")
    assert outcome == Outcome.SERVER_ERROR
    assert "RFC 9309" in reason


def test_a_host_that_does_not_answer_is_asked_once(origin):
    async def slam(request):
        request.close()

    origin.extra["/robots.txt"] = slam
    assert rules_for(origin, "/page", times=5)[0] == Outcome.CONNECTION_ERROR
    assert origin.hits["/robots.txt"] <= 2  # the client itself tries a broken connection twice


def test_robots_is_fetched_once_for_every_worker(origin):
    serve_robots(origin, "User-agent: *\nDisallow: /private\n")

    async def scenario(client, prefix):
        for _ in range(3):
            async with GuardedClient(Limits(), LOOPBACK, user_agent="test") as guarded:
                rules = await Robots(guarded, client).rules(origin.url("/private"))
                assert rules.refusal(origin.url("/private"))

    with_redis(scenario)
    assert origin.hits["/robots.txt"] == 1


def test_one_visitor_at_a_time_per_host():
    async def scenario(client, prefix):
        one, two = Politeness(client, 0, prefix), Politeness(client, 0, prefix)
        assert await one.reserve("h", 30) is None
        refused = await two.reserve("h", 30)
        assert refused.busy
        assert 0 < refused.seconds <= 30
        assert await two.reserve("other", 30) is None
        assert (await one.reserve("h", 30)).busy  # another visit of the same process is another visitor
        await two.release("h")
        assert (await two.reserve("h", 30)).busy
        await one.release("h")
        assert await two.reserve("h", 30) is None

    with_redis(scenario)


def test_a_host_rests_for_the_interval_whoever_asks():
    async def scenario(client, prefix):
        one, two = Politeness(client, 5, prefix), Politeness(client, 5, prefix)
        await one.reserve("h", 30)
        await one.release("h")
        for visitor in (one, two):
            wait = await visitor.reserve("h", 30)
            assert not wait.busy
            assert 4 < wait.seconds <= 5

    with_redis(scenario)


def test_a_killed_worker_frees_its_host():
    async def scenario(client, prefix):
        one, two = Politeness(client, 0, prefix), Politeness(client, 0, prefix)
        await one.reserve("h", 0.05)
        await asyncio.sleep(0.1)
        assert await two.reserve("h", 1) is None

    with_redis(scenario)


def test_retry_after_and_back_off_keep_everyone_away():
    async def scenario(client, prefix):
        one, two = Politeness(client, 1, prefix), Politeness(client, 1, prefix)
        await one.reserve("h", 30)
        await one.release("h", await one.record_throttling("h", 120))
        assert 119 < (await two.reserve("h", 30)).seconds <= 120
        first, second = await one.record_throttling("g", None), await two.record_throttling("g", None)
        assert second == 2 * first == 60
        await one.release("g", answered=True)
        assert await one.record_throttling("g", None) == first

    with_redis(scenario)
