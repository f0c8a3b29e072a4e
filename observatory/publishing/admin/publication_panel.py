"""The panel on the form of a record or of an item (source, term, coverage search) about its publication: version,
state, differences that readers do not see yet, decisions with their reasons.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from observatory.publishing.checks.check_registry import Subject, at_least, find_all
from observatory.publishing.checks.findings import CheckRow, check_rows
from observatory.publishing.differences import differences_in_words
from observatory.publishing.differences.differences_in_words import DifferenceRow, pending_item_rows
from observatory.publishing.differences.document_differences import (
    Difference,
    pending_differences,
    public_and_working,
    unpublished_differences,
)
from observatory.publishing.item_publication import SOURCES, TERMS, ItemType
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import Entry, ExpertOpinion, FrozenVersion, ScheduledPublication, Version
from observatory.records import registry
from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.records.models import Record, Reviewed
from observatory.records.statement_keys import field_label

SHOWN = 5


@dataclass(frozen=True)
class DecisionRow:
    """A decision on the record: what, why, by whom and when."""

    what: str
    reason: str
    entry: LogEntry


@dataclass(frozen=True)
class VersionRow:
    """A version with the URL of its page in the admin."""

    version: FrozenVersion
    address: str


@dataclass(frozen=True)
class PublicSide:
    """The content of the panel; `rows` are the differences that publishing would remove, `checks` what the checks find
    in the working copy."""

    record: Record
    entry: Entry | None
    address: str
    rows: Sequence[differences_in_words.DifferenceRow]
    checks: Sequence[CheckRow]
    versions: Sequence[VersionRow]
    decisions: Sequence[DecisionRow]
    opinions: int  # of experts
    scheduled: str  # when it will be published, "" if nothing waits

    @property
    def key(self) -> int:
        return self.record.pk

    @property
    def is_public(self) -> bool:
        return self.entry is not None and self.entry.withdrawn_at is None

    @property
    def gaps(self) -> int:
        """How many findings the checks have, as the page of the review counts them."""
        return sum(row.count for row in self.checks)

    @property
    def all_versions(self) -> str:
        return all_versions(self.record.pk)


def public_side(record: Record) -> PublicSide:
    """Return what the panel shows of a record, read from the database because a form may contain invalid input."""
    saved = Record.objects.get(pk=record.pk)
    entry = Entry.objects.filter(record=saved).defer("document", "search").first()
    public, working = public_and_working(saved)
    (findings,) = find_all([Subject(working, public)])
    waiting = ScheduledPublication.objects.waiting().filter(record=saved).first()
    return PublicSide(
        record=saved,
        entry=entry,
        address=public_address(entry) if entry else "",
        rows=in_words(saved, pending_differences(public, working)),
        checks=check_rows(working, findings, at_least(settings.PUBLICATION_BLOCKED_BY)),
        versions=latest_versions(saved.pk),
        decisions=latest_decisions(saved),
        opinions=ExpertOpinion.objects.filter(link__record=saved).count(),
        scheduled=local_time_in_words(waiting.due_at) if waiting else "",
    )


def latest_versions(record_id: int) -> list[VersionRow]:
    """Return the latest versions of a record, newest first, without their documents."""
    return version_rows(_versions(record_id)[: SHOWN + 1])


def every_version(record_id: int) -> list[VersionRow]:
    """Return all versions of a record, newest first, without their documents."""
    return version_rows(_versions(record_id))


def _versions(record_id: int) -> QuerySet[Version]:
    versions = Version.objects.filter(record=record_id).select_related("published_by").defer("document")
    return versions.order_by("-number")


def version_rows(versions: Iterable[FrozenVersion]) -> list[VersionRow]:
    """Return versions with the URLs of their pages in the admin."""
    return [VersionRow(version, admin_form_url(version)) for version in versions]


def all_versions(record_id: int) -> str:
    """Return the URL of the list of all versions of a record."""
    return f"{admin_list_url(Version)}?record__id__exact={record_id}"


def pending_rows(record: Record, together: Collection[int] = ()) -> list[differences_in_words.DifferenceRow]:
    """Return the changes that readers would see if the record were published now, as rows; `together` are the keys of
    the records that would be published with it."""
    return in_words(record, unpublished_differences(record, together))


def in_words(record: Record, found: Iterable[Difference]) -> list[differences_in_words.DifferenceRow]:
    """Return differences of a record as rows; those that show nothing on either side are left out."""
    model = registry.get_record_type(record.kind).model
    rows = differences_in_words.difference_rows(record.kind, found, lambda name: field_label(model, name))
    return [row for row in rows if row.before or row.after]


def public_address(entry: Entry) -> str:
    """Return the path of a record's public page in the language of the admin."""
    return reverse(f"{entry.kind}-detail", args=[entry.slug])


