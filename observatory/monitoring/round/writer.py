"""Write the results of a run: some immediately, failures only after checking that the problem is not on our side."""

import asyncio
from collections import deque

from observatory.monitoring.health import State
from observatory.monitoring.outcomes import may_be_our_fault
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.jobs import Finding, Job
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.record_visit import RoundContext, record_visits
from observatory.monitoring.round.results import Listen, Summary, VisitResult

_TOGETHER = 100  # visits written in one exchange with the database


class ResultWriter:
    """Writes the visits of a run, counts them in ``summary``, and calls ``listen`` after each is written."""

    def __init__(
        self,
        database: DatabaseThreads,
        context: RoundContext,
        *,
        network: NetworkHealth,
        summary: Summary,
        listen: Listen | None = None,
    ) -> None:
        self._database, self._context, self._network = database, context, network
        self._summary, self._listen = summary, listen
        self._held_back: list[tuple[Job, Finding]] = []
        self._unwritten: deque[tuple[tuple[Job, Finding, bool], asyncio.Future]] = deque()
        self._writer: asyncio.Task | None = None

    async def write_or_hold_back(self, job: Job, finding: Finding) -> None:
        """Write a visit, or postpone it until it is known whether its failure is caused by our own network."""
        if may_be_our_fault(finding.outcome) and not self._network.is_reliable:
            self._held_back.append((job, finding))
            return
        await self._write(job, finding, counted=not finding.fault)
        if self._held_back and self._network.is_reliable:
            await self.write_held_back()

    async def write_held_back(self) -> None:
        """Write the postponed failures; they count unless most hosts failed."""
        held, self._held_back = self._held_back, []
        counted = not self._network.is_our_fault
        for job, finding in held:
            await self._write(job, finding, counted=counted)

    async def _write(self, job: Job, finding: Finding, *, counted: bool) -> None:
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
