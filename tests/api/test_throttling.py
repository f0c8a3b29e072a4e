import pytest
import time_machine
from django.core.cache import cache

from observatory.public import request_limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_minute(settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    cache.clear()
    request_limits.COUNTS = request_limits.MinuteCounts()


def statuses(client, count, **extra):
    return [client.get("/api/v1/records/", **extra).status_code for _ in range(count)]


def test_who_asks_too_often_is_told_when_to_come_back(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        assert statuses(client, 4) == [200, 200, 200, 429]
        refused = client.get("/api/v1/records/")
    assert refused["Retry-After"] == "40"
    assert refused["Content-Type"] == "application/problem+json"


def test_nobody_is_told_to_come_back_at_once(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:59.9Z", tick=False):
        assert statuses(client, 4)[-1] == 429
        assert client.get("/api/v1/records/")["Retry-After"] == "1"


def test_the_next_minute_is_a_new_one_and_other_addresses_count_for_themselves(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        assert statuses(client, 4)[-1] == 429
        assert statuses(client, 1, REMOTE_ADDR="10.0.0.9") == [200]
    with time_machine.travel("2026-01-01T10:01:00Z", tick=False):
        assert statuses(client, 1) == [200]


def test_what_a_client_claims_to_be_is_not_believed(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        for number in range(3):
            statuses(client, 1, headers={"x-forwarded-for": f"10.0.0.{number}"})
        assert statuses(client, 1, headers={"x-forwarded-for": "10.0.0.99"}) == [429]


def test_processes_count_together(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        assert statuses(client, 2) == [200, 200]
        request_limits.COUNTS = request_limits.MinuteCounts()  # as another process has it
        assert statuses(client, 2) == [200, 429]


def test_the_cache_is_told_a_thirtieth_of_the_limit_at_a_time(client, three_a_minute, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 90
    told = []
    monkeypatch.setattr(
        request_limits.RequestsPerMinute, "add_to_total", lambda self, key, fresh, known: told.append(fresh) or known
    )
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        statuses(client, 7)
    assert told == [3, 3]


def test_without_a_cache_each_process_counts_for_itself(client, three_a_minute, no_redis):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        assert statuses(client, 4) == [200, 200, 200, 429]
