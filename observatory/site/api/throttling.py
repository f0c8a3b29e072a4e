"""How many requests a minute one address may make: a counter in the cache for each minute."""

import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

WINDOW = 60


class PerMinute(BaseThrottle):
    """Fixed windows of a minute; `API_REQUESTS_PER_MINUTE` of 0 lifts the limit. Without a cache nobody is refused."""

    def __init__(self) -> None:
        self.left = 0.0

    def allow_request(self, request, view) -> bool:
        limit = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        now = time.time()
        self.left = WINDOW - now % WINDOW
        try:
            return self._count(f"api:{int(now // WINDOW)}:{self.get_ident(request)}") <= limit
        except (RedisError, OSError):
            return True

    def _count(self, key: str) -> int:
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key)

    def wait(self) -> float:
        return self.left
