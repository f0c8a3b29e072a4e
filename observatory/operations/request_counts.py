"""Number and duration of requests, over all web processes of one server, and the middleware that counts and times
them.

A process counts in memory and writes its counts to a file every few seconds. A request for the metrics adds up the
files of all web processes with the same parent. (The Prometheus library's own way, memory-mapped files, ends a
process by SIGBUS when the disk is full.).
"""

import logging
import os
import shutil
import socket
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
WRITE_EVERY = 2  # seconds
FORGOTTEN_AFTER = 24 * 3600  # seconds after which the files of a server are deleted
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}

logger = logging.getLogger(__name__)
_Answer = tuple[str, str, int]  # view, method, status


@dataclass
class RequestCounts:
    """Counts of responses by view, method and status; for each view, how many took up to each of `BOUNDS` seconds or
    more, and the total seconds."""

    answers: Counter[_Answer] = field(default_factory=Counter)
    durations: dict[str, list[int]] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, view: str, method: str, status: int, seconds: float) -> None:
        self.answers[view, method if method in METHODS else "other", status] += 1
        self.durations.setdefault(view, [0] * (len(BOUNDS) + 1))[bisect_left(BOUNDS, seconds)] += 1
        self.seconds[view] += seconds

    def merge(self, other: "RequestCounts") -> None:
        """Add the counts of requests of another web process."""
        self.answers.update(other.answers)
        self.seconds.update(other.seconds)
        for view, found in other.durations.items():
            mine = self.durations.get(view, [0] * len(found))
            self.durations[view] = [a + b for a, b in zip(mine, found, strict=True)]

    def as_json(self) -> bytes:
        return orjson.dumps([[[*key, times] for key, times in self.answers.items()], self.durations, self.seconds])

    @classmethod
    def from_json(cls, text: bytes) -> "RequestCounts":
        answers, durations, seconds = orjson.loads(text)
        return cls(Counter({tuple(key): times for *key, times in answers}), durations, Counter(seconds))


class RequestCounter:
    """The counts of this process, and through files those of the other web processes."""

    def __init__(self) -> None:
        self._counts, self._lock = RequestCounts(), threading.Lock()
        self._written = 0.0

    def add(self, view: str, method: str, status: int, seconds: float) -> None:
        """Count a response of this web process."""
        with self._lock:
            self._counts.add(view, method, status, seconds)
            due = time.monotonic() - self._written >= WRITE_EVERY
            self._written = time.monotonic() if due else self._written
            text = self._counts.as_json() if due else b""
        if due:
            self._write_counts_file(text)

    def total(self) -> RequestCounts:
        """Return the counts of all web processes of this server."""
        with self._lock:
            found = RequestCounts.from_json(self._counts.as_json())
        for path in _folder().glob("*.json"):
            if path.stem != str(os.getpid()):
                with suppress(OSError, ValueError):  # it was removed in the meantime
                    found.merge(RequestCounts.from_json(path.read_bytes()))
        return found

    def _write_counts_file(self, text: bytes) -> None:
        """Replace the file of this process. If the disk is full, the metrics of other processes lack these counts,
        nothing else."""
        folder = _folder()
        path = folder / f"{os.getpid()}.json"
        try:
            if not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                _forget(folder.parent)
            fresh = path.with_suffix(f".{threading.get_ident()}")
            fresh.write_bytes(text)
            fresh.replace(path)
        except OSError as error:
            logger.debug("The counts of requests could not be written: %s", error)


REQUESTS = RequestCounter()


def _folder() -> Path:
    """Return the folder shared by the processes of one server: those with this parent, on this host, since it
    started."""
    parent = os.getppid()
    return Path(settings.STATE_DIR) / "requests" / f"{socket.gethostname()}-{parent}-{_process_start(parent)}"


def _process_start(pid: int) -> str:
    """Return when a web process that counts its requests started, in clock ticks since boot (proc(5), field 22); "0" if
    unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "0"


def _forget(folder: Path) -> None:
    for each in folder.iterdir():
        if time.time() - each.stat().st_mtime > FORGOTTEN_AFTER:
            shutil.rmtree(each, ignore_errors=True)


def count_responses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: count and time responses by the name of their view. For a stream, the time until it starts."""

    def timed(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        REQUESTS.add(view_name(request), request.method or "", response.status_code, time.perf_counter() - started)
        return response

    return timed


def view_name(request: HttpRequest) -> str:
    """Return the name of the class or function that answered, with the action of a viewset ("SourceViewSet.list");
    "none" for static files and addresses that lead nowhere. There are a few hundred names, whatever is asked for."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "none"
    name = getattr(match.func, "view_class", match.func).__qualname__
    actions = getattr(match.func, "actions", None)
    return f"{name}.{actions['get']}" if actions else name
