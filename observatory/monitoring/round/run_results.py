"""Results of a monitoring run: for progress reports while it runs, and for its row in the database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from observatory.monitoring.http.client import Visit
from observatory.monitoring.http.failures import error_text
from observatory.monitoring.models import Round
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.network_health import NetworkHealth


@dataclass(frozen=True, slots=True)
class VisitResult:
    """One visit that was written, or one that was skipped because its host may not be visited now (not ``counted``)."""

    job: Job
    finding: VisitFinding
    health: str
    counted: bool


Listen = Callable[[VisitResult], None]


@dataclass(slots=True)
class RoundSummary:
    """The totals of one run."""

    claimed: int = 0
    done: int = 0
    deferred: int = 0
    leased_elsewhere: int = 0
    outcomes: Counter = field(default_factory=Counter)
    hosts_reached: int = 0
    hosts_unreached: int = 0
    ours: bool = False
    interrupted: bool = False
    error: str = ""

    def add(self, network: NetworkHealth) -> None:
        self.hosts_reached, self.hosts_unreached = len(network.reached), len(network.unreached)
        self.ours = network.has_local_problem


def deferred_visit_result(job: Job, wait: float, now: datetime) -> VisitResult:
    """Return the result for a job that was skipped because its host may not be visited for ``wait`` seconds."""
    visit = Visit(job.url, job.url, retry_after=round(wait, 1))
    error = f"not visited: the host asked us to wait another {wait:.0f} seconds"
    return VisitResult(job, VisitFinding(visit, Outcome.RATE_LIMITED, now, error), job.state.health, counted=False)


def internal_error_finding(job: Job, error: Exception, now: datetime) -> VisitFinding:
    """Return the finding for a visit that ended with an internal error; it does not count."""
    text = f"internal error of the monitor: {type(error).__name__}: {error_text(error)}"
    return VisitFinding(Visit(job.url, job.url), Outcome.UNREADABLE, now, text, fault=True)


def save_round(round_: Round, summary: RoundSummary, finished_at: datetime | None) -> None:
    """Write the progress of a run, or its end."""
    round_.claimed, round_.done, round_.outcomes = summary.claimed, summary.done, dict(summary.outcomes)
    round_.hosts_reached, round_.hosts_unreached = summary.hosts_reached, summary.hosts_unreached
    round_.ours, round_.interrupted, round_.error = summary.ours, summary.interrupted, summary.error
    round_.finished_at = finished_at
    round_.save()
