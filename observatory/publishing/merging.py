"""Merge duplicate records: one is withdrawn and its URLs redirect permanently to the other."""

from dataclasses import dataclass

from django.db import transaction

from observatory.history.steps import step
from observatory.publishing.actions import lock_for_publication, publish, withdraw
from observatory.publishing.differences import unpublished_differences
from observatory.publishing.models import Entry, Version
from observatory.publishing.moved_citations import move_shared_citations
from observatory.publishing.refusals import ChecksFailed, NotPublic, OwnEdits
from observatory.records.actions import mark_edited
from observatory.records.models import Record


@dataclass(frozen=True)
class Merger:
    """What a merge came to: the version that withdrew the record, how many of its citations went along, and whether
    they are public in the other record already."""

    withdrawal: Version
    moved: int
    published: bool


class CannotMergeIntoItself(ValueError):
    """Raised for merging a record into itself, or into one that was merged into it."""


@transaction.atomic
def merge(*, record: Record, into: Record, by, reason: str) -> Merger:
    """Withdraw `record` and redirect its URLs to `into`.

    Citations of statements that both records make alike move to `into` with their permanent IDs. They are published
    there at once if nothing else waits to be published; otherwise they wait with it. Nothing else is moved between the
    working copies: names, relations and other citations worth keeping are copied by a curator before. Raises
    `NotPublic` if either is not public, `CannotMergeIntoItself`, and `ReasonMissing` from `withdraw`.
    """
    if record.pk == into.pk:
        raise CannotMergeIntoItself
    with step(by=by, reason=reason, kind="merge"):
        return _merge(record, into, by, reason)


def _merge(record: Record, into: Record, by, reason: str) -> Merger:
    # Locked, so that `into` cannot be withdrawn or merged in the meantime; both together, as publications lock.
    lock_for_publication([record, into])
    winner = Entry.objects.live().filter(record=into.pk).first()
    if winner is None:
        raise NotPublic(into.public_id)
    others_wait = bool(unpublished_differences(into))
    version = withdraw(record=record, by=by, reason=reason)
    Entry.objects.filter(record=record.pk).update(merged_into=winner.public_id)
    moved = move_shared_citations(record=record, into=into)
    if moved:
        mark_edited(record=into, by=None)  # part of the merger, which the reviewer decides on
    published = bool(moved) and not others_wait and _published_if_allowed(into, by, reason)
    return Merger(version, moved, published=published)


def _published_if_allowed(record: Record, by, reason: str) -> bool:
    """Publish a record; return False if a rule of the operator does not allow it: then it waits as any other edit."""
    try:
        publish(record=record, by=by, reason=reason)
    except (ChecksFailed, OwnEdits):
        return False
    return True
