"""The figures: milliseconds by percentile, recall and precision."""

import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client

from observatory.publishing.index.facet_counts import Counts
from observatory.search import results, scope_counts
from observatory.search.planner_hints import through_indexes
from observatory.search.query_parser import parse_query
from observatory.search.scope import Scope
from tests.benchmarks.search import generate
from tests.benchmarks.search.load import TEXTS
from tests.benchmarks.search.queries import chinese_words, fifty

ILIKE = "SELECT record_id FROM publishing_entry WHERE document::text ILIKE %s ORDER BY date_from DESC LIMIT 25"


def report(entries: int, *, naive: bool) -> str:
    """Run everything and return the lines of the report."""
    asked = [(results.search_scope(text, chosen), text, chosen) for text, chosen in fifty()]
    lines = [
        f"{len(asked)} queries over {entries:,} entries; milliseconds of CPU (Python and PostgreSQL), best of three",
        "",
    ]
    lines.insert(1, f"a million additions take {_calibration():.0f} ms of CPU here and now")
    page = _times(lambda row: results.search(row[1], row[2]), asked)
    rows = _times(lambda row: results.search(row[1], row[2], facets=False), asked)
    facets = _times(lambda row: _facets(row[0]), asked)
    again = _times(lambda row: results.search(row[1], row[2]), asked, kept=True)
    lines += [_line("results page: search()", page), _line("  page of results", rows), _line("  facets", facets)]
    lines += [_line("the same again, counts from the cache", again)]
    lines += [_line("whole page over HTTP (test client)", _times(_over_http, asked, runs=2))]
    if naive:
        plain = [row for row in asked if row[1] and not row[2]][::8]
        lines.append(_line(f"ILIKE over documents ({len(plain)} queries)", _times(_ilike, plain, runs=1)))
    counted = [(_facets(scope), text) for scope, text, _chosen in asked]
    lines += ["", f"most matches: {max(counts.total for counts, _text in counted):,}"]
    slowest = sorted(zip(page, asked, strict=True), key=lambda row: -row[0])[:5]
    lines += ["slowest: " + "; ".join(f"{row[1] or '(all)'} {row[2] or ''} {took:.0f}" for took, row in slowest)]
    return "\n".join([*lines, "", *recall(entries), ""])


def recall(entries: int) -> list[str]:
    """Compare what Chinese words find with a substring search through every text."""
    words = chinese_words()
    bodies = [_body(text) for text in range(min(entries + 1, TEXTS))]
    wanted = hits = seen = loose = right = 0
    for word in words:
        holding = {text for text, body in enumerate(bodies) if word in body}
        scope = Scope(parse_query(word))
        with through_indexes():
            found = set(scope.rows(exact=True).values_list("pk", flat=True))
            pairs = set(scope.rows().values_list("pk", flat=True))
        true = {number for number in range(1, entries + 1) if number % TEXTS in holding}
        wanted, hits, seen = wanted + len(true), hits + len(found & true), seen + len(found)
        loose, right = loose + len(pairs), right + len(pairs & true)
    return [
        f"{len(words)} Chinese words of 2 to 6 characters against a substring search through all texts:",
        f"  shown results: recall {hits / wanted:.4f}, precision {hits / seen:.4f}",
        f"  counts by pairs: recall {right / wanted:.4f}, precision {right / loose:.4f}",
    ]


def _body(text: int) -> str:
    parts = generate.texts(text)
    pairs = [parts["title"], parts["summary"], parts["scope"]]
    return "\n".join(pair["zh-hans"] for pair in pairs)


def _fresh(scope: Scope) -> Scope:
    """The scope without what it has worked out already."""
    return Scope(scope.query, scope.chosen)


def _facets(scope: Scope) -> Counts:
    with through_indexes() if scope.loose else nullcontext():
        return scope_counts.count_scope(_fresh(scope))


def _ilike(row: tuple) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ILIKE, [f"%{row[1]}%"])
        cursor.fetchall()


def _over_http(row: tuple) -> None:
    _scope, text, chosen = row
    answer = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0]).get("/search/", {"q": text, **chosen})
    if answer.status_code != 200:
        raise AssertionError(answer.status_code)


def _times(call: Callable, rows: Iterable, runs: int = 3, *, kept: bool = False) -> list[float]:
    """Return the least CPU time of each call in milliseconds: of this process and of its PostgreSQL backend.

    On a machine that does nothing else this is the time a reader waits; on a busy one it still is what was used.
    """
    found = []
    backend = Path(f"/proc/{_backend()}/schedstat")  # proc(5): nanoseconds on the CPU
    for row in rows:
        took = []
        for _run in range(runs):
            if not kept:
                caches["default"].clear()
            caches["pages"].clear()
            start = time.process_time_ns() + int(backend.read_text().split()[0])
            call(row)
            took.append((time.process_time_ns() + int(backend.read_text().split()[0]) - start) / 1e6)
        found.append(min(took))
    return found


def _calibration() -> float:
    start = time.process_time_ns()
    total = 0
    for number in range(1_000_000):
        total += number
    return (time.process_time_ns() - start) / 1e6


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _line(name: str, times: list[float]) -> str:
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"{name:<40} p50 {statistics.median(times):8.1f}   p95 {p95:8.1f}   max {max(times):8.1f}"
