"""The HTTP client of the monitor. All requests go through it, with address checks and limits.

``async with GuardedClient(limits, allow) as client: visit = await client.visit(url)``. A failure of a server, a name
server or a URL ends as a ``Visit`` with an outcome: nothing is raised, and time and size are bounded. Redirects are
followed here, hop by hop, so that each is checked. Cookies are kept for one visit and one origin, because some servers
redirect to the same URL until a cookie comes back. Credentials are never sent.
"""

import asyncio
import functools
import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from yarl import URL

from observatory.monitoring.http.content_encoding import ACCEPT_ENCODING, BodyTooLarge, DecodedBody, DecodingError
from observatory.monitoring.http.failures import error_text, outcome_of_error, outcome_of_status
from observatory.monitoring.http.headers import (
    REDIRECTS,
    charset_of,
    headers_to_store,
    parse_cookies,
    replace_unprintable,
    retry_after_seconds,
)
from observatory.monitoring.http.resolve import GuardedResolver
from observatory.monitoring.outcomes import Outcome
from observatory.text.networks import Allowance, ForbiddenAddress, check_endpoint, ip_literal
from observatory.text.url_normalisation import InvalidURL, join_url, normalise_url, url_endpoint

log = logging.getLogger(__name__)
_ERROR_BODY = 1 << 19  # enough of an error page to distinguish a block page from a plain refusal
_MOST_COOKIES = 20
_MEDIA_NOT_READ = ("audio/", "video/", "font/", "model/")


# Reading the certificates of the system takes some 15 ms, so once for all clients of a process.
_default_tls = functools.cache(ssl.create_default_context)


@dataclass(frozen=True, slots=True)
class Limits:
    """The seconds and bytes that one visit may take."""

    total: float = 45
    first_byte: float = 20
    connect: float = 10
    wire: int = 20_000_000
    body: int = 40_000_000
    header: int = 16_000
    headers: int = 100
    redirects: int = 10
    large: int = 1_000_000  # larger bodies need one of `large_at_once` slots, which limits the memory of a run
    large_at_once: int = 8


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators (ETag, Last-Modified) that a server sent with a page, and the URL they belong to (RFC 9110,
    8.8)."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(slots=True)
class Visit:
    """The result of one visit. ``outcome`` is None when a body was received and is yet to be classified.

    Call ``close()`` after using the body: a large one occupies a slot that other visits wait for.
    """

    url: str
    final_url: str = ""
    outcome: Outcome | None = None
    http_status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    charset: str | None = None
    body: bytes = b""
    redirects: list[tuple[int, str]] = field(default_factory=list)
    permanent: bool = False
    retry_after: float | None = None
    error: str = ""
    bytes_wire: int = 0
    duration_ms: int = 0
    etag: str = ""
    last_modified: str = ""
    address: str = ""
    framed_by: str = ""  # the page, if the body is that of a frame in it
    _place: asyncio.Semaphore | None = None

    @property
    def page_url(self) -> str:
        """Where redirects led: the page itself, even if its text was read from a frame in it."""
        return self.framed_by or self.final_url

    def close(self) -> None:
        """Release the body that the client received and, if it is large, its slot."""
        self.body = b""
        if self._place:
            self._place.release()
            self._place = None


