"""Celery tasks of notices. Lost, repeated or parallel messages are harmless: PostgreSQL records what is due."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from observatory.notifications import alarms, digests, follow_news, outbox, reader_follows
from observatory.notifications.models import Delivery, Mail, Told
from observatory.notifications.webhooks import deliveries, events

MINUTE = 60
KEEP_DAYS = 30  # mails and deliveries
KEEP_TOLD_DAYS = 730


def _every(task: str, seconds: int) -> dict[str, object]:
    """Return the entry of the schedule of beat for a task of notices that runs every so many seconds."""
    return {
        "task": f"observatory.notifications.tasks.{task}",
        "schedule": seconds,
        "options": {"expires": seconds},  # runs that no worker started in time are skipped
    }


BEAT_SCHEDULE = {
    "notifications-write": _every("write_notices", MINUTE),
    "notifications-send": _every("send_mails", MINUTE),
    "notifications-webhooks": _every("deliver_webhooks", MINUTE),
    "notifications-keep-house": {
        "task": "observatory.notifications.tasks.forget_old_rows",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
}


@shared_task(ignore_result=True)
def write_notices() -> int:
    """Write the mails that are due: immediate notices, digests, news for readers. Returns how many."""
    written = len(alarms.write_alarms()) + len(digests.write_digests()) + len(follow_news.write_news())
    if written:
        outbox.send_due()
    return written


@shared_task(ignore_result=True)
def send_mails() -> dict[str, int]:
    """Send the mails that wait in the outbox."""
    return outbox.send_due()


@shared_task(ignore_result=True)
def deliver_webhooks() -> int:
    """Write the deliveries of what happened, and send those that are due. Returns how many were tried."""
    events.collect_events()
    return deliveries.deliver_due()


@shared_task(ignore_result=True)
def forget_old_rows() -> None:
    """Delete unconfirmed follows after a week, mails and deliveries after 30 days, and what people were told after two
    years."""
    now = timezone.now()
    reader_follows.forget_unconfirmed(now)
    old = now - timedelta(days=KEEP_DAYS)
    Mail.objects.filter(created_at__lt=old).exclude(state=Mail.State.WAITING).delete()
    Delivery.objects.filter(created_at__lt=old).exclude(state=Delivery.State.WAITING).delete()
    Told.objects.filter(at__lt=now - timedelta(days=KEEP_TOLD_DAYS)).delete()