def latest_decisions(record: Record) -> list[DecisionRow]:
    """Return the latest decisions on a record, newest first: its log entries in plain words, without edits of
    fields."""
    return decision_rows(ContentType.objects.get_for_model(registry.get_record_type(record.kind).model), record.pk)


def unpublished_decisions(record: Record) -> list[DecisionRow]:
    """Return the latest decisions since the record was last published: the reviewer makes them public with it."""
    entry = Entry.objects.live().filter(pk=record.pk).only("published_at", "reviewed_at").first()
    since = (entry.reviewed_at or entry.published_at) if entry else None
    return [row for row in latest_decisions(record) if since is not None and row.entry.action_time > since]


def decision_rows(kind: ContentType, key: int) -> list[DecisionRow]:
    """Return the latest decisions on the row of a model, in the same way."""
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(key)).exclude(change_message="")
    plain = entries.exclude(change_message__startswith="[").select_related("user").order_by("-action_time")[:SHOWN]
    return [decision_row(entry) for entry in plain]


def decision_row(entry: LogEntry) -> DecisionRow:
    """Return an entry of the log in parts: what was done, and why if it says so."""
    what, _colon, reason = entry.get_change_message().partition(": ")
    # Reasons of loads and imports are ours; one that a person typed stays as it is.
    return DecisionRow(gettext(what), gettext(reason), entry)


@dataclass
class ItemSide:
    """The content of the panel; `shown` is the current version, `last` the last one, which may be a withdrawal."""

    item_type: ItemType
    item: Reviewed
    shown: FrozenVersion | None
    last: FrozenVersion | None
    cited: bool

    @property
    def key(self) -> int:
        return self.item.pk

    @property
    def is_source(self) -> bool:
        return self.item_type is SOURCES

    @property
    def is_public(self) -> bool:
        return self.shown is not None

    @property
    def is_edited(self) -> bool:
        """Whether curators edited it after its current version."""
        return self.is_public and self.item.state in (Record.State.DRAFT, Record.State.IN_REVIEW)

    @cached_property
    def rows(self) -> list[DifferenceRow]:
        return pending_item_rows(self.item_type, self.item)

    @property
    def labels(self) -> str:
        """What publishing it would change, in short."""
        return gettext(", ").join(dict.fromkeys(row.label for row in self.rows))

    @property
    def address(self) -> str:
        """Path of the page where readers find it; "" for a source that no public record cites."""
        if self.item_type is SOURCES:
            return reverse("source-detail", args=[self.item.public_id]) if self.cited else ""
        return reverse("glossary" if self.item_type is TERMS else "coverage")

    @cached_property
    def versions(self) -> list[VersionRow]:
        rows = self.item_type.version.objects.filter(item=self.item.pk).select_related("published_by")
        return version_rows(rows.defer("document").order_by("-number")[: SHOWN + 1])

    @property
    def all_versions(self) -> str:
        return f"{admin_list_url(self.item_type.version)}?item__id__exact={self.item.pk}"

    @cached_property
    def scheduled(self) -> str:
        """When it will be published, "" if nothing waits."""
        waiting = self.item.scheduled.waiting().first()
        return local_time_in_words(waiting.due_at) if waiting else ""

    @cached_property
    def decisions(self) -> Sequence[DecisionRow]:
        return decision_rows(ContentType.objects.get_for_model(self.item_type.model), self.item.pk)


def item_side(item_type: ItemType, item: Reviewed) -> ItemSide:
    """Return what the panel shows of an item, read from the database because a form may contain invalid input."""
    saved = item_type.model.objects.get(pk=item.pk)
    last = item_type.version.objects.filter(item=saved.pk).defer("document").order_by("-number").first()
    current = item_type.current.objects.select_related("frozen").filter(pk=saved.pk).first()
    return ItemSide(item_type, saved, current and current.frozen, last, getattr(saved, "cited", True))
