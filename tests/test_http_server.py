"""The web server with a small application: real sockets, real processes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest

from observatory.local import PROJECT

# Limits that a test reaches quickly; what the application answers is told by the path.
SERVER = """
import logging, os, sys, time
from observatory import http_server, prefork, restart_backoff
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
http_server.CONNECTIONS, http_server.UNSENT_BYTES = 100, 2 * 2**20
http_server.HttpServer.handle_events.__defaults__ = (0.1,)
prefork.POLL_SECONDS = 0.02

def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/slow":
        print("begun", flush=True)
        time.sleep(0.3)
    if path == "/die":
        os._exit(7)
    if path == "/error":
        raise ValueError(path)
    if path == "/large":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter([b"x" * 2**16] * 160)
    body = f"{os.getpid()} {len(environ['QUERY_STRING'])} {len(environ['wsgi.input'].read())}".encode()
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]

if "broken" in sys.argv:
    restart_backoff.MOST = 2
    http_server.HttpServer.handle_events = lambda self, seconds=0: os._exit(3)
listener = prefork.listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
sys.exit(prefork.run_web_processes(application, listener, processes=2, threads=2))
"""
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nUser-Ag"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"
LARGE = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"


class Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.port = process, int(process.stdout.readline())

    def ask(self, path: str = "/", method: str = "GET", **request) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, **request)
        response = connection.getresponse()
        response.text = response.read().decode()
        return response

    def connect(self, stack: ExitStack, sent: bytes = b"") -> socket.socket:
        client = stack.enter_context(socket.socket())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        client.settimeout(30)
        client.connect(("127.0.0.1", self.port))
        client.sendall(sent)
        return client

    def answering(self) -> set[int]:
        return {int(self.ask().text.split()[0]) for _ in range(20)}

    def children(self) -> set[int]:
        """The web processes, as the system knows them."""
        return {int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if parent(stat) == self.process.pid}


def parent(stat: Path) -> int:
    """Return whose child a process is; 0 for one that has ended, whether or not somebody has taken note (proc(5))."""
    try:
        state, found = stat.read_text().rpartition(") ")[2].split()[:2]
    except (OSError, ValueError):
        return 0
    return 0 if state in "ZX" else int(found)


def start(stack: ExitStack, *words: str) -> Server:
    command = [sys.executable, "-c", SERVER, *words]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = stack.enter_context(subprocess.Popen(command, cwd=PROJECT, start_new_session=True, **output))
    stack.callback(end, process)
    return Server(process)


@pytest.fixture
def run() -> Iterator[Callable[..., Server]]:
    """Start servers that end with the test."""
    with ExitStack() as stack:
        yield partial(start, stack)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server for requests after which it must be as it was."""
    with ExitStack() as stack:
        yield start(stack)


def end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


@pytest.mark.parametrize("sent", [HEAD, BODY], ids=["half heads", "half bodies"])
def test_connections_that_stall_hold_nobody_up(server, sent):
    with ExitStack() as stack:
        for number in range(60):
            server.connect(stack, sent if number < 20 else b"")
        assert server.ask().status == 200


def test_clients_that_do_not_read_a_large_answer_hold_nobody_up(run):
    server = run()
    with ExitStack() as stack:
        for _ in range(20):
            server.connect(stack, LARGE)
        assert until(lambda: server.ask().status == 200)


def test_a_slow_reader_gets_the_whole_large_answer(server):
    with ExitStack() as stack:
        client, received = server.connect(stack, LARGE.replace(b"x\r\n\r\n", b"x\r\nConnection: close\r\n\r\n")), b""
        time.sleep(0.2)
        while data := client.recv(2**16):
            received += data
    assert received.count(b"x" * 2**16) == 160
    assert received.endswith(b"0\r\n\r\n")


def test_idle_connections_give_way_to_new_ones(run):
    server = run()
    with ExitStack() as stack:
        for _ in range(600):  # three times what the two processes may hold
            server.connect(stack)
        assert server.ask().status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00 nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"GET /?" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"GET /error HTTP/1.1\r\nHost: x\r\n\r\n", b"500"),
    ],
)
def test_a_bad_request_is_refused_and_harms_no_other(server, sent, status):
    with ExitStack() as stack:
        assert server.connect(stack, sent).recv(100).split()[1] == status
    before = server.answering()
    assert server.ask().status == 200
    assert len(before) <= 2
    assert server.process.poll() is None


def test_a_long_address_reaches_the_application(server):
    assert server.ask("/?" + "x" * 60_000).text.split()[1] == "60000"


def test_the_server_does_not_tell_its_name(server):
    headers = server.ask().headers
    assert "Server" not in headers
    assert "Via" not in headers


def test_head_has_the_headers_of_get_and_no_body(server):
    with ExitStack() as stack:
        client = server.connect(stack, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        head = client.recv(2**16)
        client.sendall(b"GET /?later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = client.recv(2**16)
    assert b"Content-Length: " in head
    assert head.endswith(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    with ExitStack() as stack:
        client = server.connect(stack, LARGE.replace(b"GET", b"HEAD"))
        assert client.recv(2**16).endswith(b"\r\n\r\n")
        assert client.recv(2**16) == b""


def test_a_killed_process_is_replaced(run):
    server = run()
    victim = int(server.ask().text.split()[0])
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: len(server.answering() - {victim}) == 2)
    assert f"Web process {victim} ended (signal 9); a new one is started." in server.process.stdout.readline()


def test_processes_that_die_as_soon_as_they_start_end_the_server(run):
    process = run("broken").process
    output = process.communicate(timeout=60)[0]
    assert process.returncode == 78
    assert "error: Web process" in output
    assert "immediately after each start" in output


def test_a_killed_parent_leaves_no_process(run):
    server = run()
    assert until(lambda: len(server.children()) == 2)
    children = server.children()
    assert server.answering() <= children
    server.process.kill()
    server.process.wait()
    assert until(lambda: not any(parent(Path(f"/proc/{each}/stat")) for each in children))


def test_a_request_under_way_is_answered_when_the_server_stops(run):
    server = run()
    with ExitStack() as stack:
        server.connect(stack)  # idle: not waited for
        slow = server.connect(stack, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.process.stdout.readline() == "begun\n"
        server.process.terminate()
        assert slow.recv(2**16).startswith(b"HTTP/1.1 200 OK\r\n")
        assert server.process.wait(timeout=30) == 0
