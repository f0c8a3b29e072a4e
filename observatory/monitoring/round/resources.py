"""Shared resources of monitoring runs in one process: HTTP client, reader processes, robots.txt rules, rate limits.

Opening it costs a TLS context and, once something is read, a process per reader; a worker that runs a round every
minute keeps it. It belongs to one event loop.
"""

import contextlib
from typing import Self

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from observatory.monitoring.conf import Conf
from observatory.monitoring.http.client import GuardedClient
from observatory.monitoring.http.rate_limit import Politeness
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.reading.sandbox import Sandbox

_CONNECTIONS = 16  # to Redis


class Resources:
    """``async with Resources(conf) as resources`` for one run; ``open`` and ``close`` for the life of a worker."""

    def __init__(self, conf: Conf, sandbox: type[Sandbox] = Sandbox) -> None:
        self.conf = conf
        self.sandbox = sandbox(conf.reader_processes, conf.reader_limits)
        self.guarded_client = GuardedClient(conf.limits, conf.allowance, user_agent=conf.user_agent, proxy=conf.proxy)
        self._stack = contextlib.AsyncExitStack()

    async def open(self) -> Self:
        """Open the resources of a run: Redis, the HTTP client, the sandbox, the rate limits and the rules of
        robots.txt."""
        patience = Retry(ExponentialBackoff(cap=2, base=0.1), 8)  # wait for a restart of Redis, about ten seconds
        # Hundreds of hosts ask at once; they wait for one of few connections rather than open one each.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL, max_connections=_CONNECTIONS, timeout=60, socket_timeout=10, retry=patience
        )
        client = redis.asyncio.Redis.from_pool(pool)
        self._stack.push_async_callback(client.aclose)
        await self._stack.enter_async_context(self.guarded_client)
        await self._stack.enter_async_context(self.sandbox)
        self.politeness = Politeness(client, self.conf.host_interval)
        self.robots = Robots(self.guarded_client, _Forgiving(client))
        return self

    async def close(self) -> None:
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _Forgiving:
    """The shared cache of robots.txt; while Redis does not respond, it acts as if it were empty."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client

    async def get(self, key: str) -> bytes | None:
        try:
            return await self._client.get(key)
        except RedisError:
            return None

    async def set(self, key: str, value: bytes, ex: int) -> None:
        with contextlib.suppress(RedisError):
            await self._client.set(key, value, ex=ex)
