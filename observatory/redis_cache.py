"""The cache shared by all processes, in Redis. While Redis is not responding, it behaves as an empty cache.

Reads then miss and writes do nothing, so no caller has to handle it. While Redis is not responding, one thread of each
process tries it again every `PAUSE` seconds, not every request; the log has one line a minute. A value that another
release has written and this one cannot read is a miss too.
"""

import logging
import time
from collections.abc import Callable
from pickle import UnpicklingError
from typing import Any

from django.core.cache.backends import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TooSlow
from redis.retry import Retry

PAUSE = 5  # seconds
LOG_EVERY = 60
# A slower cache would be useless. One retry: after a restart of Redis, pooled connections are dead.
OPTIONS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 1)}

# What unpickling raises where the class of a value has moved or is gone.
UNREADABLE = (ImportError, AttributeError, UnpicklingError)

logger = logging.getLogger(__name__)


class Circuit:
    """A circuit breaker: whether to contact a server. Threads of a process share it; a race between them costs one
    extra request."""

    def __init__(self) -> None:
        self.failing = False
        self.ask_again = self.log_again = 0.0

    def may_ask(self) -> bool:
        """Return whether to contact the server now; while it is failing, True for one caller every `PAUSE` seconds."""
        if self.failing:
            now = time.monotonic()
            if now < self.ask_again:
                return False
            self.ask_again = now + PAUSE
        return True

    def record_failure(self, error: Exception) -> None:
        """Record a failure. Only an unreachable server opens the circuit, not one that refuses a command."""
        now = time.monotonic()
        if isinstance(error, Unreachable | TooSlow | OSError):
            self.failing, self.ask_again = True, now + PAUSE
        if now >= self.log_again:
            self.log_again = now + LOG_EVERY
            logger.warning("Redis is not responding, so nothing is cached: %s", error)

    def record_success(self) -> None:
        """Record a response."""
        if self.failing:
            self.failing, self.log_again = False, 0.0
            logger.warning("Redis is responding again.")


_CIRCUITS: dict[str, Circuit] = {}


class RedisCache(redis.RedisCache):
    """Django's Redis cache, but without exceptions: while Redis is unreachable it behaves like an empty cache."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": OPTIONS | params.get("OPTIONS", {})})
        self.circuit = _CIRCUITS.setdefault(str(server), Circuit())

    def ping(self) -> None:
        """Check that Redis responds. Raises `RedisError` or `OSError` if it does not."""
        self._cache.get_client(write=True).ping()
        self.circuit.record_success()

    def is_available(self) -> bool:
        """Return whether Redis responds; while it does not, the result of the last few seconds is reused."""
        if not self.circuit.may_ask():
            return False
        try:
            self.ping()
        except (RedisError, OSError) as error:
            self.circuit.record_failure(error)
            return False
        return True

    def get(self, key, default=None, version=None):
        return self._ask_redis(super().get, default, key, default, version)

    def get_many(self, keys, version=None):
        return self._ask_redis(super().get_many, {}, keys, version)

    def has_key(self, key, version=None):
        return self._ask_redis(super().has_key, False, key, version)

    def add(self, key, value, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask_redis(super().add, False, key, value, timeout, version)

    def set(self, key, value, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask_redis(super().set, None, key, value, timeout, version)

    def set_many(self, data, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask_redis(super().set_many, list(data), data, timeout, version)  # the keys that were not written

    def touch(self, key, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask_redis(super().touch, False, key, timeout, version)

    def delete(self, key, version=None):
        return self._ask_redis(super().delete, False, key, version)

    def delete_many(self, keys, version=None):
        return self._ask_redis(super().delete_many, None, keys, version)

    def clear(self):
        return self._ask_redis(super().clear, False)

    def incr(self, key, delta=1, version=None):
        """Increase a number. Raises `ValueError` for a missing key, and for every key while Redis is unreachable."""
        found = self._ask_redis(super().incr, None, key, delta, version)
        if found is None:
            raise ValueError(f"Key {key!r} not found")
        return found

    def _ask_redis(self, command: Callable[..., Any], otherwise: Any, *args: Any) -> Any:
        """Return what Redis answers to a command, or `otherwise` while it does not respond."""
        if not self.circuit.may_ask():
            return otherwise
        try:
            found = command(*args)
        except (RedisError, OSError) as error:
            self.circuit.record_failure(error)
            return otherwise
        except UNREADABLE:
            found = otherwise
        self.circuit.record_success()
        return found
