"""Run the monitor: claim, fetch, read, compare and write, for hundreds of hosts concurrently in one process.

One task per host visits its jobs one after another (`host_queue`). It awaits the network and the reading processes
without blocking; a few threads write to the database (`database_threads`, `run_results`). Interrupting a run leaves
every visit either written completely or not at all, and releases the locations not visited. The leases of a killed run
expire.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from redis.exceptions import RedisError

from observatory.monitoring.conf import Conf
from observatory.monitoring.health import Patience
from observatory.monitoring.http.rate_limit import HOLD
from observatory.monitoring.models import Round
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.round import leases, network_health
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.host_queue import HostQueue
from observatory.monitoring.round.jobs import Job
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.record_visit import RoundContext
from observatory.monitoring.round.resources import Resources
from observatory.monitoring.round.run_results import Listen, ResultWriter, RoundSummary, save_round
from observatory.monitoring.round.visitor import Visitor

log = logging.getLogger(__name__)
_CLAIM = 1_000
_ASK_AGAIN = 0.5  # seconds between two claims while hosts are busy and no other location is due
_BEAT = 2.0  # seconds between two updates of the progress
_RENEW = 10.0  # seconds between two renewals of leases and host reservations; never more than a third of a lease
_GRACE = 5.0  # seconds for visits in progress when a run is interrupted

More = Callable[[], list[Job]]


class Engine:
    """Performs one run. ``listen`` is called after each visit is written, ``progress`` every few seconds."""

    def __init__(
        self,
        conf: Conf,
        *,
        asked_for: str,
        listen: Listen | None = None,
        progress: Callable[[RoundSummary], None] | None = None,
        with_text: bool = False,
        clock: Callable[[], datetime] = timezone.now,
        wait_for_hosts: bool = False,
        sandbox: type[Sandbox] = Sandbox,
        resources: Resources | None = None,
    ) -> None:
        self.conf, self.summary = conf, RoundSummary()
        self._sandbox, self._resources = sandbox, resources
        self._asked_for, self._listen, self._progress = asked_for, listen, progress
        self._with_text, self._clock, self._patient = with_text, clock, wait_for_hosts
        self._by = secrets.token_hex(8)
        self._lease = timedelta(seconds=conf.lease)
        self._queues: dict[str, deque[Job]] = {}
        self._active: set[str] = set()
        self._tasks: set[asyncio.Task] = set()
        self._expects_more = False
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Start no new visits. Those in progress end, or their locations are released."""
        self.summary.interrupted = True
        self._stopping.set()

    async def run_due(self) -> RoundSummary:
        """Visit locations until none is due, or the time of the run is over."""
        ends = time.monotonic() + self.conf.round_seconds

        def more() -> list[Job]:
            if time.monotonic() > ends:
                return []
            busy = sorted(self._active | self._queues.keys())
            now = self._clock()
            return leases.claim_due(by=self._by, now=now, lease=self._lease, limit=_CLAIM, not_hosts=busy)

        return await self._run(more)

    async def run_locations(self, location_ids: Sequence[int]) -> RoundSummary:
        """Visit these locations now, due or not. Waits, at most as long as a lease, for those that another worker
        visits."""
        left = deque(location_ids)
        leased_elsewhere: list[int] = []
        gives_up = time.monotonic() + self.conf.lease + 1

        def more() -> list[Job]:
            if not left and leased_elsewhere and time.monotonic() < gives_up:
                left.extend(leased_elsewhere)
                leased_elsewhere.clear()
            ids = [left.popleft() for _ in range(min(_CLAIM, len(left)))]
            if not ids:
                return []
            jobs = leases.claim_locations(ids, by=self._by, now=self._clock(), lease=self._lease)
            leased_elsewhere.extend(set(ids) - {job.location_id for job in jobs})
            self._expects_more = bool(left or (leased_elsewhere and time.monotonic() < gives_up))
            return jobs

        summary = await self._run(more)
        summary.leased_elsewhere = len(leased_elsewhere) + len(left)
        return summary

    async def _run(self, more: More) -> RoundSummary:
        """Run from beginning to end: open the resources, visit until there is no more work, write the summary."""
        async with contextlib.AsyncExitStack() as stack:
            self._database = await stack.enter_async_context(DatabaseThreads())
            evidence = await self._database.ask(network_health.count_reached_hosts, now=self._clock())
            round_ = await self._database.ask(Round.objects.create, asked_for=self._asked_for)
            own = self._resources is None
            resources = await stack.enter_async_context(Resources(self.conf, self._sandbox)) if own else self._resources
            self._set_up(resources, NetworkHealth(*evidence))
            over = asyncio.Event()
            keep_alive = asyncio.create_task(self._keep_alive(round_, over))
            try:
                await self._run_until_done(more)
            finally:
                over.set()
                await asyncio.wait([keep_alive])  # what it is writing must be written before the threads end
                await self._finish(round_)
        return self.summary

    def _set_up(self, resources: Resources, network: NetworkHealth) -> None:
        """Create the objects that the tasks of the run share."""
        patience = Patience(
            self.conf.broken_after_checks,
            timedelta(days=self.conf.broken_after_days),
            timedelta(days=self.conf.silent_after_days),
        )
        bounds = (self.conf.min_interval_hours, self.conf.max_interval_hours)
        context = RoundContext(self._by, patience, bounds)
        self._network, self._politeness = network, resources.politeness
        self._writer = ResultWriter(self._database, context, network=network, summary=self.summary, listen=self._listen)
        self._host_queue = HostQueue(
            conf=self.conf,
            by=self._by,
            visitor=Visitor(
                resources.guarded_client, resources.robots, resources.sandbox, self._database.ask, self._clock
            ),
            politeness=resources.politeness,
            database=self._database,
            writer=self._writer,
            network=network,
            summary=self.summary,
            stopping=self._stopping,
            clock=self._clock,
            patient=self._patient,
            with_text=self._with_text,
            listen=self._listen,
        )

    async def _run_until_done(self, more: More) -> None:
        """Keep the hosts busy until there is no more work."""
        asked = 0.0
        while not self._stopping.is_set():
            idle = not self._tasks and not self._queues
            low = sum(map(len, self._queues.values())) < _CLAIM // 2
            if idle or (low and time.monotonic() - asked > _ASK_AGAIN):
                jobs = await self._database.ask(more)
                asked = time.monotonic()
                self._enqueue(jobs)
                if idle and not jobs and not self._expects_more:
                    break
            self._start_hosts()
            await self._until_something_ends()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _enqueue(self, jobs: list[Job]) -> None:
        self.summary.claimed += len(jobs)
        for job in jobs:
            self._queues.setdefault(job.host, deque()).append(job)

    async def _until_something_ends(self) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([*self._tasks, stopping], timeout=_ASK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()

    def _start_hosts(self) -> None:
        """Start to visit hosts that wait, as many as may be visited at once."""
        free = [host for host in self._queues if host not in self._active]
        for host in free[: max(0, self.conf.hosts_at_once - len(self._tasks))]:
            self._active.add(host)
            task = asyncio.create_task(self._visit_host(host, self._queues.pop(host)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _visit_host(self, host: str, jobs: deque[Job]) -> None:
        """Visit the jobs of one host. An error affects other hosts only if it concerns them all."""
        try:
            await self._host_queue.visit(host, jobs)
        except RedisError as error:
            # Without the shared intervals no host may be visited: the leases are released, and all locations stay due.
            self._fail(f"Redis cannot be reached: {error}")
        except (OperationalError, InterfaceError) as error:
            self._fail(f"PostgreSQL cannot be reached: {error}")
        except Exception as error:
            # Not even the error could be written: the locations are visited again after the run.
            log.exception("Visiting %s failed", host)
            self.summary.error = f"{host}: {type(error).__name__}: {error}"[:400]
        finally:
            self._active.discard(host)

    def _fail(self, reason: str) -> None:
        """End the run for a reason that concerns every host; visits not yet written remain due."""
        self.summary.error = self.summary.error or " ".join(reason.split())[:400]
        self._stopping.set()

    async def _keep_alive(self, round_: Round, over: asyncio.Event) -> None:
        """Extend leases and host reservations and write the progress of the run, until it is over."""
        renewed, every = time.monotonic(), min(_RENEW, self.conf.lease / 3)
        while not await _wait_for_event(over, within=min(_BEAT, every)):
            self.summary.add(self._network)
            try:
                await self._database.ask(save_round, round_, self.summary, None)
                if time.monotonic() - renewed >= every:
                    renewed = time.monotonic()
                    await self._database.ask(leases.renew_leases, by=self._by, now=self._clock(), lease=self._lease)
                    await self._politeness.extend_reservations(HOLD)
            except (DatabaseError, RedisError) as error:
                self._fail(f"A service of the monitor cannot be reached: {error}")
            if self._progress:
                self._progress(self.summary)

    async def _finish(self, round_: Round) -> None:
        """End the run: write what was postponed, release the leases, save the summary."""
        try:
            if not self._stopping.is_set():
                await self._writer.write_postponed()
            await self._database.ask(leases.release_leases, by=self._by)
            self.summary.add(self._network)
            await self._database.ask(save_round, round_, self.summary, self._clock())
        except DatabaseError as error:
            self._fail(f"PostgreSQL cannot be reached: {error}")
        if self._progress:
            self._progress(self.summary)


async def _wait_for_event(event: asyncio.Event, *, within: float) -> bool:
    """Wait for an event for at most ``within`` seconds; return whether it occurred."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), within)
    return event.is_set()
