"""An origin on loopback that misbehaves on purpose: each path breaks a rule that a visit must survive.

``MISBEHAVIOURS`` maps a path to the outcome a visit must end with (None: the body is read, and reading decides).
"""

import asyncio
import contextlib
import gzip
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable

import brotli

from observatory.monitoring.outcomes import Outcome

Behave = Callable[["Request"], Awaitable[None]]
PAGE = (
    b"<html><title>T</title><body><p>"
    + b"The plan was issued by the ministry on 1 March 2024. " * 40
    + b"</p></body></html>"
)
MISBEHAVIOURS: dict[str, tuple[Behave, Outcome | None]] = {}


class Request:
    def __init__(self, origin: "HostileOrigin", method: str, path: str, headers: dict[str, str], writer) -> None:
        self.origin, self.method, self.path, self.headers, self.writer = origin, method, path, headers, writer

    async def send(self, *pieces: bytes) -> None:
        self.writer.write(b"".join(pieces))
        await self.writer.drain()

    async def reply(self, status: str = "200 OK", body: bytes = PAGE, **headers: str) -> None:
        fields = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body))} | headers
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items() if value)
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("utf-8", "surrogateescape"), body)

    def close(self) -> None:
        self.writer.transport.abort()


def hostile(path: str, outcome: Outcome | None):
    def register(behave: Behave) -> Behave:
        MISBEHAVIOURS[path] = behave, outcome
        return behave

    return register


def answers(path: str, outcome: Outcome | None, status: str = "200 OK", body: bytes = PAGE, **headers: str) -> None:
    """A misbehaviour that is one well-formed reply."""

    async def behave(request: Request) -> None:
        await request.reply(status, body, **headers)

    hostile(path, outcome)(behave)


