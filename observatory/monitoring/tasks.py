"""Celery tasks that start monitoring runs. Lost or repeated messages are harmless: PostgreSQL records what is due."""

import asyncio
import atexit
from datetime import timedelta

import uvloop
from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from observatory.monitoring import claims, retention
from observatory.monitoring.conf import Conf, conf
from observatory.monitoring.engine import Engine
from observatory.monitoring.equipment import Equipment
from observatory.monitoring.models import Watch
from observatory.monitoring.rounds import Summary

log = get_task_logger(__name__)
TICK_SECONDS = 60
BEAT_SCHEDULE = {
    "monitoring-check-due": {
        "task": "observatory.monitoring.tasks.check_due",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS},  # rounds that nobody took in time are not made up for
    },
    "monitoring-keep-house": {"task": "observatory.monitoring.tasks.keep_house", "schedule": 24 * 3600},
}


@shared_task(ignore_result=True)
def keep_house() -> None:
    """Forget what the retention policy says; the settings keep_checks_days and keep_snapshots_days are it."""
    settings = conf()
    forgotten = retention.forget(
        now=timezone.now(),
        checks_after=timedelta(days=settings.keep_checks_days),
        snapshots_after=timedelta(days=settings.keep_snapshots_days),
    )
    log.info("Deleted by the retention policy: %s", forgotten)


@shared_task(ignore_result=True)
def check_due() -> int:
    """Watch what is new and start as many rounds as the settings allow, if anything is due; returns how many."""
    claims.watch_new_locations(now=timezone.now())
    due = Watch.objects.due(timezone.now())[: conf().rounds_at_once * 100].count()
    rounds = min(conf().rounds_at_once, -(-due // 100))
    for _ in range(rounds):
        run_round.apply_async(expires=TICK_SECONDS)
    return rounds


@shared_task(ignore_result=True)
def run_round() -> dict[str, int]:
    """Visit what is due; several of these may run at once, on one machine or on many."""
    summary = _WORKSHOP.run(conf())
    if summary.ours:
        log.warning(
            "Most sites failed at the same time. This looks like a problem on our side, so these "
            "failures were not counted."
        )
    if summary.error:
        log.error("The run ended early: %s", summary.error)
    return dict(summary.outcomes)


class _Workshop:
    """The event loop and the equipment that one worker process keeps between its rounds."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._equipment: Equipment | None = None

    def run(self, settings: Conf) -> Summary:
        if self._runner is None:
            self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        return self._runner.run(self._round(settings))

    async def _round(self, settings: Conf) -> Summary:
        if self._equipment is not None and self._equipment.conf != settings:
            await self._equipment.close()
            self._equipment = None
        if self._equipment is None:
            self._equipment = await Equipment(settings).open()
        return await Engine(settings, asked_for="due", equipment=self._equipment).run_due()

    def close(self) -> None:
        """Let go of connections and reading processes when the worker ends."""
        if self._runner is not None and self._equipment is not None:
            self._runner.run(self._equipment.close())
            self._runner.close()
            self._runner = self._equipment = None


_WORKSHOP = _Workshop()
atexit.register(_WORKSHOP.close)
