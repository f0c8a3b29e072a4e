"""Hostile bodies cost their own document and nothing else."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.compare import Verdict
from observatory.monitoring.reading.extract import EXTRACTOR
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.pool import Limits, ReadResult, Sandbox
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from tests.monitoring.documents import make_pdf
from tests.monitoring.quote_search import find_quotes_in

TEXT = "科研机构应当在项目结题后六个月内汇交科学数据；涉及国家秘密和个人隐私的数据，不得公开。" * 3
PAGE = f"<html><head><title>办法</title></head><body><h1>办法</h1><p>{TEXT}</p></body></html>".encode()
CHANGED = PAGE.replace("六个月".encode(), "三个月".encode())


def in_sandbox(visit: Callable[[Sandbox], Awaitable[ReadResult]], **limits: float) -> ReadResult:
    async def run() -> ReadResult:
        async with Sandbox(workers=1, limits=Limits(**limits)) as box:  # type: ignore[arg-type]
            return await visit(box)

    return asyncio.run(run())


def test_a_page_is_read_classified_and_fingerprinted() -> None:
    reading = in_sandbox(lambda box: box.read(PAGE, "text/html; charset=utf-8", url="https://example.org/a"))

    assert reading.document is not None
    assert reading.document.title == "办法"
    assert reading.outcome is None
    assert len(reading.fingerprint) == 64
    assert reading.comparison is None


def test_the_earlier_document_is_compared_in_the_same_turn() -> None:
    async def twice(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        return await box.read(CHANGED, "text/html", previous=first.packed)

    comparison = in_sandbox(twice).comparison

    assert comparison is not None
    assert comparison.verdict == Verdict.CONTENT
    assert ("delete", "六个", "number") in comparison.blocks[0].tokens or comparison.removed


def test_a_document_of_an_older_extractor_is_read_again_from_its_body() -> None:
    async def twice(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        old = first.packed.replace(f'"extractor":"{EXTRACTOR}"'.encode(), b'"extractor":"0"').replace(
            "不得公开".encode(), "旧的规则".encode()
        )
        return await box.read(PAGE, "text/html", previous=old, previous_body=PAGE)

    comparison = in_sandbox(twice).comparison

    assert comparison is not None
    assert comparison.verdict == Verdict.IDENTICAL


def test_a_wall_is_not_compared_unless_asked() -> None:
    wall = "<title>用户登录</title><form><input type=password></form><p>请先登录</p>".encode()

    async def visit(box: Sandbox) -> ReadResult:
        first = await box.read(PAGE, "text/html")
        return await box.read(wall, "text/html", previous=first.packed)

    reading = in_sandbox(visit)

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
def test_what_cannot_be_read_is_an_outcome_with_a_reason(body: bytes, content_type: str, outcome: Outcome) -> None:
    reading = in_sandbox(lambda box: box.read(body, content_type))

    assert reading.outcome == outcome
    assert reading.reason
    assert reading.document is None


def test_memory_is_limited_and_the_next_document_is_read() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        greedy = await box.read(b"a" * 300_000_000, "text/plain")
        assert greedy.outcome == Outcome.UNREADABLE
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit, memory_mb=600).document is not None


def test_a_killed_worker_costs_one_document() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        await box.read(PAGE, "text/html")
        (worker,) = box._all
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        lost = await box.read(PAGE, "text/html")
        assert lost.outcome == Outcome.UNREADABLE
        assert "signal 9" in lost.reason
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit).document is not None


def test_a_stuck_worker_is_replaced() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        await box.read(PAGE, "text/html")
        (worker,) = box._all
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGSTOP)
        stuck = await box.read(PAGE, "text/html")
        assert stuck.outcome == Outcome.UNREADABLE
        assert "longer than" in stuck.reason
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit, wall_seconds=5.0).document is not None


def test_processor_time_is_limited() -> None:
    async def visit(box: Sandbox) -> ReadResult:
        slow = await box.read(make_pdf(["word " * 400_000]), "application/pdf")
        assert slow.outcome in (None, Outcome.UNREADABLE)
        return await box.read(PAGE, "text/html")

    assert in_sandbox(visit, cpu_seconds=1).document is not None


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

    async def visit(box: Sandbox) -> ReadResult:
        reading = await box.read(PAGE, "text/html")
        (worker,) = box._all
        assert worker._process is not None
        environment = open(f"/proc/{worker._process.pid}/environ", "rb").read()  # noqa: SIM115, PTH123
        assert b"not for readers" not in environment
        return reading

    in_sandbox(visit)


def test_many_documents_at_once_come_back_each_to_its_caller() -> None:
    async def run() -> list[str]:
        async with Sandbox(workers=2) as box:
            bodies = [f"<title>{n}</title><p>{TEXT}{n}。</p>".encode() for n in range(20)]
            readings = await asyncio.gather(*(box.read(body, "text/html") for body in bodies))
        return [reading.document.title for reading in readings if reading.document]

    assert asyncio.run(run()) == [str(number) for number in range(20)]


def test_quotes_are_looked_for_in_the_reading_process() -> None:
    document = Document("html", ("Centres are inspected every four years.",), title="T")
    selectors = [
        (7, TextQuoteSelector("inspected every four years")),
        (2, TextQuoteSelector("Centres are inspected every two years.")),
        (3, TextQuoteSelector(" ")),
    ]

    async def visit(box: Sandbox) -> list[tuple[int, QuoteMatch]]:
        return await box.find_quotes(selectors, document.pack())

    found = in_sandbox(visit)
    assert [(number, match.state) for number, match in found] == [(7, "present"), (2, "altered"), (3, "missing")]
    assert found[1][1].passage == "Centres are inspected every four years."
    assert ("insert", "four ", "number") in found[1][1].differences


def test_a_text_that_takes_too_long_to_search_costs_the_search_only() -> None:
    words = tuple(" ".join(f"{n}w{m}" for m in range(400)) + "." for n in range(4_000))
    selectors = [
        (n, TextQuoteSelector(f"The ministry inspects {n}w1 {n}w2 {n}w3 centres every other year.")) for n in range(60)
    ]

    async def visit(box: Sandbox) -> tuple[list[tuple[int, QuoteMatch]], ReadResult]:
        return await box.find_quotes(selectors, Document("text", words).pack()), await box.read(PAGE, "text/html")

    found, after = in_sandbox(visit, cpu_seconds=1)
    assert [(number, match.state) for number, match in found] == [(n, "not_checked") for n in range(60)]
    assert after.document is not None


def test_a_caller_outside_the_event_loop_is_answered_too() -> None:
    document = Document("html", ("Centres are inspected every four years.",), title="T")

    assert find_quotes_in([], document.pack()) == []
    assert find_quotes_in([(4, TextQuoteSelector("every four years"))], document.pack())[0][1].state == "present"
    assert find_quotes_in([(4, TextQuoteSelector("every"))], b"no document")[0][1].state == "not_checked"
