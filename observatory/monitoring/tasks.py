"""Celery tasks that start monitoring runs. Lost or repeated messages are harmless: PostgreSQL records what is due."""

import asyncio
import atexit
from datetime import timedelta

import uvloop
from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from observatory.monitoring.conf import Conf, conf
from observatory.monitoring.models import Watch
from observatory.monitoring.quotes import quotes_in_stored_texts
from observatory.monitoring.round import create_watches
from observatory.monitoring.round.engine import Engine
from observatory.monitoring.round.resources import Resources
from observatory.monitoring.round.run_results import RoundSummary
from observatory.monitoring.snapshots import retention, text_index

log = get_task_logger(__name__)
TICK_SECONDS = 60
QUOTES_SECONDS = 300
_QUOTES_AT_ONCE = 2_000
_SECONDS_FOR_QUOTES = 60  # shorter than the time after which a worker counts as stopped
BEAT_SCHEDULE = {
    "monitoring-check-due": {
        "task": "observatory.monitoring.tasks.start_due_rounds",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS},  # runs that no worker started in time are skipped
    },
    "monitoring-index-texts": {
        "task": "observatory.monitoring.tasks.index_texts",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS},
    },
    "monitoring-check-unseen-quotes": {
        "task": "observatory.monitoring.tasks.check_unseen_quotes",
        "schedule": QUOTES_SECONDS,
        "options": {"expires": QUOTES_SECONDS},
    },
    "monitoring-keep-house": {"task": "observatory.monitoring.tasks.apply_retention_policy", "schedule": 24 * 3600},
}


@shared_task(ignore_result=True)
def apply_retention_policy() -> None:
    """Delete old checks and snapshots according to the settings keep_checks_days and keep_snapshots_days."""
    settings = conf()
    forgotten = retention.delete_old_rows(
        now=timezone.now(),
        checks_after=timedelta(days=settings.keep_checks_days),
        snapshots_after=timedelta(days=settings.keep_snapshots_days),
    )
    log.info("Deleted by the retention policy: %s", forgotten)


@shared_task(ignore_result=True)
def index_texts() -> int:
    """Bring the search index of stored texts up to date, at most `text_index.AT_ONCE` locations.

    Returns how many.
    """
    return sum(1 for _location in text_index.update_text_index(text_index.AT_ONCE))


@shared_task(ignore_result=True)
def check_unseen_quotes() -> int:
    """Look in the stored texts for the quotes that were not looked for yet: of citations that came from a file, that
    were saved while a visit replaced the text, or for which the search failed. Returns how many were looked for.

    At most `_QUOTES_AT_ONCE`, for at most a minute; the rest follow at the next run.
    """
    return quotes_in_stored_texts.check_unseen_quotes(limit=_QUOTES_AT_ONCE, seconds=_SECONDS_FOR_QUOTES)


@shared_task(ignore_result=True)
def start_due_rounds() -> int:
    """Create watches for new locations; if any location is due, start as many runs as the settings allow. Returns how
    many."""
    create_watches.create_missing_watches(now=timezone.now())
    due = Watch.objects.due(timezone.now())[: conf().rounds_at_once * 100].count()
    rounds = min(conf().rounds_at_once, -(-due // 100))
    for _ in range(rounds):
        run_round.apply_async(expires=TICK_SECONDS)
    return rounds


@shared_task(ignore_result=True)
def run_round() -> dict[str, int]:
    """Visit the locations that are due. Several of these tasks may run in parallel, on one machine or many."""
    summary = _WORKSHOP.run(conf())
    if summary.ours:
        log.warning(
            "Most sites failed at the same time. This looks like a problem on our side, so these "
            "failures were not counted."
        )
    if summary.error:
        log.error("The run ended early: %s", summary.error)
    return dict(summary.outcomes)


class _WorkerResources:
    """The event loop and the resources that a worker process keeps between its runs."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._resources: Resources | None = None

    def run(self, settings: Conf) -> RoundSummary:
        if self._runner is None:
            self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        return self._runner.run(self._round(settings))

    async def _round(self, settings: Conf) -> RoundSummary:
        """Run the monitor for what is due, with the resources that this worker keeps between runs."""
        if self._resources is not None and self._resources.conf != settings:
            await self._resources.close()
            self._resources = None
        if self._resources is None:
            self._resources = await Resources(settings).open()
        return await Engine(settings, asked_for="due", resources=self._resources).run_due()

    def close(self) -> None:
        """Close connections and reading processes when the worker ends."""
        if self._runner is not None and self._resources is not None:
            self._runner.run(self._resources.close())
            self._runner.close()
            self._runner = self._resources = None


_WORKSHOP = _WorkerResources()
atexit.register(_WORKSHOP.close)
