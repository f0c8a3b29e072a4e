"""Write the results of a run: some immediately, failures only after checking that the problem is not on our side."""

import asyncio
from collections import deque

from observatory.monitoring.health import State
from observatory.monitoring.outcomes import may_be_local_problem
from observatory.monitoring.round.database_threads import DatabaseThreads
from observatory.monitoring.round.jobs import Job, VisitFinding
from observatory.monitoring.round.network_health import NetworkHealth
from observatory.monitoring.round.record_visit import RoundContext, record_visits
from observatory.monitoring.round.run_results import Listen, RoundSummary, VisitResult

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
