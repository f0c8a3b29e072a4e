"""Visit all due locations of one host: wait until it is free, fetch them at the set interval, then release it."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

from observatory.monitoring.conf import Conf
from observatory.monitoring.http.rate_limit import Politeness, host_key
from observatory.monitoring.http.redirects import HostBusy, RedirectPolicy
from observatory.monitoring.outcomes import Outcome, OutcomeKind, kind_of_outcome, may_be_local_problem
from observatory.monitoring.round import earlier_snapshots, leases
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.run_results import (
    Listen,
    ResultWriter,
    RoundSummary,
    deferred_visit_result,
    internal_error_finding,
)
from observatory.monitoring.round.visitor import Visitor

log = logging.getLogger(__name__)
SERVICES_GONE = (RedisError, OperationalError, InterfaceError)
_LONGEST_WAIT = 30.0  # seconds to wait for a host; its jobs are deferred to a later run if it takes longer
_PARALLEL_WITHOUT_INTERVAL = 4
_MOST_UNCONFIRMED = 20  # moves that wait until the other pages of the host show whether all redirect to one page


@dataclass(slots=True)
class _HostBatch:
    """The jobs of one host that are still to be visited, and the results so far."""

    host: str
    jobs: deque[Job]
    rest: float | None = None  # seconds not to visit the host afterwards; None for the usual interval
    answered: bool = True
    unconfirmed: list[tuple[Job, VisitFinding]] = field(default_factory=list)


@dataclass(slots=True)
class HostQueue:
    """Visits hosts, each in a task of the caller. If ``patient``, it waits longer, and ``listen`` is called for
    deferred jobs."""

    conf: Conf
    by: str
    visitor: Visitor
    politeness: Politeness
    database: DatabaseThreads
    writer: ResultWriter
    network: NetworkHealth
    summary: RoundSummary
    stopping: asyncio.Event
    clock: Callable[[], datetime]
    patient: bool = False
    with_text: bool = False
    listen: Listen | None = None

    async def visit(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs of one host once it is free; defer them if that takes too long. Raises SERVICES_GONE."""
        wait = await self.politeness.reserve_when_free(host, self._longest_wait, self._sleep)
        if wait is None:
            await self._visit_all(_HostBatch(host, jobs))
        else:
            await self._defer(jobs, wait.seconds)

    @property
    def _longest_wait(self) -> float:
        return 2 * _LONGEST_WAIT if self.patient else _LONGEST_WAIT

    async def _visit_all(self, batch: _HostBatch) -> None:
        """Visit the jobs one at a time; without an interval (the operator's own hosts), a few in parallel."""
        parallel = 1 if self.conf.host_interval else _PARALLEL_WITHOUT_INTERVAL
        try:
            ended = await asyncio.gather(
                *(self._visit_in_sequence(batch) for _ in range(parallel)), return_exceptions=True
            )
            for error in ended:
                if isinstance(error, BaseException):
                    raise error
            for job, finding in batch.unconfirmed:
                await self.writer.write_or_postpone(job, self.visitor.confirm_or_reject_move(job, finding))
        finally:
            await asyncio.shield(self.politeness.release(batch.host, batch.rest, answered=batch.answered))

    async def _visit_in_sequence(self, batch: _HostBatch) -> None:
        """Visit the locations of a host one after another with a pause between, or defer those that would wait too
        long."""
        while batch.jobs and not self.stopping.is_set():
            job = batch.jobs.popleft()
            rest = await self._visit_and_write(batch, job)
            if rest > self._longest_wait:
                await self._defer(batch.jobs, rest)
                return
            pause = max(rest, await self._pause(job))
            batch.rest = max(batch.rest or 0, pause)
            if batch.jobs and pause:
                await self._sleep(pause)

    async def _visit_and_write(self, batch: _HostBatch, job: Job) -> float:
        """Visit a job and write the result; return the seconds for which its host asks not to be visited.

        An internal error affects its own job only, and is written as an internal error.
        """
        try:
            finding = await self._visit(batch, job)
            await self._write_or_collect(batch, job, finding)
        except HostBusy as busy:
            await self._defer(deque([job]), busy.seconds)
            return 0
        except SERVICES_GONE:
            raise
        except Exception as error:
            log.exception("Visiting %s failed", job.address)
            finding = internal_error_finding(job, error, self.clock())
            self.summary.error = finding.error
            await self.writer.write_or_postpone(job, finding)
        return await self._requested_wait(batch, finding)

    async def _visit(self, batch: _HostBatch, job: Job) -> VisitFinding:
        """Visit one location of the host; note whether the host was reached, and return what was found."""
        redirect_policy = RedirectPolicy(
            batch.host,
            self.politeness,
            self.visitor.robots,
            longest_wait=self._longest_wait,
            sleep=self._sleep,
            ignore_robots=job.ignore_robots,
        )
        try:
            finding = await self.visitor.visit(job, redirect_policy)
        finally:
            await self._return_to_host(batch, redirect_policy)
        if finding.outcome is not Outcome.INVALID_URL:
            self.network.record(batch.host, bool(finding.visit.redirects) or not may_be_local_problem(finding.outcome))
        if self.with_text:
            finding.full_text = await self.database.ask(earlier_snapshots.current_text, job, finding)
        return finding

    async def _return_to_host(self, batch: _HostBatch, redirect_policy: RedirectPolicy) -> None:
        """Reserve the host again after a visit; if another worker has it, defer its remaining jobs."""
        try:
            await redirect_policy.return_to_first_host()
        except HostBusy as busy:
            await self._defer(batch.jobs, busy.seconds)

    async def _write_or_collect(self, batch: _HostBatch, job: Job, finding: VisitFinding) -> None:
        if len(batch.unconfirmed) < _MOST_UNCONFIRMED and self.visitor.is_unconfirmed_move(job, finding):
            batch.unconfirmed.append((job, finding))
        else:
            await self.writer.write_or_postpone(job, finding)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _pause(self, job: Job) -> float:
        """Return the seconds to wait between two visits to the job's host."""
        if not self.conf.host_interval or not job.url:
            return self.conf.host_interval  # 0 is for the operator's own hosts
        return max(self.conf.host_interval, (await self.visitor.robots.rules(job.url)).crawl_delay)

    async def _requested_wait(self, batch: _HostBatch, finding: VisitFinding) -> float:
        """Return the seconds for which the host asks not to be visited. If another host asked (after a redirect),
        release it with that wait."""
        visit = finding.visit
        asked = visit.retry_after is not None and kind_of_outcome(finding.outcome) is not OutcomeKind.READ
        if not asked and finding.outcome is not Outcome.RATE_LIMITED and visit.http_status != 503:
            return 0
        host = host_key(visit.final_url)
        rest = await self.politeness.record_throttling(host, visit.retry_after)
        if host == batch.host:
            batch.rest, batch.answered = max(batch.rest or 0, rest), False
            return rest
        await self.politeness.release(host, rest)
        return 0

    async def _defer(self, jobs: deque[Job], wait: float) -> None:
        """Release jobs until the host may be visited again; a patient caller is notified of each."""
        if not jobs:
            return
        self.summary.deferred += len(jobs)
        ids = [job.location_id for job in jobs]
        later = self.clock() + timedelta(seconds=wait)
        if self.patient and self.listen:
            for job in jobs:
                self.listen(deferred_visit_result(job, wait, later))
        jobs.clear()
        await self.database.ask(leases.release_leases, ids, by=self.by, next_check_at=later)
