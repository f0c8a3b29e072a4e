"""Metrics of the site in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

Gauges are read from the database on request; each web process counts its requests (`request_counts`).
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from observatory import __version__
from observatory.monitoring.models import Change, Check, Watch
from observatory.operations import readiness
from observatory.operations.heartbeats import last_heartbeats
from observatory.operations.request_counts import BOUNDS, REQUESTS
from observatory.publishing.models import Entry
from observatory.records.models import Record

_Samples = Iterable[tuple[str, float]]


class SiteCollector:
    """A collector of prometheus-client."""

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics of the site."""
        yield _labelled("build_info", "The version of the program.", "version", [(__version__, 1)])
        parts = readiness.check_components()
        told = [(part.name, float(part.ok)) for part in parts]
        yield _labelled("part_ok", "1 if a part of the site is working, as in /readyz.", "part", told)
        yield _labelled("disk_free_bytes", "Free disk space.", "folder", readiness.free_bytes().items())
        if (waiting := readiness.count_waiting_tasks()) is not None:
            yield _gauge("queue_length", "Tasks that wait for a worker.", waiting)
        if dict(told).get("database"):
            yield from _catalogue_metrics()
            yield from _monitor_metrics()
        yield from _request_metrics()


def metrics_text() -> bytes:
    """Return all metrics as text."""
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    return generate_latest(registry)


def _catalogue_metrics() -> Iterator[Metric]:
    """Yield the metrics of the records and of the database."""
    states = Record.objects.order_by().values_list("state").annotate(Count("pk"))
    yield _gauge("records_public", "Records that readers see.", Entry.objects.live().count())
    yield _labelled("records", "Records by the state of the curators' copy.", "state", states)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield _gauge("database_size_bytes", "Size of the database.", cursor.fetchone()[0])


def _monitor_metrics() -> Iterator[Metric]:
    """Yield the metrics of the monitor and of the background processes."""
    now = timezone.now()
    oldest = Watch.objects.oldest_due(now)
    yield _gauge("locations_due", "Locations due for a visit.", Watch.objects.due(now).count())
    waited = (now - oldest).total_seconds() if oldest else 0
    yield _gauge("locations_oldest_due_seconds", "Seconds since the oldest of them was due.", waited)
    checks = Check.objects.filter(at__gt=now - timedelta(hours=1)).order_by()
    outcomes = checks.values_list("outcome").annotate(Count("pk"))
    yield _labelled("checks_last_hour", "Visits in the last hour by outcome.", "outcome", outcomes)
    yield _gauge("changes_open", "Changes that wait for a curator.", Change.objects.open().count())
    ages = [(process, last.seconds) for process, last in last_heartbeats().items()]
    yield _labelled("process_silent_seconds", "Seconds since the last sign of life.", "process", ages)


def _request_metrics() -> Iterator[Metric]:
    """Yield the metrics of the requests that were answered."""
    counts = REQUESTS.total()
    answers = CounterMetricFamily(
        "observatory_http_requests", "Responses since the start.", labels=["view", "method", "status"]
    )
    for (view, method, status), times in sorted(counts.answers.items()):
        answers.add_metric([view, method, str(status)], times)
    yield answers
    durations = HistogramMetricFamily("observatory_http_request_duration_seconds", "Response time.", labels=["view"])
    for view, found in sorted(counts.durations.items()):
        durations.add_metric([view], _cumulated(found), counts.seconds[view])
    yield durations


def _cumulated(found: list[int]) -> list[tuple[str, float]]:
    bounds = [*map(str, BOUNDS), "+Inf"]
    return [(bound, float(sum(found[: place + 1]))) for place, bound in enumerate(bounds)]


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"observatory_{name}", meaning, value)


def _labelled(name: str, meaning: str, label: str, samples: _Samples) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"observatory_{name}", meaning, labels=[label])
    for value, number in samples:
        family.add_metric([value], number)
    return family
