"""Publish and withdraw records: the only code that changes which version of a record is public. Of several records all
are published or none, or those that can be.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from observatory.history.steps import step
from observatory.publishing import item_publication, standing_versions, version_writer
from observatory.publishing.checks.findings import require_passed
from observatory.publishing.cited_statement_writer import (
    delete_published_citations,
    end_cited_statements,
    update_cited_flags,
)
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import upgrade_document, with_ids_as_in
from observatory.publishing.entry_writer import build_entry, write_entries
from observatory.publishing.index import attribution
from observatory.publishing.index.entry_columns import index_columns_of_entries
from observatory.publishing.models import Entry, Version
from observatory.publishing.publication_lock import lock_for_publication
from observatory.publishing.publication_refusals import (
    ChecksFailed,
    KeyTaken,
    NotPublic,
    OwnEdits,
    Refusal,
    SlugTaken,
    require_reason,
)
from observatory.records.models import FormerSlug, MergedRecord, Record
from observatory.sources.models import Citation, Source


@dataclass(frozen=True)
class Publication:
    """What publishing a record came to: its current version, and whether this call made it."""

    version: Version
    created: bool


def publish(*, record: Record, by, reason: str) -> Publication:
    """Make the working copy of one record public. See `publish_many`."""
    return publish_many(records=[record], by=by, reason=reason)[0]


@transaction.atomic
def publish_many(*, records: Sequence[Record], by, reason: str, sources: Iterable[Source] = ()) -> list[Publication]:
    """Make working copies public, all or none, in the order given; relations among them are included.

    A record whose document is what readers see already gets no new version; the decisions on its claims become public
    with it (`Entry.reviewed_at`). The rows are locked in the
    order of their ids, so of two reviewers who press at once the second finds nothing to do. Fifty
    records of a type cost as many queries as one. `by` is the user who answers for it, None for a load
    by the operator.

    Sources that the records cite and that were never published are published with them: no reader sees a citation
    without its source. Of the others, unpublished edits stay unpublished, except of those in `sources`.
    Raises `ReasonMissing`, `SlugTaken`, `KeyTaken`, `ChecksFailed`, `OwnEdits`, or `DoesNotExist` for a deleted record
    or source.
    """
    reason = require_reason(reason)
    with step(by=by, reason=reason, kind="publish"):
        return _publish_many(records, by, reason, sources)


def _publish_many(records: Sequence[Record], by, reason: str, sources: Iterable[Source]) -> list[Publication]:
    """Lock the records, build their documents, refuse what may not be published, append versions and write the
    entries."""
    locked = lock_for_publication(records)
    objects = Entry.objects.live().filter(record__relations_to__subject__in=locked)
    public = {*objects.values_list("record_id", flat=True), *locked}
    if chosen := {*sources, *sources_never_published(locked, public)}:
        item_publication.publish_sources(sources=chosen, by=by, reason=reason)
    built = record_documents.build_documents(locked.values(), public=public)
    require_passed(built)
    _require_other_eyes(locked, built, by)
    digests = {pk: record_documents.document_digest(document) for pk, document in built.items()}
    entries = Entry.objects.in_bulk(locked)

    same = [
        pk
        for pk, entry in entries.items()
        if entry.withdrawn_at is None and _entry_shows_document(entry, built[pk], digests[pk])
    ]
    changed = [pk for pk in locked if pk not in same]
    versions = append_record_versions(changed, Version.Action.PUBLISH, by, reason, built, digests)
    _keep_former_slugs([locked[pk] for pk in changed], entries)
    # Who stands behind a record is known once all are written; what was known before saves writing it twice.
    before = [entries[pk] for pk in changed if pk in entries]
    columns = index_columns_of_entries({pk: built[pk] for pk in changed}, attribution.known_organisations(before))
    rows = [build_entry(locked[pk], entries.get(pk), built[pk], versions[pk], columns[pk]) for pk in changed]
    write_entries(rows, entries, versions)
    Entry.objects.filter(pk__in=same).exclude(record__state=Record.State.PUBLISHED).update(reviewed_at=timezone.now())
    _set_state_of_records(locked, Record.State.PUBLISHED)

    shown = Version.objects.filter(record__in=same).order_by("record_id", "-number").distinct("record_id")
    versions |= {row.record_id: row for row in shown}
    return [Publication(versions[record.pk], created=record.pk not in same) for record in records]


def _entry_shows_document(entry: Entry, document: dict[str, Any], digest: str) -> bool:
    """Return whether readers see this document already in an entry; in another format it is the same (`manage.py
    republish`)."""
    if entry.sha256 == digest:
        return True
    public = upgrade_document(record_documents.hashed_content(entry))
    return public == with_ids_as_in(public, document)


def _keep_former_slugs(records: Iterable[Record], entries: Mapping[int, Entry]) -> None:
    """Keep the former slugs of records that are published under a new one; raise `SlugTaken` where another record has
    it."""
    wanted = {record.slug: record.pk for record in records}
    for slug, owner in Entry.objects.filter(slug__in=wanted).values_list("slug", "record_id"):
        if wanted[slug] != owner:
            raise SlugTaken(slug)
    left = [(pk, entries[pk].slug) for slug, pk in wanted.items() if pk in entries and entries[pk].slug != slug]
    # A record that returns to a slug of its own keeps the row; the entry is looked up first.
    FormerSlug.objects.bulk_create([FormerSlug(record_id=pk, slug=slug) for pk, slug in left], ignore_conflicts=True)


@transaction.atomic
def withdraw(*, record: Record, by, reason: str) -> Version:
    """Take a record out of the public side; its address says since when and why from now on (410).

    Raises `NotPublic` when there is nothing to withdraw, `ReasonMissing` without a reason.
    """
    reason = require_reason(reason)
    locked = lock_for_publication([record])
    entry = Entry.objects.live().filter(record__in=locked).first()
    if entry is None:
        raise NotPublic(record.public_id)

    version = append_record_versions(locked, Version.Action.WITHDRAW, by, reason)[record.pk]
    MergedRecord.objects.filter(record__in=locked).delete()  # of a merge that a publication ended
    affected = attribution.affected_by([entry])
    Entry.objects.filter(record=entry.record_id).update(
        **_NOTHING,
        version=version.number,
        sequence=version.pk,
        published_at=version.published_at,
        withdrawn_at=version.published_at,
        withdrawal_reason=reason,
    )
    attribution.update_attribution(affected)
    standing_versions.end_standing([entry.record_id], version.published_at)
    end_cited_statements(entry.record_id, version)
    delete_published_citations([entry.record_id])
    update_cited_flags(entry.source_ids)
    with step(by=by, reason=reason, kind="withdraw"):
        _set_state_of_records(locked, Record.State.WITHDRAWN)
    return version


# What an entry holds that is not public any more.
_NOTHING = {
    **{name: [] for name in ("related_ids", "source_ids", "actor_ids", "facet_ids")},
    **dict.fromkeys(("subtype", "evidence", "dated", "names", "sha256"), ""),
    **dict.fromkeys(("document", "date_from", "date_to", "search"), None),
}


def sources_never_published(records: Collection[int], public: Collection[int]) -> QuerySet[Source]:
    """Return the sources that the published documents of some records (keys) would be the first to cite; `public` are
    the keys of the records that readers see then: a relation to another is left out with its citations."""
    shown = Citation.objects.filter(Q(relation=None) | Q(relation__object__in=public), record__in=records)
    return Source.objects.filter(published=None, pk__in=shown.values("source"))


def append_record_versions(
    keys: Collection[int],
    action: Version.Action,
    by,
    reason: str,
    built: Mapping[int, dict[str, Any]] | None = None,
    digests: Mapping[int, str] | None = None,
) -> dict[int, Version]:
    """Write the next version of each record that is published or withdrawn, in the order of `keys`; a withdrawal has no
    documents."""
    return version_writer.append_versions(Version, "record", keys, action, by, reason, built, digests)


def _set_state_of_records(keys: Collection[int], state: Record.State) -> None:
    # update(), not save(): `updated_at` says when a curator last edited.
    settled = Q(state=state, edited_by=[], returned=False)
    Record.objects.filter(pk__in=keys).exclude(settled).update(state=state, edited_by=[], returned=False)


def _require_other_eyes(locked: Mapping[int, Record], built: Mapping[int, Mapping[str, Any]], by) -> None:
    """Raise `OwnEdits` if the rule of four eyes is set and `by` edited one of the records since it was published."""
    if by is None or not settings.FOUR_EYES:
        return
    own = [pk for pk, record in locked.items() if by.pk in record.edited_by]
    if own:
        raise OwnEdits({pk: built[pk]["title"] for pk in own})


@dataclass(frozen=True)
class PartialPublication:
    """What was published, in the order of the records, and by primary key what stood in the way of the others."""

    publications: Sequence[Publication]
    refused: Mapping[int, Refusal]


@transaction.atomic
def publish_possible(
    *, records: Sequence[Record], by, reason: str, sources: Iterable[Source] = ()
) -> PartialPublication:
    """Publish the records together, as `publish_many` does, but for those that it refuses.

    Each refusal leaves out the records it names and tries again: a relation to a record that is left out stays out too.
    Raises `ReasonMissing`, or `DoesNotExist` for a deleted record or source.
    """
    rest, chosen = list(records), list(sources)
    refused: dict[int, Refusal] = {}
    while rest:
        try:
            with transaction.atomic():
                return PartialPublication(publish_many(records=rest, by=by, reason=reason, sources=chosen), refused)
        except (ChecksFailed, OwnEdits, SlugTaken, KeyTaken) as error:
            named = _records_refused(error, rest) or {row.pk for row in rest}
            refused |= dict.fromkeys(named, error)
            rest = [row for row in rest if row.pk not in named]
            if isinstance(error, KeyTaken):
                chosen = [row for row in chosen if row.key != str(error)]
    return PartialPublication([], refused)


def _records_refused(error: Refusal, records: Sequence[Record]) -> set[int]:
    """Return the primary keys of the records that a refusal to publish is about."""
    keys = {row.pk for row in records}
    if isinstance(error, SlugTaken):
        return {row.pk for row in records if row.slug == str(error)}
    if isinstance(error, KeyTaken):
        cited = Citation.objects.filter(record__in=keys, source__key=str(error))
        return set(cited.values_list("record_id", flat=True))
    return keys & set(error.titles)
