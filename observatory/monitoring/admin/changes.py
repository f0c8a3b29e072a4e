"""The inbox of changes, and the page of one: the claims that it affects, to be decided, beside what differs."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from observatory.monitoring import actions, assignments, worklists
from observatory.monitoring.admin.change_history import history_of
from observatory.monitoring.admin.claims import MOST as SHOWN
from observatory.monitoring.admin.claims import ClaimRow, alike_count, claim_rows
from observatory.monitoring.admin.close_changes import CLOSINGS, ClosesChanges, closing_action, offered_closings
from observatory.monitoring.admin.decide_claim import DecidesClaims
from observatory.monitoring.admin.files import describe_replacement, describe_restlessness, replaced_files
from observatory.monitoring.admin.inbox import InboxList, describe_filter, kept_filter, remember_filter
from observatory.monitoring.admin.left_out import describe_left_out_of_change
from observatory.monitoring.admin.settle_together import SettlesTogether, settle_url
from observatory.monitoring.admin.watches import request_visits
from observatory.monitoring.admin.word_differences import difference_html
from observatory.monitoring.claim_actions import LOADED
from observatory.monitoring.models import AffectedCitation, Change, Check, Watch
from observatory.records.admin.assigning import AssignsWork
from observatory.records.admin.base import MadeElsewhere
from observatory.sources.models import Location

BLOCKS = 200  # of a difference; the page says when more were left out
RECENT = timedelta(hours=12)  # how long the last decision is offered to be undone


@admin.register(Change)
class ChangeAdmin(AssignsWork, DecidesClaims, SettlesTogether, ClosesChanges, MadeElsewhere):
    fields = [("location", "kind", "state"), ("found_at", "last_seen_at", "score"), ("closed_at", "closed_by", "note")]
    change_list_template = "admin/monitoring/change/inbox.html"
    list_display = ["claim_cell", "words_cell", "source_cell", "kind_cell", "undecided_cell", "who_cell", "found_cell"]
    list_display_links = ["claim_cell"]
    list_select_related = ["location__source", "assigned_to"]
    search_fields = ["location__url", "location__source__key", "location__source__title_en", "note"]
    actions = [
        *("take_selected", "give_selected", "settle_selected"),
        *map(closing_action, CLOSINGS.values()),
        "check_again",
    ]

    def take_row(self, change, *, by):
        return assignments.take_change(change=change, by=by)

    def give_row(self, change, **values):
        return assignments.give_change(change=change, **values)

    def for_assignment(self, rows):
        return super().for_assignment(rows).select_related("location__source").defer("diff")

    def get_changelist(self, request, **kwargs):
        return InboxList

    def get_queryset(self, request):
        return worklists.annotate_counts(worklists.annotate_order(super().get_queryset(request).defer("diff")))

    def get_ordering(self, request):
        return worklists.ORDER

    def get_readonly_fields(self, request, obj=None):
        return [name for row in self.fields for name in row]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/close/<slug:closing>/", view(self.close_one), name="monitoring_change_close"),
            path("<path:object_id>/reopen/", view(require_POST(self.reopen)), name="monitoring_change_reopen"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        more = {"last_decision": last_decision(request.user), **(extra_context or {})}
        response = super().changelist_view(request, more)
        if shown := getattr(response, "context_data", {}).get("cl"):
            remember_filter(request, shown.chosen)
            searched, _repeats = self.get_search_results(request, Change.objects.all(), shown.query)
            response.context_data["boxes"] = shown.boxes(searched)
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a change. Nothing of it is edited here: only the monitor and the actions write it."""
        change = self.get_object(request, unquote(object_id))
        if change is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        claims = claim_rows(change)
        kept = kept_filter(request)
        previous, following = worklists.neighbours(change, kept.apply(Change.objects.all(), request.user))
        undecided = change.undecided
        watch = Watch.objects.filter(location=change.location_id).first()
        context = {
            **self.admin_site.each_context(request),
            "title": _("What changed"),
            "subtitle": str(change),
            "opts": self.opts,
            "media": self.media,
            "change_row": change,
            "claims": claims,
            "undecided": undecided,
            "decided": change.affected.decided().count(),
            "more_claims": change.claims - SHOWN,
            "alike": alike_count(claims),
            "settle_url": settle_url([change.pk]),
            "may_decide": self.may_decide(request, change),
            "may_close": self.has_change_permission(request, change),
            "can_reopen": actions.can_reopen(change),
            "closings": offered_closings(change, undecided),
            "closed": actions.describe_closing(change) if change.closed_at else "",
            "last_decision": last_decision(request.user),
            "filter": describe_filter(kept),
            "filter_query": kept.query_string,
            "previous": previous,
            "following": following,
            "watch": watch,
            "checks": Check.objects.filter(location=change.location_id)[:5],
            "files": replaced_files(change, request.user),
            "left_out": describe_left_out_of_change(change),
            "replacement": describe_replacement(change) if change.kind == Change.Kind.REPLACED else "",
            "restless": describe_restlessness(watch) if change.kind == Change.Kind.REPLACED else "",
            "blocks": [_block(block) for block in change.diff[:BLOCKS]],
            "more_blocks": len(change.diff) - BLOCKS,
        }
        return TemplateResponse(request, "admin/monitoring/change/change.html", context)

    def history_view(self, request, object_id, extra_context=None):
        change = self.get_object(request, unquote(object_id))
        if change is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of the change"),
            "opts": self.opts,
            "change_row": change,
            "events": history_of(change),
        }
        return TemplateResponse(request, "admin/monitoring/change/history.html", context)

    def close_one(self, request, object_id: str, closing: str):
        """Close one change: the view behind a button of its page."""
        change = self.get_object(request, unquote(object_id))
        if change is None or closing not in (*CLOSINGS, "check_again"):
            raise Http404
        if not self.has_change_permission(request, change):
            raise PermissionDenied
        back = reverse("admin:monitoring_change_change", args=[change.pk])
        if closing == "check_again":
            if request.method == "POST":
                request_visits(self, request, Location.objects.filter(pk=change.location_id))
            return HttpResponseRedirect(back)
        return self.ask_and_close(request, CLOSINGS[closing], Change.objects.filter(pk=change.pk), back=back)

    def reopen(self, request, object_id: str):
        """Open a closed change again."""
        change = self.get_object(request, unquote(object_id))
        if change is None:
            raise Http404
        if not self.has_change_permission(request, change):
            raise PermissionDenied
        try:
            actions.reopen_change(change=change, by=request.user)
        except actions.DecisionRefused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            self.message_user(request, _("The change is open again."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:monitoring_change_change", args=[change.pk]))

    @admin.action(description=_("Visit again now"), permissions=["change"])
    def check_again(self, request, queryset):
        request_visits(self, request, Location.objects.filter(changes__in=queryset.order_by().values("pk")))

    @admin.display(description=_("statement"))
    def claim_cell(self, change):
        if change.claim is None:
            return _("No statement")
        claim = ClaimRow(change.claim, change)
        text = '<span class="consequence">{}</span> {} › {}'
        return format_html(text, _consequence(change), claim.citation.record, claim.statement)

    @admin.display(description=_("what changed"))
    def words_cell(self, change):
        said = describe_replacement(change) if change.kind == Change.Kind.REPLACED else ""
        if change.claim is None:
            return said or change.proposed_url or "–"
        claim = ClaimRow(change.claim, change)
        words = said or claim.short_difference
        return format_html('{}<div class="words">{}</div>{}', claim.mark, words, _standing(change.claim))

    @admin.display(description=_("source"), ordering="location__source__key")
    def source_cell(self, change):
        source = change.location.source
        host = urlsplit(change.location.url).hostname or change.location
        return format_html('{}<span class="second address">{}</span>', source or "–", host)

    @admin.display(description=_("type"), ordering="kind")
    def kind_cell(self, change):
        state = "" if change.state == Change.State.OPEN else change.get_state_display()
        return format_html('{}<span class="second">{}</span>', change.get_kind_display(), state)

    @admin.display(description=_("to decide"))
    def undecided_cell(self, change):
        return _("%(undecided)d of %(claims)d") % {"undecided": change.undecided, "claims": change.claims}

    @admin.display(description=pgettext_lazy("date of a change", "found"), ordering="found_at")
    def found_cell(self, change):
        """Show the day only: with the time, the last column lies outside a window 1280 px wide."""
        return date_format(timezone.localtime(change.found_at))


def last_decision(user) -> ClaimRow | None:
    """Return what this user decided last, if that was recently, so that it can be undone by one key."""
    rows = AffectedCitation.objects.decided().filter(decided_by=user, decided_at__gte=timezone.now() - RECENT)
    row = rows.select_related(*LOADED, "change").defer("change__diff").order_by("-decided_at", "-pk").first()
    return ClaimRow(row, row.change) if row else None


def _consequence(change: Change) -> str:
    """Return "!!" where readers see a statement that has lost its only source, "!" where they see another loss."""
    claim = change.claim
    severe = worklists.is_severe(claim)
    return "!!" if severe and claim.public and claim.sole else "!" if severe and claim.public else "·"


def _standing(claim: AffectedCitation):
    """Return who sees the statement, and whether it rests on this source alone."""
    words = [_("published") if claim.public else pgettext_lazy("not published", "draft")]
    words += [_("only source")] if claim.sole else []
    return format_html('<span class="second">{}</span>', " · ".join(map(str, words)))


def _block(block: dict) -> dict:
    """Return a changed place of the page for the template: its difference as HTML."""
    tokens = block.get("tokens") or [
        *([("delete", block["before"], "")] if block["before"] else []),
        *([("insert", block["after"], "")] if block["after"] else []),
    ]
    return {"difference": difference_html(tokens)}
