"""Times as people of the institute write and read them: in the zone of the settings (`TIME_ZONE`), named with it."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

FARTHEST = timedelta(days=3 * 366)


def parse_local_time(text: str, now: datetime) -> datetime:
    """Return the moment (UTC) of a time of the institute's clock, such as "2026-12-24T09:00", that is still to come.

    An hour that the clock shows twice, in autumn, is the second one, so that nothing is public too early. Raises
    `ValidationError` for what is no time, a time that the clock leaves out in spring, one that is past, and one more
    than three years ahead.
    """
    try:
        naive = parse_datetime(text.strip()) if ":" in text else None
    except ValueError:
        naive = None
    if naive is None or naive.tzinfo is not None:
        raise ValidationError(_("Write the time as in 2026-12-24 09:00."))
    zone = timezone.get_default_timezone()
    try:
        moment = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
        exists = moment.astimezone(zone).replace(tzinfo=None) == naive
    except OverflowError:
        raise ValidationError(_("Write the time as in 2026-12-24 09:00.")) from None
    if not exists:
        raise ValidationError(_("The clocks go forward then, so this time does not exist. Choose one an hour later."))
    if moment <= now:
        text = _("This time is past. It is %(now)s now. Choose a later time, or publish now.")
        raise ValidationError(text % {"now": local_time_in_words(now)})
    if moment > now + FARTHEST:
        raise ValidationError(_("Choose a time within the next three years."))
    return moment


def local_time_in_words(moment: datetime) -> str:
    """Return a moment as the institute's clock shows it, with its zone: "24 December 2026, 09:00 (Europe/Berlin,
    UTC+01:00)"."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    zone = zone_name() if zone_name() == "UTC" else f"{zone_name()}, UTC{local.isoformat()[-6:]}"
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone})"


def as_typed(moment: datetime) -> str:
    """Return a moment as the field of a form has it, in the institute's zone."""
    return timezone.localtime(moment, timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M")


def zone_name() -> str:
    """Return the name of the institute's zone."""
    return timezone.get_default_timezone_name()
