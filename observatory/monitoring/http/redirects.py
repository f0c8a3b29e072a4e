"""Redirects to other hosts: wait until the new host is free and check its robots.txt before following."""

from collections.abc import Awaitable, Callable

from observatory.monitoring.http.client import VisitEnded
from observatory.monitoring.http.rate_limit import Politeness
from observatory.monitoring.http.robots import Robots
from observatory.monitoring.http.urls import host_key
from observatory.monitoring.outcomes import Outcome


class HostBusy(Exception):
    """A host that the visit leads to rests, or is visited by another, for ``seconds`` more."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} may not be visited for {seconds:.0f} seconds more")
        self.seconds = seconds


class RedirectPolicy:
    """Goes with one visit, from the host it begins at, which its caller has entered, to those it is led to.

    It holds one host at a time, so that two visits led to each other's hosts never wait for each other, and is `home`
    when the visit is over. With an interval of nothing, which is for hosts of one's own, hosts are not entered.
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

    async def follow(self, url: str) -> None:
        """Follow a redirect to ``url``. Raises Ended when robots.txt is against it, and HostBusy."""
        await self._go(host_key(url))
        refusal = (await self._robots.rules(url)).refusal(url)
        if refusal and not (refusal[0] is Outcome.ROBOTS_DISALLOWED and self._ignore_robots):
            raise VisitEnded(*refusal)

    async def return_to(self, url: str) -> None:
        """Go to ``url`` as a further visit, after the interval its host is due. Raises as `follow` does."""
        if host_key(url) == self._at:
            await self._sleep(self._politeness.interval)
        await self.follow(url)

    async def return_to_first_host(self) -> None:
        """Enter the visit's first host again, for the next one. Raises HostBusy."""
        await self._go(self._home)

    async def _go(self, host: str) -> None:
        if host == self._at or not self._politeness.interval:
            return
        if self._at:
            await self._politeness.leave(self._at)
        self._at = ""
        if wait := await self._politeness.wait_for(host, self._longest_wait, self._sleep):
            raise HostBusy(host, wait.seconds)
        self._at = host
