"""Queries for curators' work lists, each a single filter condition."""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from observatory.publishing.models import Entry
from observatory.records.models import Record
from observatory.sources.models import Citation

EDITING = [Record.State.DRAFT, Record.State.IN_REVIEW]


def edited_since_published(records: QuerySet) -> QuerySet:
    """Return the records that are public and were edited afterwards."""
    return records.filter(state__in=EDITING, entry__isnull=False, entry__withdrawn_at=None)


def without_a_source(records: QuerySet) -> QuerySet:
    """Return the records that have no citation, or whose public entry has no citation or has unsupported statements."""
    cites = Exists(Citation.objects.filter(record=OuterRef("pk")))
    states = (Entry.Evidence.UNSOURCED, Entry.Evidence.UNSUPPORTED)
    unsupported = Exists(Entry.objects.live().filter(record=OuterRef("pk"), evidence__in=states))
    return records.filter(~cites | unsupported)


def would_be_unsourced(records: Collection[Record]) -> set[int]:
    """Return the primary keys of the records that would be public without any citation if all were published now.

    A relation to a record that is not public is left out of the document, with its citations.
    """
    keys = [record.pk for record in records]
    public = Entry.objects.live().filter(record=OuterRef("relation__object"))
    shown = Q(relation=None) | Q(relation__object__in=keys) | Exists(public)
    cites = Exists(Citation.objects.filter(shown, record=OuterRef("pk")))
    return set(Record.objects.filter(~cites, pk__in=keys).values_list("pk", flat=True))


def annotate_public_entry(records: QuerySet) -> QuerySet:
    """Annotate records with the columns of their public entry that lists show, without its document."""
    return records.annotate(
        public_version=F("entry__version"), public_evidence=F("entry__evidence"), gone=F("entry__withdrawn_at")
    )
