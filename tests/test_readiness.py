import os

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import override_settings

NOWHERE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.mark.django_db
def test_a_process_with_database_and_cache_is_ready(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ready")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@override_settings(CACHES=NOWHERE)
def test_without_redis_it_is_not_ready(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"Redis does not answer.")


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.")


def test_the_tests_of_each_worker_use_the_redis_database_of_that_worker():
    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    assert not os.environ.get("PYTEST_XDIST_WORKER") or not settings.REDIS_URL.endswith("db=0")
