"""Detect local network problems: when most hosts fail at the same time, the failures are not counted.

A host counts as reached when it sent any response. The hosts of the current run are counted first; if they are few,
they are counted together with the recent results of all workers.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from observatory.monitoring.models import Watch
from observatory.monitoring.outcomes import Outcome, may_be_local_problem

ENOUGH_HOSTS = 3
MOST = 0.5


@dataclass(slots=True)
class NetworkHealth:
    """Which hosts responded in this run. ``before_reached`` and ``before_unreached`` count hosts of earlier runs."""

    before_reached: int = 0
    before_unreached: int = 0
    reached: set[str] = field(default_factory=set)
    unreached: set[str] = field(default_factory=set)

    def record(self, host: str, heard: bool) -> None:
        """Record one visit. A host that responded once counts as reached, whatever its other pages do."""
        if heard:
            self.reached.add(host)
            self.unreached.discard(host)
        elif host not in self.reached:
            self.unreached.add(host)

    @property
    def has_local_problem(self) -> bool:
        """True if so many hosts failed that the failures are probably caused by our own network."""
        heard, missed = len(self.reached), len(self.unreached)
        if heard + missed < ENOUGH_HOSTS:
            heard, missed = heard + self.before_reached, missed + self.before_unreached
        return heard + missed >= ENOUGH_HOSTS and missed / (heard + missed) > MOST

    @property
    def is_reliable(self) -> bool:
        """True if enough hosts were reached in this run to count its failures immediately."""
        return len(self.reached) >= 10 and len(self.reached) > 2 * len(self.unreached)


def count_reached_hosts(*, now: datetime, within: timedelta = timedelta(days=2)) -> tuple[int, int]:
    """Return how many hosts responded at their last visits ``within`` the time before ``now``, and how many did not."""
    unheard = [outcome for outcome in Outcome if may_be_local_problem(outcome)]
    hosts = (
        Watch.objects.filter(checked_at__gt=now - within)
        .exclude(outcome="")
        .values("host")
        .annotate(heard=Count("location_id", filter=~Q(outcome__in=unheard)))
        .values_list("heard", flat=True)
    )
    heard = [bool(count) for count in hosts]
    return sum(heard), len(heard) - sum(heard)
