"""The HTTP server of one web process: waitress, with limits for clients that are slow or never finish.

One event loop reads requests and sends responses. A thread is used only once a request has arrived completely, and is
released when its response is in a buffer (in a temporary file when it is large). So a connection needs no thread,
however slowly its client sends or reads. What a connection does use, one of CONNECTIONS and buffer space, is limited
here.
"""

import time
from collections.abc import Iterable
from socket import socket
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, WSGITask

CONNECTIONS = 1000  # open in one process; beyond that, those that have been idle longest are closed
IDLE_SECONDS = 60  # a connection without traffic for this long is closed
HEAD_BYTES = 64 * 1024  # request line and headers together; larger ones get a 431
BODY_BYTES = 32 * 2**20  # of a request, unless larger files may be attached; a larger one gets a 413
IN_MEMORY = 256 * 1024  # larger requests and responses are buffered in a temporary file
UNSENT_BYTES = 128 * 2**20  # of one response; beyond it, the thread waits until the client has read some of it
TURN_SECONDS = 1.0


class WaitressRequest(WSGITask):
    """A request of waitress with two differences: a response to HEAD has no body, although Django makes one, and a
    server that is stopping tells the client that the connection will be closed."""

    def write(self, data: bytes) -> None:
        super().write(b"" if self.request.command == "HEAD" else data)

    def build_response_header(self) -> bytes:
        if self.channel.server.stopping:
            self.set_close_on_finish()
        header = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False  # no last chunk either
        return header


class Connection(HTTPChannel):
    task_class = WaitressRequest
    error_task_class = ErrorTask

    def is_idle(self) -> bool:
        """Return whether no request is in progress and no response is being sent."""
        return not (self.requests or self.total_outbufs_len)


class HttpServer(TcpWSGIServer):
    """Serves `application` with a number of threads, on a socket that other processes may share."""

    channel_class = Connection

    def __init__(
        self, application: WSGIApplication, listener: socket, *, threads: int, largest_body: int = BODY_BYTES
    ) -> None:
        family = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(
            without_body_for_head(application),
            map={},
            _sock=listener,
            adj=_waitress_settings(threads, largest_body),
            sockinfo=family,
            bind_socket=False,
        )
        self.most_unsent = (threads // 2 + 0.5) * UNSENT_BYTES  # exceeded when more than half of the threads wait
        self.next_look = 0.0
        self.stopping = False

    def readable(self) -> bool:
        """Return False while every thread is busy, to leave new connections to the other processes."""
        return super().readable() and not self.task_dispatcher.queue

    def handle_accept(self) -> None:
        if len(self.active_channels) >= CONNECTIONS:
            idle = [each for each in self.active_channels.values() if each.is_idle()]
            for each in sorted(idle, key=lambda connection: connection.last_activity)[: CONNECTIONS // 10]:
                each.handle_close()
        super().handle_accept()

    def handle_events(self, seconds: float = TURN_SECONDS) -> None:
        """Wait for events, at most ``seconds`` seconds, and handle them."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)
        now = time.time()
        half_busy = self.task_dispatcher.active_count > len(self.task_dispatcher.threads) // 2
        if half_busy or now >= self.next_look:
            self.next_look = now + TURN_SECONDS
            self.close_slow_readers(now)

    def close_slow_readers(self, now: float) -> None:
        """Close connections whose clients read nothing for IDLE_SECONDS. If unread responses occupy more than half of
        the threads, also close those with the most left to read."""
        waiting = [each for each in self.active_channels.values() if each.total_outbufs_len]
        for each in waiting:
            if each.last_activity < now - IDLE_SECONDS:
                each.handle_close()
        while sum(each.total_outbufs_len for each in waiting) > self.most_unsent:
            max(waiting, key=lambda connection: connection.total_outbufs_len).handle_close()  # which empties its buffer

    def drain(self, seconds: float) -> None:
        """Accept no new connections; return when all requests are answered, or after ``seconds`` seconds."""
        until = time.monotonic() + seconds
        self.stopping = True
        while self.accepts_one():
            pass
        wasyncore.dispatcher.close(self)
        self.handle_events(0)  # reads requests that have arrived
        while self.active_channels and time.monotonic() < until:
            for each in list(self.active_channels.values()):
                if each.is_idle():
                    each.handle_close()
            self.handle_events(0.1)

    def accepts_one(self) -> bool:
        before = len(self.active_channels)
        self.handle_accept()
        return before < len(self.active_channels) < CONNECTIONS


def without_body_for_head(application: WSGIApplication) -> WSGIApplication:
    """Return an application that answers HEAD without producing the body of a streamed response."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return []

    return answer


def _waitress_settings(threads: int, largest_body: int) -> Adjustments:
    """Return the settings of waitress: our limits of connections, times and sizes."""
    return Adjustments(
        threads=threads,
        ident=None,  # no header that names the server
        connection_limit=CONNECTIONS * 2,  # our own limit applies: at its limit, waitress would stop accepting
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=10,
        max_request_header_size=HEAD_BYTES,
        max_request_body_size=largest_body,
        inbuf_overflow=IN_MEMORY,
        outbuf_overflow=IN_MEMORY,
        outbuf_high_watermark=UNSENT_BYTES,
        clear_untrusted_proxy_headers=False,  # Django decides which proxy headers to trust (BEHIND_PROXY)
        log_socket_errors=False,  # a client that disconnects needs no log entry
    )
