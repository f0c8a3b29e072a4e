"""What waits for curators: questions to the working copy and its public side, each one condition."""

from django.db.models import Exists, F, OuterRef, QuerySet

from observatory.publishing.models import Entry
from observatory.records.models import Record
from observatory.sources.models import Citation

EDITING = [Record.State.DRAFT, Record.State.IN_REVIEW]


def edited_since_published(records: QuerySet) -> QuerySet:
    """Records that are public and were edited afterwards."""
    return records.filter(state__in=EDITING, entry__isnull=False, entry__withdrawn_at=None)


def without_a_source(records: QuerySet) -> QuerySet:
    """Records that cite nothing at all, or whose public entry has a statement without support."""
    cites = Exists(Citation.objects.filter(record=OuterRef("pk")))
    unsupported = Exists(Entry.objects.live().filter(record=OuterRef("pk"), evidence=Entry.Evidence.UNSUPPORTED))
    return records.filter(~cites | unsupported)


def with_public_side(records: QuerySet) -> QuerySet:
    """Add what a list shows of the entry, without its document."""
    return records.annotate(
        public_version=F("entry__version"), public_evidence=F("entry__evidence"), gone=F("entry__withdrawn_at")
    )
