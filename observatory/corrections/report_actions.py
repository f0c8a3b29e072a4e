"""What happens to a report of a reader: it is within the limits of its network, received, its address is read, it is
decided and perhaps opened again.
"""

import hashlib
from datetime import timedelta
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from observatory.corrections.models import Report
from observatory.corrections.reported_statement import ReportedRow
from observatory.monitoring.on_request.read_address import AddressReading
from observatory.operations.client_address import client_network
from observatory.publishing.models import Version

PER_HOUR = 10  # from one network; an office or a class may share it
MOST_OPEN = 2_000
_HOUR = 3600


def may_send_report(request: HttpRequest) -> bool:
    """Count a report from the network of this request; return whether it is within the limits. While the cache is
    unavailable only the number of open reports limits."""
    if Report.objects.open()[:MOST_OPEN].count() >= MOST_OPEN:
        return False
    key = f"report:{hashlib.sha256(client_network(request).encode()).hexdigest()}"
    cache.add(key, 0, _HOUR)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:  # it expired between the two calls, or the cache is unavailable
        return True


READ_AGAIN_AFTER = timedelta(minutes=10)  # a reading that did not end, because its worker was stopped


class AlreadyDecided(Exception):
    """Somebody else decided the report in the meantime; `report` is how it is now."""

    def __init__(self, report: Report):
        super().__init__(report.pk)
        self.report = report


def receive_report(
    *, version: Version, row: ReportedRow, text: str, address: str, passage: str, language: str, submission: UUID
) -> Report:
    """Store a report about a version and return it. A form that was sent twice is one report."""
    report, _created = Report.objects.get_or_create(
        submission=submission,
        defaults={
            "record_id": version.record_id,
            "version": version,
            "statement": row.key,
            "label": row.label,
            "value": row.value,
            "text": text,
            "address": address,
            "passage": passage,
            "language": language,
            "reading": Report.Reading.WAITING if address else Report.Reading.NONE,
        },
    )
    return report


def claim_unread_reports(*, limit: int) -> list[Report]:
    """Return reports whose address has to be read now, the oldest first; no other worker gets them for ten minutes."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Report.objects.filter(reading=Report.Reading.WAITING).exclude(read_at__gt=now - READ_AGAIN_AFTER)
        rows = list(waiting.order_by("created_at").select_for_update(skip_locked=True)[:limit])
        Report.objects.filter(pk__in=[row.pk for row in rows]).update(read_at=now)
    return rows


def record_reading(*, report: Report, reading: AddressReading) -> None:
    """Write what the address of a report says."""
    match = reading.match
    Report.objects.filter(pk=report.pk).update(
        reading=Report.Reading.DONE,
        read_at=timezone.now(),
        outcome=reading.outcome,
        error=reading.error[:400],
        final_url=reading.final_url[:4096],
        page_title=reading.title[:500],
        passage_state=match.state if match else "",
        found=match.as_json() if match else {},
    )


@transaction.atomic
def decide_report(
    *, report: Report, state: str, answer_en: str, answer_zh_hans: str, by, corrected_in: Version | None = None
) -> Report:
    """Accept a report, do not accept it, or call it spam, with the answer that its sender reads; return it.

    Raises AlreadyDecided if it is not open any more.
    """
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.state != Report.State.OPEN:
        raise AlreadyDecided(row)
    row.state, row.answer_en, row.answer_zh_hans = state, answer_en, answer_zh_hans
    row.decided_at, row.decided_by = timezone.now(), by
    row.corrected_in = corrected_in if state == Report.State.ACCEPTED else None
    row.save()
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, f"Decided: {state}.", single_object=True)
    return row


@transaction.atomic
def reopen_report(*, report: Report, by) -> Report:
    """Take a decision back: the report is open again and the answer is kept for the next decision; return it."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.state == Report.State.OPEN:
        return row
    row.state, row.decided_at, row.decided_by, row.corrected_in = Report.State.OPEN, None, None, None
    row.save()
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, "Opened again.", single_object=True)
    return row
