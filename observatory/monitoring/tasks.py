"""Celery carries the rounds. PostgreSQL holds what is due, so a message may be lost or come twice."""

import asyncio

import uvloop
from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from observatory.monitoring import claims
from observatory.monitoring.conf import conf
from observatory.monitoring.engine import Engine
from observatory.monitoring.models import Watch

log = get_task_logger(__name__)
TICK_SECONDS = 60
BEAT_SCHEDULE = {
    "monitoring-check-due": {
        "task": "observatory.monitoring.tasks.check_due",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS},  # rounds that nobody took in time are not made up for
    },
}


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
    engine = Engine(conf(), asked_for="due")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        summary = runner.run(engine.run_due())
    if summary.ours:
        log.warning("Most hosts failed at once: the fault is taken to be ours, and nothing was counted against them.")
    if summary.error:
        log.error("The round ended early: %s", summary.error)
    return dict(summary.outcomes)
