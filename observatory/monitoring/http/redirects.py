"""Redirects to other hosts: wait until the new host is free and check its robots.txt before following."""

from collections.abc import Awaitable, Callable

from observatory.monitoring.http.client import VisitEnded
from observatory.monitoring.http.rate_limit import Politeness
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.http.urls import host_key
from observatory.monitoring.outcomes import Outcome


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

    async def follow(self, url: str) -> None:
        """Prepare for a redirect to ``url``. Raises VisitEnded if robots.txt disallows it, and HostBusy."""
        await self._go(host_key(url))
        refusal = (await self._robots.rules(url)).refusal(url)
        if refusal and not (refusal[0] is Outcome.ROBOTS_DISALLOWED and self._ignore_robots):
            raise VisitEnded(*refusal)

    async def prepare_visit(self, url: str) -> None:
        """Prepare for another visit, to ``url``, after waiting for the interval of its host. Raises the same errors as
        `follow`."""
        if host_key(url) == self._at:
            await self._sleep(self._politeness.interval)
        await self.follow(url)

    async def return_to_first_host(self) -> None:
        """Reserve the first host again, for its next visit. Raises HostBusy."""
        await self._go(self._home)

    async def _go(self, host: str) -> None:
        if host == self._at or not self._politeness.interval:
            return
        if self._at:
            await self._politeness.release(self._at)
        self._at = ""
        if wait := await self._politeness.reserve_when_free(host, self._longest_wait, self._sleep):
            raise HostBusy(host, wait.seconds)
        self._at = host
