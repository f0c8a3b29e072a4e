"""Publish and withdraw items (sources, official terms, coverage searches): the only code that changes which version of
them is public.

The same door as that of records (`record_publication`): a document under its hash, appended as a version, and one
current row that readers are shown. A source is public as long as a published record cites it; until then its current
row waits.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from observatory.history.steps import step
from observatory.publishing.documents import item_documents, record_documents
from observatory.publishing.documents.document_format import upgrade_item
from observatory.publishing.models import (
    FrozenVersion,
    PublishedSource,
    PublishedSurvey,
    PublishedTerm,
    SourceVersion,
    SurveyVersion,
    TermVersion,
)
from observatory.publishing.publication_lock import take_publication_lock
from observatory.publishing.publication_refusals import NotPublic, require_reason
from observatory.publishing.published_item_writer import (
    Versions,
    write_current_sources,
    write_current_surveys,
    write_current_terms,
)
from observatory.publishing.version_writer import append_versions
from observatory.records.models import Record, Reviewed, Survey
from observatory.sources.models import OfficialTerm, Source

# Stored with each version; readers are shown it in their language.
RESHAPED = gettext_noop("Same content in the current data format")


@dataclass(frozen=True)
class ItemType:
    """What is published in the same way: its working copy, its versions, its current rows. `name` is what it is called
    in addresses, by the checks, and as a foreign key."""

    name: str
    model: type[Reviewed]
    version: type[FrozenVersion]
    current: type[Any]
    build: Callable[[Collection[int]], item_documents.Documents]
    write: Callable[[Versions], None]
    may_be_withdrawn: bool = True


SOURCES = ItemType(
    "source",
    Source,
    SourceVersion,
    PublishedSource,
    item_documents.source_documents,
    write_current_sources,
    may_be_withdrawn=False,  # public as long as a record cites it
)
TERMS = ItemType("term", OfficialTerm, TermVersion, PublishedTerm, item_documents.term_documents, write_current_terms)
SURVEYS = ItemType(
    "survey", Survey, SurveyVersion, PublishedSurvey, item_documents.survey_documents, write_current_surveys
)
ITEM_TYPES = (SOURCES, TERMS, SURVEYS)


@dataclass(frozen=True)
class ItemPublication:
    """What publishing an item came to: its current version, and whether this call made it."""

    version: Any
    created: bool


def publish_sources(*, sources: Iterable[Source], by, reason: str) -> list[ItemPublication]:
    """Make the working copies of sources the current ones, all or none. See `publish_items`. Raises `KeyTaken`."""
    return publish_items(SOURCES, items=sources, by=by, reason=reason)


@transaction.atomic
def publish_items(item_type: ItemType, *, items: Iterable[Reviewed], by, reason: str) -> list[ItemPublication]:
    """Make the working copies of items of one type the current ones, all or none, in the order of their keys.

    An item whose document is the current one already gets no new version. The sources of translations that were never
    published are published with their term. `by` is the user who answers for it, None for a load by the operator.
    Raises `ReasonMissing`, `KeyTaken`, or `DoesNotExist` of the model for a deleted item.
    """
    reason = require_reason(reason)
    keys = lock_items(item_type, items)
    if item_type is TERMS:
        unpublished = Source.objects.filter(renderings__term__in=keys, published=None).distinct()
        publish_sources(sources=unpublished, by=by, reason=reason)
    built = item_type.build(keys)
    shown = {pk: row.frozen for pk, row in item_type.current.objects.select_related("frozen").in_bulk(keys).items()}
    changed = [pk for pk in keys if pk not in shown or upgrade_item(shown[pk].document) != built[pk]]
    versions = _append(item_type, changed, FrozenVersion.Action.PUBLISH, by, reason, built)
    if versions:
        item_type.write(versions)
    with step(by=by, reason=reason, kind="publish"):
        set_state(item_type, keys, Record.State.PUBLISHED)
    return [ItemPublication(versions.get(pk) or shown[pk], pk in versions) for pk in keys]


@transaction.atomic
def withdraw_item(item_type: ItemType, *, item: Reviewed, by, reason: str) -> Any:
    """Take an official term or a coverage search out of what readers see; return the version that says so.

    Raises `NotPublic` when there is nothing to withdraw, `ReasonMissing` without a reason.
    """
    if not item_type.may_be_withdrawn:
        raise ValueError("A source is public as long as a published record cites it.")
    reason = require_reason(reason)
    keys = lock_items(item_type, [item])
    if not item_type.current.objects.filter(pk__in=keys).exists():
        raise NotPublic(str(item))
    versions = _append(item_type, keys, FrozenVersion.Action.WITHDRAW, by, reason, None)
    item_type.current.objects.filter(pk__in=keys).delete()
    with step(by=by, reason=reason, kind="withdraw"):
        set_state(item_type, keys, Record.State.WITHDRAWN)
    return versions[item.pk]


@transaction.atomic
def republish_items(item_type: ItemType, *, keys: Collection[int], dry_run: bool = False) -> int:
    """Publish the current documents of items anew in the current format, as a version of their own; return how many.

    They are made of what was published, never of working copies: unpublished edits stay unpublished.
    """
    rows = item_type.current.objects.select_related("frozen").filter(pk__in=keys).order_by("pk")
    current = {row.pk: (row.frozen.document, upgrade_item(row.frozen.document)) for row in rows}
    rebuilt = {pk: after for pk, (before, after) in current.items() if after != before}
    if rebuilt and not dry_run:
        item_type.write(_append(item_type, list(rebuilt), FrozenVersion.Action.RESHAPE, None, RESHAPED, rebuilt))
    return len(rebuilt)


@transaction.atomic
def rewrite_current_rows(item_type: ItemType, keys: Collection[int]) -> None:
    """Write the current rows of items anew from the versions that they show, after what is derived from documents has
    changed."""
    take_publication_lock()
    rows = item_type.current.objects.select_related("frozen").filter(pk__in=keys)
    if versions := {row.pk: row.frozen for row in rows}:
        item_type.write(versions)


def _append(item_type: ItemType, keys: Sequence[int], action: str, by, reason: str, built) -> dict[int, Any]:
    if not keys:
        return {}
    digests = {pk: record_documents.document_digest(built[pk]) for pk in keys} if built else None
    return append_versions(item_type.version, "item", keys, action, by, reason, built, digests)


def lock_items(item_type: ItemType, items: Iterable[Reviewed]) -> list[int]:
    """Lock items that are published or withdrawn, in the order of their keys, before the publication lock is taken;
    return the keys.

    Rows that point at them may be written meanwhile. Raises `DoesNotExist` of the model for a deleted item.
    """
    wanted = {item.pk for item in items}
    rows = item_type.model.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    keys = list(rows.values_list("pk", flat=True))
    if missing := wanted - set(keys):
        raise item_type.model.DoesNotExist(sorted(missing))
    return keys


def set_state(item_type: ItemType, keys: Collection[int], state: Record.State) -> None:
    """Set where working copies stand; `updated_at` goes on saying when a curator last edited them."""
    item_type.model.objects.filter(pk__in=keys).exclude(state=state).update(state=state)


def edited_since_published(item_type: ItemType) -> QuerySet:
    """Return the items with a current version whose working copies were edited afterwards."""
    rows = item_type.model.objects.filter(state__in=[Record.State.DRAFT, Record.State.IN_REVIEW])
    return rows.filter(published__isnull=False)
