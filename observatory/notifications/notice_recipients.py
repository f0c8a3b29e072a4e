"""Who of the desk gets notices, of which records and changes, and what they were told already."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from observatory.monitoring.models import AffectedCitation, Change
from observatory.notifications.models import Preference, Told
from observatory.records import registry
from observatory.records.models import Comment, Jurisdiction, Record

log = logging.getLogger(__name__)
T = TypeVar("T")


def each_alone(write: Callable[[int], str], keys: Iterable[int]) -> list[str]:
    """Call `write` for each recipient of a notice and return what it returned, if anything. An error with one is logged
    and the others get their mail all the same; it is tried again with the next run."""
    found = []
    for key in keys:
        try:
            found.append(write(key))
        except Exception:
            log.exception("A notice was not written")
    return [each for each in found if each]


def reachable_people(preferences: QuerySet[Preference]) -> QuerySet[Preference]:
    """Return the preferences of people who can be sent mail: active accounts of the desk with an email address whose
    server has not refused it."""
    return preferences.filter(user__is_active=True, user__is_staff=True, refused_at=None).exclude(user__email="")


def narrowed_records(preference: Preference) -> QuerySet[Record] | None:
    """Return the records of whose sources a person wants to hear; None for those of all records."""
    conditions = []
    if themes := [term.pk for term in preference.themes.all()]:
        conditions.append(Q(themes__in=themes) | Q(themes__parent__in=themes))
    if places := [term.code for term in preference.jurisdictions.all()]:
        within = Q(code__in=places)
        for code in places:
            within |= Q(code__startswith=f"{code}-")  # a country includes its subdivisions
        conditions.append(Q(jurisdictions__in=Jurisdiction.objects.filter(within)))
    if preference.kinds:
        conditions.append(Q(kind__in=preference.kinds))
    if preference.mine:
        conditions.append(_own_records(preference.user))
    if not conditions:
        return None
    records = Record.objects.order_by()
    for condition in conditions:
        records = records.filter(pk__in=Record.objects.filter(condition).values("pk"))
    return records


def _own_records(user) -> Q:
    """Records that a person has taken, has edited or is mentioned at. `edited_by` is emptied when a record is
    published; the log of the admin keeps who edited it before."""
    kinds = [ContentType.objects.get_for_model(each.model).pk for each in registry.all_types()]
    logged = LogEntry.objects.filter(user=user, content_type__in=kinds, object_id=Cast(OuterRef("pk"), TextField()))
    mentioned = Comment.objects.filter(record=OuterRef("pk"), mentioned=user)
    return Q(assigned_to=user) | Q(edited_by__contains=[user.pk]) | Q(Exists(logged)) | Q(Exists(mentioned))


def narrowed_changes(changes: QuerySet[Change], preference: Preference) -> QuerySet[Change]:
    """Return the changes that a person wants to hear of: all, or those with a claim of one of their records, and those
    that they have taken if they want their own."""
    records = narrowed_records(preference)
    if records is None:
        return changes
    claims = AffectedCitation.objects.filter(change=OuterRef("pk"), citation__record__in=records)
    taken = Q(assigned_to=preference.user) if preference.mine else Q(pk=None)
    return changes.filter(Q(Exists(claims)) | taken)


def not_told_before(user, things: Mapping[str, T]) -> dict[str, T]:
    """Return, of things by key, those that a person was not told of; one query."""
    told = set(Told.objects.filter(user=user, key__in=list(things)).values_list("key", flat=True))
    return {key: thing for key, thing in things.items() if key not in told}


def mark_told(user, keys: Iterable[str], now) -> None:
    """Remember what a person was told. A key that somebody else wrote in the meantime stays as it is."""
    rows = [Told(user=user, key=key, at=now) for key in dict.fromkeys(keys)]
    Told.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def not_told(user, prefixes: Collection[str], key: str = "pk") -> Q:
    """Return a condition on rows: the person got no notice under any of these prefixes of the row's key (column
    `key`)."""
    found = Q()
    for prefix in prefixes:
        rows = Told.objects.filter(user=user, key=_concat(prefix, key))
        found &= ~Q(Exists(rows))
    return found


def _concat(prefix: str, key: str):
    return Concat(Value(prefix), Cast(OuterRef(key), TextField()), output_field=TextField())
