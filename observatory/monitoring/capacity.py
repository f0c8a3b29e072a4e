"""Load and rate of the monitor: the figures of the capacity page and of `monitor_status`."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from observatory.monitoring.models import Change, Check, Round, Watch
from observatory.monitoring.outcomes import Health

_LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The state of the monitor at one time; `hosts` are those with the most locations due or unavailable."""

    watched: int
    due: int
    late: int
    leased: int
    open_changes: int
    visits_last_hour: int
    visits_last_day: int
    visits_a_day: float
    backlog_hours: float | None
    health: dict[str, int]
    last_round: str
    hosts: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measure_capacity(*, now: datetime, hosts: int = 10) -> Capacity:
    """Return the figures of the monitor at ``now``. It needs a few queries, however many locations there are."""
    due = Q(next_check_at__lte=now)
    watches = Watch.objects.filter(location__monitored=True)
    counts = watches.aggregate(
        watched=Count("pk"),
        due=Count("pk", filter=due),
        late=Count("pk", filter=Q(next_check_at__lte=now - _LATE)),
        leased=Count("pk", filter=Q(lease_until__gt=now)),
        soon=Count("pk", filter=Q(next_check_at__gt=now, next_check_at__lte=now + _LATE)),
    )
    soon = counts.pop("soon")
    last_hour = Check.objects.filter(at__gt=now - timedelta(hours=1)).count()
    asked_an_hour = soon / 24
    gain = last_hour - asked_an_hour
    newest = Round.objects.first()
    return Capacity(
        **counts,
        open_changes=Change.objects.open().count(),
        visits_last_hour=last_hour,
        visits_last_day=Check.objects.filter(at__gt=now - timedelta(days=1)).count(),
        visits_a_day=float(soon),
        backlog_hours=round(counts["due"] / gain, 1) if counts["due"] and gain > 0 else None,
        health=dict(watches.values_list("health").annotate(Count("pk")).order_by()),
        last_round=_describe_round(newest) if newest else "",
        hosts=_busiest_hosts(watches, due, hosts),
    )


def _busiest_hosts(watches, due: Q, limit: int) -> list[dict[str, Any]]:
    """Return the figures of the hosts with the most due and unwell locations, for the capacity of the monitor."""
    unwell = ~Q(health__in=[Health.OK, Health.UNKNOWN])
    rows = (
        watches.values("host")
        .annotate(
            watched=Count("pk"),
            due=Count("pk", filter=due),
            unwell=Count("pk", filter=unwell),
            oldest_due=Min("next_check_at", filter=due),
        )
        .filter(Q(due__gt=0) | Q(unwell__gt=0))
        .order_by("-due", "-unwell", "host")[:limit]
    )
    return [row | {"oldest_due": row["oldest_due"] and row["oldest_due"].isoformat(timespec="minutes")} for row in rows]


def _describe_round(newest: Round) -> str:
    state = "running" if newest.finished_at is None else "interrupted" if newest.interrupted else "finished"
    ours = ", most sites failed at the same time: treated as a problem on our side" if newest.ours else ""
    trouble = f", {newest.error}" if newest.error else ""
    return f"{newest.started_at:%Y-%m-%d %H:%M} {state}, {newest.done} visited{ours}{trouble}"
