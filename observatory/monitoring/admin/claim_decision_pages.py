"""The pages on which curators decide on claims: one claim, alike claims together, taking a decision back, and the list
of all decisions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from observatory.monitoring.admin.claim_rows import VERBS, ClaimRow, Decision, describe_claim_change, with_records
from observatory.monitoring.changes import claim_decisions
from observatory.monitoring.changes.change_actions import DecisionRefused
from observatory.monitoring.changes.claim_decisions import (
    BATCH_DECISIONS,
    LOADED,
    alike_groups,
    alike_key,
    needs_confirmation,
    waiting_for_review,
)
from observatory.monitoring.changes.claim_weights import first_undecided, weighed_claims
from observatory.monitoring.changes.inbox_filter import kept_filter, neighbouring_changes
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.quotes.quotes_in_stored_texts import check_quotes_after_decision
from observatory.records.admin.catalogue_admin import ReadOnlyAdmin
from observatory.records.admin.form_fields import CleanCharField

_DECIDE, _UNDO = "monitoring_change_decide", "monitoring_change_undo"
RUNS: dict[str, Callable] = {
    Decision.STILL_SUPPORTED.value: claim_decisions.confirm_support,
    Decision.AMENDED.value: claim_decisions.mark_amended,
    Decision.CITED_ELSEWHERE.value: claim_decisions.mark_cited_elsewhere,
    Decision.NOT_SUPPORTED.value: claim_decisions.withdraw_support,
    Decision.DISMISSED.value: claim_decisions.dismiss_claim,
}


class DecisionForm(forms.Form):
    """What a decision asks for besides the decision itself. `claim` says which of the inputs it needs."""

    confirmed = forms.BooleanField(
        label=_("Yes, the passage as it is now still supports the statement."),
        error_messages={"required": _("Tick this box to confirm, or take another decision.")},
    )
    quote_passage = forms.BooleanField(
        label=_("Quote the passage that is there now, and give the verdict “supports”."), required=False
    )
    reason = CleanCharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the change does not matter for this statement.")},
    )

    def __init__(self, data, *, claim: ClaimRow, decision: str):
        super().__init__(data)
        supported = Decision.STILL_SUPPORTED in claim.offered
        asked = {
            "confirmed": decision == Decision.STILL_SUPPORTED and claim.needs_confirmation,
            "quote_passage": decision == Decision.AMENDED and supported and bool(claim.row.passage),
            "reason": decision == Decision.DISMISSED,
        }
        if claim.change.kind == Change.Kind.REPLACED:
            self.fields["confirmed"].label = _("Yes, I have opened the new file, and it still supports the statement.")
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]


class DecidesClaims:
    """Mixin of the admin of changes: the views of decisions on claims."""

    decision_template = "admin/monitoring/change/decide_claim.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/decide/<int:citation>/<slug:decision>/", view(self.decide_claim), name=_DECIDE),
            path("<path:object_id>/undo/<int:citation>/", view(require_POST(self.undo_claim)), name=_UNDO),
            *super().get_urls(),
        ]

    def decide_claim(self, request, object_id: str, citation: int, decision: str):
        """Show the page of a decision, and take it on POST."""
        change, row = self._claim_to_decide(request, object_id, citation)
        if decision not in RUNS:
            raise Http404
        (claim,) = with_records([row], {change.pk: change})
        if decision not in claim.offered:
            self.message_user(request, self._why_no_decision(claim), messages.WARNING)
            return HttpResponseRedirect(claim.url)
        asked = request.method == "POST"
        form = DecisionForm(request.POST if asked else None, claim=claim, decision=decision)
        if asked and form.is_valid():
            listed = kept_filter(request).apply(Change.objects.all(), request.user)
            following = neighbouring_changes(change, listed)[1]  # before the change leaves its place in the list
            try:
                RUNS[decision](affected=row, by=request.user, seen=request.POST.get("seen") or "-", **form.cleaned_data)
            except DecisionRefused as error:
                self.message_user(request, str(error), messages.WARNING)
                return HttpResponseRedirect(claim.url)
            check_quotes_after_decision([row.citation_id])
            return self._after_decision(request, claim, decision, following, listed)
        context = {
            **self.admin_site.each_context(request),
            "title": VERBS[decision],
            "opts": self.opts,
            "change_row": change,
            "claim": claim,
            "decision": decision,
            "others": claim_decisions.other_citations(row.citation).select_related("source").order_by("pk")[:20],
            "form": form,
        }
        return TemplateResponse(request, self.decision_template, context)

    def undo_claim(self, request, object_id: str, citation: int):
        """Take a decision back."""
        change, row = self._claim_to_decide(request, object_id, citation)
        claim = ClaimRow(row, change)
        try:
            claim_decisions.undo_decision(affected=row, by=request.user)
        except DecisionRefused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            check_quotes_after_decision([row.citation_id])
            text = _("The decision on “{statement}” was undone.")
            self.message_user(request, format_html(text, statement=claim.statement), messages.SUCCESS)
        return HttpResponseRedirect(claim.url)

    def may_decide(self, request, change: Change | None = None) -> bool:
        """Return whether the user may decide on claims: they change citations."""
        return self.has_change_permission(request, change) and request.user.has_perm("sources.change_citation")

    def _claim_to_decide(self, request, object_id: str, citation: int) -> tuple[Change, AffectedCitation]:
        """Return the change and the claim of it on which the page decides. Raises Http404 or PermissionDenied."""
        change = self.get_object(request, unquote(object_id))
        if change is None:
            raise Http404
        if not self.may_decide(request, change):
            raise PermissionDenied
        return change, get_object_or_404(change.affected.select_related(*LOADED), citation=citation)

    def _why_no_decision(self, claim: ClaimRow):
        """Return why a decision on a claim is not offered, in words."""
        if claim.row.decision:
            return claim.decided
        if claim.change.state != Change.State.OPEN:
            return _("This change is closed. Open it again to decide.")
        if not claim.row.is_undecided:
            return _("The quote of this statement is not affected, so there is nothing to decide.")
        return _("The text has no passage that could support the statement.")

    def _after_decision(self, request, claim: ClaimRow, decision: str, following: Change | None, listed: QuerySet):
        """Go to the next claim of the change, or else to the next change of the list, or else to the list."""
        change = Change.objects.get(pk=claim.change.pk)
        said = {"statement": claim.statement, "record": claim.citation.record, "decision": Decision(decision).label}
        text = _('“{statement}” of “{record}”: {decision}. <a href="{url}">View or undo</a>')
        self.message_user(request, format_html(text, url=claim.url, **said), messages.SUCCESS)
        if following_claim := first_undecided(change):
            return HttpResponseRedirect(ClaimRow(following_claim, change).url)
        if change.state == Change.State.OPEN:  # of an address that moved: it closes when the address is accepted
            return HttpResponseRedirect(reverse("admin:monitoring_change_change", args=[change.pk]))
        self.message_user(request, _("Every statement has a decision, so the change is closed."), messages.INFO)
        following = following or neighbouring_changes(change, listed)[1]
        if following is None:
            self.message_user(request, _("That was the last change of this list."), messages.INFO)
            listing = f"{reverse('admin:monitoring_change_changelist')}?{kept_filter(request).query_string}"
            return HttpResponseRedirect(listing)
        first = first_undecided(following)
        page = reverse("admin:monitoring_change_change", args=[following.pk])
        return HttpResponseRedirect(ClaimRow(first, following).url if first else page)


MOST_CHANGES = 500
MOST_CLAIMS = 500  # that are compared; the page says so if there are more
SETTLE = "monitoring_change_settle"


class SettleForm(forms.Form):
    """One decision on a group of alike claims."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(decision.value, VERBS[decision]) for decision in BATCH_DECISIONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    confirmed = forms.BooleanField(
        label=_("Yes, the passage as it is now still supports each of these statements."), required=False
    )
    reason = CleanCharField(
        label=_("Reason, if you dismiss"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data, *, rows: list[AffectedCitation], prefix: str):
        super().__init__(data, prefix=prefix)
        self.ask = needs_confirmation(rows[0])
        if not self.ask:
            del self.fields["confirmed"]

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == Decision.STILL_SUPPORTED and self.ask and not cleaned.get("confirmed"):
            self.add_error("confirmed", _("Tick this box to confirm, or take another decision."))
        if decision == Decision.DISMISSED and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the change does not matter for this statement."))
        return cleaned


@dataclass(frozen=True)
class Group:
    """Alike claims, and the form that decides on them. `key` names the group on the page."""

    key: str
    claims: list[ClaimRow]
    form: SettleForm

    @cached_property
    def sentence(self) -> str:
        return describe_claim_change(self.claims[0].row)


class SettlesTogether:
    """Mixin of the admin of changes: the batch decision on alike claims."""

    settle_template = "admin/monitoring/change/settle.html"

    def get_urls(self):
        return [path("settle/", self.admin_site.admin_view(self.settle), name=SETTLE), *super().get_urls()]

    @admin.action(description=_("Decide alike statements together…"), permissions=["change"])
    def settle_selected(self, request, queryset):
        keys = list(queryset.order_by().values_list("pk", flat=True)[:MOST_CHANGES])
        return HttpResponseRedirect(settle_url(keys))

    def settle(self, request):
        """Show the groups of alike claims of some changes, each with a form; on POST decide on one group."""
        if not self.may_decide(request):
            raise PermissionDenied
        wanted = [key for key in request.GET.get("changes", "").split(",") if key.isascii() and key.isdigit()]
        keys = [int(key) for key in wanted[:MOST_CHANGES] if len(key) < 19]
        groups, more = self._groups_of_alike_claims(request, keys)
        for group in groups:
            if group.form.is_bound and group.form.is_valid():
                self._decide_alike_claims(request, group)
                return HttpResponseRedirect(request.get_full_path())
        if request.method == "POST" and not any(group.form.is_bound for group in groups):
            text = _("The statements have changed since you opened this page. Look again, then decide.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide alike statements together"),
            "opts": self.opts,
            "groups": groups,
            "more": more,
            "most": MOST_CLAIMS,
            "back": reverse("admin:monitoring_change_change", args=keys) if len(keys) == 1 else "",
        }
        return TemplateResponse(request, self.settle_template, context)

    def _groups_of_alike_claims(self, request, keys: list[int]) -> tuple[list[Group], bool]:
        """Return the groups, and whether there are more claims than are compared."""
        claims = AffectedCitation.objects.undecided().filter(change__in=keys, change__state=Change.State.OPEN)
        claims = weighed_claims(claims).select_related(*LOADED, "change__location__source").defer("change__diff")
        found = list(claims.order_by(F("weight").desc(), "change_id", "pk")[: MOST_CLAIMS + 1])
        shown = with_records(found[:MOST_CLAIMS], {row.change_id: row.change for row in found})
        by_pk = {each.row.pk: each for each in shown}
        groups = []
        for rows in alike_groups(each.row for each in shown):
            key = alike_key(rows[0])
            data = request.POST if request.method == "POST" and request.POST.get("group") == key else None
            form = SettleForm(data, rows=rows, prefix=key)
            groups.append(Group(key, [by_pk[row.pk] for row in rows], form))
        return groups, len(found) > MOST_CLAIMS

    def _decide_alike_claims(self, request, group: Group) -> None:
        """Decide on the claims that the curator was shown; those that came since stay undecided."""
        seen = dict(pair.split(":", 1) for pair in request.POST.getlist("seen") if ":" in pair)
        rows = [each.row for each in group.claims if str(each.row.pk) in seen]
        values = group.form.cleaned_data
        try:
            if not rows:
                raise DecisionRefused(
                    _("The statements have changed since you opened this page. Look again, then decide.")
                )
            claim_decisions.decide_alike(
                rows=rows,
                seen=[seen[str(row.pk)] or "-" for row in rows],
                decision=values["decision"],
                by=request.user,
                confirmed=values.get("confirmed", False),
                reason=values["reason"],
            )
        except DecisionRefused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            check_quotes_after_decision([row.citation_id for row in rows])
            text = ngettext("%(count)d statement: %(decision)s.", "%(count)d statements: %(decision)s.", len(rows)) % {
                "count": len(rows),
                "decision": Decision(values["decision"]).label,
            }
            self.message_user(request, format_html("{}", text), messages.SUCCESS)


