"""The origin of the benchmark: 100 hosts on 127.0.0.1 to .100, one process, bodies made beforehand.

``python -m tests.benchmarks.monitor.origin PORT``; GET /__set?latency=MS&etag=0|1&noise=N&changed=0|1 sets what it
serves.
"""

import asyncio
import hashlib
import sys
from urllib.parse import parse_qsl

import uvloop

from .pages import HOSTS, PAGES, changed_pages, page


class State:
    """What the origin serves now, and how."""

    def __init__(self) -> None:
        self.latency, self.etag, self.noise, self.changed = 0.0, False, 0, False
        self.bodies: dict[tuple[int, int], tuple[bytes, str]] = {}
        self.counts = {"200": 0, "304": 0}
        self._changed = changed_pages()
        self.make()

    def set(self, query: str) -> None:
        values = dict(parse_qsl(query))
        self.latency = float(values.get("latency", self.latency * 1000)) / 1000
        self.etag = values.get("etag", str(int(self.etag))) == "1"
        before = (self.noise, self.changed)
        self.noise = int(values.get("noise", self.noise))
        self.changed = values.get("changed", str(int(self.changed))) == "1"
        self.counts = {"200": 0, "304": 0}
        if before != (self.noise, self.changed):
            self.make()

    def make(self) -> None:
        for host in range(1, HOSTS + 1):
            for number in range(PAGES):
                changed = self.changed and (host, number) in self._changed
                body = page(host, number, changed=changed, noise=self.noise)
                self.bodies[host, number] = body, f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'


class Connection(asyncio.Protocol):
    def __init__(self, state: State, host: int) -> None:
        self.state, self.host, self.waiting = state, host, b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            delay = self.state.latency if b" /article/" in head[:20] else 0
            asyncio.get_running_loop().call_later(delay, self.answer, head) if delay else self.answer(head)

    def answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        if path.startswith("/__set?"):
            self.state.set(path.partition("?")[2])
            self.send("200 OK", b"ok")
        elif path.startswith("/__counts"):
            self.send("200 OK", repr(self.state.counts).encode())
        elif path == "/robots.txt":
            self.send("200 OK", b"User-agent: *\nAllow: /\n", "Content-Type: text/plain\r\n")
        elif path.startswith("/article/") and (self.host, int(path[9:])) in self.state.bodies:
            self.article(head, *self.state.bodies[self.host, int(path[9:])])
        else:
            self.send("404 Not Found", b"not found")

    def article(self, head: bytes, body: bytes, etag: str) -> None:
        tag = f"ETag: {etag}\r\n" if self.state.etag else ""
        if self.state.etag and etag.encode() in head:
            self.state.counts["304"] += 1
            self.send("304 Not Modified", b"", tag)
            return
        self.state.counts["200"] += 1
        self.send("200 OK", body, f"Content-Type: text/html; charset=utf-8\r\n{tag}")

    def send(self, status: str, body: bytes, headers: str = "") -> None:
        if not self.transport.is_closing():
            length = "" if status.startswith("304") else f"Content-Length: {len(body)}\r\n"
            self.transport.writelines([f"HTTP/1.1 {status}\r\n{headers}{length}\r\n".encode(), body])


async def serve(port: int) -> None:
    loop, state = asyncio.get_running_loop(), State()
    for host in range(1, HOSTS + 1):
        await loop.create_server(lambda host=host: Connection(state, host), f"127.0.0.{host}", port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