class VisitEnded(Exception):
    """Raised to end a visit; carries its outcome and the reason."""

    def __init__(self, outcome: Outcome, reason: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome


Usher = Callable[[str], Awaitable[None]]
"""Asked before a redirect is followed to an address: waits until it may be visited, or raises Ended."""


class GuardedClient:
    """Fetches pages within limits. Use one client per event loop; it keeps connections to a host open between
    visits."""

    def __init__(
        self,
        limits: Limits | None = None,
        allow: Allowance | None = None,
        *,
        user_agent: str,
        proxy: str = "",
        tls: ssl.SSLContext | None = None,
        resolver: GuardedResolver | None = None,
    ) -> None:
        self.limits, self._allow, self._proxy = limits or Limits(), allow or Allowance(), proxy or None
        self._user_agent = user_agent
        self._tls = tls or _default_tls()
        self._resolver = resolver or GuardedResolver(self._allow)
        # Behind a proxy, we connect only to the proxy, which the operator has configured.
        self._proxy_resolver = aiohttp.ThreadedResolver() if proxy else None

    async def __aenter__(self) -> Self:
        limits = self.limits
        self._large = asyncio.Semaphore(limits.large_at_once)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._proxy_resolver or self._resolver,
                use_dns_cache=False,
                ssl=self._tls,
                limit=0,
                keepalive_timeout=10,
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=limits.header,
            max_field_size=limits.header,
            max_headers=limits.headers,
            headers={
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
                "Accept-Language": "en,zh-CN;q=0.9,*;q=0.5",
                "Accept-Encoding": ACCEPT_ENCODING,
            },
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._resolver.close()

    async def visit(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        max_body: int | None = None,
        truncate: bool = False,
        on_redirect: Usher | None = None,
    ) -> Visit:
        """Visit ``url`` and follow its redirects; ``on_redirect`` is called before each and may wait or refuse. With
        ``truncate``, a body larger than ``max_body`` bytes is cut instead of refused. Raises only what ``on_redirect``
        raises."""
        visit = Visit(url, url)
        started = time.monotonic()
        try:
            async with asyncio.timeout(self.limits.total) as deadline:
                trip = _GuardedVisit(
                    self, visit, validators, max_body or self.limits.body, truncate, deadline, on_redirect
                )
                await trip.run(url)
        except VisitEnded as end:
            visit.outcome, visit.error = end.outcome, str(end)
        except TimeoutError:
            visit.outcome = Outcome.TIMEOUT
            visit.error = visit.error or f"not finished after {self.limits.total:g} seconds"
        if not visit.body:
            visit.close()
        visit.duration_ms = round((time.monotonic() - started) * 1000)
        return visit


class _GuardedVisit:
    """A visit in progress: its redirects, the cookies they set, and the result so far."""

    def __init__(
        self,
        client: GuardedClient,
        visit: Visit,
        validators: Validators | None,
        max_body: int,
        truncate: bool,
        deadline: asyncio.Timeout,
        on_redirect: Usher | None,
    ) -> None:
        self._client, self._visit, self._validators, self._deadline = client, visit, validators, deadline
        self._usher = on_redirect
        self._max_body, self._truncate = max_body, truncate
        self._cookies: dict[str, dict[str, str]] = {}
        self._seen: set[tuple[str, str]] = set()

    async def run(self, url: str) -> None:
        """Request the URL and what it redirects to. Raises VisitEnded for every way in which a request fails."""
        try:
            url = normalise_url(url)
            while url:
                url = await self._request_one_url(url)
        except InvalidURL as error:
            raise VisitEnded(Outcome.INVALID_URL, str(error)) from None
        except ForbiddenAddress as error:
            raise VisitEnded(Outcome.FORBIDDEN_ADDRESS, str(error)) from None
        except BodyTooLarge:
            raise VisitEnded(Outcome.TOO_LARGE, f"the body is larger than {self._max_body:,} bytes") from None
        except DecodingError as error:
            raise VisitEnded(Outcome.UNREADABLE, str(error)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ServerTimeoutError):
                raise
            raise VisitEnded(outcome_of_error(error), error_text(error)) from None

    async def _request_one_url(self, url: str) -> str:
        """Request one URL; return the URL it redirects to, or "" when the visit is complete."""
        check_endpoint(*url_endpoint(url), self._client._allow)
        self._visit.final_url = url
        if self._visit.redirects and self._usher:
            await self._off_the_clock(self._usher(url))
        response = await self._send_request(url)
        finished = False
        try:
            self._note_response(url, response)
            if response.status in REDIRECTS and "Location" in response.headers:
                target = self._redirect_target(url, response)
                finished = response.content.is_eof()
                return target
            await self._finish_visit(url, response)
            finished = True
            return ""
        finally:
            response.release() if finished else response.close()

    async def _send_request(self, url: str) -> aiohttp.ClientResponse:
        """Send the request for one URL, with validators and cookies; return the response."""
        limits = self._client.limits
        headers: dict[str, str] = {}
        if self._validators and self._validators.url == url:
            headers |= self._validators.headers()
        target, cookie = URL(url, encoded=True), ""
        if self._cookies:
            jar = self._cookies.get(str(target.origin()), {})
            cookie = "; ".join(f"{name}={value}" for name, value in jar.items())
        if cookie:
            headers["Cookie"] = cookie
        if (url, cookie) in self._seen:
            raise VisitEnded(Outcome.REDIRECT_LOOP, f"redirect loop to {url}")
        self._seen.add((url, cookie))
        if self._client._proxy:
            await self._check_before_proxy(url)
        try:
            async with asyncio.timeout(limits.first_byte):
                return await self._client._session.get(
                    target, headers=headers, allow_redirects=False, proxy=self._client._proxy
                )
        except TimeoutError as error:
            if isinstance(error, aiohttp.ServerTimeoutError):
                raise
            raise VisitEnded(Outcome.TIMEOUT, f"no answer within {limits.first_byte:g} seconds") from None

    async def _check_before_proxy(self, url: str) -> None:
        """Refuse URLs that are recognisably private; names that only the proxy can resolve are left to the proxy."""
        host, port = url_endpoint(url)
        try:
            await self._client._resolver.resolve(host, port)
        except OSError:
            log.debug("%s will be resolved by the proxy", host)

    def _note_response(self, url: str, response: aiohttp.ClientResponse) -> None:
        """Note status, headers, media type, charset and address of a response in the visit."""
        visit = self._visit
        visit.http_status = response.status
        visit.headers = headers_to_store(response.headers)
        visit.retry_after = retry_after_seconds(response.headers.get("Retry-After"), time.time())
        visit.content_type = (
            replace_unprintable(response.headers.get("Content-Type", "").partition(";")[0]).strip().lower()[:100]
        )
        visit.charset = charset_of(response.headers.get("Content-Type", ""))
        visit.address = self._address_that_answered(url, response)

    def _address_that_answered(self, url: str, response: aiohttp.ClientResponse) -> str:
        """Return the IP address that answered, if it is known once the response has started."""
        host, port = url_endpoint(url)
        written = ip_literal(host)
        addresses = [written] if written else self._client._resolver.addresses(host, port)
        return addresses[0] if len(addresses) == 1 else _peer(response)

    def _redirect_target(self, url: str, response: aiohttp.ClientResponse) -> str:
        """Note a redirect in the visit, and return its target. Raises VisitEnded for more redirects than allowed."""
        visit = self._visit
        target = join_url(url, response.headers["Location"])
        visit.permanent = response.status in (301, 308) and (visit.permanent or not visit.redirects)
        visit.redirects.append((response.status, target))
        if len(visit.redirects) > self._client.limits.redirects:
            raise VisitEnded(Outcome.REDIRECT_LOOP, f"more than {self._client.limits.redirects} redirects")
        self._keep_cookies(url, response)
        return target

    def _keep_cookies(self, url: str, response: aiohttp.ClientResponse) -> None:
        jar = self._cookies.setdefault(str(URL(url, encoded=True).origin()), {})
        for name, value in parse_cookies(response.headers.getall("Set-Cookie", ())):
            if len(jar) < _MOST_COOKIES or name in jar:
                jar[name] = value

    async def _finish_visit(self, url: str, response: aiohttp.ClientResponse) -> None:
        """Note the outcome of the last response, and read its body."""
        visit, status = self._visit, response.status
        if status == 304 and self._validators and self._validators.url == url:
            visit.outcome = Outcome.UNCHANGED
            return
        visit.etag = _validator(response, "ETag", 500)
        visit.last_modified = _validator(response, "Last-Modified", 100)
        visit.outcome, visit.error = outcome_of_status(status)
        if visit.outcome is None and visit.content_type.startswith(_MEDIA_NOT_READ):
            raise VisitEnded(Outcome.UNSUPPORTED_TYPE, f"{visit.content_type} has no text to compare")
        failed = visit.outcome is not None
        coding = ", ".join(response.headers.getall("Content-Encoding", ()))
        cap = min(self._max_body, _ERROR_BODY) if failed else self._max_body
        body = DecodedBody(coding, self._client.limits.wire, cap, truncate=failed or self._truncate)
        await self._read_body(response, body)
        visit.body = body.bytes()
        if not failed and not visit.body:
            raise VisitEnded(Outcome.EMPTY, "the server sent no body")

    async def _read_body(self, response: aiohttp.ClientResponse, body: DecodedBody) -> None:
        """Read the body of a response piece by piece, within the limits of the client. Raises BodyTooLarge."""
        limits = self._client.limits
        if not body.truncates and (response.content_length or 0) > limits.wire:
            raise BodyTooLarge
        async for chunk in response.content.iter_any():
            body.feed(chunk)
            self._visit.bytes_wire = body.received
            if body.full:
                return
            if body.size > limits.large and self._visit._place is None:
                await self._take_place()

    async def _take_place(self) -> None:
        """Wait for one of the slots for large bodies."""
        await self._off_the_clock(self._client._large.acquire())
        self._visit._place = self._client._large

    async def _off_the_clock(self, wait: Awaitable[Any]) -> None:
        """Wait for a resource of our own, without counting the time against the server."""
        loop = asyncio.get_running_loop()
        left = (self._deadline.when() or loop.time()) - loop.time()
        self._deadline.reschedule(None)
        await wait
        self._deadline.reschedule(loop.time() + left)


def _validator(response: aiohttp.ClientResponse, name: str, longest: int) -> str:
    """Return a validator if it can be sent back unchanged, else ""."""
    value = response.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _peer(response: aiohttp.ClientResponse) -> str:
    transport = response.connection.transport if response.connection else None
    peer = transport.get_extra_info("peername") if transport else None
    return str(peer[0]) if isinstance(peer, tuple) else ""
