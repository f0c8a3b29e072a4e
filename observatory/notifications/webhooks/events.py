"""What programs are told: each publication and withdrawal, and each change that the monitor finds, once.

A webhook keeps the last version that it was told of. The rows of deliveries and that number are written in one
transaction, so nothing is lost and nothing is told twice, and publishing knows nothing of webhooks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, TextField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import override

from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.models import AffectedCitation, Change
from observatory.notifications.mail_links import absolute_link
from observatory.notifications.models import Delivery, Webhook
from observatory.notifications.models.webhook import CHANGE_FOUND, PUBLISHED, TEST, WITHDRAWN
from observatory.notifications.webhooks.deliveries import delivery_of
from observatory.public.links import api_path, permanent_url, permanent_version_url
from observatory.publishing.models import Entry, Version
from observatory.records.admin_urls import admin_form_url
from observatory.records.statement_keys import statement_label

AT_ONCE = 500  # events of one webhook in one run
# Changes do not become visible in the order of their time: a run of the monitor commits them later. So the last day is
# looked at again; the key of a delivery keeps each from being told twice.
LOOK_BACK = timedelta(days=1)
MOST_CLAIMS = 50  # of one change


def collect_events(now: datetime | None = None) -> int:
    """Write the deliveries of what happened since the last run, for every enabled webhook. Returns how many. Safe to
    run twice, or by two workers."""
    now = now or timezone.now()
    keys = list(Webhook.objects.filter(enabled=True).values_list("pk", flat=True))
    return sum(_collect_events_for(pk, now) for pk in keys)


@transaction.atomic
def _collect_events_for(pk: int, now: datetime) -> int:
    """Write the deliveries of what happened to one webhook."""
    webhook = Webhook.objects.filter(pk=pk, enabled=True).select_for_update(skip_locked=True).first()
    if webhook is None:  # another worker has it
        return 0
    new = [*_version_events(webhook), *_change_events(webhook, now)]
    before = webhook.deliveries.count() if new else 0
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    webhook.changes_until = now
    webhook.save(update_fields=["sequence", "changes_until"])
    return webhook.deliveries.count() - before if new else 0


def _version_events(webhook: Webhook) -> list[Delivery]:
    """Return the deliveries of the events of publishing after the last one, and move on."""
    versions = Version.objects.by_people().filter(pk__gt=webhook.sequence).select_related("record__entry")
    versions = versions.defer("document", "record__entry__document", "record__entry__search")
    rows = list(versions.annotate(title=KeyTransform("title", F("document"))).order_by("pk")[:AT_ONCE])
    if rows:
        webhook.sequence = rows[-1].pk
    found = []
    for version in rows:
        event = WITHDRAWN if version.action == Version.Action.WITHDRAW else PUBLISHED
        if event in webhook.events:
            data = _withdrawn_event(version) if event == WITHDRAWN else _published_event(version)
            found.append(delivery_of(webhook, f"version:{version.pk}", event, version.published_at, data))
    return found


def _published_event(row: Version) -> dict[str, Any]:
    """Return what a webhook is told of a publication."""
    return {
        **_record_of_event(row),
        "title": row.title,
        "sha256": row.sha256,
        "version_url": permanent_version_url(row.record.public_id, row.number),
        "api_url": absolute_link(api_path(row.record.kind, row.record.public_id)),
    }


def _withdrawn_event(row: Version) -> dict[str, Any]:
    entry: Entry = row.record.entry
    merged = entry.merged_into if entry.sequence == row.pk else ""
    return _record_of_event(row) | ({"merged_into": merged} if merged else {})


def _record_of_event(row: Version) -> dict[str, Any]:
    """Return what a webhook is told of the record that was published or withdrawn."""
    return {
        "id": row.record.public_id,
        "kind": row.record.kind,
        "version": row.number,
        "reason": row.reason,
        "url": permanent_url(row.record.public_id),
    }


def _change_events(webhook: Webhook, now: datetime) -> Iterable[Delivery]:
    """Return the deliveries of the events of changes found since the last run, for webhooks that ask for them."""
    if CHANGE_FOUND not in webhook.events:
        return []
    since = max(webhook.created_at, webhook.changes_until - LOOK_BACK)
    rows = Change.objects.filter(found_at__gte=since, found_at__lte=now).select_related("location__source")
    written = webhook.deliveries.filter(key=Concat(Value("change:"), Cast(OuterRef("pk"), TextField())))
    rows = list(rows.exclude(Exists(written)).defer("diff").order_by("pk")[:AT_ONCE])
    claims: dict[int, list[AffectedCitation]] = {}
    found = AffectedCitation.objects.filter(change__in=[change.pk for change in rows]).select_related(*LOADED)
    for claim in found.order_by("change_id", "pk"):
        claims.setdefault(claim.change_id, []).append(claim)
    with override("en"):
        return [
            delivery_of(
                webhook,
                f"change:{change.pk}",
                CHANGE_FOUND,
                change.found_at,
                _change_event(change, claims.get(change.pk, [])),
            )
            for change in rows
        ]


def _change_event(row: Change, claims: list[AffectedCitation]) -> dict[str, Any]:
    """Return what a webhook is told of a change that the monitor found."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "health": row.health,
        "source_url": row.location.url,
        "source": row.location.source.public_id if row.location.source else None,
        "desk_url": absolute_link(admin_form_url(row)),
        "claims": len(claims),
        "statements": [
            {
                "record": claim.citation.record.public_id,
                "statement": statement_label(claim.citation),
                "finding": claim.state,
                "meaning_changed": claim.meaning_changed,
            }
            for claim in claims[:MOST_CLAIMS]
        ],
    }


def write_test(webhook: Webhook, now: datetime | None = None) -> Delivery:
    """Write a delivery that says that it is a test."""
    row = delivery_of(webhook, f"test:{uuid4().hex}", TEST, now or timezone.now(), {"webhook": webhook.name})
    row.save()
    return row
