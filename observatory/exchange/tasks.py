"""Celery tasks for long tables. PostgreSQL records what is to be done: a message may be lost and may come twice."""

from celery import shared_task

from observatory.exchange import import_actions
from observatory.exchange.models import Import

RESUME_SECONDS = 60
BEAT_SCHEDULE = {
    "exchange-resume": {
        "task": "observatory.exchange.tasks.resume",
        "schedule": RESUME_SECONDS,
        "options": {"expires": RESUME_SECONDS},
    },
}


@shared_task(ignore_result=True)
def review(pk: int) -> None:
    """Review an import that was uploaded."""
    import_actions.review_import(pk)


@shared_task(ignore_result=True)
def write(pk: int) -> None:
    """Write an import that was asked for."""
    import_actions.write_import(pk)


@shared_task(ignore_result=True)
def resume() -> int:
    """Go on with imports of tables whose worker or message was lost; return how many there were. What another process
    is at is left to it."""
    waiting = import_actions.unfinished_imports()
    for pk, state in waiting:
        (import_actions.review_import if state == Import.State.READING else import_actions.write_import)(pk)
    return len(waiting)
