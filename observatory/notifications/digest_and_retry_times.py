"""When a digest is due, when a mail is tried again, when a delivery to a webhook is tried again. Pure functions."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Minutes before each further attempt to send a mail; then it is given up, after three days. A server that greylists
# (RFC 6647) accepts the second or third attempt.
MAIL_WAITS = (5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 30 * 60)
# Seconds before each attempt of a delivery, as Standard Webhooks recommends (three days in all):
# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#operational-considerations
DELIVERY_WAITS = (5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
READERS_HOUR = 7  # of the day, in the zone of the institute, at which readers get their mail


def next_digest(now: datetime, *, weekly: bool, weekday: int, hour: int, zone: ZoneInfo) -> datetime:
    """Return the next time after `now` (aware) at which a digest is due: every day, or on a weekday (Monday is 0), at a
    full hour in `zone`, whatever the clocks do in summer."""
    here = now.astimezone(zone)
    day = here.date()
    if weekly:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    step = timedelta(days=7 if weekly else 1)
    while True:
        due = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
        if due > here:
            return due
        day += step


def mail_wait(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts to send a mail; None to give it up."""
    return timedelta(minutes=MAIL_WAITS[attempts - 1]) if attempts <= len(MAIL_WAITS) else None


def delivery_wait(attempts: int, retry_after: float | None = None) -> timedelta | None:
    """Return how long to wait after so many failed attempts of a delivery, at least the seconds of `Retry-After` up to
    a day; None to give it up."""
    if attempts > len(DELIVERY_WAITS):
        return None
    return timedelta(seconds=max(DELIVERY_WAITS[attempts - 1], min(retry_after or 0, 24 * 3600)))
