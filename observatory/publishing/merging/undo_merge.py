"""Undo a merge of two records or of two sources, as long as nobody has edited or published since what it changed.

The working copies are set back by the history. A record that was public before is published again if that shows readers
exactly what they saw; else it waits as a draft.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.history.edit_events import rows_in_step, without_state
from observatory.history.undo import CannotUndo, undo_step
from observatory.publishing.differences.document_differences import public_among_objects
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import upgrade_item, with_ids_as_in
from observatory.publishing.documents.item_documents import source_documents
from observatory.publishing.item_publication import SOURCES, set_state
from observatory.publishing.merging.merge_registry import return_registered_rows
from observatory.publishing.models import Entry, PublishedSource, Version
from observatory.publishing.publication_lock import lock_for_publication
from observatory.publishing.publication_refusals import ChecksFailed, SlugTaken, require_reason
from observatory.publishing.record_publication import publish_many
from observatory.publishing.scheduled_publications import resume_after_merge
from observatory.records.models import MergedRecord, Record
from observatory.records.record_duplicates import find_duplicates_of, merged_into
from observatory.records.record_edits import mark_all_edited
from observatory.sources import source_duplicates
from observatory.sources.location_actions import locations_may_move
from observatory.sources.models import MergedSource, Source


class NotMerged(ValueError):
    """Raised for a record that is not merged into another one, or no longer."""


@dataclass(frozen=True)
class UndoneMerge:
    """What undoing a merge came to: the record that is its own again, the other one, and whether the first is public
    again. It `waits` if it was public and a reviewer has to publish it."""

    record: Record
    into: Record
    published: bool
    waits: bool


def needs_publication(merger: MergedRecord) -> bool:
    """Return whether undoing a merge changes what readers see: the record was public."""
    return "withdrawal" in merger.outside


@transaction.atomic
def undo_merge(*, record: Record, by, reason: str) -> UndoneMerge:
    """Set both records back to what they were before `record` was merged.

    Raises `CannotUndo` with what was edited or published since, `NotMerged`, and `ReasonMissing`.
    """
    reason = require_reason(reason)
    merger = MergedRecord.objects.filter(record=record.pk).first()
    if merger is None:
        raise NotMerged
    locked = lock_for_publication([record, merger.into])
    record, into = locked[record.pk], locked[merger.into_id]
    merger = merged_into(record)
    if merger is None or merger.into_id != into.pk:
        raise NotMerged
    was_public = needs_publication(merger)
    if was_public:
        _require_unpublished_since_merge(merger, record, into)
    undo_moves(merger.step, by, reason)
    mark_all_edited(keys=[record.pk, into.pk], by=by)
    return_registered_rows(merger.outside.get("moved", {}), record, into)
    resume_after_merge(record=record, before=merger.outside.get("scheduled", {}), now=timezone.now())
    holder, due_on = merger.outside.get("assigned", (None, None))
    Record.objects.filter(pk=record.pk, assigned_to=None).update(assigned_to=holder, due_on=due_on)
    merger.delete()
    find_duplicates_of([record.pk, into.pk])
    again = _records_to_publish_again(record, into, merger) if was_public else []
    published = bool(again) and _publish_again(again, by, reason)
    if published:
        find_duplicates_of([record.pk, into.pk])
    return UndoneMerge(record, into, published=published, waits=was_public and not published)


def undo_moves(step: str, by, reason: str) -> None:
    """Set back what a merge moved; nothing, if it moved nothing. Raises `CannotUndo`."""
    rows = rows_in_step(UUID(step))
    if any(without_state(row.before) != without_state(row.after) for row in rows):
        undo_step(step_id=UUID(step), by=by, reason=reason)


def _require_unpublished_since_merge(merger: MergedRecord, record: Record, into: Record) -> None:
    """Raise `CannotUndo` if one of two merged records was published or withdrawn since the merge."""
    expected = {record.pk: merger.outside["withdrawal"], into.pk: merger.outside["version"]}
    found = dict(Entry.objects.filter(record__in=expected).values_list("record", "version"))
    said = [
        _("“%s” was published or withdrawn since.") % row
        for row in (record, into)
        if found.get(row.pk) != expected[row.pk]
    ]
    if said:
        raise CannotUndo(said)


def _records_to_publish_again(record: Record, into: Record, merger: MergedRecord) -> list[Record]:
    """Return the records to publish again after the undo of a merge: both, if the merge published the other one too;
    none if publishing would show readers something that they have not seen."""
    wanted = {record: merger.outside["withdrawal"] - 1}
    if merger.outside.get("published"):
        wanted[into] = merger.outside["version"] - 1
    both = {record.pk, into.pk}
    return list(wanted) if all(_shows_again(row, number, both) for row, number in wanted.items()) else []


def _shows_again(record: Record, number: int, both: set[int]) -> bool:
    """Return whether publishing a record now makes public what its version of that number did."""
    version = Version.objects.filter(record=record.pk, number=number).first()
    if version is None or version.document is None:
        return False
    public = version.upgraded_document
    among = {*public_among_objects(record), *_of_version(public), *both}
    return public == with_ids_as_in(public, record_documents.build_document(record, public=among))


def _of_version(document) -> set[int]:
    """Return the keys of the records that a version relates to and that readers still see."""
    ids = [relation["object"]["id"] for relation in document["relations"]]
    return set(Entry.objects.live().filter(public_id__in=ids).values_list("record_id", flat=True))


def _publish_again(records: list[Record], by, reason: str) -> bool:
    """Publish what readers have seen before the merge, which nobody has to review again; return whether that was
    possible."""
    Record.objects.filter(pk__in=[row.pk for row in records]).update(edited_by=[], returned=False)
    try:
        with transaction.atomic():
            publish_many(records=records, by=by, reason=reason)
    except (ChecksFailed, SlugTaken):
        return False
    return True


@transaction.atomic
def undo_source_merge(*, source: Source, by, reason: str) -> MergedSource:
    """Set both sources and all citations back to what they were before `source` was merged; return the merger.

    The records become drafts again. Raises `CannotUndo` with what was edited since, `NotMerged`, `ReasonMissing`.
    """
    reason = require_reason(reason)
    merger = MergedSource.objects.select_for_update(of=("self",)).filter(source=source.pk).first()
    if merger is None or source_duplicates.merged_into(Source.objects.get(pk=source.pk)) is None:
        raise NotMerged
    with locations_may_move():
        undo_moves(merger.step, by, reason)
    merger.delete()
    keys = [merger.source_id, merger.into_id]
    Source.objects.filter(pk__in=keys).mark_edited()
    set_state(SOURCES, _sources_as_published(keys), Record.State.PUBLISHED)
    source_duplicates.find_duplicates_of(keys)
    return merger


def _sources_as_published(keys: list[int]) -> list[int]:
    """Return the sources whose working copy is what their current version holds: nobody has to review them."""
    built = source_documents(keys)
    shown = PublishedSource.objects.select_related("frozen").filter(pk__in=keys)
    return [row.pk for row in shown if upgrade_item(row.frozen.document) == built[row.pk]]
