"""The panel on the form of a source, term or coverage search: version, state, what readers do not see yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext

from observatory.publishing.admin.describe_items import pending_rows, rows_between
from observatory.publishing.admin.public_panel import SHOWN, DecisionRow, VersionRow, decision_rows, version_rows
from observatory.publishing.describe_differences import DifferenceRow
from observatory.publishing.item_format import upgrade
from observatory.publishing.items import SOURCES, TERMS, ItemType
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import FrozenVersion
from observatory.records.admin_links import admin_form_url, admin_list_url
from observatory.records.models import Record, Reviewed

MOST_VERSIONS = 20  # of an item, with their differences on one page


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
        return pending_rows(self.item_type, self.item)

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
    """Return the content of the panel, read from the database because a form may contain invalid input."""
    saved = item_type.model.objects.get(pk=item.pk)
    last = item_type.version.objects.filter(item=saved.pk).defer("document").order_by("-number").first()
    current = item_type.current.objects.select_related("frozen").filter(pk=saved.pk).first()
    return ItemSide(item_type, saved, current and current.frozen, last, getattr(saved, "cited", True))


@dataclass(frozen=True)
class HistoryRow:
    """A version of an item with what it changed."""

    version: FrozenVersion
    address: str
    rows: Sequence[DifferenceRow]


def history_rows(item_type: ItemType, key: int) -> list[HistoryRow]:
    """Return the latest versions of an item, the newest first, each with its differences from the one before."""
    rows = item_type.version.objects.filter(item=key).select_related("published_by").order_by("-number")
    versions = list(rows[: MOST_VERSIONS + 1])
    found = []
    for version, before in zip_longest(versions, versions[1:]):
        changed = rows_between(item_type, _document(before), _document(version)) if version.document else []
        found.append(HistoryRow(version, admin_form_url(version), changed))
    return found[:MOST_VERSIONS]


def _document(version: FrozenVersion | None) -> Any:
    return upgrade(version.document) if version and version.document else {}
