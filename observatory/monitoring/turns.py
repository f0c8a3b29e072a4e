"""One host's turn in a round: wait until it is free, visit its jobs with an interval between them, leave it alone."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from observatory.monitoring import baselines, claims
from observatory.monitoring.conf import Conf
from observatory.monitoring.database import Database
from observatory.monitoring.jobs import Finding, Job
from observatory.monitoring.ledger import Ledger
from observatory.monitoring.outcomes import Outcome, may_be_ours
from observatory.monitoring.politeness import Politeness
from observatory.monitoring.rounds import Listen, Summary, resting
from observatory.monitoring.visits import Visitor
from observatory.monitoring.weather import Weather

HOLD = 30.0  # seconds for which a host is taken; a killed worker's hosts are free after that
_LONGEST_WAIT = 30.0  # for a host that rests or is visited by another worker; longer waits are left to a later round
_AT_ONCE_WITHOUT_INTERVAL = 4


@dataclass(slots=True)
class Turns:
    """Visits hosts, each in a task of its caller's. ``patient`` callers wait longer, and hear of what was deferred."""

    conf: Conf
    by: str
    visitor: Visitor
    politeness: Politeness
    database: Database
    ledger: Ledger
    weather: Weather
    summary: Summary
    stopping: asyncio.Event
    clock: Callable[[], datetime]
    patient: bool = False
    with_text: bool = False
    listen: Listen | None = None

    async def visit(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs of one host if it is free, or defer them. Raises RedisError and DatabaseError."""
        wait = await self._enter(host)
        if wait is None:
            await self._visit_in_turn(host, jobs)
        else:
            await self._defer(jobs, wait)

    @property
    def _longest_wait(self) -> float:
        return 2 * _LONGEST_WAIT if self.patient else _LONGEST_WAIT

    async def _enter(self, host: str) -> float | None:
        """Take the host; None when it is ours, else the seconds it has to be left alone."""
        waited = 0.0
        while True:
            wait = await self.politeness.enter(host, HOLD)
            if wait is None:
                return None
            pause = min(wait.seconds, 1.0) if wait.busy else wait.seconds
            if waited + pause > self._longest_wait or self.stopping.is_set():
                return wait.seconds
            await self._sleep(pause)
            waited += pause

    async def _visit_in_turn(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs one at a time; an interval of nothing is for hosts of one's own, which bear a few at once."""
        lanes = 1 if self.conf.host_interval else _AT_ONCE_WITHOUT_INTERVAL
        rests: list[float | None] = []
        try:
            ended = await asyncio.gather(*(self._lane(host, jobs, rests) for _ in range(lanes)), return_exceptions=True)
            for error in ended:
                if isinstance(error, BaseException):
                    raise error
        finally:
            rest = max((rest for rest in rests if rest is not None), default=None)
            await asyncio.shield(self.politeness.leave(host, rest))

    async def _lane(self, host: str, jobs: deque[Job], rests: list[float | None]) -> None:
        while jobs and not self.stopping.is_set():
            job = jobs.popleft()
            finding = await self._visit(host, job)
            await self.ledger.settle(job, finding)
            rest = await self._asked_to_rest(host, finding)
            rests.append(rest)
            if rest is not None and rest > self._longest_wait:
                await self._defer(jobs, rest)
                return
            pause = max(rest or 0, await self._pause(job))
            if jobs and pause:
                await self._sleep(pause)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _visit(self, host: str, job: Job) -> Finding:
        finding = await self.visitor.visit(job)
        if finding.outcome is not Outcome.INVALID_URL:
            self.weather.note(host, not may_be_ours(finding.outcome))
        if self.with_text:
            finding.full_text = await self.database.ask(baselines.text_shown, job, finding)
        return finding

    async def _pause(self, job: Job) -> float:
        """Seconds to leave between two visits to the job's host."""
        if not self.conf.host_interval or not job.url:
            return self.conf.host_interval  # an interval of nothing is for hosts of one's own
        return max(self.conf.host_interval, (await self.visitor.robots.rules(job.url)).crawl_delay)

    async def _asked_to_rest(self, host: str, finding: Finding) -> float | None:
        """Seconds the host asked to be left alone, or None."""
        visit = finding.visit
        if finding.outcome is Outcome.RATE_LIMITED or visit.http_status == 503:
            return await self.politeness.struck(host, visit.retry_after) or None
        return None

    async def _defer(self, jobs: deque[Job], wait: float) -> None:
        """Leave jobs for later, because the host rests; whoever asked for them is told."""
        if not jobs:
            return
        self.summary.deferred += len(jobs)
        ids = [job.location_id for job in jobs]
        later = self.clock() + timedelta(seconds=wait)
        if self.patient and self.listen:
            for job in jobs:
                self.listen(resting(job, wait, later))
        jobs.clear()
        await self.database.ask(claims.release, ids, by=self.by, next_check_at=later)
