"""Redirects: which of them mean that a document has moved, and the policy that waits for another host and checks its
robots.txt before one is followed.

Some redirects are disguised error pages: those to a home page, to a page that many other URLs redirect to, and to a
page that a made-up URL in the same folder also redirects to (Bar-Yossef et al., "Sic transit gloria telae", WWW
2004).
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from enum import StrEnum
from urllib.parse import urlsplit

from observatory.monitoring.http.client import VisitEnded
from observatory.monitoring.http.rate_limit import Politeness, host_key
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.outcomes import Outcome


def is_home(url: str) -> bool:
    """Return whether a URL is the home page of a site: no meaningful path and no query."""
    parts = urlsplit(url)
    path = re.sub(r"/(index|default|home)\.[a-z]{3,5}$", "/", parts.path.lower())
    return not parts.query and re.fullmatch(r"/?([a-z]{2}(-[a-z]{2,4})?/?)?", path) is not None


CROWD = 3  # this many other URLs redirecting to one page make it a catch-all
SAME_DOCUMENT = 0.5  # share of the text that may differ between a document and its copy at another URL


class RedirectKind(StrEnum):
    """Where following a URL led."""

    STAYED = "stayed"  # the same URL, or one that differs insignificantly
    TEMPORARY = "temporary"  # another URL, temporarily
    ASTRAY = "astray"  # a home page or a catch-all
    PERMANENT = "permanent"  # another URL, permanently according to the server


def classify_redirect(url: str, final_url: str, *, permanent: bool, crowd: int = 0) -> RedirectKind:
    """Return the kind of a redirect from ``url`` to ``final_url`` (both in normal form).

    ``crowd`` is the number of other URLs known to redirect to ``final_url``.
    """
    if are_equivalent_urls(url, final_url):
        return RedirectKind.STAYED
    if (is_home(final_url) and not is_home(url)) or crowd >= CROWD:
        return RedirectKind.ASTRAY
    return RedirectKind.PERMANENT if permanent else RedirectKind.TEMPORARY


def are_equivalent_urls(one: str, other: str) -> bool:
    """Return whether two URLs differ only in the scheme, ``www.`` or a trailing slash."""
    return _bare(one) == _bare(other)


def made_up_sibling_url(url: str) -> str:
    """Return a random URL in the folder of ``url``, at which no server can have a page."""
    parts = urlsplit(url)
    folder = (
        parts.path.rpartition("/")[0] if not parts.path.endswith("/") else parts.path.rstrip("/").rpartition("/")[0]
    )
    return f"{parts.scheme}://{parts.netloc}{folder}/{secrets.token_hex(6)}"


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(":80").removesuffix(":443").removeprefix("www.")
    return netloc, parts.path.rstrip("/"), parts.query


class HostBusy(Exception):
    """Raised when a host that a visit is redirected to cannot be visited for another ``seconds`` seconds."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} may not be visited for {seconds:.0f} seconds more")
        self.seconds = seconds


class RedirectPolicy:
    """Decides on the redirects of one visit, and reserves the hosts that it is redirected to.

    The caller has reserved the first host, ``home``. The policy reserves one host at a time, so two visits redirected
    to each other's hosts cannot block each other. It has reserved `home` again after `return_to_first_host`. With an
    interval of 0, which is for the operator's own hosts, no host is reserved.
    """

    def __init__(
        self,
        home: str,
        politeness: Politeness,
        robots: Robots,
        *,
        longest_wait: float,
        sleep: Callable[[float], Awaitable[None]],
        ignore_robots: bool = False,
    ) -> None:
        self._home = self._at = home
        self._politeness, self._robots = politeness, robots
        self._longest_wait, self._sleep, self._ignore_robots = longest_wait, sleep, ignore_robots

    @property
    def reserved_host(self) -> str:
        """The host that is reserved now; "" if none is."""
        return self._at

    async def follow_redirect(self, url: str) -> None:
        """Prepare for a redirect to ``url``. Raises VisitEnded if robots.txt disallows it, and HostBusy."""
        await self._change_host(host_key(url))
        refusal = (await self._robots.rules(url)).refusal(url)
        if refusal and not (refusal[0] is Outcome.ROBOTS_DISALLOWED and self._ignore_robots):
            raise VisitEnded(*refusal)

    async def prepare_visit(self, url: str) -> None:
        """Prepare for another visit, to ``url``, after waiting for the interval of its host. Raises the same errors as
        `follow`."""
        if host_key(url) == self._at:
            await self._sleep(self._politeness.interval)
        await self.follow_redirect(url)

    async def return_to_first_host(self) -> None:
        """Reserve the first host again, for its next visit. Raises HostBusy."""
        await self._change_host(self._home)

    async def _change_host(self, host: str) -> None:
        """Release the host that the visit leaves, and reserve the one it goes to. Raises HostBusy."""
        if host == self._at or not self._politeness.interval:
            return
        if self._at:
            await self._politeness.release(self._at)
        self._at = ""
        if wait := await self._politeness.reserve_when_free(host, self._longest_wait, self._sleep):
            raise HostBusy(host, wait.seconds)
        self._at = host
