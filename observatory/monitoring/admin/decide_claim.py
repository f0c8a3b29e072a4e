"""The views that decide on one claim of a change, decide on alike claims together, and take a decision back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from observatory.monitoring import claim_actions
from observatory.monitoring.actions import DecisionRefused
from observatory.monitoring.admin.claims import VERBS, ClaimRow, Decision, with_records
from observatory.monitoring.admin.inbox import kept_filter
from observatory.monitoring.claim_actions import LOADED
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.quote_checks import check_decided
from observatory.monitoring.worklists import first_undecided, neighbours
from observatory.records.admin.text_fields import CleanCharField

_DECIDE, _UNDO = "monitoring_change_decide", "monitoring_change_undo"
RUNS: dict[str, Callable] = {
    Decision.STILL_SUPPORTED.value: claim_actions.confirm_support,
    Decision.AMENDED.value: claim_actions.mark_amended,
    Decision.CITED_ELSEWHERE.value: claim_actions.mark_cited_elsewhere,
    Decision.NOT_SUPPORTED.value: claim_actions.withdraw_support,
    Decision.DISMISSED.value: claim_actions.dismiss_claim,
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
        change, row = self._claim(request, object_id, citation)
        if decision not in RUNS:
            raise Http404
        (claim,) = with_records([row], {change.pk: change})
        if decision not in claim.offered:
            self.message_user(request, self._why_not(claim), messages.WARNING)
            return HttpResponseRedirect(claim.url)
        asked = request.method == "POST"
        form = DecisionForm(request.POST if asked else None, claim=claim, decision=decision)
        if asked and form.is_valid():
            listed = kept_filter(request).apply(Change.objects.all(), request.user)
            following = neighbours(change, listed)[1]  # before the change leaves its place in the list
            try:
                RUNS[decision](affected=row, by=request.user, seen=request.POST.get("seen") or "-", **form.cleaned_data)
            except DecisionRefused as error:
                self.message_user(request, str(error), messages.WARNING)
                return HttpResponseRedirect(claim.url)
            check_decided([row.citation_id])
            return self._after_decision(request, claim, decision, following, listed)
        context = {
            **self.admin_site.each_context(request),
            "title": VERBS[decision],
            "opts": self.opts,
            "change_row": change,
            "claim": claim,
            "decision": decision,
            "others": claim_actions.other_citations(row.citation).select_related("source").order_by("pk")[:20],
            "form": form,
        }
        return TemplateResponse(request, self.decision_template, context)

    def undo_claim(self, request, object_id: str, citation: int):
        """Take a decision back."""
        change, row = self._claim(request, object_id, citation)
        claim = ClaimRow(row, change)
        try:
            claim_actions.undo_decision(affected=row, by=request.user)
        except DecisionRefused as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            check_decided([row.citation_id])
            text = _("The decision on “{statement}” was undone.")
            self.message_user(request, format_html(text, statement=claim.statement), messages.SUCCESS)
        return HttpResponseRedirect(claim.url)

    def may_decide(self, request, change: Change | None = None) -> bool:
        """Return whether the user may decide on claims: they change citations."""
        return self.has_change_permission(request, change) and request.user.has_perm("sources.change_citation")

    def _claim(self, request, object_id: str, citation: int) -> tuple[Change, AffectedCitation]:
        change = self.get_object(request, unquote(object_id))
        if change is None:
            raise Http404
        if not self.may_decide(request, change):
            raise PermissionDenied
        return change, get_object_or_404(change.affected.select_related(*LOADED), citation=citation)

    def _why_not(self, claim: ClaimRow):
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
        following = following or neighbours(change, listed)[1]
        if following is None:
            self.message_user(request, _("That was the last change of this list."), messages.INFO)
            listing = f"{reverse('admin:monitoring_change_changelist')}?{kept_filter(request).query_string}"
            return HttpResponseRedirect(listing)
        first = first_undecided(following)
        page = reverse("admin:monitoring_change_change", args=[following.pk])
        return HttpResponseRedirect(ClaimRow(first, following).url if first else page)
