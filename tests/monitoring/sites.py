"""Cited sites on loopback, and rounds of the monitor over them, for tests."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import uvloop

from observatory.monitoring.conf import conf
from observatory.monitoring.management.commands import compare_documents
from observatory.monitoring.on_request import attachments
from observatory.monitoring.reading import compare_files, quotes_in_files, sandbox_worker
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.round import create_watches
from observatory.monitoring.round.engine import Engine
from observatory.monitoring.round.run_results import RoundSummary, VisitResult
from observatory.sources.models import Location, Source

from .hostile import HostileOrigin

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LAW = [
    "Measures for the Administration of Research Data",
    "Article 1. These Measures are formulated to regulate the management of research data in state laboratories.",
    "Article 2. Project undertakers shall deposit their data in a certified centre within 90 days of acceptance.",
    "Article 3. The centre may open deposited data to other researchers after an embargo of 24 months.",
    "Article 4. Personal information may not be published unless it has been anonymised beforehand.",
    "Article 5. The Ministry inspects certified centres every two years and publishes the results on its site.",
]


def article(*blocks: str, title: str = "Measures", head: str = "", noise: str = "") -> bytes:
    """An HTML page with these blocks as its main text."""
    body = "".join(f"<p>{block}</p>" for block in blocks)
    html = f"<html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a> <a href='/a'>News</a></nav>"
    return (
        f"{html}<main><article><h1>{title}</h1>{body}</article></main><footer>{noise}</footer></body></html>".encode()
    )


class Site(HostileOrigin):
    """An origin whose pages a test sets: ``site.pages["/x"] = body`` or ``(status, body, headers)``."""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.pages: dict[str, bytes | tuple[str, bytes, dict[str, str]]] = {}

    def __enter__(self) -> "Site":
        super().__enter__()
        self.extra = _Pages(self)
        return self


class _Pages(dict):
    """Looks a path up among the site's pages, then among what was registered by hand."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def get(self, path, default=None):
        page = self._site.pages.get(path)
        if page is None:
            return super().get(path, default)
        status, body, headers = page if isinstance(page, tuple) else ("200 OK", page, {})

        async def behave(request) -> None:
            await request.reply(status, body, **headers)

        return behave


class ReadHere(Sandbox):
    """The sandbox without its processes, which take some time to start: the same code, read in this process."""

    async def __aenter__(self) -> "ReadHere":
        self._idle.put_nowait(self)
        return self

    async def __aexit__(self, *exc: object) -> None:
        pass

    async def ask(self, request, body, previous=b"", previous_body=b""):
        answer = sandbox_worker.answer_request(orjson.loads(orjson.dumps(request)), body, previous, previous_body)
        return orjson.loads(orjson.dumps(answer.values)), answer.packed


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files that are attached, compared or searched by a command be read in the process of the test."""
    for module in (attachments, compare_documents, compare_files, quotes_in_files):
        monkeypatch.setattr(module, "Sandbox", ReadHere)


def location(url: str, source: Source | None = None, **options) -> Location:
    """A watched location, with a source of its own unless one is given."""
    source = source or Source.objects.create(key=url[-70:], type="webpage", title_en=url[-70:])
    return Location.objects.create(source=source, url=url, **options)


def round_at(
    moment: datetime = START, *, these: Sequence[Location] | None = None, **options
) -> tuple[RoundSummary, dict[str, VisitResult]]:
    """One round at ``moment`` over what is due then, or over ``these``; the summary and the results by address."""
    results: dict[str, VisitResult] = {}

    def listen(result: VisitResult) -> None:
        results[result.job.address] = result

    options = {"sandbox": ReadHere, "clock": lambda: moment} | options
    engine = Engine(conf(), asked_for="test", listen=listen, **options)
    create_watches.create_missing_watches(now=moment)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if these is None:
            summary = runner.run(engine.run_due())
        else:
            create_watches.create_watches([place.pk for place in these], now=moment)
            summary = runner.run(engine.run_locations([place.pk for place in these]))
    return summary, results


def days(number: float) -> datetime:
    return START + timedelta(days=number)


def outcome(place: Location, moment: datetime = START, **options) -> str:
    """The outcome of a round over one location."""
    _, results = round_at(moment, these=[place], **options)
    return results[place.url].finding.outcome
