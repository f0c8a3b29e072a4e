"""The task that shows that a worker is working."""

from celery import shared_task

from observatory.operations.heartbeats import write_heartbeat
from observatory.operations.models import Heartbeat

SECONDS = 60
WORKER_LIVES = "operations-worker-lives"
BEAT_SCHEDULE = {
    WORKER_LIVES: {
        "task": "observatory.operations.tasks.write_worker_heartbeat",
        "schedule": SECONDS,
        "options": {"expires": 3 * SECONDS},  # a worker may be busy for two minutes with a round of visits
    },
}


@shared_task(ignore_result=True)
def write_worker_heartbeat() -> None:
    """Write the heartbeat of the worker: it took a task from the queue and ran it."""
    write_heartbeat(Heartbeat.Process.WORKER)