answers("/page", None)
answers("/absent", Outcome.NOT_FOUND, "404 Not Found")
answers("/gone", Outcome.GONE, "410 Gone")
answers("/forbidden", Outcome.BLOCKED, "403 Forbidden")
answers("/legal", Outcome.BLOCKED, "451 Unavailable For Legal Reasons")
answers("/members", Outcome.LOGIN_REQUIRED, "401 Unauthorized", WWW_Authenticate="Basic realm=x")
answers("/linkedin", Outcome.BLOCKED, "999 Request denied")
answers("/challenge-202", Outcome.BLOCKED, "202 Accepted")
answers("/slow-down", Outcome.RATE_LIMITED, "429 Too Many Requests", Retry_After="120")
answers("/maintenance", Outcome.SERVER_ERROR, "503 Service Unavailable", Retry_After="Fri, 31 Dec 2100 23:59:59 GMT")
answers("/cloudflare-down", Outcome.SERVER_ERROR, "522 Origin Unreachable")
answers("/unasked-304", Outcome.SERVER_ERROR, "304 Not Modified", b"")
answers("/unasked-206", Outcome.SERVER_ERROR, "206 Partial Content")
answers("/no-content", Outcome.EMPTY, "204 No Content", b"")
answers("/nothing", Outcome.EMPTY, body=b"")
answers("/video", Outcome.UNSUPPORTED_TYPE, body=b"\x00" * 99, content_type="video/mp4")
answers("/to-self", Outcome.REDIRECT_LOOP, "302 Found", b"", Location="/to-self")
answers("/to-a", Outcome.REDIRECT_LOOP, "301 Moved", b"", Location="/to-b")
answers("/to-b", Outcome.REDIRECT_LOOP, "301 Moved", b"", Location="/to-a")
answers(
    "/to-metadata", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://169.254.169.254/latest/meta-data/"
)
answers("/to-azure", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://168.63.129.16/machine")
answers("/to-private", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://10.0.0.1/")
answers("/to-mapped", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://[::ffff:10.0.0.1]/")
answers("/to-decimal", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://2886729729/")
answers("/to-redis", Outcome.FORBIDDEN_ADDRESS, "302 Found", b"", Location="http://127.0.0.1:25/")
answers("/to-file", Outcome.INVALID_URL, "302 Found", b"", Location="file:///etc/passwd")
answers("/to-script", Outcome.INVALID_URL, "302 Found", b"", Location="javascript:alert(1)")
answers("/to-userinfo", Outcome.INVALID_URL, "302 Found", b"", Location="http://admin:secret@127.0.0.1/")
answers("/to-nonsense", Outcome.INVALID_URL, "302 Found", b"", Location="http://[half/")
answers("/to-gbk", None, "302 Found", b"", Location="/\udcd6\udcd0\udcb9\udcfa")
answers("/%D6%D0%B9%FA", None)
answers("/no-location", Outcome.SERVER_ERROR, "302 Found", b"")
answers("/not-gzip", None, Content_Encoding="gzip")  # plain, whatever the header says
answers("/broken-gzip", Outcome.UNREADABLE, body=b"\x1f\x8b" + PAGE, Content_Encoding="gzip")
answers("/not-brotli", Outcome.UNREADABLE, Content_Encoding="br")
answers("/coding-of-text", None, Content_Encoding="UTF-8")
answers("/coding-none", None, Content_Encoding="none, identity, binary")
answers("/compress", Outcome.UNREADABLE, Content_Encoding="x-compress")
answers("/too-large-plain", Outcome.TOO_LARGE, body=PAGE * 600, Content_Encoding="gzip")
answers("/zstd", Outcome.UNREADABLE, Content_Encoding="zstd")
answers("/onion", Outcome.UNREADABLE, Content_Encoding="gzip, gzip, gzip, gzip")
answers("/gzip-bomb", Outcome.TOO_LARGE, body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
answers("/brotli-bomb", Outcome.TOO_LARGE, body=brotli.compress(bytes(50_000_000), quality=3), Content_Encoding="br")
_TWICE = gzip.compress(gzip.compress(bytes(50_000_000)))
answers("/double-bomb", Outcome.TOO_LARGE, body=_TWICE, Content_Encoding="gzip, gzip")
answers("/half-gzip", Outcome.UNREADABLE, body=gzip.compress(PAGE)[:-30], Content_Encoding="gzip")
answers("/gzip", None, body=gzip.compress(PAGE), Content_Encoding="gzip")
answers("/brotli", None, body=brotli.compress(PAGE), Content_Encoding="br")
answers("/raw-deflate", None, body=zlib.compress(PAGE)[2:-4], Content_Encoding="deflate")
answers("/zlib-deflate", None, body=zlib.compress(PAGE), Content_Encoding="deflate")
answers("/many-members", Outcome.UNREADABLE, body=gzip.compress(b"") * 45_000, Content_Encoding="gzip")
answers("/claims-huge", Outcome.TOO_LARGE, content_length=str(10**12))


@hostile("/hang", Outcome.TIMEOUT)
async def _(request: Request) -> None:
    await asyncio.sleep(60)


@hostile("/drip-header", Outcome.TIMEOUT)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await request.send(b"X-Drip: 1\r\n")
        await asyncio.sleep(0.3)


@hostile("/drip-body", Outcome.TIMEOUT)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while True:
        await request.send(b"x")
        await asyncio.sleep(0.1)


@hostile("/endless-continue", Outcome.TIMEOUT)
async def _(request: Request) -> None:
    while True:
        await request.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        await asyncio.sleep(0.05)


@hostile("/endless-body", Outcome.TOO_LARGE)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        await request.send(b"x" * 65536)


@hostile("/endless-chunks", Outcome.TOO_LARGE)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await request.send(b"10000\r\n", b"x" * 65536, b"\r\n")


@hostile("/endless-header", Outcome.TOO_LARGE)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await request.send(b"x" * 8192)


@hostile("/many-headers", Outcome.TOO_LARGE)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\n", *(b"X-%d: 1\r\n" % n for n in range(5000)), b"\r\n")


@hostile("/broken-off", Outcome.CONNECTION_ERROR)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n", b"x" * 100)
    request.close()


@hostile("/bad-chunk", Outcome.CONNECTION_ERROR)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nnot a chunk\r\n")


@hostile("/not-http", Outcome.CONNECTION_ERROR)
async def _(request: Request) -> None:
    await request.send(b"220 smtp.example.org ESMTP ready\r\n\r\n")


@hostile("/slams-door", Outcome.CONNECTION_ERROR)
async def _(request: Request) -> None:
    request.close()


@hostile("/two-lengths", Outcome.CONNECTION_ERROR)
async def _(request: Request) -> None:
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello")


@hostile("/many-hops", Outcome.REDIRECT_LOOP)
async def _(request: Request) -> None:
    hop = int(request.path.partition("?")[2] or 0)
    await request.reply("302 Found", b"", Location=f"/many-hops?{hop + 1}")


@hostile("/cookie-wall", None)
async def _(request: Request) -> None:
    if "seen=1" in request.headers.get("cookie", ""):
        await request.reply()
    else:
        await request.reply("302 Found", b"", Location="/cookie-wall", Set_Cookie="seen=1; Path=/")


@hostile("/twice-encoded", None)
async def _(request: Request) -> None:
    body = gzip.compress(brotli.compress(PAGE))
    await request.reply(body=body, Content_Encoding="br\r\nContent-Encoding: gzip")


@hostile("/odd-cookies", None)
async def _(request: Request) -> None:
    if "good=1" in request.headers.get("cookie", ""):
        await request.reply()
    else:
        odd = "bad=\x01x\r\nSet-Cookie: =nameless\r\nSet-Cookie: worse=a\tb\r\nSet-Cookie: good=1"
        await request.reply("302 Found", b"", Location="/odd-cookies", Set_Cookie=odd)


@hostile("/weather", None)
async def _(request: Request) -> None:
    await request.send(
        b"HTTP/1.0 200 OK\r\nX-Odd: caf\xe9\x07\x00\xff\r\nContent-Type: text/html\r\n\r\n".replace(b"\x00", b"?")
    )
    await request.send(PAGE)
    request.writer.close()


class HostileOrigin:
    """Serves ``MISBEHAVIOURS`` on 127.0.0.1 from a thread of its own; counts what was asked of it."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.hits: Counter[str] = Counter()
        self.requests: list[dict[str, str]] = []
        self.extra: dict[str, Behave] = {}
        self._tls, self._host = tls, host
        self._ready = threading.Event()

    def __enter__(self) -> "HostileOrigin":
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def base(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._tasks: set[asyncio.Task] = set()
        server = await asyncio.start_server(self._connected, self._host, 0, ssl=self._tls, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                while await self._answer(reader, writer):
                    pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.readexactly(1)
        if first == b"\x16":  # a TLS client hello where plain HTTP is spoken
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        fields = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        plain = path.partition("?")[0]
        self.hits[plain] += 1
        self.requests.append({"path": path} | headers)
        behave = self.extra.get(plain) or MISBEHAVIOURS.get(plain, (None, None))[0]
        request = Request(self, method, path, headers, writer)
        await (behave(request) if behave else request.reply("404 Not Found", b"no such page"))
        return not writer.is_closing()
