"""Hostile bodies cost their own document and nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from observatory.local import PROJECT
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.compare import Verdict
from observatory.monitoring.reading.extract import EXTRACTOR
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.sandbox import Limits, ReadResult, Sandbox
from tests.monitoring.documents import make_pdf

TEXT = "科研机构应当在项目结题后六个月内汇交科学数据；涉及国家秘密和个人隐私的数据，不得公开。" * 3
PAGE = f"<html><head><title>办法</title></head><body><h1>办法</h1><p>{TEXT}</p></body></html>".encode()
CHANGED = PAGE.replace("六个月".encode(), "三个月".encode())


R = TypeVar("R")
Ask = Callable[[Callable[[Sandbox], Awaitable[R]]], R]


def in_sandbox(visit: Callable[[Sandbox], Awaitable[R]], **limits: float) -> R:
    """Return what `visit` finds out in a pool of its own, of one process with these limits."""

    async def run() -> R:
        async with Sandbox(workers=1, limits=Limits(**limits)) as box:  # type: ignore[arg-type]
            return await visit(box)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def shared() -> Iterator[Ask]:
    """One pool of one process for the tests of this file, as a round of the monitor has it."""
    box = Sandbox(workers=1)

    async def visit_in_turn(visit: Callable[[Sandbox], Awaitable[R]]) -> R:
        return await visit(box)

    with asyncio.Runner() as runner:
        runner.run(box.__aenter__())
        yield lambda visit: runner.run(visit_in_turn(visit))
        runner.run(box.__aexit__())


def limit(box: Sandbox, **limits: float) -> None:
    """Give the only worker other limits; those on memory and processor time hold for the next process."""
    (worker,) = box._all
    worker.limits = replace(Limits(), **limits)  # type: ignore[arg-type]


async def run_process(box: Sandbox) -> int:
    """Have the only worker read a page; return the number of its process."""
    await box.read(PAGE, "text/html")
    (worker,) = box._all
    assert worker._process is not None
    return worker._process.pid


def test_a_page_is_read_classified_and_fingerprinted(shared: Ask) -> None:
    reading = shared(lambda box: box.read(PAGE, "text/html; charset=utf-8", url="https://example.org/a"))

    assert reading.document is not None
    assert reading.document.title == "办法"
    assert reading.outcome is None
    assert len(reading.fingerprint) == 64
    assert reading.comparison is None


def test_the_earlier_document_is_compared_in_the_same_turn(shared: Ask) -> None:
    async def twice(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        return await box.read(CHANGED, "text/html", previous=first.packed)

    comparison = shared(twice).comparison

    assert comparison is not None
    assert comparison.verdict == Verdict.CONTENT
    assert ("delete", "六个", "number") in comparison.blocks[0].tokens or comparison.removed


def test_a_document_of_an_older_extractor_is_read_again_from_its_body(shared: Ask) -> None:
    async def twice(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        old = first.packed.replace(f'"extractor":"{EXTRACTOR}"'.encode(), b'"extractor":"0"').replace(
            "不得公开".encode(), "旧的规则".encode()
        )
        return await box.read(PAGE, "text/html", previous=old, previous_body=PAGE)

    comparison = shared(twice).comparison

    assert comparison is not None
    assert comparison.verdict == Verdict.IDENTICAL


def test_a_wall_is_not_compared_unless_asked(shared: Ask) -> None:
    wall = "<title>用户登录</title><form><input type=password></form><p>请先登录</p>".encode()

    async def visit(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        return await box.read(wall, "text/html", previous=first.packed)

    reading = shared(visit)

    assert reading.outcome == Outcome.LOGIN_REQUIRED
    assert reading.comparison is None


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"%PDF-1.4 not really", "application/pdf", Outcome.UNREADABLE),
        (b"PK\x03\x04junk", "application/zip", Outcome.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n", "image/png", Outcome.UNSUPPORTED_TYPE),
        (b"<b>" * 500_000, "text/html", Outcome.UNREADABLE),
        (b"\x00" * 100, "text/plain", Outcome.UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_an_outcome_with_a_reason(
    shared: Ask, body: bytes, content_type: str, outcome: Outcome
) -> None:
    reading = shared(lambda box: box.read(body, content_type))

    assert reading.outcome == outcome
    assert reading.reason
    assert reading.document is None


def test_memory_is_limited_and_the_next_document_is_read() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        greedy = await box.read(b"a" * 120_000_000, "text/plain")
        assert greedy.outcome == Outcome.UNREADABLE
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit, memory_mb=350).document is not None


def test_a_killed_worker_costs_one_document(shared: Ask) -> None:
    async def visit(box: Sandbox) -> ReadResult:
        os.kill(await run_process(box), signal.SIGKILL)
        lost = await box.read(PAGE, "text/html")
        assert lost.outcome == Outcome.UNREADABLE
        assert "signal 9" in lost.reason
        return await box.read(PAGE, "text/html")

    assert shared(visit).document is not None


def test_a_stuck_worker_is_replaced(shared: Ask) -> None:
    async def visit(box: Sandbox) -> ReadResult:
        os.kill(await run_process(box), signal.SIGSTOP)
        limit(box, wall_seconds=0.2)
        stuck = await box.read(PAGE, "text/html")
        limit(box)
        assert stuck.outcome == Outcome.UNREADABLE
        assert "longer than" in stuck.reason
        return await box.read(PAGE, "text/html")

    assert shared(visit).document is not None


def test_processor_time_is_limited() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        limit(box, cpu_seconds=0)  # the rest of the second in which the process was started
        slow = await box.read(make_pdf(["word " * 2_000_000]), "application/pdf")
        assert slow.outcome == Outcome.UNREADABLE
        assert "processor time" in slow.reason
        limit(box)
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit).document is not None


def test_workers_are_recycled() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        (worker,) = box._all
        pids = set()
        for _ in range(4):
            reading = await box.read(PAGE, "text/html")
            pids.add(worker._process and worker._process.pid)
        assert None in pids  # ended after the second and the fourth
        return reading

    assert in_sandbox(visit, documents_per_worker=2).document is not None


def test_a_worker_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for readers")

    async def visit(box: Sandbox) -> None:
        environment = Path(f"/proc/{await run_process(box)}/environ").read_bytes()
        assert b"PYTHONPATH" in environment
        assert b"not for readers" not in environment

    in_sandbox(visit)


def test_a_reading_process_starts_without_django() -> None:
    """Loading it would take a third of the time of a start, for which a curator waits."""
    parts = (
        "sandbox_worker",
        "classify",
        "compare",
        "quote_finder",
        "file_digest",
        "extract.html",
        "extract.pdf",
        "extract.docx",
    )
    names = ", ".join(f"observatory.monitoring.reading.{part}" for part in parts)
    code = f"import sys, {names}; print([name for name in sys.modules if name.startswith('django')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout == "[]\n"


def test_many_documents_at_once_come_back_each_to_its_caller() -> None:
    async def run() -> list[str]:
        async with Sandbox(workers=2) as box:
            bodies = [f"<title>{n}</title><p>{TEXT}{n}。</p>".encode() for n in range(20)]
            readings = await asyncio.gather(*(box.read(body, "text/html") for body in bodies))
        return [reading.document.title for reading in readings if reading.document]

    assert asyncio.run(run()) == [str(number) for number in range(20)]


def test_quotes_are_looked_for_in_the_reading_process(shared: Ask) -> None:
    document = Document("html", ("Centres are inspected every four years.",), title="T")
    selectors = [
        (7, TextQuoteSelector("inspected every four years")),
        (2, TextQuoteSelector("Centres are inspected every two years.")),
        (3, TextQuoteSelector(" ")),
    ]

    async def visit(box: Sandbox) -> list[tuple[int, QuoteMatch]]:
        return await box.find_quotes(selectors, document.pack())

    found = shared(visit)
    assert [(number, match.state) for number, match in found] == [(7, "present"), (2, "altered"), (3, "missing")]
    assert found[1][1].passage == "Centres are inspected every four years."
    assert ("insert", "four ", "number") in found[1][1].differences


def test_a_text_that_takes_too_long_to_search_costs_the_search_only() -> None:
    words = tuple(" ".join(f"{n}w{m}" for m in range(400)) + "." for n in range(1_500))
    selectors = [
        (n, TextQuoteSelector(f"The ministry inspects {n}w1 {n}w2 {n}w3 centres every other year.")) for n in range(60)
    ]

    async def visit(box: Sandbox) -> tuple[list[tuple[int, QuoteMatch]], ReadResult]:
        limit(box, cpu_seconds=0)
        found = await box.find_quotes(selectors, Document("text", words).pack())
        limit(box)
        return found, await box.read(PAGE, "text/html")

    found, after = in_sandbox(visit)
    assert [(number, match.state) for number, match in found] == [(n, "not_checked") for n in range(60)]
    assert after.document is not None


def test_a_text_that_is_none_costs_the_search_only(shared: Ask) -> None:
    async def visit(box: Sandbox) -> tuple[list[tuple[int, QuoteMatch]], ReadResult]:
        found = await box.find_quotes([(4, TextQuoteSelector("every"))], b"no document")
        return found, await box.read(PAGE, "text/html")

    found, after = shared(visit)
    assert [(number, match.state) for number, match in found] == [(4, "not_checked")]
    assert after.document is not None
