"""CPU per page of the web process and its backend of PostgreSQL."""

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings

from tests.benchmarks.site.pages import pages

_WARM_UP = ("/", "/coverage/", "/timeline/", "/initiatives/", "/organisations/", "/search/")
_ROUNDS = 5


def report(entries: int, addresses: int, only: str) -> Iterator[str]:
    """Yield the lines of a Markdown table of the types of pages, as they are measured."""
    yield f"{entries:,} entries; a million additions take {calibration():.0f} ms of CPU here and now"
    yield ""
    yield "| page | addresses | statuses | KB | p50 ms | p95 ms | again p95 ms |"
    yield "|---|---|---|---|---|---|---|"
    with override_settings(API_REQUESTS_PER_MINUTE=10**9):
        client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        for page in _WARM_UP:  # templates are compiled, dictionaries loaded
            client.get(page)
        for name, asked in pages(addresses).items():
            if only in name:
                yield _row(client, name, asked)
    yield ""
    yield f"a million additions take {calibration():.0f} ms of CPU now"


def _row(client: Client, name: str, asked: Sequence[str]) -> str:
    follow = name == "record with most relations"
    sizes, statuses, rounds = [], set(), []
    for _round in range(_ROUNDS):
        for each in ("default", "pages"):
            caches[each].clear()
        rounds.append([_cost(client, address, follow=follow) for address in asked])
    fresh = [min(times) for times in zip(*rounds, strict=True)]
    again = [min(_cost(client, address, follow=follow) for _round in range(_ROUNDS)) for address in asked]
    for address in asked:
        response = client.get(address, follow=follow)
        sizes.append(len(response.getvalue()))
        statuses.add(response.status_code)
    return (
        f"| {name} | {len(asked)} | {', '.join(map(str, sorted(statuses)))} | {max(sizes) / 1000:.0f}"
        f" | {statistics.median(fresh):.0f} | {_p95(fresh):.0f} | {_p95(again):.0f} |"
    )


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _cost(client: Client, address: str, *, follow: bool) -> float:
    backend = Path(f"/proc/{_backend()}/schedstat")  # proc(5): nanoseconds on the CPU
    start = time.process_time_ns() + int(backend.read_text().split()[0])
    client.get(address, follow=follow).getvalue()
    return (time.process_time_ns() + int(backend.read_text().split()[0]) - start) / 1e6


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def calibration() -> float:
    """Milliseconds of CPU that a million additions take: how fast the machine is at this moment."""
    start = time.process_time_ns()
    total = 0
    for number in range(1_000_000):
        total += number
    return (time.process_time_ns() - start) / 1e6
