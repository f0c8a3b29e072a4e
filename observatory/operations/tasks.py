"""The task that shows that a worker is working."""

from celery import shared_task

from observatory.operations.heartbeats import beat
from observatory.operations.models import Heartbeat

SECONDS = 60
WORKER_LIVES = "operations-worker-lives"
BEAT_SCHEDULE = {
    WORKER_LIVES: {
        "task": "observatory.operations.tasks.worker_lives",
        "schedule": SECONDS,
        "options": {"expires": 3 * SECONDS},  # a worker may be busy for two minutes with a round of visits
    },
}


@shared_task(ignore_result=True)
def worker_lives() -> None:
    """Write the heartbeat of the worker: it took a task from the queue and ran it."""
    beat(Heartbeat.Process.WORKER)
