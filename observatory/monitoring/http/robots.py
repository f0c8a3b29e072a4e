"""robots.txt (RFC 9309): fetched by the monitor's HTTP client, cached for a day, shared by all workers.

Fetching it also tests whether the host can be reached at all: if not, its pages are not tried one by one.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from observatory.monitoring.http.client import GuardedClient, Visit
from observatory.monitoring.outcomes import Outcome, may_be_local_problem

AGENT = "ai4s-observatory"  # the product token by which the rules of a site can address us
KEEP_SECONDS = 86_400  # RFC 9309, 2.4: not longer than a day
KEEP_FAILURE_SECONDS = 60
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much is parsed
_MAX_HOSTS = 2_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site allows: the parsed robots.txt, or the outcome that applies to every page of the site."""

    parsed: Protego | None
    outcome: Outcome | None = None
    reason: str = ""
    retry_after: float | None = None

    def refusal(self, url: str) -> tuple[Outcome, str] | None:
        """Return the outcome and the reason if ``url`` may not be visited now, or None if it may."""
        if self.outcome:
            return self.outcome, self.reason
        if self.parsed and not self.parsed.can_fetch(url, AGENT):
            return Outcome.ROBOTS_DISALLOWED, "robots.txt does not allow us to visit this URL"
        return None

    @property
    def crawl_delay(self) -> float:
        """Seconds that the site asks to leave between visits: 0 if it asks for none, at most 60."""
        delay = self.parsed.crawl_delay(AGENT) if self.parsed else None
        return min(max(float(delay or 0), 0.0), 60.0)


class RobotsStore(Protocol):
    """The interface of a store (Redis) that shares the texts of robots.txt between workers."""

    async def get(self, key: str) -> bytes | None: ...
    async def set(self, key: str, value: bytes, ex: int) -> object: ...


def rules_from_visit(visit: Visit) -> Rules:
    """Return the rules that follow from a visit to robots.txt (RFC 9309, 2.3.1)."""
    status = visit.http_status or 0
    if visit.outcome is Outcome.RATE_LIMITED:
        return Rules(None, visit.outcome, "the request for robots.txt was rate limited (429)", visit.retry_after)
    if visit.outcome is not None and may_be_local_problem(visit.outcome) and not visit.redirects:
        return Rules(None, visit.outcome, visit.error)
    if status >= 500:
        reason = f"robots.txt returned {status}, so no page of this host may be visited (RFC 9309, 2.3.1.4)"
        return Rules(None, Outcome.SERVER_ERROR, reason, visit.retry_after)
    if visit.outcome is None and status == 200:
        return Rules(parse_robots_txt(visit.body))
    return Rules(None)


def parse_robots_txt(body: bytes) -> Protego | None:
    """Return the rules in a robots.txt body; None if it has none, as in an HTML page served in its place."""
    text = body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    if "<html" in text[:2_000].lower():
        return None
    return Protego.parse(text)


class Robots:
    """The rules of every site visited, cached in memory for one run and in ``store`` for a day."""

    def __init__(self, client: GuardedClient, store: RobotsStore | None = None, clock=time.monotonic) -> None:
        self._client, self._store, self._clock = client, store, clock
        self._known: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    async def rules(self, url: str) -> Rules:
        """Return the rules for a normalised ``url``; fetches robots.txt if it is not cached."""
        parts = urlsplit(url)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        known = self._known.get(site)
        if known and known[0] > self._clock():
            return known[1]
        rules = await self._stored(site) or await self._fetch_rules(site)
        keep = KEEP_FAILURE_SECONDS if rules.outcome else KEEP_SECONDS
        self._known[site] = self._clock() + keep, rules
        if len(self._known) > _MAX_HOSTS:
            self._known.popitem(last=False)
        return rules

    async def _stored(self, site: str) -> Rules | None:
        text = await self._store.get(f"robots:{site}") if self._store else None
        return None if text is None else Rules(parse_robots_txt(text))

    async def _fetch_rules(self, site: str) -> Rules:
        """Fetch the robots.txt of a site, keep it for a day, and return its rules."""
        visit = await self._client.visit(site, max_body=MAX_BYTES, truncate=True)
        rules = rules_from_visit(visit)
        if self._store and not rules.outcome:
            kept = visit.body if rules.parsed else b""
            await self._store.set(f"robots:{site}", kept, ex=KEEP_SECONDS)
        visit.close()
        return rules
