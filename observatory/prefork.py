"""The web processes: a parent that loads the application once, and children that answer requests on one shared socket.
python -m observatory.prefork ADDRESS PORT --processes N --threads N  A child that dies is replaced, with increasing
pauses if it dies repeatedly; the others continue. SIGTERM and SIGINT end all, after the requests in progress.
Children share the memory of the loaded application.
"""

import argparse
import errno
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from wsgiref.types import WSGIApplication

from observatory.http_server import BODY_BYTES, CONNECTIONS, HttpServer
from observatory.restart_backoff import CANNOT_START, BackOff, describe_exit

GRACE_SECONDS = 10.0  # for requests in progress when the server stops
POLL_SECONDS = 0.1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
FILES = 4 * CONNECTIONS  # a connection may need three: itself, a large request, a large answer


@dataclass
class Child:
    """The place of one web process: its process ID, and since when it runs."""

    pid: int = 0
    since: float = 0.0
    start_at: float = 0.0
    back_off: BackOff = field(default_factory=BackOff)


class Parent:
    """Keeps a number of children running, until a signal to stop arrives or one of them cannot start."""

    def __init__(self, serve: Callable[[], None], listener: socket.socket, processes: int) -> None:
        self.serve, self.listener = serve, listener
        self.children = [Child() for _ in range(processes)]
        self.stopping = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)

    def run(self) -> int:
        """Return the exit status: 0 when it was asked to stop, CANNOT_START when a child cannot start."""
        status = 0
        while not self.stopping:
            self._start_missing()
            time.sleep(POLL_SECONDS)
            for child, pid, ended in self._ended():
                if not self._note_end(child, pid, ended):
                    status, self.stopping = CANNOT_START, True
        self.listener.close()  # the children close theirs after accepting the waiting connections
        self._end_all()
        return status

    def _start_missing(self) -> None:
        for child in self.children:
            if not child.pid and time.monotonic() >= child.start_at:
                child.pid, child.since = self._fork(), time.monotonic()

    def _fork(self) -> int:
        """Start a web process as a child; return its process ID."""
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)  # signals that arrive now stay pending in the child
        pid = os.fork()
        if pid:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            return pid
        try:
            self.serve()
        finally:
            os._exit(1)  # never return to the parent's loop; `serve` itself ends the process with 0

    def _ended(self) -> list[tuple[Child, int, int]]:
        """Return the children that have ended since the last call, with their process IDs and how they ended."""
        ended = []
        for child in self.children:
            pid, status = os.waitpid(child.pid, os.WNOHANG) if child.pid else (0, 0)
            if pid:
                child.pid = 0
                ended.append((child, pid, os.waitstatus_to_exitcode(status)))
        return ended

    def _note_end(self, child: Child, pid: int, status: int) -> bool:
        """Plan the restart of a child and log it; return False if it cannot start."""
        wait = child.back_off.wait_after(time.monotonic() - child.since)
        say = f"Web process {pid} ended ({describe_exit(status)})"
        if wait is None:
            _say(f"error: {say} immediately after each start. See the error above.")
            return False
        child.start_at = time.monotonic() + wait - 1  # the first time immediately
        _say(f"{say}; a new one is started.")
        return True

    def _end_all(self) -> None:
        """End all web processes: ask them to stop, and kill those that have not stopped in time."""
        self._signal_all(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS + 2
        while any(child.pid for child in self.children) and time.monotonic() < until:
            self._ended()
            time.sleep(POLL_SECONDS / 4)
        self._signal_all(signal.SIGKILL)

    def _signal_all(self, number: int) -> None:
        for child in self.children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, number)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def answer_requests(
    application: WSGIApplication, listener: socket.socket, *, threads: int, largest_body: int, parent: int
) -> None:
    """Be one web process, a child of `Parent`: serve until SIGTERM arrives or the parent has ended, then end."""
    asked_to_stop = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        server.pull_trigger()

    server = HttpServer(application, listener, threads=threads, largest_body=largest_body)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent passes it on
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    while not asked_to_stop and os.getppid() == parent:
        server.handle_events()
    if asked_to_stop:
        server.drain(GRACE_SECONDS)
    os._exit(0)


def listen(address: str, port: int) -> socket.socket:
    """Return a listening socket, or exit with the reason."""
    try:
        family, _type, _proto, _name, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=family, dualstack_ipv6=address == "::", backlog=1024)
    except OSError as error:
        why = "the port is in use" if error.errno == errno.EADDRINUSE else str(error)
        _say(f"error: The web server cannot listen on {address}, port {port}: {why}.")
        sys.exit(CANNOT_START)


def raise_file_limit() -> None:
    """Raise the limit of open files of this process as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(arguments: list[str]) -> int:
    """Run the web processes on the address and port of the arguments; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args(arguments)
    listener = listen(options.address, options.port)
    from observatory.wsgi import application  # late: first report a port in use; loading takes seconds

    return run_web_processes(
        application,
        listener,
        processes=options.processes,
        threads=options.threads,
        largest_body=largest_request(),
    )


def largest_request() -> int:
    """Return the largest body of a request in bytes: with room for a file that is too large to be attached, so that the
    form can say so."""
    from observatory.monitoring.conf import conf  # late, as the application

    return max(BODY_BYTES, conf().max_attachment_bytes * 5 // 4)


def run_web_processes(
    application: WSGIApplication,
    listener: socket.socket,
    *,
    processes: int,
    threads: int,
    largest_body: int = BODY_BYTES,
) -> int:
    """Answer requests with a number of processes and threads until a signal to stop arrives; return the exit status."""
    raise_file_limit()
    parent = os.getpid()
    child = partial(answer_requests, application, listener, threads=threads, largest_body=largest_body, parent=parent)
    return Parent(child, listener, processes).run()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
