"""Actions on the locations of a source: retire one, restore it, replace its URL; and give locations to another source
while two are merged.

Each action of a curator is an edit of the source: the monitor follows it at once, readers see it when the source is
published.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.sources.models import Location, Source


@transaction.atomic
def retire_location(*, location: Location, by, on: date | None = None) -> Location:
    """Retire a location: its history stays, but it is no longer monitored, nor shown once its source is published.

    A location that is already retired is left unchanged. `by` is a user, or None for the operator; `on` is today by
    default.
    """
    held = _lock_row(location)
    if held.retired_at is None:
        held.retired_at, held.monitored = on or timezone.localdate(), False
        held.save(update_fields=["retired_at", "monitored"])
        _mark_source_edited(held)
        _log(held, by, "Retired.")
    return held


@transaction.atomic
def restore_location(*, location: Location, by) -> Location:
    """Restore a retired location: it is monitored if it has a URL, and shown again once its source is published."""
    held = _lock_row(location)
    if held.retired_at is not None:
        held.retired_at, held.monitored = None, bool(held.url)
        held.save(update_fields=["retired_at", "monitored"])
        _mark_source_edited(held)
        _log(held, by, "Restored.")
    return held


@transaction.atomic
def move_location(*, location: Location, url: str, by) -> Location:
    """Add `url` to the source as a monitored location with the same role, and retire the old location.

    Returns the new location. If the source already has it, it is restored. Raises `ValidationError` at `url` for a URL
    that is not allowed, or that is the old one.
    """
    if url == location.url:
        raise ValidationError({"url": _("The location already has this URL.")})
    new = Location.objects.filter(source=location.source_id, url=url).first()
    if new is None:
        new = Location(source_id=location.source_id, url=url, role=location.role)
        new.full_clean()
        new.save()
    else:
        new = restore_location(location=new, by=by)
        Location.objects.filter(pk=new.pk).update(monitored=True)
    retire_location(location=location, by=by)
    _mark_source_edited(new)
    _log(new, by, "Added as the new address of a retired location.")
    new.refresh_from_db()
    return new


def _lock_row(location: Location) -> Location:
    """Lock a location after its source, in the same order as the form of the source."""
    list(Source.objects.filter(pk=location.source_id).select_for_update(no_key=True).values_list("pk"))
    return Location.objects.select_for_update().get(pk=location.pk)


def _mark_source_edited(location: Location) -> None:
    Source.objects.filter(pk=location.source_id).mark_edited()


def _log(location: Location, by, message: str) -> None:
    """Write to the admin's log who did it."""
    if by is not None:
        LogEntry.objects.log_actions(by.pk, [location], CHANGE, message, single_object=True)


_SET = "SELECT set_config('observatory.sources_are_merged', %s, true)"


@contextmanager
def locations_may_move() -> Iterator[None]:
    """Allow the locations of a source to go to another one; to be used in a transaction, at whose end it ends too."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["on"])
    yield
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["off"])
