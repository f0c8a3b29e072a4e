"""Celery task that publishes what is due. Lost or repeated messages are harmless: PostgreSQL records what is due."""

from celery import shared_task
from django.utils import timezone

from observatory.publishing.scheduled_publications import publish_due

SECONDS = 60
BEAT_SCHEDULE = {
    "publishing-publish-scheduled": {
        "task": "observatory.publishing.tasks.publish_scheduled",
        "schedule": SECONDS,
        "options": {"expires": SECONDS},  # the next one finds what this one would have
    },
}


@shared_task(ignore_result=True)
def publish_scheduled() -> int:
    """Publish the records whose time has come. Returns how many came to their end, published or refused."""
    return len(publish_due(now=timezone.now()))
