"""The cache shared by all processes, in Redis. While Redis is not responding, it behaves as an empty cache.

Reads then miss and writes do nothing, so no caller has to handle it. While Redis is not responding, one thread of each
process tries it again every `PAUSE` seconds, not every request; the log has one line a minute.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TooSlow
from redis.retry import Retry

PAUSE = 5  # seconds
LOG_EVERY = 60
# A cache that takes longer is worth nothing. One retry: after a restart of Redis, pooled connections are dead.
OPTIONS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 1)}

logger = logging.getLogger(__name__)


class Circuit:
    """Whether a server is worth asking. Shared by the threads of a process; a lost race costs one question more."""

    def __init__(self) -> None:
        self.failing = False
        self.ask_again = self.log_again = 0.0

    def may_ask(self) -> bool:
        """Return whether to ask now; while it fails, True for one caller in `PAUSE` seconds."""
        if self.failing:
            now = time.monotonic()
            if now < self.ask_again:
                return False
            self.ask_again = now + PAUSE
        return True

    def failed(self, error: Exception) -> None:
        """Note a failure. Only an unreachable server opens the circuit; one that refuses a command is there."""
        now = time.monotonic()
        if isinstance(error, Unreachable | TooSlow | OSError):
            self.failing, self.ask_again = True, now + PAUSE
        if now >= self.log_again:
            self.log_again = now + LOG_EVERY
            logger.warning("Redis is not responding, so nothing is cached: %s", error)

    def worked(self) -> None:
        """Note an answer."""
        if self.failing:
            self.failing, self.log_again = False, 0.0
            logger.warning("Redis is responding again.")


_CIRCUITS: dict[str, Circuit] = {}


class RedisCache(redis.RedisCache):
    """Django's Redis cache, without its exceptions: what cannot be asked is answered as an empty cache would."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": OPTIONS | params.get("OPTIONS", {})})
        self.circuit = _CIRCUITS.setdefault(str(server), Circuit())

    def ping(self) -> None:
        """Ask Redis whether it is there. Raises `RedisError` or `OSError` when it is not."""
        self._cache.get_client(write=True).ping()
        self.circuit.worked()

    def answers(self) -> bool:
        """Return whether Redis answers now; while it does not, what was found within the last seconds."""
        if not self.circuit.may_ask():
            return False
        try:
            self.ping()
        except (RedisError, OSError) as error:
            self.circuit.failed(error)
            return False
        return True

    def get(self, key, default=None, version=None):
        return self._ask(super().get, default, key, default, version)

    def get_many(self, keys, version=None):
        return self._ask(super().get_many, {}, keys, version)

    def has_key(self, key, version=None):
        return self._ask(super().has_key, False, key, version)

    def add(self, key, value, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask(super().add, False, key, value, timeout, version)

    def set(self, key, value, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask(super().set, None, key, value, timeout, version)

    def set_many(self, data, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask(super().set_many, list(data), data, timeout, version)  # the keys that were not written

    def touch(self, key, timeout=redis.DEFAULT_TIMEOUT, version=None):
        return self._ask(super().touch, False, key, timeout, version)

    def delete(self, key, version=None):
        return self._ask(super().delete, False, key, version)

    def delete_many(self, keys, version=None):
        return self._ask(super().delete_many, None, keys, version)

    def clear(self):
        return self._ask(super().clear, False)

    def incr(self, key, delta=1, version=None):
        """Raises `ValueError` for a key that is not there, as every key is when Redis is away."""
        found = self._ask(super().incr, None, key, delta, version)
        if found is None:
            raise ValueError(f"Key {key!r} not found")
        return found

    def _ask(self, command: Callable[..., Any], otherwise: Any, *args: Any) -> Any:
        if not self.circuit.may_ask():
            return otherwise
        try:
            found = command(*args)
        except (RedisError, OSError) as error:
            self.circuit.failed(error)
            return otherwise
        self.circuit.worked()
        return found
