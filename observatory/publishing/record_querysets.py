"""Conditions on querysets of records for the filters and work lists of curators: edited since published, without a
source, with an outdated Chinese text.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

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


def chinese_outdated(records: QuerySet) -> QuerySet:
    """Return the public records of which the English title or summary was edited since, and the Chinese was not: what
    the check `chinese-outdated` finds."""
    found = Q(pk=None)
    # The titles are columns of the entry; only for the summaries its document has to be unpacked.
    summary = KeyTransform("summary", "entry__document")
    records = records.alias(
        public_title_en=F("entry__title_en"),
        public_title_zh_hans=F("entry__title_zh_hans"),
        public_summary_en=KeyTextTransform("en", summary),
        public_summary_zh_hans=KeyTextTransform("zh-hans", summary),
    )
    for name in ("title", "summary"):
        english, chinese = f"{name}_en", f"{name}_zh_hans"
        both = ~Q(**{english: ""}) & ~Q(**{chinese: ""}) & ~Q(**{f"public_{english}": ""})
        found |= both & ~Q(**{f"public_{english}": F(english)}) & Q(**{f"public_{chinese}": F(chinese)})
    return edited_since_published(records).filter(found)


def annotate_public_entry(records: QuerySet) -> QuerySet:
    """Annotate records with the columns of their public entry that lists show, without its document."""
    return records.annotate(
        public_version=F("entry__version"), public_evidence=F("entry__evidence"), gone=F("entry__withdrawn_at")
    )
