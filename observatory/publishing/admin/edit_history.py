"""The history of a record, source, term or search in the admin: one timeline of edits, publications and the log, the
difference of two moments, restore of a state or of what was deleted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from observatory.history.edit_events import (
    Moment,
    RowChange,
    changes_at_moments,
    changes_between,
    edit_moments,
    key_of,
    kind_in_words,
    kind_of,
    with_context,
)
from observatory.history.restore import (
    EditedMeanwhile,
    changes_of_restore,
    deleted_rows,
    deleted_with,
    restore,
    restore_deleted,
)
from observatory.history.tracked_tables import root_of, tables_of, text_of_tracked_row
from observatory.history.undo import CannotUndo
from observatory.publishing.admin.publication_panel import VersionRow, decision_row
from observatory.publishing.admin.shared_decisions import ReasonForm
from observatory.publishing.differences.differences_in_words import DifferenceRow, item_rows_between
from observatory.publishing.differences.edits_in_words import NamesOfEditedRows, edit_rows
from observatory.publishing.documents.document_format import upgrade_item
from observatory.publishing.item_publication import ItemType
from observatory.publishing.models import FrozenVersion
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import Record

LINES_ON_A_PAGE = 20
MOST_ROWS = 25  # whose edits one entry shows; the comparison shows all
MOST_VERSIONS = 20  # of an item, with their differences on one page
# A log entry is written at the end of its request, the state of a record at the end of its publication.
AFTER_EDIT, AFTER_VERSION = timedelta(seconds=2), timedelta(seconds=10)


@dataclass
class Line:
    """One entry: edits at a moment, a publication, both of one step, or an entry of the log."""

    at: datetime
    moment: Moment | None = None
    before: str = ""  # the key of the moment before, to compare with
    version: VersionRow | None = None
    version_rows: Sequence[DifferenceRow] = ()
    log: Any = None
    who: str = ""
    kind: Any = ""
    why: str = ""
    rows: list[DifferenceRow] = field(default_factory=list)
    more: int = 0


def timeline(obj: models.Model, versions: Sequence[VersionRow], number: Any) -> Page:
    """Return a page of the timeline, newest first; `versions` are all versions, newest first.

    The number of queries does not depend on how long the history is.
    """
    root = root_of(type(obj))
    found = edit_moments(root, obj.pk)
    lines = [Line(moment.ended, moment) for moment in found]
    for line, older in pairwise(lines):
        line.before = older.moment.key
    began = found[-1].began if found else None
    lines += [*_add_versions_to_lines(lines, versions), *_log_lines(obj, lines, began)]
    page = Paginator(sorted(lines, key=lambda line: line.at, reverse=True), LINES_ON_A_PAGE).get_page(number)
    _describe_lines(page.object_list, obj, root)
    return page


def in_words(changes: Iterable[RowChange], obj: models.Model) -> list[DifferenceRow]:
    """Return changes of a record, source, term or search as rows."""
    changes = list(changes)
    return edit_rows(changes, NamesOfEditedRows(changes), getattr(obj, "KIND", ""))


def _describe_lines(lines: Sequence[Line], obj: models.Model, root: type[models.Model]) -> None:
    """Write into entries of the timeline who did what and why, and what it changed."""
    shown = with_context([line.moment for line in lines if line.moment])
    changes = changes_at_moments(root, obj.pk, shown)
    names = NamesOfEditedRows(change for each in changes.values() for change in each[:MOST_ROWS])
    for line, moment in zip((line for line in lines if line.moment), shown, strict=True):
        edits = changes[moment.key]
        line.moment, line.rows = moment, edit_rows(edits[:MOST_ROWS], names, getattr(obj, "KIND", ""))
        line.more = max(0, len(edits) - MOST_ROWS)
        line.who, line.why = moment.said.get("name", ""), moment.said.get("reason", "")
        line.kind = kind_in_words(kind_of(moment))
    for line in lines:
        if line.version:
            version = line.version.version
            line.who = line.who or (version.published_by.get_username() if version.published_by else "")
            line.why, line.kind = line.why or version.reason, line.kind or version.get_action_display()
        elif line.log:
            line.who, line.kind, line.why = line.log.entry.user.get_username(), line.log.what, line.log.reason


def _add_versions_to_lines(lines: Sequence[Line], versions: Sequence[VersionRow]) -> list[Line]:
    """Add each version to the entry of the timeline for the step that published it; return entries for those without
    one."""
    oldest_first = sorted(lines, key=lambda line: line.at)
    ended = [line.at for line in oldest_first]
    alone = []
    for row in versions:
        at = row.version.published_at
        place = bisect_left(ended, at)
        line = oldest_first[place] if place < len(ended) else None
        if line is None or line.version or line.moment.began > at + AFTER_VERSION:
            line = Line(at)
            alone.append(line)
        line.version, line.version_rows = row, getattr(row, "rows", ())
    return alone


def _log_lines(obj: models.Model, lines: Sequence[Line], began: datetime | None) -> list[Line]:
    """Return entries of the timeline for what the log says and no edit shows: decisions, and edits from before the
    history began."""
    kind = ContentType.objects.get_for_model(obj)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("user")
    if began is not None:
        entries = entries.exclude(change_message__startswith="[", action_time__gte=began)
    ended = sorted(line.at for line in lines)
    rows = []
    for entry in entries.exclude(change_message=""):
        place = bisect_right(ended, entry.action_time)
        if not place or ended[place - 1] + AFTER_EDIT < entry.action_time:
            rows.append(Line(entry.action_time, log=decision_row(entry)))
    return rows


@dataclass(frozen=True)
class HistoryRow:
    """A version of an item with what it changed."""

    version: FrozenVersion
    address: str
    rows: Sequence[DifferenceRow]


def item_version_rows(item_type: ItemType, key: int) -> list[HistoryRow]:
    """Return the latest versions of an item for its history, the newest first, each with its differences from the one
    before."""
    rows = item_type.version.objects.filter(item=key).select_related("published_by").order_by("-number")
    versions = list(rows[: MOST_VERSIONS + 1])
    found = []
    for version, before in zip_longest(versions, versions[1:]):
        changed = (
            item_rows_between(item_type, _document_of_version(before), _document_of_version(version))
            if version.document
            else []
        )
        found.append(HistoryRow(version, admin_form_url(version), changed))
    return found[:MOST_VERSIONS]


def _document_of_version(version: FrozenVersion | None) -> Any:
    return upgrade_item(version.document) if version and version.document else {}


NOW = "now"
RESTORED = gettext_noop("Restored")
ON_A_PAGE = 50


class EditHistory(admin.ModelAdmin):
    """Adds the history to an admin. Subclasses say which versions were published (`past_versions`)."""

    change_list_template = "admin/history/change_list.html"

    def past_versions(self, obj) -> Sequence[Any]:
        """Return the versions of a row, newest first, as rows with `version`, `address` and perhaps `rows`."""
        raise NotImplementedError

    def get_urls(self):
        def route(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=self._route(name))

        return [
            route("deleted/", self.deleted_view, "deleted"),
            route("deleted/<int:key>/", self.restore_deleted_view, "restore_deleted"),
            route("<path:object_id>/history/compare/", self.compare_view, "compare"),
            route("<path:object_id>/history/restore/", self.restore_view, "restore"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        link = reverse(f"admin:{self._route('deleted')}") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {"deleted_url": link, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        """Show every edit and every publication, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        self._require_view(request, obj)
        page = timeline(obj, self.past_versions(obj), request.GET.get("p"))
        context = {
            **self._context(request, obj, _("History: %s") % obj),
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "can_restore": self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/history/timeline.html", context | (extra_context or {}))

    def compare_view(self, request, object_id):
        """Show what differs between two moments, or between one and now."""
        obj = self._object(request, object_id)
        self._require_view(request, obj)
        found = edit_moments(root_of(self.model), obj.pk)
        keys = [request.GET.get("from", ""), request.GET.get("to", NOW)]
        places = [self._place(found, key) for key in keys]
        if None in places:
            self.message_user(request, _("Choose two states in the history."), messages.WARNING)
            return HttpResponseRedirect(self._history_url(obj))
        chosen = with_context([found[place] for place in sorted(places, reverse=True) if place >= 0])
        one, other = (chosen[0], chosen[1] if len(chosen) > 1 else None) if chosen else (None, None)
        changes = changes_between(root_of(self.model), obj.pk, one.ended, other and other.ended) if one else []
        context = {
            **self._context(request, obj, _("Compare: %s") % obj),
            "one": one,
            "other": other,
            "rows": in_words(changes, obj),
            "can_restore": one and self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/history/compare.html", context)

    def restore_view(self, request, object_id):
        """Show what restoring a moment would change now, ask for the reason, and do it."""
        obj = self._object(request, object_id)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        root = root_of(self.model)
        found = edit_moments(root, obj.pk)
        place = self._place(found, request.GET.get("to", ""))
        if place is None or place < 0:
            self.message_user(request, _("The history does not have this state."), messages.WARNING)
            return HttpResponseRedirect(self._history_url(obj))
        moment, refused = with_context([found[place]])[0], []
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                seen = request.POST.get("seen", "")
                restore(root=root, pk=obj.pk, at=moment.ended, seen=seen, by=request.user, reason=reason)
            except EditedMeanwhile as error:
                form.add_error(None, error.edited[0])
            except CannotUndo as error:
                refused = error.edited
            else:
                return self._restored(request, obj, moment, reason)
        changes, seen = changes_of_restore(root, obj.pk, moment.ended)
        context = {
            **self._context(request, obj, _("Restore: %s") % obj),
            "moment": moment,
            "rows": in_words(changes, obj),
            "form": form,
            "seen": seen,
            "refused": refused,
            "is_published": obj.state == Record.State.PUBLISHED,
            "cancel_url": self._history_url(obj),
        }
        return TemplateResponse(request, "admin/history/restore.html", context)

    def _restored(self, request, obj, moment: Moment, reason: str):
        """Log that a state was restored, say so, and lead to the form."""
        obj.refresh_from_db()
        LogEntry.objects.log_actions(request.user.pk, [obj], CHANGE, f"{RESTORED}: {reason}")
        when = date_format(localtime(moment.ended), "DATETIME_FORMAT")
        text = _(
            "“{row}” is as it was on {when}. It is a draft until it is published. To take this back, restore the state"
            ' before it in its <a href="{address}">history</a>.'
        )
        told = format_html(text, row=obj, when=when, address=self._history_url(obj))
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(admin_form_url(obj))

    def deleted_view(self, request):
        """List what was deleted, newest first."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        table = tables_of(root_of(self.model))[0]
        rows = deleted_rows(root_of(self.model), getattr(self.model, "KIND", ""))
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
        context = {
            **self._context(request, None, _("Deleted: %s") % self.opts.verbose_name_plural),
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "rows": [self._deleted_row(table, event) for event in page],
        }
        return TemplateResponse(request, "admin/history/deleted.html", context)

    def _deleted_row(self, table, event) -> dict[str, Any]:
        said = event.pgh_context.metadata if event.pgh_context else {}
        return {
            "name": text_of_tracked_row(table, event.pgh_obj_id, table.values(event)),
            "at": event.pgh_created_at,
            "who": said.get("name", ""),
            "why": said.get("reason", ""),
            "address": reverse(f"admin:{self._route('restore_deleted')}", args=[event.pgh_obj_id]),
        }

    def restore_deleted_view(self, request, key: int):
        """Show what a deleted row said, ask for the reason, and bring it back with its parts."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        root = root_of(self.model)
        event = deleted_rows(root, getattr(self.model, "KIND", "")).filter(pgh_obj=key).first() if key < 2**63 else None
        if event is None:
            self.message_user(request, _("There is nothing deleted to restore here."), messages.WARNING)
            return HttpResponseRedirect(reverse(f"admin:{self._route('deleted')}"))
        form, refused = ReasonForm(request.POST or None), []
        if request.method == "POST" and form.is_valid():
            try:
                restore_deleted(root=root, pk=key, by=request.user, reason=form.cleaned_data["reason"])
            except CannotUndo as error:
                refused = error.edited
            else:
                row = self.model._base_manager.get(pk=key)
                LogEntry.objects.log_actions(
                    request.user.pk, [row], CHANGE, f"{RESTORED}: {form.cleaned_data['reason']}"
                )
                self.message_user(request, _("“%s” is back, as a draft.") % row, messages.SUCCESS)
                return HttpResponseRedirect(admin_form_url(row))
        coming = [RowChange(t.table, t.pk, None, t.wanted) for t in deleted_with(root, key, key_of(event))]
        table = tables_of(root)[0]
        context = {
            **self._context(request, None, _("Restore: %s") % text_of_tracked_row(table, key, table.values(event))),
            "rows": edit_rows(coming, NamesOfEditedRows(coming), getattr(self.model, "KIND", "")),
            "form": form,
            "refused": refused,
            "deleted_url": reverse(f"admin:{self._route('deleted')}"),
            "cancel_url": reverse(f"admin:{self._route('deleted')}"),
        }
        return TemplateResponse(request, "admin/history/restore.html", context)

    def _object(self, request, object_id: str):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        return obj

    def _require_view(self, request, obj) -> None:
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied

    def _place(self, found: Sequence[Moment], key: str) -> int | None:
        """Return the place of a moment in the history, -1 for now, None for one that does not exist."""
        if key == NOW:
            return -1
        return next((place for place, moment in enumerate(found) if moment.key == key), None)

    def _context(self, request, obj, title: str) -> dict[str, Any]:
        request.current_app = self.admin_site.name
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": obj,
            "history_url": self._history_url(obj) if obj else "",
            "compare_url": reverse(f"admin:{self._route('compare')}", args=[obj.pk]) if obj else "",
            "restore_url": reverse(f"admin:{self._route('restore')}", args=[obj.pk]) if obj else "",
        }

    def _history_url(self, obj) -> str:
        return reverse(f"admin:{self._route('history')}", args=[obj.pk])

    def _route(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"
