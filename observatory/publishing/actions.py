"""The one door between the curators' working copy and the public: publish and withdraw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from observatory.publishing import documents
from observatory.publishing.models import Entry, Version
from observatory.publishing.searchable import search_vector
from observatory.records.models import Record


@dataclass(frozen=True)
class Publication:
    """What publishing a record came to: its current version, and whether this call made it."""

    version: Version
    created: bool


class NotPublic(Exception):
    """The record is not public, so it cannot be withdrawn."""


class ReasonMissing(ValueError):
    """Readers are told why a version was made or a record withdrawn; the reason may not be empty."""


def publish(*, record: Record, by, reason: str) -> Publication:
    """Make the working copy of one record public. See `publish_many`."""
    return publish_many(records=[record], by=by, reason=reason)[0]


@transaction.atomic
def publish_many(*, records: Sequence[Record], by, reason: str) -> list[Publication]:
    """Make working copies public, all or none, in the order given; relations among them are included.

    A record whose document is what readers see already gets no new version. The rows are locked in the
    order of their ids, so of two reviewers who press at once the second finds nothing to do.
    `by` is the user who answers for it, None for a load by the operator. Raises `ReasonMissing`.
    """
    reason = _given(reason)
    locked = _lock(records)
    objects = Entry.objects.live().filter(record__relations_to__subject__in=locked)
    public = {*objects.values_list("record_id", flat=True), *locked}
    entries = Entry.objects.in_bulk(locked)
    return [_publish_one(locked[record.pk], entries.get(record.pk), public, by, reason) for record in records]


def _publish_one(record: Record, entry: Entry | None, public: set[int], by, reason: str) -> Publication:
    document = documents.build(record, public=public)
    sha256 = documents.digest(document)
    if entry and entry.withdrawn_at is None and entry.sha256 == sha256:
        _settle(record, Record.State.PUBLISHED)
        return Publication(record.versions.get(number=entry.version), created=False)

    version = _append(record, Version.Action.PUBLISH, by, reason, document=document, sha256=sha256)
    stamp = {"number": version.number, "published_at": version.published_at.isoformat(), "sha256": sha256}
    Entry.objects.update_or_create(
        record=record,
        defaults={
            **documents.columns(document),
            "public_id": record.public_id,
            "kind": record.kind,
            "slug": record.slug,
            "document": document | {"version": stamp},
            "version": version.number,
            "sha256": sha256,
            "first_published_at": entry.first_published_at if entry else version.published_at,
            "published_at": version.published_at,
            "withdrawn_at": None,
            "withdrawal_reason": "",
            "search": search_vector(document),
        },
    )
    _settle(record, Record.State.PUBLISHED)
    return Publication(version, created=True)


@transaction.atomic
def withdraw(*, record: Record, by, reason: str) -> Version:
    """Take a record out of the public side; its address says since when and why from now on (410).

    Raises `NotPublic` when there is nothing to withdraw, `ReasonMissing` without a reason.
    """
    reason = _given(reason)
    record = _lock([record])[record.pk]
    entry = Entry.objects.live().filter(record=record).first()
    if entry is None:
        raise NotPublic(record.public_id)

    version = _append(record, Version.Action.WITHDRAW, by, reason)
    empty: list[str] = []
    Entry.objects.filter(record=record).update(
        document=None,
        version=version.number,
        sha256="",
        published_at=version.published_at,
        withdrawn_at=version.published_at,
        withdrawal_reason=reason,
        subtype="",
        date_from=None,
        date_to=None,
        jurisdictions=empty,
        themes=empty,
        instrument_types=empty,
        fields=empty,
        related_ids=empty,
        source_ids=empty,
        evidence="",
        search=None,
    )
    _settle(record, Record.State.WITHDRAWN)
    return version


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _lock(records: Iterable[Record]) -> dict[int, Record]:
    wanted = [record.pk for record in records]
    return {row.pk: row for row in Record.objects.filter(pk__in=wanted).order_by("pk").select_for_update()}


def _append(record: Record, action: Version.Action, by, reason: str, **held) -> Version:
    last = record.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return Version.objects.create(
        record=record,
        number=last + 1,
        action=action,
        published_at=timezone.now(),
        published_by=by,
        reason=reason,
        **held,
    )


def _settle(record: Record, state: Record.State) -> None:
    # update(), not save(): `updated_at` says when a curator last edited.
    Record.objects.filter(pk=record.pk).exclude(state=state).update(state=state)
