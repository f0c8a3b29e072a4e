"""Clients of every kind: those who ask as fast as they are answered, and those who stall."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: st"
BODY = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nusername="
EXPORT = b"GET /api/v1/export.jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n"
STALLED = {
    "20 half heads": (20, HEAD),
    "20 half bodies": (20, BODY),
    "200 idle": (200, b""),
    "20 half heads, 200 idle": (220, HEAD),
    "20 slow readers": (20, EXPORT),
}


@contextmanager
def stalled(port: int, name: str) -> Iterator[None]:
    """So many connections that have sent their bytes and do nothing more, for as long as the block runs."""
    count, sent = STALLED[name]
    with ExitStack() as stack:
        for number in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(sent if number < 20 else b"")
        time.sleep(15 if sent == EXPORT else 0.5)  # until the answers that can be made are made
        yield


def ask(port: int, path: str = "/healthz", *, seconds: float = 20) -> tuple[int, float]:
    """The status of an answer (0 when there is none) and the seconds it took, over a connection of its own."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        response = connection.getresponse()
        response.read()
        status = response.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, time.perf_counter() - started


class Load:
    """So many clients, each asking for one address after the other over a connection that it keeps."""

    def __init__(self, port: int, paths: Sequence[str], *, accept: str = "identity", clients: int = 8) -> None:
        self.answered, self.failed, self.refused = 0, 0, 0
        self._port, self._paths, self._end = port, paths, threading.Event()
        self._headers = {"Host": "localhost", "Accept-Encoding": accept}
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        connection = None
        for path in islice(cycle(self._paths), number, None):
            if self._end.is_set():
                break
            connection = connection or http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                connection.request("GET", path, headers=self._headers)
                response = connection.getresponse()
                response.read()
                self.answered += response.status == 200
                self.failed += response.status != 200
            except ConnectionRefusedError:
                self.refused += 1
                time.sleep(0.05)
                connection = None
            except (OSError, http.client.HTTPException):
                self.failed += 1
                connection = None
        if connection:
            connection.close()
