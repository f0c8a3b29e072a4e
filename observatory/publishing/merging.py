"""Merge duplicate records: one is withdrawn and its URLs redirect permanently to the other."""

from django.db import transaction

from observatory.publishing.actions import lock_for_publication, withdraw
from observatory.publishing.models import Entry, Version
from observatory.publishing.refusals import NotPublic
from observatory.records.models import Record


class CannotMergeIntoItself(ValueError):
    """Raised for merging a record into itself, or into one that was merged into it."""


@transaction.atomic
def merge(*, record: Record, into: Record, by, reason: str) -> Version:
    """Withdraw `record` and redirect its URLs to `into`; return the version that withdraws it.

    Nothing is moved between the working copies: names, relations and citations worth keeping are copied by a curator
    before. Raises `NotPublic` if either is not public, `CannotMergeIntoItself`, and `ReasonMissing` from `withdraw`.
    """
    if record.pk == into.pk:
        raise CannotMergeIntoItself
    # Locked, so that `into` cannot be withdrawn or merged in the meantime; both together, as publications lock.
    lock_for_publication([record, into])
    winner = Entry.objects.live().filter(record=into.pk).first()
    if winner is None:
        raise NotPublic(into.public_id)
    version = withdraw(record=record, by=by, reason=reason)
    Entry.objects.filter(record=record.pk).update(merged_into=winner.public_id)
    return version
