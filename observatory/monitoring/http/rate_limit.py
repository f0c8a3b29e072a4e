"""One visit at a time per host, with an interval between visits, shared by every worker on every machine.

For each host, Redis stores who is visiting it (with an expiry, so that a killed worker releases it) and the time before
which it must not be visited. Times come from Redis itself, so the clocks of the machines need not agree.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from observatory.text.url_normalisation import url_endpoint

HOLD = 30.0  # seconds for which a host is reserved; hosts of a killed worker are free after that
ASK_AGAIN = 1.0  # seconds, at most, between two attempts at a host that another visit has
_LONGEST_BACKOFF = 86_400.0
_BACKOFF_INTERVALS = 30  # the first back-off, as a multiple of the usual interval between visits

_ENTER = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return math.max(redis.call('PTTL', KEYS[1]), 1) * -1 end
local wait = redis.call('PTTL', KEYS[2])
if wait > 0 then return wait end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
"""
_LEAVE = """
if tonumber(ARGV[2]) > 0 and redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[2])
end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
if ARGV[3] == '1' then redis.call('DEL', KEYS[3]) end
return 0
"""
_PROLONG = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
_STRIKE = """
local strikes = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], 172800)
return strikes
"""


def backoff_seconds(strikes: int, interval: float) -> float:
    """Return the seconds to wait before visiting a host that answered 429 or 503 ``strikes`` times in a row without a
    Retry-After."""
    return min(interval * _BACKOFF_INTERVALS * 2 ** min(max(strikes - 1, 0), 20), _LONGEST_BACKOFF)


@dataclass(frozen=True, slots=True)
class HostWait:
    """Why a host may not be visited now: the seconds to wait, and whether another worker is visiting it (if not, it
    asked us to wait)."""

    seconds: float
    busy: bool


class Politeness:
    """The hosts that this process is visiting, each by one visitor at a time. ``redis`` is a ``redis.asyncio``
    client."""

    def __init__(self, redis: Any, interval: float, prefix: str = "polite") -> None:
        self.interval = interval
        self._redis, self._prefix = redis, prefix
        self._token = secrets.token_hex(8)
        self._reserved: set[str] = set()
        self._enter = redis.register_script(_ENTER)
        self._leave = redis.register_script(_LEAVE)
        self._prolong = redis.register_script(_PROLONG)
        self._strike = redis.register_script(_STRIKE)

    def _keys(self, host: str) -> list[str]:
        return [f"{self._prefix}:{name}:{host}" for name in ("busy", "rest", "strikes")]

    async def reserve(self, host: str, hold: float) -> HostWait | None:
        """Reserve ``host`` for at most ``hold`` seconds. Returns None on success, else why it cannot be visited now."""
        if host in self._reserved:
            return HostWait(ASK_AGAIN, busy=True)
        self._reserved.add(host)
        answer = None
        try:
            answer = await self._enter(keys=self._keys(host)[:2], args=[self._token, int(hold * 1000)])
        finally:
            if answer != 0:
                self._reserved.discard(host)
        return HostWait(abs(answer) / 1000, answer < 0) if answer else None

    async def reserve_when_free(
        self, host: str, longest: float, sleep: Callable[[float], Awaitable[None]]
    ) -> HostWait | None:
        """Reserve ``host`` as soon as it is free. Returns None on success, or the wait if it is longer than ``longest``
        seconds."""
        waited = 0.0
        while wait := await self.reserve(host, HOLD):
            pause = min(wait.seconds, ASK_AGAIN) if wait.busy else wait.seconds
            if waited + pause > longest:
                return wait
            await sleep(pause)
            waited += pause
        return None

    async def extend_reservations(self, hold: float) -> None:
        """Extend the reservation of every host of this process to ``hold`` seconds from now."""
        for host in list(self._reserved):
            await self._prolong(keys=self._keys(host)[:1], args=[self._token, int(hold * 1000)])

    async def release(self, host: str, rest: float | None = None, *, answered: bool = False) -> None:
        """Release ``host``, and let nobody visit it for ``rest`` seconds (by default, the usual interval).

        If it ``answered`` normally, its next back-off starts at the minimum again.
        """
        pause = self.interval if rest is None else max(rest, self.interval)
        try:
            await self._leave(keys=self._keys(host), args=[self._token, int(pause * 1000), int(answered)])
        finally:
            self._reserved.discard(host)

    async def record_throttling(self, host: str, retry_after: float | None) -> float:
        """Record a 429 or 503 of ``host``. Returns the seconds not to visit it, to be passed to ``release``."""
        strikes = await self._strike(keys=self._keys(host)[2:], args=[])
        return backoff_seconds(strikes, self.interval) if retry_after is None else retry_after


def host_key(url: str) -> str:
    """Return the key of a host for rate limits: the host name, with the port unless it is the default port of HTTP."""
    try:
        host, port = url_endpoint(url)
    except (ValueError, KeyError):
        return ""
    return host if port in (80, 443) else f"{host}:{port}"
