"""Send deliveries to webhooks, note what came of each attempt, try again, give up, disable; give a webhook a new
secret.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from observatory.monitoring.conf import conf
from observatory.notifications.digest_and_retry_times import delivery_wait
from observatory.notifications.models import Delivery, Webhook
from observatory.notifications.models.webhook import TEST
from observatory.notifications.webhooks import signing
from observatory.notifications.webhooks.post_client import Answer, Message, post_all

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # longer than a batch takes
AT_ONCE, OF_ONE_WEBHOOK = 50, 10
BOTH_SECRETS = timedelta(days=1)
GONE = 410


def deliver_due(limit: int = AT_ONCE) -> int:
    """Send the deliveries that are due, at most ten of one webhook; return how many were tried."""
    now = timezone.now()
    chosen: dict[int, list[int]] = {}
    due = Delivery.objects.due(now).order_by("next_attempt_at", "pk").values_list("pk", "webhook_id")
    for pk, webhook in due[: limit * 20]:
        if len(chosen.setdefault(webhook, [])) < OF_ONE_WEBHOOK:
            chosen[webhook].append(pk)
    keys = [pk for rows in chosen.values() for pk in rows][:limit]
    return len(send_deliveries(claim_deliveries(keys, now)))


def claim_deliveries(keys: Sequence[int], now: datetime) -> list[Delivery]:
    """Take deliveries for an attempt; those that another worker has are left out."""
    taken = [
        pk
        for pk in keys
        if Delivery.objects.due(now).filter(pk=pk).update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE)
    ]
    return list(Delivery.objects.filter(pk__in=taken).select_related("webhook").order_by("pk"))


def send_deliveries(rows: Sequence[Delivery]) -> list[Answer]:
    """Send deliveries that were taken, and note the answers; return them in their order."""
    if not rows:
        return []
    now = timezone.now()
    messages = [
        Message(
            delivery.webhook.url,
            delivery.body,
            signing.signed_headers(_secrets(delivery.webhook, now), delivery.message_id, now, delivery.body),
        )
        for delivery in rows
    ]
    answers = post_all(messages, conf())
    for delivery, answer in zip(rows, answers, strict=True):
        record_answer(delivery, answer, timezone.now())
    return answers


def _secrets(webhook: Webhook, now: datetime) -> list[str]:
    both = webhook.previous_secret and webhook.previous_until and webhook.previous_until > now
    return [webhook.secret, *([webhook.previous_secret] if both else [])]


@transaction.atomic
def record_answer(row: Delivery, answer: Answer, now: datetime) -> None:
    """Note an attempt. A failed one is repeated by the schedule; a webhook whose deliveries all failed until one was
    given up, for three days, is disabled, and so is one that answers 410 Gone."""
    attempt = {
        "at": now.isoformat(timespec="seconds"),
        "status": answer.status,
        "error": answer.error,
        "response": answer.response[:1000],
        "ms": answer.ms,
    }
    values = {"status": answer.status, "error": answer.error[:300], "log": [*row.log, attempt][-20:]}
    webhook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
    found = Delivery.objects.filter(pk=row.pk, attempts=row.attempts).exclude(state=Delivery.State.DELIVERED)
    if answer.ok:
        found.update(state=Delivery.State.DELIVERED, delivered_at=now, **values)
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)
        return
    # A test is for whoever presses the button and looks at once.
    wait = None if row.event == TEST else delivery_wait(row.attempts, answer.retry_after)
    if wait is None:
        found.update(state=Delivery.State.FAILED, **values)
    else:
        found.update(next_attempt_at=now + wait, **values)
    if row.event == TEST:
        return
    since = webhook.failing_since or now
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=since)
    if answer.status == GONE:
        disable_webhook(webhook, "The receiver answered 410 Gone.")
    elif wait is None and since <= row.created_at + timedelta(hours=1):
        disable_webhook(
            webhook, f"Every delivery has failed since {since:%Y-%m-%d %H:%M} UTC. The last: {answer.error}"
        )


def disable_webhook(webhook: Webhook, reason: str) -> None:
    """Send nothing more to a webhook; the admin says so. Nothing is lost: it goes on after its last version once it is
    enabled again."""
    log.error("Webhook %s was disabled: %s", webhook.name, reason)
    Webhook.objects.filter(pk=webhook.pk, enabled=True).update(enabled=False, disabled_because=reason[:300])


@transaction.atomic
def send_again(*, delivery: Delivery, now: datetime | None = None) -> None:
    """Put a delivery that was given up or delivered back into the queue, with the same id and content."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, attempts=0, next_attempt_at=now or timezone.now(), delivered_at=None
    )


@transaction.atomic
def rotate_secret(*, webhook: Webhook, now: datetime | None = None) -> str:
    """Give a webhook a new secret and return it. The old one signs too for a day."""
    now, secret = now or timezone.now(), signing.new_secret()
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    row.previous_secret, row.previous_until, row.secret = row.secret, now + BOTH_SECRETS, secret
    row.save(update_fields=["previous_secret", "previous_until", "secret"])
    return secret


def delivery_of(webhook: Webhook, key: str, event: str, at: datetime, data: Mapping[str, Any]) -> Delivery:
    """Return the delivery of an event to a webhook, unsaved. Its body is written once: the signature covers its
    bytes."""
    content = {"type": event, "timestamp": at.isoformat(), "data": data}
    return Delivery(
        webhook=webhook,
        key=key,
        message_id=f"msg_{uuid4().hex}",
        event=event,
        body=json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str),
    )
