"""Name resolution for the monitor's HTTP client: resolve once, check the IP addresses, connect only to those."""

import asyncio
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from observatory.text.networks import Allowance, ForbiddenAddress, check_address

KEEP_SECONDS = 60
_THREADS = 32  # getaddrinfo blocks a thread; a few slow name servers must not delay all hosts

Lookup = Callable[..., list]


class GuardedResolver(AbstractResolver):
    """Resolves host names for aiohttp, and returns only IP addresses that passed the check.

    Answers are cached for a minute, so that all redirects of a visit use the addresses that were checked. The
    connection opens to exactly the address returned here: there is no second look-up that could be rebound.
    """

    def __init__(self, allow: Allowance, lookup: Lookup = socket.getaddrinfo) -> None:
        self._allow, self._lookup = allow, lookup
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")
        self._kept: dict[tuple[str, int], tuple[float, list[ResolveResult]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the checked addresses of ``host``. Raises OSError if it has none, ForbiddenAddress if none is
        allowed."""
        kept = self._kept.get((host, port))
        if kept and kept[0] > time.monotonic():
            return kept[1]
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._look_up, host, port, family)
        if len(self._kept) > 10_000:
            self._kept.clear()
        self._kept[host, port] = time.monotonic() + KEEP_SECONDS, found
        return found

    def _look_up(self, host: str, port: int, family: int) -> list[ResolveResult]:
        """Return the addresses of a host that may be connected to. Raises ForbiddenAddress if there are only others."""
        try:
            infos = self._lookup(host, port, family=family, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
        found: list[ResolveResult] = []
        refused: ForbiddenAddress | None = None
        for kind, _, proto, _, sockaddr in infos:
            try:
                check_address(host, sockaddr[0], port, self._allow)
            except ForbiddenAddress as error:
                refused = error
                continue
            flags = socket.AI_NUMERICHOST
            found.append(
                ResolveResult(hostname=host, host=sockaddr[0], port=port, family=kind, proto=proto, flags=flags)
            )
        if refused and not found:
            raise refused
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, f"{host} has no address")
        return found

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses that ``host`` had when it was last looked up here."""
        kept = self._kept.get((host, port))
        return [result["host"] for result in kept[1]] if kept else []

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
