"""Limits on requests of one network or address, counted in the cache that all web processes share: attempts at a page,
and the rate limit of the API.
"""

import time
from math import ceil

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

from observatory.operations.client_address import client_address, client_network


def count_request(request: HttpRequest, name: str, *, most: int, seconds: int) -> bool:
    """Count a request of the client's network (an IPv4 address, an IPv6 /64) under a name; return whether there were at
    most `most` within `seconds`. While the cache is unavailable nobody is refused."""
    key = f"attempts:{name}:{client_network(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        return True


WINDOW = 60  # seconds
_REPORTS = 30


class MinuteCounts:
    """Requests of the present minute that this process knows of, by address: the last total read from the cache, and
    the requests since."""

    def __init__(self) -> None:
        self.minute = 0
        self.counts: dict[str, tuple[int, int]] = {}

    def for_minute(self, minute: int) -> dict[str, tuple[int, int]]:
        """Return the counts of a minute; those of the one before are forgotten."""
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        return self.counts


COUNTS = MinuteCounts()


class RequestsPerMinute(SimpleRateThrottle):
    """Fixed windows of a minute; `API_REQUESTS_PER_MINUTE` of 0 lifts the limit. Without a cache each process counts
    for itself."""

    scope = "minute"

    def get_rate(self) -> str | None:
        limit = settings.API_REQUESTS_PER_MINUTE
        return f"{limit}/minute" if limit else None

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        return (int(rate.partition("/")[0]), WINDOW) if rate else (None, None)

    def get_ident(self, request) -> str:
        return str(client_address(request) or "unknown")

    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": f"{self.scope}_{self.minute}", "ident": self.get_ident(request)}

    def allow_request(self, request, view) -> bool:
        if self.rate is None:
            return True
        self.now = time.time()
        self.minute = int(self.now // WINDOW)
        counts, key = COUNTS.for_minute(self.minute), self.get_cache_key(request, view)
        total, fresh = counts.get(key, (0, 0))
        fresh += 1
        if fresh >= max(1, self.num_requests // _REPORTS):
            total, fresh = self.add_to_total(key, fresh, total), 0
        counts[key] = total, fresh
        return total + fresh <= self.num_requests

    def add_to_total(self, key: str, fresh: int, known: int) -> int:
        """Add to the count of all processes and return it; without the cache, what this process knows."""
        try:
            self.cache.add(key, 0, timeout=2 * WINDOW)
            return self.cache.incr(key, fresh)
        except ValueError:  # it ran out between the two, or the cache is away
            return known + fresh

    def wait(self) -> int:
        """Return the whole seconds until the next minute, 1 at least."""
        return max(1, ceil(WINDOW - self.now % WINDOW))


def count_in_window(key: str, seconds: int) -> int:
    """Count a request under a key, for so many seconds from the first one on; return how many there were."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        cache.set(key, 1, seconds)
        return 1
