"""The history of a record, source, term or search in the admin: timeline, difference of two moments, restore."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from observatory.history.refusals import CannotUndo
from observatory.history.restore import (
    EditedMeanwhile,
    changes_between,
    changes_of_restore,
    deleted_rows,
    deleted_with,
    restore,
    restore_deleted,
)
from observatory.history.row_labels import row_text
from observatory.history.timeline import Moment, RowChange, key_of, moments, with_context
from observatory.history.tracked import root_of, tables_of
from observatory.publishing.admin.decision_form import ReasonForm
from observatory.publishing.admin.timeline import in_words, timeline
from observatory.publishing.edit_labels import edit_rows
from observatory.publishing.edit_names import Names
from observatory.records.admin_links import admin_form_url
from observatory.records.models import Record

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
        found = moments(root_of(self.model), obj.pk)
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
        found = moments(root, obj.pk)
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
            "name": row_text(table, event.pgh_obj_id, table.values(event)),
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
            **self._context(request, None, _("Restore: %s") % row_text(table, key, table.values(event))),
            "rows": edit_rows(coming, Names(coming), getattr(self.model, "KIND", "")),
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
