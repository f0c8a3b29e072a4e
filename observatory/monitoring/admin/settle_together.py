"""The page that decides together on claims to which the same happened, within one change or across several."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.monitoring import claim_actions
from observatory.monitoring.actions import DecisionRefused
from observatory.monitoring.admin.claims import VERBS, ClaimRow, Decision, changed_sentence, with_records
from observatory.monitoring.claim_actions import BATCH_DECISIONS, LOADED
from observatory.monitoring.claims import alike_groups, alike_key, needs_confirmation
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.quote_checks import check_decided
from observatory.monitoring.worklists import weighed_claims
from observatory.records.admin.text_fields import CleanCharField

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
        return changed_sentence(self.claims[0].row)


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
        groups, more = self._groups(request, keys)
        for group in groups:
            if group.form.is_bound and group.form.is_valid():
                self._decide(request, group)
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

    def _groups(self, request, keys: list[int]) -> tuple[list[Group], bool]:
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

    def _decide(self, request, group: Group) -> None:
        """Decide on the claims that the curator was shown; those that came since stay undecided."""
        seen = dict(pair.split(":", 1) for pair in request.POST.getlist("seen") if ":" in pair)
        rows = [each.row for each in group.claims if str(each.row.pk) in seen]
        values = group.form.cleaned_data
        try:
            if not rows:
                raise DecisionRefused(
                    _("The statements have changed since you opened this page. Look again, then decide.")
                )
            claim_actions.decide_alike(
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
            check_decided([row.citation_id for row in rows])
            text = ngettext("%(count)d statement: %(decision)s.", "%(count)d statements: %(decision)s.", len(rows)) % {
                "count": len(rows),
                "decision": Decision(values["decision"]).label,
            }
            self.message_user(request, format_html("{}", text), messages.SUCCESS)


def settle_url(change_ids: list[int]) -> str:
    """Return the URL of the page that decides together on the alike claims of these changes."""
    return f"{reverse(f'admin:{SETTLE}')}?changes={','.join(map(str, change_ids))}"
