import pytest
import time_machine
from django.core.cache import cache
from redis.exceptions import ConnectionError as Unreachable

from observatory.site.api.throttling import PerMinute

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_a_minute(settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    cache.clear()


def test_who_asks_too_often_is_told_when_to_come_back(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        statuses = [client.get("/api/v1/records/").status_code for _ in range(4)]
        refused = client.get("/api/v1/records/")
    assert statuses == [200, 200, 200, 429]
    assert refused["Retry-After"] == "40"
    assert refused["Content-Type"] == "application/problem+json"


def test_the_next_minute_is_a_new_one_and_other_addresses_count_for_themselves(client, three_a_minute):
    with time_machine.travel("2026-01-01T10:00:20Z", tick=False):
        for _ in range(4):
            client.get("/api/v1/records/")
        assert client.get("/api/v1/records/", REMOTE_ADDR="10.0.0.9").status_code == 200
        assert client.get("/api/v1/records/", headers={"x-forwarded-for": "10.0.0.8"}).status_code == 429
    with time_machine.travel("2026-01-01T10:01:00Z", tick=False):
        assert client.get("/api/v1/records/").status_code == 200


def test_without_a_cache_nobody_is_refused(client, three_a_minute, monkeypatch):
    def fail(self, key):
        raise Unreachable

    monkeypatch.setattr(PerMinute, "_count", fail)
    assert [client.get("/api/v1/records/").status_code for _ in range(5)] == [200] * 5
