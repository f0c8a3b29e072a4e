"""Results of a monitoring run: the summary for progress reports and for its row in the database, and the writer of
visits, which writes some at once and failures only after checking that the problem is not on our side.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from observatory.monitoring.health import State
from observatory.monitoring.http.client import Visit
from observatory.monitoring.http.failures import error_text
from observatory.monitoring.models import Round
from observatory.monitoring.outcomes import Outcome, may_be_local_problem
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.record_visit import RoundContext, record_visits


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


_TOGETHER = 100  # visits written in one exchange with the database


class ResultWriter:
    """Writes the visits of a run, counts them in ``summary``, and calls ``listen`` after each is written."""

    def __init__(
        self,
        database: DatabaseThreads,
        context: RoundContext,
        *,
        network: NetworkHealth,
        summary: RoundSummary,
        listen: Listen | None = None,
    ) -> None:
        self._database, self._context, self._network = database, context, network
        self._summary, self._listen = summary, listen
        self._postponed: list[tuple[Job, VisitFinding]] = []
        self._unwritten: deque[tuple[tuple[Job, VisitFinding, bool], asyncio.Future]] = deque()
        self._writer: asyncio.Task | None = None

    async def write_or_postpone(self, job: Job, finding: VisitFinding) -> None:
        """Write a visit, or postpone it until it is known whether its failure is caused by our own network."""
        if may_be_local_problem(finding.outcome) and not self._network.is_reliable:
            self._postponed.append((job, finding))
            return
        await self._write(job, finding, counted=not finding.fault)
        if self._postponed and self._network.is_reliable:
            await self.write_postponed()

    async def write_postponed(self) -> None:
        """Write the postponed failures; they count unless most hosts failed."""
        postponed, self._postponed = self._postponed, []
        counted = not self._network.has_local_problem
        for job, finding in postponed:
            await self._write(job, finding, counted=counted)

    async def _write(self, job: Job, finding: VisitFinding, *, counted: bool) -> None:
        """Write a visit, together with those of other hosts that wait for the database at the same time."""
        written: asyncio.Future[State | None] = asyncio.get_running_loop().create_future()
        self._unwritten.append(((job, finding, counted), written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        state = await asyncio.shield(written)
        if state is None:  # another worker has leased the location in the meantime
            return
        self._summary.done += 1
        self._summary.outcomes[str(finding.outcome)] += 1
        if self._listen:
            self._listen(VisitResult(job, finding, state.health, counted))

    async def _write_all(self) -> None:
        """Write the results that wait, in batches, and tell the tasks that wait for them."""
        while self._unwritten:
            batch = [self._unwritten.popleft() for _ in range(min(_TOGETHER, len(self._unwritten)))]
            try:
                states = await self._database.ask(record_visits, [visit for visit, _ in batch], self._context)
            except Exception as error:
                states = [error] * len(batch)
            for (_, written), state in zip(batch, states, strict=True):
                if written.done():  # its task was cancelled
                    continue
                if isinstance(state, Exception):
                    written.set_exception(state)
                else:
                    written.set_result(state)
