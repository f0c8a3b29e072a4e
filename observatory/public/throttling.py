"""Rate limit of the API: requests per minute from one IP address, counted by all processes together in the cache.

Updating the cache for each request would cost as much as the response, so a process reports its count once per
thirtieth of the limit: with a limit of 600, each process may allow 19 more requests.
"""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

WINDOW = 60
_STEPS = 30


class Tally:
    """What this process has seen in the present minute: by address, the total last heard of and what came since."""

    def __init__(self) -> None:
        self.minute = 0
        self.seen: dict[str, tuple[int, int]] = {}

    def of(self, minute: int) -> dict[str, tuple[int, int]]:
        """Return the counts of a minute; those of the one before are forgotten."""
        if minute != self.minute:
            self.minute, self.seen = minute, {}
        return self.seen


TALLY = Tally()


class PerMinute(BaseThrottle):
    """Fixed windows of a minute; `API_REQUESTS_PER_MINUTE` of 0 lifts the limit. Without a cache each process counts
    for itself."""

    def __init__(self) -> None:
        self.left = 0.0

    def allow_request(self, request, view) -> bool:
        limit = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        now = time.time()
        minute, self.left = int(now // WINDOW), WINDOW - now % WINDOW
        seen, address = TALLY.of(minute), self.get_ident(request)
        total, fresh = seen.get(address, (0, 0))
        fresh += 1
        if fresh >= max(1, limit // _STEPS):
            total, fresh = self._together(f"api:{minute}:{address}", fresh, total), 0
        seen[address] = total, fresh
        return total + fresh <= limit

    def _together(self, key: str, fresh: int, known: int) -> int:
        """Add to the count of all processes and return it; without the cache, what this process knows."""
        try:
            cache.add(key, 0, timeout=2 * WINDOW)
            return cache.incr(key, fresh)
        except ValueError:  # it ran out between the two, or the cache is away
            return known + fresh

    def wait(self) -> float:
        return self.left
