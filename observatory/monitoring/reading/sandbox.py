"""The sandbox: read hostile bodies, and look for quotes, in separate processes with limits on memory and time.

A failure there is an outcome. A worker reads many documents (starting one takes a seventh of a second). It is replaced
when it was killed, when it has grown, or after a number of documents. It answers in JSON: nothing it writes is executed
here.
"""

import asyncio
import os
import struct
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from observatory.monitoring.outcomes import Outcome, QuoteState
from observatory.monitoring.reading.compare import Comparison
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.sandbox_worker import HEADER

_PROJECT = Path(__file__).resolve().parents[3]
_ANSWER = struct.Struct("!II")
# A page's tree is freed after each document; handing that memory back to the kernel and asking for it again with the
# next one would cost a fifth of the reading. Variables of glibc's malloc (mallopt(3)); bytes.
_ALLOCATION = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(32 * 2**20),
    "MALLOC_MMAP_THRESHOLD_": str(16 * 2**20),
}
_QUOTES_AT_ONCE = 50
_LARGEST_ANSWER = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for one document. `memory_mb` is address space; a worker takes 50 MB for a first page, 90 MB once it
    has compared Chinese texts."""

    memory_mb: int = 1024
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    documents_per_worker: int = 5_000
    resident_mb: int = 250  # a worker that still uses more than this after a document is replaced


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The result of reading one body. `outcome` is a value of `Outcome` when the body is not the document (an error
    page, a block page, something unreadable), else None; `reason` explains a failure; `packed` is the document as bytes
    for storing; `redirect` is the URL that the page's markup redirects to; `frames` are the URLs of frames that may
    hold the text of a page with little text (`own_letters`) of its own; `comparison` is set if there was something to
    compare with, unless `previous_problem` says why that could not be read."""

    document: Document | None = None
    outcome: Outcome | None = None
    reason: str = ""
    comparison: Comparison | None = None
    packed: bytes = b""
    fingerprint: str = ""
    redirect: str = ""
    frames: tuple[str, ...] = ()
    own_letters: int = 0
    previous_problem: str = ""
    file_digest: str = ""  # of a file that cannot be read, see `file_digest`; "" where its SHA-256 serves


class _ProcessDied(Exception):
    """Raised when a worker has ended; the message says how."""


