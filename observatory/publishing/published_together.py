"""Records and sources that are reviewed and published together with a record, in one step, as far as the user may
decide on them.

A relation is stored with its subject. Whoever states on a plan's form that a ministry launched it edits the ministry:
a review of the plan takes the ministry along if nothing else of it was edited. It also takes along an organisation
that was made for a relation of the plan and was never public.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from observatory.publishing import record_publication
from observatory.publishing.differences.document_differences import Difference, pending_differences
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.item_publication import SOURCES, edited_since_published
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Record
from observatory.sources.models import Citation, Source

MOST = 10  # companions of one decision; a reviewer reads the differences of each
WITH_COMPANIONS = 5  # records decided at once; of a longer list, each has been chosen


def companions_of(records: Sequence[Record], *, state: str) -> list[Record]:
    """Return the records that are published together with `records`, or go with another decision on them: those in
    `state` that are edited in nothing but their relations to these, and those that were never public, are related to
    them, and were edited by nobody else."""
    if not records or len(records) > WITH_COMPANIONS:
        return []
    keys = [record.pk for record in records]
    near = Q(relations__object__in=keys) | Q(relations_to__subject__in=keys)
    rows = Record.objects.filter(near, state=state).exclude(pk__in=keys).distinct().order_by("pk")
    found = list(rows.select_related("entry").defer("entry__search")[: 4 * MOST])
    editors = {key for record in records for key in record.edited_by}
    public_ids = {record.public_id for record in records}
    public = {row.pk: row for row in found if hasattr(row, "entry") and row.entry.withdrawn_at is None}
    never = [row for row in found if not hasattr(row, "entry")]
    built = build_together(public.values(), keys)
    with_relations = [
        row
        for key, row in public.items()
        if _only_relations_to(
            public_ids, pending_differences(upgrade_document(record_documents.hashed_content(row.entry)), built[key])
        )
    ]
    made_for_them = [row for row in never if row.edited_by and {*row.edited_by} <= editors]
    return sorted([*with_relations, *made_for_them], key=lambda row: row.pk)[:MOST]


def build_together(records: Iterable[Record], keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the documents of records as they would be published together with the records of `keys`."""
    rows = list(records)
    objects = Entry.objects.live().filter(record__relations_to__subject__in=[row.pk for row in rows])
    public = {*objects.values_list("record_id", flat=True), *keys, *(row.pk for row in rows)}
    return record_documents.build_documents(rows, public=public)


# Worked out of the rest of a document; differs only where something else does.
_DERIVED = frozenset({"evidence_state"})


def _only_relations_to(public_ids: Collection[str], found: Iterable[Difference]) -> bool:
    stated = [difference for difference in found if difference.path not in _DERIVED]
    return bool(stated) and all(_related_record_of_difference(difference) in public_ids for difference in stated)


def _related_record_of_difference(difference: Difference) -> str:
    """Return the permanent ID of the record related to by the relation that a difference is in; "" if it is in none."""
    if difference.path.partition(".")[0] != "relations":
        return ""
    if difference.within:
        return difference.within[0][1]["object"]["id"]
    row = difference.after or difference.before
    return row["object"]["id"] if isinstance(row, dict) else ""


# The state of what goes with a decision: what was submitted together is published and sent back together.
_TAKEN_ALONG = {
    "submit": Record.State.DRAFT,
    "publish": Record.State.IN_REVIEW,
    "send_back": Record.State.IN_REVIEW,
}


def with_companions(user, decision: str, records: Sequence[Record]) -> list[Record]:
    """Return the records that a decision on some records takes along and that the user may change; each has
    `goes_along` set."""
    if decision not in _TAKEN_ALONG:
        return []
    found = companions_of(records, state=_TAKEN_ALONG[decision])
    if decision == "publish":  # a reviewer who publishes a draft publishes what it was edited with
        drafts = [row for row in records if row.state == Record.State.DRAFT]
        found += companions_of(drafts, state=Record.State.DRAFT)
    allowed = [row for row in found if _may_change(user, row)]
    for row in allowed:
        row.goes_along = True
    return allowed


def _may_change(user, record: Record) -> bool:
    meta = registry.get_record_type(record.kind).model._meta
    return user.has_perm(f"{meta.app_label}.change_{meta.model_name}")


def edited_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that records cite and that curators edited after they were published."""
    cited = Citation.objects.filter(record__in=records).values("source")
    return edited_since_published(SOURCES).filter(pk__in=cited).order_by("pk")


def new_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that would be published with records, as the first to cite them."""
    keys = [row.pk for row in records]
    public = Entry.objects.live().filter(record__relations_to__subject__in=keys).values_list("record_id", flat=True)
    return record_publication.sources_never_published(keys, {*public, *keys}).order_by("key")
