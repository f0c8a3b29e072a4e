"""CPU per request, of the web process and of its backend of PostgreSQL."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client, override_settings

from observatory.api import record_pagination
from observatory.publishing.models import Entry

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 20
ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU a request, and the bytes of one answer."""

    web: float
    database: float
    size: int

    @property
    def all(self) -> float:
        return self.web + self.database


def report(entries: int, requests: int) -> str:
    """Return a Markdown table of costs, each with the plain view's cost in its own."""
    # Requests are counted, as they are in service, but none is refused.
    with override_settings(
        ROOT_URLCONF="tests.benchmarks.api.plain", ALLOWED_HOSTS=["*"], API_REQUESTS_PER_MINUTE=10**9
    ):
        return _report(entries, requests)


def _report(entries: int, requests: int) -> str:
    newest = Entry.objects.live().filter(kind="initiative").order_by("-published_at", "-record_id")
    ids = list(newest.values_list("public_id", flat=True)[:2000])
    far = newest.count() // 25 // 2
    deep = _cursor_of_page(far)
    rows = [
        ("first page of 25", ["/api/v1/initiatives/"], ["/plain/"], {}),
        (f"page {far:,}", [f"/api/v1/initiatives/?cursor={deep}"], [f"/plain/?page={far}"], {}),
        ("detail", _addresses("/api/v1/initiatives/{}/", ids), _addresses("/plain/{}/", ids), {}),
        ("first page, not changed", ["/api/v1/initiatives/"], ["/plain/"], {"etag": True}),
        ("detail, not changed", [f"/api/v1/initiatives/{ids[0]}/"], [f"/plain/{ids[0]}/"], {"etag": True}),
    ]
    lines = [
        f"{entries:,} entries, {requests} requests a row, best of {ROUNDS} rounds taken in turn.",
        "",
        "| | API ms (web + database) | plain view ms (web + database) | ratio |",
        "|---|---|---|---|",
    ]
    for name, ours, plain, options in rows:
        one, other = _in_turn(ours, plain, requests, **options)
        lines.append(
            f"| {name} | {one.all:.2f} ({one.web:.2f} + {one.database:.2f}), {one.size:,} bytes"
            f" | {other.all:.2f} ({other.web:.2f} + {other.database:.2f}), {other.size:,} bytes"
            f" | {other.all / one.all:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _cursor_of_page(number: int) -> str:
    rows = Entry.objects.live().filter(kind="initiative").order_by("-published_at", "-record_id")
    row = rows.values("published_at", "record_id")[number * 25]
    return record_pagination.cursor_after("-published_at", row)


def _addresses(form: str, ids: Sequence[str]) -> list[str]:
    return [form.format(public_id) for public_id in ids]


def _in_turn(ours: Sequence[str], plain: Sequence[str], requests: int, *, etag: bool = False) -> tuple[Cost, Cost]:
    """Measure both designs round by round, so that what else the machine does falls on both."""
    one, other = _asking(ours, etag=etag), _asking(plain, etag=etag)
    costs = [(_cost(one, requests), _cost(other, requests)) for _ in range(ROUNDS)]
    return min((pair[0] for pair in costs), key=_all), min((pair[1] for pair in costs), key=_all)


def _all(cost: Cost) -> float:
    return cost.all


def _asking(addresses: Sequence[str], *, etag: bool) -> Callable[[int], int]:
    client = Client()
    first = client.get(addresses[0])
    headers = {"if-none-match": first["ETag"]} if etag and first.has_header("ETag") else {}
    expected = 304 if headers else 200

    def ask(number: int) -> int:
        response = client.get(addresses[number % len(addresses)], headers=headers)
        if response.status_code != expected:
            raise RuntimeError(f"{addresses[0]} answered {response.status_code}")
        return len(response.content)

    return ask


def _cost(ask: Callable[[int], int], requests: int) -> Cost:
    for number in range(WARM_UP):
        ask(number)
    web, database, size = time.process_time(), _backend_seconds(), 0
    for number in range(requests):
        size = ask(number)
    used = time.process_time() - web, _backend_seconds() - database
    return Cost(used[0] / requests * 1000, used[1] / requests * 1000, size)


def _backend_seconds() -> float:
    """Seconds of CPU that the server's process for our connection has used (proc(5), fields 14 and 15)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
