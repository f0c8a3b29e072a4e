"""The inbox of changes, and the page of one: the claims that it affects, to be decided, beside what differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
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
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from observatory.monitoring.admin.change_closing import CLOSINGS, ClosesChanges, closing_action, offered_closings
from observatory.monitoring.admin.change_history import history_of
from observatory.monitoring.admin.claim_decision_pages import DecidesClaims, SettlesTogether, settle_url
from observatory.monitoring.admin.claim_rows import MOST as SHOWN
from observatory.monitoring.admin.claim_rows import ClaimRow, alike_count, claim_rows
from observatory.monitoring.admin.difference_html import difference_html
from observatory.monitoring.admin.stored_files import (
    describe_file_replacement,
    describe_left_out_of_change,
    describe_restless_file,
    replaced_files,
)
from observatory.monitoring.admin.watches import request_visits
from observatory.monitoring.changes import change_actions, claim_weights, inbox_filter
from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.changes.claim_weights import weightiest_claims
from observatory.monitoring.changes.inbox_filter import (
    ANY_STATE,
    LABELS,
    PARAMETERS,
    WORDS,
    InboxFilter,
    count_choices,
    describe_filter,
    filter_labels,
    kept_filter,
    remember_filter,
)
from observatory.monitoring.models import AffectedCitation, Change, Check, Watch
from observatory.records.admin.assignment_admin import AssignsWork, ListOfWork
from observatory.records.admin.catalogue_admin import MadeElsewhere
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
        return change_actions.take_change(change=change, by=by)

    def give_row(self, change, **values):
        return change_actions.give_change(change=change, **values)

    def for_assignment(self, rows):
        return super().for_assignment(rows).select_related("location__source").defer("diff")

    def get_changelist(self, request, **kwargs):
        return InboxList

    def get_queryset(self, request):
        return claim_weights.annotate_counts(claim_weights.annotate_order(super().get_queryset(request).defer("diff")))

    def get_ordering(self, request):
        return claim_weights.ORDER

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
        previous, following = inbox_filter.neighbouring_changes(change, kept.apply(Change.objects.all(), request.user))
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
            "can_reopen": change_actions.can_reopen(change),
            "closings": offered_closings(change, undecided),
            "closed": change_actions.describe_closing(change) if change.closed_at else "",
            "last_decision": last_decision(request.user),
            "filter": describe_filter(kept),
            "filter_query": kept.query_string,
            "previous": previous,
            "following": following,
            "watch": watch,
            "checks": Check.objects.filter(location=change.location_id)[:5],
            "files": replaced_files(change, request.user),
            "left_out": describe_left_out_of_change(change),
            "replacement": describe_file_replacement(change) if change.kind == Change.Kind.REPLACED else "",
            "restless": describe_restless_file(watch) if change.kind == Change.Kind.REPLACED else "",
            "blocks": [_changed_block_for_template(block) for block in change.diff[:BLOCKS]],
            "more_blocks": len(change.diff) - BLOCKS,
        }
        return TemplateResponse(request, "admin/monitoring/change/change.html", context)

    def history_view(self, request, object_id, extra_context=None):
        """Show the history of a change."""
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
            change_actions.reopen_change(change=change, by=request.user)
        except change_actions.DecisionRefused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            self.message_user(request, _("The change is open again."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:monitoring_change_change", args=[change.pk]))

    @admin.action(description=_("Visit again now"), permissions=["change"])
    def check_again(self, request, queryset):
        request_visits(self, request, Location.objects.filter(changes__in=queryset.order_by().values("pk")))

    @admin.display(description=_("statement"))
    def claim_cell(self, change):
        """The cell of the inbox that names the statement of a change."""
        if change.claim is None:
            return _("No statement")
        claim = ClaimRow(change.claim, change)
        text = '<span class="consequence">{}</span> {} › {}'
        return format_html(text, _consequence_of_change(change), claim.citation.record, claim.statement)

    @admin.display(description=_("what changed"))
    def words_cell(self, change):
        """The cell of the inbox that shows what changed."""
        said = describe_file_replacement(change) if change.kind == Change.Kind.REPLACED else ""
        if change.claim is None:
            return said or change.proposed_url or "–"
        claim = ClaimRow(change.claim, change)
        words = said or claim.short_difference
        return format_html('{}<div class="words">{}</div>{}', claim.mark, words, _who_sees_statement(change.claim))

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


def _consequence_of_change(change: Change) -> str:
    """Return "!!" where readers see a statement that has lost its only source, "!" where they see another loss."""
    claim = change.claim
    severe = claim_weights.is_severe(claim)
    return "!!" if severe and claim.public and claim.sole else "!" if severe and claim.public else "·"


def _who_sees_statement(claim: AffectedCitation):
    """Return who sees the statement, and whether it rests on this source alone."""
    words = [_("published") if claim.public else pgettext_lazy("not published", "draft")]
    words += [_("only source")] if claim.sole else []
    return format_html('<span class="second">{}</span>', " · ".join(map(str, words)))


def _changed_block_for_template(block: dict) -> dict:
    """Return a changed place of the page for the template: its difference as HTML."""
    tokens = block.get("tokens") or [
        *([("delete", block["before"], "")] if block["before"] else []),
        *([("insert", block["after"], "")] if block["after"] else []),
    ]
    return {"difference": difference_html(tokens)}


MOST_CHOICES = 40  # choices of a filter; a chosen one is always among them


@dataclass(frozen=True)
class Choice:
    """One value of a filter with the number of changes under it."""

    value: str
    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True)
class FilterBox:
    """One filter of the bar; `all_label` is the choice of everything."""

    name: str
    label: str
    choices: list[Choice]
    all_label: str

    @property
    def chosen(self) -> Choice | None:
        return next((each for each in self.choices if each.chosen), None)


class InboxList(ListOfWork):
    """The list of changes under the filters in its address; loads what its rows show of their claims in one query."""

    def __init__(self, request, *args, **kwargs):
        self.chosen = InboxFilter.from_query(request.GET).resolve()
        self.user = request.user
        super().__init__(request, *args, **kwargs)

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in PARAMETERS}

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        if request.method == "POST" and request.POST.get("select_across") != "1":
            return rows  # chosen one by one: what has left the filter meanwhile is reported, not skipped
        return self.chosen.apply(rows, self.user)

    def get_results(self, request):
        super().get_results(request)
        claims = weightiest_claims([row.pk for row in self.result_list])
        for row in self.result_list:
            row.claim = claims.get(row.pk)

    def boxes(self, searched) -> list[FilterBox]:
        """Return the filters with their choices; `searched` are the changes that the search finds."""
        counts = count_choices(searched, self.chosen, self.user, search=self.query)
        labels = filter_labels(counts, self.chosen)
        return [self._filter_box(name, counts[name], labels.get(name, {})) for name in LABELS]

    def _filter_box(self, name: str, counts: Mapping[str, int], labels: Mapping[str, Any]) -> FilterBox:
        """Return the box of one filter of the inbox: its values with the number of changes for each."""
        chosen = getattr(self.chosen, name)
        known = WORDS.get(name)
        most = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_CHOICES]
        values: Iterable[str] = [value for value in known if value in counts] if known else most
        if name == "state":
            values, chosen = WORDS["state"], chosen or Change.State.OPEN.value
            counts = {ANY_STATE: sum(counts.values())} | counts
        if name == "who":
            values = dict.fromkeys(["mine", "nobody", *values])
        values = dict.fromkeys([*values, chosen] if chosen else values)
        choices = [
            Choice(
                value, str(labels.get(value, value)), counts.get(value, 0), value == chosen, self._address(name, value)
            )
            for value in values
        ]
        return FilterBox(name, str(LABELS[name]), choices, "" if name == "state" else str(gettext("all")))

    def _address(self, name: str, value: str) -> str:
        """Return the address of the list with this value of a filter, or without it where it is chosen."""
        now = "" if getattr(self.chosen, name) == value else value
        return f"?{self.chosen.but(**{name: now}).query_string}"
