"""A round: claim, be polite, fetch, read, compare, write; hundreds of hosts at once in one process.

One task per host visits its jobs one after another; the network and the reading processes are waited for, never
blocked on, and the database is written from a few threads. Interrupting a round leaves every visit either written
whole or not at all, and gives back what was not visited. A killed round's leases end by themselves.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, connections
from django.utils import timezone
from redis.exceptions import RedisError

from observatory.monitoring import actions, baselines, claims
from observatory.monitoring.conf import Conf
from observatory.monitoring.equipment import Equipment
from observatory.monitoring.fetch import Visit
from observatory.monitoring.health import Patience
from observatory.monitoring.jobs import Finding, Job
from observatory.monitoring.models import Round
from observatory.monitoring.outcomes import Outcome, may_be_ours
from observatory.monitoring.sandbox import Sandbox
from observatory.monitoring.visits import Visitor
from observatory.monitoring.weather import Weather

log = logging.getLogger(__name__)
_WRITERS = 2
_TOGETHER = 100  # visits written in one exchange with the database
_CLAIM = 1_000
_ASK_AGAIN = 0.5  # seconds between two claims while hosts are busy and nothing else is due
_BEAT = 2.0  # seconds between two signs of life
_HOLD = 30.0  # seconds for which a host is taken; a killed worker's hosts are free after that
_RENEW = 10.0  # seconds between two renewals of leases and of hosts taken
_LONGEST_WAIT = 30.0  # for a host that rests or is visited by another worker; longer waits are left to a later round
_AT_ONCE_WITHOUT_INTERVAL = 4
_GRACE = 5.0  # seconds for visits under way when a round is interrupted


@dataclass(frozen=True, slots=True)
class Result:
    """One visit that was written, for whoever listens."""

    job: Job
    finding: Finding
    health: str
    counted: bool


@dataclass(slots=True)
class Summary:
    """What a round came to."""

    claimed: int = 0
    done: int = 0
    lost_leases: int = 0
    deferred: int = 0
    held_elsewhere: int = 0
    outcomes: Counter = field(default_factory=Counter)
    hosts_reached: int = 0
    hosts_unreached: int = 0
    ours: bool = False
    interrupted: bool = False
    error: str = ""


class Engine:
    """Runs one round. ``next_jobs`` claims more work; ``listen`` hears of every visit once it is written."""

    def __init__(
        self,
        conf: Conf,
        *,
        asked_for: str,
        listen: Callable[[Result], None] | None = None,
        progress: Callable[[Summary], None] | None = None,
        with_text: bool = False,
        clock: Callable[[], datetime] = timezone.now,
        wait_for_hosts: bool = False,
        sandbox: type[Sandbox] = Sandbox,
        equipment: Equipment | None = None,
    ) -> None:
        self.conf, self.summary = conf, Summary()
        self._sandbox, self._equipment = sandbox, equipment
        self._asked_for, self._listen, self._progress = asked_for, listen, progress
        self._with_text, self._clock, self._patient = with_text, clock, wait_for_hosts
        self._longest_wait = 2 * _LONGEST_WAIT if wait_for_hosts else _LONGEST_WAIT
        self._by = secrets.token_hex(8)
        self._lease = timedelta(seconds=conf.lease)
        patience = Patience(
            conf.broken_after_checks, timedelta(days=conf.broken_after_days), timedelta(days=conf.silent_after_days)
        )
        bounds = (conf.min_interval_hours, conf.max_interval_hours)
        self._given = actions.Circumstances(self._by, patience, bounds)
        self._unwritten: deque[tuple[tuple[Job, Finding, bool], asyncio.Future]] = deque()
        self._writer: asyncio.Task | None = None
        self._queues: dict[str, deque[Job]] = {}
        self._active: set[str] = set()
        self._tasks: set[asyncio.Task] = set()
        self._held_back: list[tuple[Job, Finding]] = []
        self._weather = Weather()
        self._expects_more = False
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take no new visit; those under way end or are given back."""
        self.summary.interrupted = True
        self._stopping.set()

    async def run_due(self) -> Summary:
        """Visit what is due until nothing is, or the round's time is over."""
        ends = time.monotonic() + self.conf.round_seconds

        def more() -> list[Job]:
            if time.monotonic() > ends:
                return []
            busy = sorted(self._active | self._queues.keys())
            now = self._clock()
            return claims.claim_due(by=self._by, now=now, lease=self._lease, limit=_CLAIM, not_hosts=busy)

        return await self._run(more)

    async def run_these(self, location_ids: Sequence[int]) -> Summary:
        """Visit these locations now, due or not; one held by another worker is waited for as long as a lease lasts."""
        left = deque(location_ids)
        held: list[int] = []
        gives_up = time.monotonic() + self.conf.lease + 1

        def more() -> list[Job]:
            if not left and held and time.monotonic() < gives_up:
                left.extend(held)
                held.clear()
            ids = [left.popleft() for _ in range(min(_CLAIM, len(left)))]
            if not ids:
                return []
            jobs = claims.claim_these(ids, by=self._by, now=self._clock(), lease=self._lease)
            held.extend(set(ids) - {job.location_id for job in jobs})
            self._expects_more = bool(left or (held and time.monotonic() < gives_up))
            return jobs

        summary = await self._run(more)
        summary.held_elsewhere = len(held) + len(left)
        return summary

    # --- The round ----------------------------------------------------------------------------------------------------

    async def _run(self, more: Callable[[], list[Job]]) -> Summary:
        self._threads = ThreadPoolExecutor(_WRITERS, thread_name_prefix="monitor-db", initializer=_open_connection)
        try:
            self._weather = Weather(*await self._ask(claims.fleet_evidence, now=self._clock()))
            round_ = await self._ask(Round.objects.create, asked_for=self._asked_for)
            async with contextlib.AsyncExitStack() as stack:
                own = self._equipment is None
                kit = await stack.enter_async_context(Equipment(self.conf, self._sandbox)) if own else self._equipment
                self._politeness = kit.politeness
                self._visitor = Visitor(kit.door, kit.robots, kit.sandbox, self._ask, self._clock, crowds={})
                heart = asyncio.create_task(self._beat(round_))
                try:
                    await self._work(more)
                finally:
                    heart.cancel()
                    await self._end(round_)
        finally:
            together = threading.Barrier(_WRITERS)
            await asyncio.gather(*(self._ask(_close_connection, together) for _ in range(_WRITERS)))
            self._threads.shutdown()
        return self.summary

    async def _work(self, more: Callable[[], list[Job]]) -> None:
        """Keep the hosts busy until there is no more work."""
        asked = 0.0
        while not self._stopping.is_set():
            idle = not self._tasks and not self._queues
            low = sum(map(len, self._queues.values())) < _CLAIM // 2
            if idle or (low and time.monotonic() - asked > _ASK_AGAIN):
                jobs = await self._ask(more)
                asked = time.monotonic()
                self._take(jobs)
                if idle and not jobs and not self._expects_more:
                    break
            self._start_hosts()
            await self._until_something_ends()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, jobs: list[Job]) -> None:
        self.summary.claimed += len(jobs)
        for job in jobs:
            self._queues.setdefault(job.host, deque()).append(job)

    async def _until_something_ends(self) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([*self._tasks, stopping], timeout=_ASK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    def _start_hosts(self) -> None:
        free = [host for host in self._queues if host not in self._active]
        for host in free[: max(0, self.conf.hosts_at_once - len(self._tasks))]:
            self._active.add(host)
            task = asyncio.create_task(self._host(host, self._queues.pop(host)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _end(self, round_: Round) -> None:
        try:
            if not self._stopping.is_set():
                await self._write_held_back()
            await self._ask(claims.release, by=self._by)
            self._sum_up()
            await self._ask(_save_round, round_, self.summary, self._clock())
        except DatabaseError as error:
            self._fail(f"PostgreSQL cannot be reached: {error}")
        if self._progress:
            self._progress(self.summary)

    def _fail(self, reason: str) -> None:
        """End the round for a reason that concerns every host; what was not written is due still."""
        self.summary.error = self.summary.error or " ".join(reason.split())[:400]
        self._stopping.set()

    async def _beat(self, round_: Round) -> None:
        """Prolong leases and holds, and write how far the round is."""
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(_BEAT)
            self._sum_up()
            try:
                await self._ask(_save_round, round_, self.summary, None)
                if time.monotonic() - renewed > _RENEW:
                    renewed = time.monotonic()
                    await self._ask(claims.renew, by=self._by, now=self._clock(), lease=self._lease)
                    for host in list(self._active):
                        await self._politeness.prolong(host, _HOLD)
            except (DatabaseError, RedisError) as error:
                self._fail(f"A service of the monitor cannot be reached: {error}")
            if self._progress:
                self._progress(self.summary)

    def _sum_up(self) -> None:
        self.summary.hosts_reached = len(self._weather.reached)
        self.summary.hosts_unreached = len(self._weather.unreached)
        self.summary.ours = self._weather.ours

    # --- One host -----------------------------------------------------------------------------------------------------

    async def _host(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs of one host, one after another, if the host is free."""
        try:
            wait = await self._enter(host)
            if wait is None:
                await self._visit_in_turn(host, jobs)
            else:
                await self._defer(jobs, wait)
        except RedisError as error:
            # Without the shared intervals nobody may be visited: the leases are given back, and all stays due.
            self._fail(f"Redis cannot be reached: {error}")
        except DatabaseError as error:
            self._fail(f"PostgreSQL cannot be reached: {error}")
        except Exception as error:
            # A fault of ours in one visit must not stop the others; the location is tried again when its lease ends.
            log.exception("Visiting %s failed", host)
            self.summary.error = f"{host}: {type(error).__name__}: {error}"[:400]
        finally:
            self._active.discard(host)

    async def _enter(self, host: str) -> float | None:
        """Take the host; None when it is ours, else the seconds it has to be left alone."""
        waited = 0.0
        while True:
            wait = await self._politeness.enter(host, _HOLD)
            if wait is None:
                return None
            pause = min(wait.seconds, 1.0) if wait.busy else wait.seconds
            if waited + pause > self._longest_wait or self._stopping.is_set():
                return wait.seconds
            await asyncio.sleep(pause)
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
            await asyncio.shield(self._politeness.leave(host, rest))

    async def _lane(self, host: str, jobs: deque[Job], rests: list[float | None]) -> None:
        while jobs and not self._stopping.is_set():
            job = jobs.popleft()
            finding = await self._visit(host, job)
            await self._settle(job, finding)
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
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _visit(self, host: str, job: Job) -> Finding:
        finding = await self._visitor.visit(job)
        if finding.outcome is not Outcome.INVALID_URL:
            self._weather.note(host, not may_be_ours(finding.outcome))
        if self._with_text:
            finding.full_text = await self._ask(baselines.text_shown, job, finding)
        return finding

    async def _pause(self, job: Job) -> float:
        """Seconds to leave between two visits to the job's host."""
        if not self.conf.host_interval or not job.url:
            return self.conf.host_interval  # an interval of nothing is for hosts of one's own
        return max(self.conf.host_interval, (await self._visitor.robots.rules(job.url)).crawl_delay)

    async def _asked_to_rest(self, host: str, finding: Finding) -> float | None:
        """Seconds the host asked to be left alone, or None."""
        visit = finding.visit
        if finding.outcome is Outcome.RATE_LIMITED or visit.http_status == 503:
            return await self._politeness.struck(host, visit.retry_after) or None
        return None

    async def _defer(self, jobs: deque[Job], wait: float) -> None:
        """Leave jobs for later, because the host rests; whoever asked for them is told."""
        if not jobs:
            return
        self.summary.deferred += len(jobs)
        ids = [job.location_id for job in jobs]
        later = self._clock() + timedelta(seconds=wait)
        if self._patient and self._listen:
            for job in jobs:
                self._listen(_resting(job, wait, later))
        jobs.clear()
        await self._ask(claims.release, ids, by=self._by, next_check_at=later)

    # --- Writing ------------------------------------------------------------------------------------------------------

    async def _settle(self, job: Job, finding: Finding) -> None:
        """Write a visit, or hold it back until it is known whose fault its failure is."""
        if may_be_ours(finding.outcome) and not self._weather.settled:
            self._held_back.append((job, finding))
            return
        await self._write(job, finding, counted=True)
        if self._held_back and self._weather.settled:
            await self._write_held_back()

    async def _write_held_back(self) -> None:
        held, self._held_back = self._held_back, []
        counted = not self._weather.ours
        for job, finding in held:
            await self._write(job, finding, counted=counted)

    async def _write(self, job: Job, finding: Finding, *, counted: bool) -> None:
        """Write a visit, together with those of other hosts that wait for the database at the same time."""
        written = asyncio.get_running_loop().create_future()
        self._unwritten.append(((job, finding, counted), written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        state = await asyncio.shield(written)
        if state is None:
            self.summary.lost_leases += 1
            return
        self.summary.done += 1
        self.summary.outcomes[str(finding.outcome)] += 1
        if self._listen:
            self._listen(Result(job, finding, state.health, counted))

    async def _write_all(self) -> None:
        while self._unwritten:
            batch = [self._unwritten.popleft() for _ in range(min(_TOGETHER, len(self._unwritten)))]
            try:
                states = await self._ask(actions.record_many, [visit for visit, _ in batch], self._given)
            except Exception as error:
                states = [error] * len(batch)
            for (_, written), state in zip(batch, states, strict=True):
                if isinstance(state, Exception):
                    written.set_exception(state)
                elif not written.done():
                    written.set_result(state)

    async def _ask(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function that waits for the database in a thread that has a connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))


def _resting(job: Job, wait: float, now: datetime) -> Result:
    visit = Visit(job.url, job.url, retry_after=round(wait, 1))
    error = f"not visited: the host asked to be left alone for {wait:.0f} seconds more"
    return Result(job, Finding(visit, Outcome.RATE_LIMITED, now, error), job.state.health, counted=False)


def _save_round(round_: Round, summary: Summary, finished_at: datetime | None) -> None:
    round_.claimed, round_.done, round_.outcomes = summary.claimed, summary.done, dict(summary.outcomes)
    round_.hosts_reached, round_.hosts_unreached = summary.hosts_reached, summary.hosts_unreached
    round_.ours, round_.interrupted, round_.error = summary.ours, summary.interrupted, summary.error
    round_.finished_at = finished_at
    round_.save()


def _open_connection() -> None:
    # A check that is lost with the machine is made again: its lease ends and the location is due still. So the
    # commits of checks that brought nothing new need not wait for the disk; `record` waits for those of changes.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _close_connection(together: threading.Barrier) -> None:
    """Hand the thread's connection back as it was; the barrier makes each thread take one of these calls."""
    with contextlib.suppress(Exception):
        together.wait(10)
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    connections.close_all()