class Sandbox:
    """A pool of reading processes: `async with Sandbox(workers=2) as box: reading = await box.read(body, ...)`."""

    def __init__(self, workers: int = 2, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._size = workers
        self._idle: asyncio.Queue[_SandboxProcess] = asyncio.Queue()
        self._all: set[_SandboxProcess] = set()

    async def __aenter__(self) -> Self:
        for _ in range(self._size):
            worker = _SandboxProcess(self.limits)
            self._all.add(worker)
            self._idle.put_nowait(worker)
        return self

    async def __aexit__(self, *exc: object) -> None:
        await asyncio.gather(*(worker.stop() for worker in self._all))

    async def read(
        self,
        body: bytes,
        content_type: str = "",
        *,
        charset_hint: str | None = None,
        url: str = "",
        final_url: str = "",
        http_status: int = 200,
        previous: bytes = b"",
        previous_body: bytes = b"",
        previous_content_type: str = "",
        shown_before: Collection[str] = (),
        compare_always: bool = False,
        refresh_url: str = "",
    ) -> ReadResult:
        """Read a body. Given the packed `previous` document (or its body, which is read again if the extractor has
        changed since), also compare the two. Never raises for the content of a body: that is an outcome.

        `shown_before` are fingerprints of earlier texts; with `compare_always`, error and block pages are compared too.
        `refresh_url` is where the response's own header sends its reader, as meta refresh does.
        """
        request = {
            "content_type": content_type,
            "charset_hint": charset_hint,
            "url": url,
            "final_url": final_url,
            "http_status": http_status,
            "previous_content_type": previous_content_type or content_type,
            "shown_before": list(shown_before),
            "compare_always": compare_always,
            "refresh_url": refresh_url,
        }
        try:
            return _read_result(*await self._ask(request, body, previous, previous_body))
        except _ProcessDied as death:
            return ReadResult(outcome=Outcome.UNREADABLE, reason=str(death))

    async def find_quotes(
        self, selectors: Sequence[tuple[int, TextQuoteSelector]], packed: bytes
    ) -> list[tuple[int, QuoteMatch]]:
        """Return what each quote is in a packed document; the quotes are given, and returned, with numbers such as the
        IDs of their citations, in the same order.

        The state is NOT_CHECKED if the search takes too long or ends the process, or if it was not begun after that.
        """
        found: list[tuple[int, QuoteMatch]] = []
        for start in range(0, len(selectors), _QUOTES_AT_ONCE):
            some = [(number, asdict(selector)) for number, selector in selectors[start : start + _QUOTES_AT_ONCE]]
            try:
                values, _ = await self._ask({"quotes": some}, packed)
            except _ProcessDied:
                return found + [(number, QuoteMatch(QuoteState.NOT_CHECKED)) for number, _ in selectors[start:]]
            found += [(number, QuoteMatch.from_json(match)) for number, match in values["matches"]]
        return found

    async def _ask(self, request: dict[str, Any], *bodies: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the answer of a sandboxed process that is free; wait for one."""
        worker = await self._idle.get()
        try:
            return await worker.ask(request, *bodies)
        finally:
            self._idle.put_nowait(worker)


def _read_result(values: dict[str, Any], packed: bytes) -> ReadResult:
    """Return the answer of a sandboxed process as a result."""
    return ReadResult(
        document=Document.unpack(packed) if packed else None,
        outcome=Outcome(values["outcome"]) if values.get("outcome") else None,
        reason=values.get("reason", ""),
        comparison=Comparison.from_json(values["comparison"]) if values.get("comparison") else None,
        packed=packed,
        fingerprint=values.get("fingerprint", ""),
        redirect=values.get("redirect", ""),
        frames=tuple(values.get("frames", ())),
        own_letters=values.get("own_letters", 0),
        previous_problem=values.get("previous_problem", ""),
        file_digest=values.get("file_digest", ""),
    )


class _SandboxProcess:
    """One process, started when it is first needed and again after it ended."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: asyncio.subprocess.Process | None = None
        self._answered = 0

    async def ask(
        self, request: dict[str, Any], body: bytes, previous: bytes = b"", previous_body: bytes = b""
    ) -> tuple[dict[str, Any], bytes]:
        """Return the answer to one request. Raises _ProcessDied if the process ended or took too long; it is then
        replaced."""
        process = self._process or await self._start()
        try:
            async with asyncio.timeout(self.limits.wall_seconds):
                values, packed = await self._exchange(process, request, body, previous, previous_body)
        except TimeoutError:
            await self.stop()
            raise _ProcessDied(f"Reading it took longer than {self.limits.wall_seconds:g} seconds.") from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            raise _ProcessDied(await self._cause()) from None
        except asyncio.CancelledError:
            await self.stop()
            raise
        self._answered += 1
        grown = values.get("resident_mb", 0) > self.limits.resident_mb
        if grown or values.get("spent") or self._answered >= self.limits.documents_per_worker:
            await self.stop()
        return values, packed

    async def _exchange(
        self, process: asyncio.subprocess.Process, request: dict[str, Any], *bodies: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """Send a request with its bodies to the sandboxed process, and return its answer. Raises ValueError for a large
        one."""
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        encoded = orjson.dumps(request)
        process.stdin.write(HEADER.pack(len(encoded), *map(len, bodies)) + encoded)
        for part in bodies:
            process.stdin.write(part)
        await process.stdin.drain()
        sizes = _ANSWER.unpack(await process.stdout.readexactly(_ANSWER.size))
        if sum(sizes) > _LARGEST_ANSWER:
            raise ValueError("The answer is too large.")
        return orjson.loads(await process.stdout.readexactly(sizes[0])), await process.stdout.readexactly(sizes[1])

    async def _start(self) -> asyncio.subprocess.Process:
        """Start the sandboxed process, with its limits and without the environment of this one."""
        limits = orjson.dumps({"memory_mb": self.limits.memory_mb, "cpu_seconds": self.limits.cpu_seconds}).decode()
        # Its environment has none of our settings: what a reader does not have cannot be stolen from it.
        environment = {"PATH": os.defpath, "PYTHONPATH": str(_PROJECT), "PYTHONUTF8": "1", **_ALLOCATION}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "observatory.monitoring.reading.sandbox_worker", limits,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=environment, cwd=_PROJECT, limit=2**20,
        )  # fmt: skip
        self._answered = 0
        return self._process

    async def _cause(self) -> str:
        """Return why the process has ended, in words."""
        process = self._process
        await self.stop()
        code = process.returncode if process else None
        if code == -24:  # SIGXCPU
            return f"Reading it took more than {self.limits.cpu_seconds} seconds of processor time."
        how = f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
        return f"The reading process ended ({how}); the file may be damaged or malicious."

    async def stop(self) -> None:
        """End the process; the next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            try:
                async with asyncio.timeout(0.2):
                    await process.wait()
            except TimeoutError:
                process.kill()
        await process.wait()
