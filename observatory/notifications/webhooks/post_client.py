"""POST the messages of webhooks through the monitor's guard: private addresses are refused where the socket opens."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from yarl import URL

from observatory.monitoring.conf import Conf
from observatory.monitoring.http.failures import error_text
from observatory.monitoring.http.headers import retry_after_seconds
from observatory.monitoring.http.resolve import GuardedResolver
from observatory.text.networks import ForbiddenAddress, check_endpoint
from observatory.text.url_normalisation import InvalidURL, normalise_url, url_endpoint

SECONDS = 15  # for one delivery, as Standard Webhooks recommends
READ_BYTES = 2_000  # of a response
_AT_ONCE = 10


@dataclass(frozen=True)
class Message:
    """One POST request."""

    url: str
    body: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, or why there is none (`error`), and the begin of the response."""

    status: int | None = None
    error: str = ""
    response: str = ""
    retry_after: float | None = None
    ms: int = 0

    @property
    def ok(self) -> bool:
        """Whether the receiver took the message: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def post_all(messages: Sequence[Message], conf: Conf, *, seconds: float = SECONDS) -> list[Answer]:
    """Send messages, ten at a time; return the answers in their order. Raises nothing of the network."""
    return asyncio.run(_post_all_messages(messages, conf, seconds))


async def _post_all_messages(messages: Sequence[Message], conf: Conf, seconds: float) -> list[Answer]:
    resolver, places = GuardedResolver(conf.allowance), asyncio.Semaphore(_AT_ONCE)
    # Behind a proxy only the proxy is connected to; it resolves the names, so they are checked before.
    connector = aiohttp.TCPConnector(
        resolver=aiohttp.ThreadedResolver() if conf.proxy else resolver, use_dns_cache=False, force_close=True
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers={"User-Agent": conf.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
        timeout=aiohttp.ClientTimeout(total=seconds),
    ) as session:

        async def post(message: Message) -> Answer:
            async with places:
                return await _post_message(session, resolver, message, conf)

        try:
            return await asyncio.gather(*map(post, messages))
        finally:
            await resolver.close()


async def _post_message(
    session: aiohttp.ClientSession, resolver: GuardedResolver, message: Message, conf: Conf
) -> Answer:
    started = time.monotonic()
    try:
        url = normalise_url(message.url)
        host, port = url_endpoint(url)
        check_endpoint(host, port, conf.allowance)
        if conf.proxy:
            await resolver.resolve(host, port)
        async with session.post(
            URL(url, encoded=True),
            data=message.body.encode(),
            headers=dict(message.headers),
            allow_redirects=False,
            proxy=conf.proxy or None,
        ) as response:
            begin = await response.content.read(READ_BYTES)
            retry_after = retry_after_seconds(response.headers.get("Retry-After"), time.time())
            return Answer(response.status, _reason(response.status), _text(begin), retry_after, _ms(started))
    except TimeoutError:
        return Answer(error="no answer in time", ms=_ms(started))
    except (InvalidURL, ForbiddenAddress) as error:
        return Answer(error=str(error), ms=_ms(started))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(error=error_text(error), ms=_ms(started))


def _reason(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "redirects are not followed" if 300 <= status < 400 else f"the receiver answered {status}"


def _text(begin: bytes) -> str:
    text = begin.decode("utf-8", "replace")
    return "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in text)


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
