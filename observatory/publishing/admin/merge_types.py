"""What the screens of likely duplicates and merges need to know of records and of sources."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Count, Model
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.publishing import workflow
from observatory.publishing.merging import merge_records, merge_sources, undo_merge
from observatory.publishing.merging.merge_choices import Choice, left_behind, read_merge_choices
from observatory.publishing.models import Entry
from observatory.records import record_duplicates as of_records
from observatory.records import registry
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.duplicate_finder import DuplicateFinder
from observatory.records.models import Comment, Identifier, MergedRecord, Milestone, OtherName, Record, Relation
from observatory.records.record_edits import log_action
from observatory.sources import source_duplicates as of_sources
from observatory.sources.models import Citation, Location, MergedSource, Source


@dataclass(frozen=True)
class MergeType:
    """Records or sources, as the screens work with them. `what` is their part of the URL."""

    what: str
    title: Any
    model: type[Model]
    merged: type[Model]  # the model of mergers
    finder: DuplicateFinder
    url_of: Callable[[Any], str]
    type_of: Callable[[Any], str]
    permission: Callable[[Any], str]
    choices: Callable[[Any, Any], list[Choice]]
    left_behind: Callable[[Any, Any], list[str]]
    require_mergeable: Callable[[Any, Any], None]
    merge: Callable[..., Any]
    undo: Callable[..., Any]
    counted: tuple[tuple[Any, type[Model], str], ...]  # label, model, foreign key: what goes along
    changes_public: Callable[[Any], bool]
    undo_changes_public: Callable[[Any], bool]
    log: Callable[[Any, Any, str], None]
    view_permission: str

    def may_change(self, user, *rows: Any) -> bool:
        """Return whether a user may edit all of these rows."""
        return user.has_perms({self.permission(row) for row in rows})

    def counts(self, keys: Collection[int]) -> Mapping[int, list[tuple[Any, int]]]:
        """Return how much of each sort the rows have, without zeros: a query for each sort."""
        found: dict[int, list[tuple[Any, int]]] = {key: [] for key in keys}
        for label, model, owner in self.counted:
            rows = model._default_manager.filter(**{f"{owner}__in": keys}).order_by().values_list(owner)
            for key, number in rows.annotate(Count("pk")):
                found[key].append((label, number))
        return found

    def public(self, keys: Collection[int]) -> set[int]:
        """Return which of the rows readers see."""
        if self.model is Source:
            return set(Source.objects.filter(pk__in=keys, cited=True).values_list("pk", flat=True))
        return set(Entry.objects.live().filter(record__in=keys).values_list("record_id", flat=True))

    def merge_url(self, row: Any, into: Any) -> str:
        """Return the URL of the page that shows two rows side by side, before `row` is merged into the other."""
        return reverse("merge", args=[self.what, row.pk, into.pk])


def _record_permission(record: Record) -> str:
    meta = registry.get_record_type(record.kind).model._meta
    return f"{meta.app_label}.change_{meta.model_name}"


def _log_source(source: Source, user, message: str) -> None:
    LogEntry.objects.log_actions(user.pk, [source], CHANGE, message, single_object=True)


RECORDS = MergeType(
    what="records",
    title=_("records"),
    model=Record,
    merged=MergedRecord,
    finder=of_records.FINDER,
    url_of=admin_record_url,
    type_of=lambda record: str(registry.get_record_type(record.kind).model._meta.verbose_name),
    permission=_record_permission,
    choices=read_merge_choices,
    left_behind=left_behind,
    require_mergeable=merge_records.require_mergeable,
    merge=lambda row, **named: merge_records.merge_records(record=row, **named),
    undo=lambda row, **named: undo_merge.undo_merge(record=row, **named),
    counted=(
        (_("other names"), OtherName, "record"),
        (_("identifiers"), Identifier, "record"),
        (_("relations"), Relation, "subject"),
        (_("relations to it"), Relation, "object"),
        (_("milestones"), Milestone, "record"),
        (_("citations"), Citation, "record"),
        (_("comments"), Comment, "record"),
    ),
    changes_public=merge_records.is_public,
    undo_changes_public=undo_merge.needs_publication,
    log=lambda record, user, message: log_action([record], user, message),
    view_permission="records.view_record",
)
SOURCES = MergeType(
    what="sources",
    title=_("sources"),
    model=Source,
    merged=MergedSource,
    finder=of_sources.FINDER,
    url_of=admin_form_url,
    type_of=lambda source: str(source.get_type_display()),
    permission=lambda source: "sources.change_source",
    choices=merge_sources.source_choices,
    left_behind=lambda source, into: [],
    require_mergeable=merge_sources.require_mergeable,
    merge=lambda row, **named: merge_sources.merge_sources(source=row, **named),
    undo=lambda row, **named: undo_merge.undo_source_merge(source=row, **named),
    counted=(
        (_("locations"), Location, "source"),
        (_("citations"), Citation, "source"),
    ),
    changes_public=lambda source: False,
    undo_changes_public=lambda merger: False,
    log=_log_source,
    view_permission="sources.view_source",
)
MERGE_TYPES = {each.what: each for each in (RECORDS, SOURCES)}


def may_publish(user) -> bool:
    """Return whether a user may change what readers see."""
    return user.has_perm(workflow.PUBLISH_PERMISSION)


def merge_type(what: str) -> MergeType:
    """Return the type of a part of a URL. Raises Http404."""
    if what not in MERGE_TYPES:
        raise Http404
    return MERGE_TYPES[what]


def row_or_404(found: MergeType, key: str) -> Any:
    """Return the record or source (as the `MergeType` says) of that primary key as it is in a URL or a form. Raises
    Http404."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    row = found.model._default_manager.filter(pk=int(key)).first()
    if row is None:
        raise Http404
    return row
