"""Sites on loopback that a test may visit, and a place for what is kept of them."""

from contextlib import suppress

import pytest
import redis

from .sites import Site, read_here


@pytest.fixture
def loopback(settings, tmp_path):
    """Settings under which loopback is visited without intervals, and snapshots lie in the test's own folder."""
    settings.OBSERVATORY_FETCH_ALLOW = "127.0.0.0/8"
    settings.OBSERVATORY_HOST_INTERVAL = 0
    settings.OBSERVATORY_TOTAL_TIMEOUT = 10
    settings.OBSERVATORY_FIRST_BYTE_TIMEOUT = 8
    settings.OBSERVATORY_READER_PROCESSES = 1
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}
    _forget_hosts(settings.REDIS_URL)


def _forget_hosts(address: str) -> None:
    """Let no host rest, and none have rules: a site may have the port of one that asked an earlier test for an hour."""
    with suppress(redis.ConnectionError), redis.Redis.from_url(address) as client:
        kept = [key for key in client.scan_iter(count=1_000) if key.startswith((b"polite:", b"robots:"))]
        if kept:
            client.delete(*kept)


@pytest.fixture(name="read_here")
def _read_here(monkeypatch):
    """Files are read in the process of the test."""
    read_here(monkeypatch)


@pytest.fixture
def site(loopback):
    with Site() as site:
        yield site
