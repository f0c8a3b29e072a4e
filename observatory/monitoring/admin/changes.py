"""The inbox of changes: what changed in a source, the differing words, and the statements that cite it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.monitoring import actions
from observatory.monitoring.admin.affected import MOST as TOUCHED
from observatory.monitoring.admin.affected import VERDICTS, affected_rows, record_verdict
from observatory.monitoring.admin.watches import request_visits
from observatory.monitoring.models import Change, Check, Watch
from observatory.monitoring.outcomes import QuoteState
from observatory.records.admin.base import CatalogueAdmin
from observatory.records.admin.text_fields import CleanCharField
from observatory.sources.models import Location

MOST = 500
BLOCKS = 200  # of a difference; the page says when more were left out


class NoteForm(forms.Form):
    reason = CleanCharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class CloseAction:
    """One way to close a change."""

    name: str
    verb: Any
    explanation: Any
    close: Callable
    kinds: tuple[str, ...]
    reason_needed: bool = False


CLOSINGS = {
    closing.name: closing
    for closing in (
        CloseAction(
            "resolve",
            _("Resolve"),
            _("You have reviewed the statements that cite this source and corrected them where needed."),
            actions.resolve_change,
            tuple(Change.Kind.values),
        ),
        CloseAction(
            "dismiss",
            _("Dismiss"),
            _("The change affects no statements. If it proposes a new URL, that URL is not proposed again."),
            actions.dismiss_change,
            tuple(Change.Kind.values),
            reason_needed=True,
        ),
        CloseAction(
            "accept_move",
            _("Accept the new URL"),
            _(
                "The new URL is added to the source and monitored from now on. The old one is retired: it is"
                " kept with everything that was read there, but it is no longer monitored or shown."
            ),
            actions.accept_move,
            (Change.Kind.MOVED,),
        ),
    )
}


def _as_action(closing: CloseAction):
    @admin.action(description=closing.verb, permissions=["change"])
    def chosen(modeladmin, request, queryset):
        return modeladmin.ask_and_close(request, closing, queryset)

    chosen.__name__ = closing.name
    return chosen


@admin.register(Change)
class ChangeAdmin(CatalogueAdmin):
    fields = [("location", "kind", "state"), ("found_at", "last_seen_at", "score"), ("closed_at", "closed_by", "note")]
    list_display = ["kind", "source", "location", "state", "affects", "found_at"]
    list_display_links = ["kind", "source"]
    list_filter = ["state", "kind", "found_at"]
    list_select_related = ["location__source"]
    search_fields = ["location__url", "location__source__key", "location__source__title_en", "note"]
    ordering = ["-found_at", "-id"]
    actions = [*(_as_action(closing) for closing in CLOSINGS.values()), "check_again"]

    def get_queryset(self, request):
        touched = ~Q(affected__state=QuoteState.PRESENT)
        counted = Count("affected", filter=touched & Q(affected__isnull=False))
        return super().get_queryset(request).defer("diff").annotate(touched=counted)

    def get_readonly_fields(self, request, obj=None):
        return [name for row in self.fields for name in row]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        close, give = self.admin_site.admin_view(self.close_one), self.admin_site.admin_view(self.verify_one)
        return [
            path("<path:object_id>/close/<slug:closing>/", close, name="monitoring_change_close"),
            path("<path:object_id>/verify/<int:row>/<slug:verdict>/", give, name="monitoring_change_verify"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "title": _("What changed"),
            "change_row": obj,
            "blocks": obj.diff[:BLOCKS],
            "more_blocks": len(obj.diff) - BLOCKS,
            "affected": affected_rows(obj),
            "more_affected": obj.affected.count() - TOUCHED,
            "verdicts": VERDICTS.items(),
            "watch": Watch.objects.filter(location=obj.location_id).first(),
            "checks": Check.objects.filter(location=obj.location_id)[:5],
            "closings": [row for row in CLOSINGS.values() if obj.state == Change.State.OPEN and obj.kind in row.kinds],
            "show_save": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Save nothing: no field of the form can be edited. Only the monitor and the actions write the row."""

    def close_one(self, request, object_id: str, closing: str):
        """Close one change: the view behind a button of the form."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or closing not in (*CLOSINGS, "check_again"):
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        back = reverse("admin:monitoring_change_change", args=[obj.pk])
        if closing == "check_again":
            if request.method == "POST":
                request_visits(self, request, Location.objects.filter(pk=obj.location_id))
            return HttpResponseRedirect(back)
        return self.ask_and_close(request, CLOSINGS[closing], Change.objects.filter(pk=obj.pk), back=back)

    def verify_one(self, request, object_id: str, row: int, verdict: str):
        """Give a verdict on one affected citation: the view behind the buttons next to it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            record_verdict(self, request, obj, row, verdict)
        return HttpResponseRedirect(reverse("admin:monitoring_change_change", args=[obj.pk]) + "#statements")

    def ask_and_close(self, request, closing: CloseAction, queryset, back: str = ""):
        """Show the form that asks for the note; close the changes once the note is submitted."""
        chosen = Change.objects.filter(pk__in=queryset.order_by().values("pk")).defer("diff")
        changes = list(chosen.select_related("location__source")[: MOST + 1])
        if len(changes) > MOST:
            text = _(
                "You can select up to %(most)d changes at a time. Nothing was changed. Filter the list and try again."
            ) % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return None
        asked = request.method == "POST" and "decided" in request.POST
        form = NoteForm(request.POST if asked else None)
        form.fields["reason"].required = closing.reason_needed
        if asked and form.is_valid():
            self._close(request, closing, changes, form.cleaned_data["reason"])
            return HttpResponseRedirect(back or request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": closing.verb,
            "opts": self.opts,
            "decision": closing,
            "records": [(row, None) for row in changes],
            "form": form,
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)

    def _close(self, request, closing: CloseAction, changes: list[Change], note: str) -> None:
        done = 0
        for change in changes:
            try:
                closing.close(change=change, by=request.user, note=note)
                done += 1
            except actions.AlreadyClosed:
                text = _("“{change}” was not changed because somebody else has already closed it.")
                self.message_user(request, format_html(text, change=change), messages.WARNING)
            except ValidationError as error:
                text = _("“{change}” was not changed: {reason}")
                reason = " ".join(error.messages)
                self.message_user(request, format_html(text, change=change, reason=reason), messages.WARNING)
            except ValueError:
                text = _("“{change}” was not changed because it does not propose a new URL.")
                self.message_user(request, format_html(text, change=change), messages.WARNING)
        if done:
            self.message_user(request, _("Closed: %d.") % done, messages.SUCCESS)

    @admin.action(description=_("Visit again now"), permissions=["change"])
    def check_again(self, request, queryset):
        request_visits(self, request, Location.objects.filter(changes__in=queryset.order_by().values("pk")))

    @admin.display(description=_("source"), ordering="location__source__key")
    def source(self, change):
        return change.location.source or "–"

    @admin.display(description=_("statements affected"), ordering="touched")
    def affects(self, change):
        return change.touched
