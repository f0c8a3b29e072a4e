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
from observatory.monitoring.http.rate_limit import Politeness
from observatory.monitoring.http.redirects import HostBusy, RedirectPolicy
from observatory.monitoring.http.urls import host_key
from observatory.monitoring.outcomes import Outcome, OutcomeKind, kind_of_outcome, may_be_our_fault
from observatory.monitoring.round import baselines, leases
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.jobs import Finding, Job
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.results import Listen, Summary, finding_of_internal_error, result_of_resting_host
from observatory.monitoring.round.visits import Visitor
from observatory.monitoring.round.writer import ResultWriter

log = logging.getLogger(__name__)
SERVICES_GONE = (RedisError, OperationalError, InterfaceError)
_LONGEST_WAIT = 30.0  # for a host that rests or is visited by another worker; longer waits are left to a later round
_AT_ONCE_WITHOUT_INTERVAL = 4
_UNSURE = 20  # moves of a turn that are held until its other pages show whether all lead to one place


@dataclass(slots=True)
class _HostVisits:
    """One turn of one host: what is left to visit, and what came of it so far."""

    host: str
    jobs: deque[Job]
    rest: float | None = None  # seconds to leave the host alone afterwards, when it is not the usual interval
    answered: bool = True
    unsure: list[tuple[Job, Finding]] = field(default_factory=list)


@dataclass(slots=True)
class HostQueue:
    """Visits hosts, each in a task of its caller's. ``patient`` callers wait longer, and hear of what was deferred."""

    conf: Conf
    by: str
    visitor: Visitor
    politeness: Politeness
    database: DatabaseThreads
    writer: ResultWriter
    network: NetworkHealth
    summary: Summary
    stopping: asyncio.Event
    clock: Callable[[], datetime]
    patient: bool = False
    with_text: bool = False
    listen: Listen | None = None

    async def visit(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs of one host if it is free, or defer them. Raises SERVICES_GONE."""
        wait = await self.politeness.wait_for(host, self._longest_wait, self._sleep)
        if wait is None:
            await self._take(_HostVisits(host, jobs))
        else:
            await self._defer(jobs, wait.seconds)

    @property
    def _longest_wait(self) -> float:
        return 2 * _LONGEST_WAIT if self.patient else _LONGEST_WAIT

    async def _take(self, turn: _HostVisits) -> None:
        """Visit the jobs one at a time; an interval of nothing is for hosts of one's own, which bear a few at once."""
        lanes = 1 if self.conf.host_interval else _AT_ONCE_WITHOUT_INTERVAL
        try:
            ended = await asyncio.gather(*(self._lane(turn) for _ in range(lanes)), return_exceptions=True)
            for error in ended:
                if isinstance(error, BaseException):
                    raise error
            for job, finding in turn.unsure:
                await self.writer.write_or_hold_back(job, self.visitor.confirm_or_reject_move(job, finding))
        finally:
            await asyncio.shield(self.politeness.leave(turn.host, turn.rest, answered=turn.answered))

    async def _lane(self, turn: _HostVisits) -> None:
        while turn.jobs and not self.stopping.is_set():
            job = turn.jobs.popleft()
            rest = await self._deal_with(turn, job)
            if rest > self._longest_wait:
                await self._defer(turn.jobs, rest)
                return
            pause = max(rest, await self._pause(job))
            turn.rest = max(turn.rest or 0, pause)
            if turn.jobs and pause:
                await self._sleep(pause)

    async def _deal_with(self, turn: _HostVisits, job: Job) -> float:
        """Visit a job and write what came of it; returns the seconds for which its host asks to be left alone.

        A fault of ours costs its own job only, and is written down as what it is.
        """
        try:
            finding = await self._visit(turn, job)
            await self._settle(turn, job, finding)
        except HostBusy as busy:
            await self._defer(deque([job]), busy.seconds)
            return 0
        except SERVICES_GONE:
            raise
        except Exception as error:
            log.exception("Visiting %s failed", job.address)
            finding = finding_of_internal_error(job, error, self.clock())
            self.summary.error = finding.error
            await self.writer.write_or_hold_back(job, finding)
        return await self._asked_to_rest(turn, finding)

    async def _visit(self, turn: _HostVisits, job: Job) -> Finding:
        redirect_policy = RedirectPolicy(
            turn.host,
            self.politeness,
            self.visitor.robots,
            longest_wait=self._longest_wait,
            sleep=self._sleep,
            ignore_robots=job.ignore_robots,
        )
        try:
            finding = await self.visitor.visit(job, redirect_policy)
        finally:
            await self._back(turn, redirect_policy)
        if finding.outcome is not Outcome.INVALID_URL:
            self.network.note(turn.host, bool(finding.visit.redirects) or not may_be_our_fault(finding.outcome))
        if self.with_text:
            finding.full_text = await self.database.ask(baselines.text_shown, job, finding)
        return finding

    async def _back(self, turn: _HostVisits, redirect_policy: RedirectPolicy) -> None:
        """Return to the turn's host; when others keep it, its further jobs are left for later."""
        try:
            await redirect_policy.return_to_first_host()
        except HostBusy as busy:
            await self._defer(turn.jobs, busy.seconds)

    async def _settle(self, turn: _HostVisits, job: Job, finding: Finding) -> None:
        if len(turn.unsure) < _UNSURE and self.visitor.is_unconfirmed_move(job, finding):
            turn.unsure.append((job, finding))
        else:
            await self.writer.write_or_hold_back(job, finding)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _pause(self, job: Job) -> float:
        """Seconds to leave between two visits to the job's host."""
        if not self.conf.host_interval or not job.url:
            return self.conf.host_interval  # an interval of nothing is for hosts of one's own
        return max(self.conf.host_interval, (await self.visitor.robots.rules(job.url)).crawl_delay)

    async def _asked_to_rest(self, turn: _HostVisits, finding: Finding) -> float:
        """Seconds for which the turn's host asks to be left alone; another host that asks for it is granted it here."""
        visit = finding.visit
        asked = visit.retry_after is not None and kind_of_outcome(finding.outcome) is not OutcomeKind.READ
        if not asked and finding.outcome is not Outcome.RATE_LIMITED and visit.http_status != 503:
            return 0
        host = host_key(visit.final_url)
        rest = await self.politeness.note_throttled(host, visit.retry_after)
        if host == turn.host:
            turn.rest, turn.answered = max(turn.rest or 0, rest), False
            return rest
        await self.politeness.leave(host, rest)
        return 0

    async def _defer(self, jobs: deque[Job], wait: float) -> None:
        """Leave jobs for later, because the host rests; whoever asked for them is told."""
        if not jobs:
            return
        self.summary.deferred += len(jobs)
        ids = [job.location_id for job in jobs]
        later = self.clock() + timedelta(seconds=wait)
        if self.patient and self.listen:
            for job in jobs:
                self.listen(result_of_resting_host(job, wait, later))
        jobs.clear()
        await self.database.ask(leases.release, ids, by=self.by, next_check_at=later)