def settle_url(change_ids: list[int]) -> str:
    """Return the URL of the page that decides together on the alike claims of these changes."""
    return f"{reverse(f'admin:{SETTLE}')}?changes={','.join(map(str, change_ids))}"


class WaitingFilter(admin.SimpleListFilter):
    """Decisions whose record has not been published since."""

    title = _("published")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("waiting for review"))]

    def queryset(self, request, queryset):
        return waiting_for_review(queryset) if self.value() == "yes" else queryset


@admin.register(AffectedCitation)
class ClaimDecisionAdmin(ReadOnlyAdmin):
    """Read only: a decision is taken, and undone, on the page of its change."""

    list_display = ["statement_cell", "decision", "decided_by", "decided_at", "reason"]
    list_display_links = None
    list_filter = [WaitingFilter, "decision", "decided_at"]
    list_select_related = [*LOADED, "change"]
    search_fields = ["citation__record__title_en", "citation__record__title_zh_hans", "citation__source__key", "reason"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Decisions on statements"), **(extra_context or {})})

    def get_queryset(self, request):
        return super().get_queryset(request).decided().defer("change__diff")

    def get_ordering(self, request):
        return [F("decided_at").desc(), F("id").desc()]

    @admin.display(description=_("statement"))
    def statement_cell(self, row):
        claim = ClaimRow(row, row.change)
        return format_html('<a href="{}">{} › {}</a>', claim.url, claim.citation.record, claim.statement)
