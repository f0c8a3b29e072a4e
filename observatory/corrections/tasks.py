"""Celery task: the monitor reads the addresses that readers gave, before a curator looks at their reports."""

from celery import shared_task

from observatory.corrections.report_actions import claim_unread_reports, record_reading
from observatory.monitoring.conf import conf
from observatory.monitoring.on_request.read_address import read_addresses

TICK_SECONDS = 60
AT_ONCE = 5  # a reading takes a minute at most, and a claim lasts for ten
BEAT_SCHEDULE = {
    "corrections-read-addresses": {
        "task": "observatory.corrections.tasks.read_reported_addresses",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS},
    },
}


@shared_task(ignore_result=True)
def read_reported_addresses() -> int:
    """Read the addresses of the reports that wait for it, `AT_ONCE` at most. Returns how many."""
    reports = claim_unread_reports(limit=AT_ONCE)
    if not reports:
        return 0
    wanted = [(report.address, report.passage) for report in reports]
    for report, reading in zip(reports, read_addresses(conf(), wanted), strict=True):
        record_reading(report=report, reading=reading)
    return len(reports)
