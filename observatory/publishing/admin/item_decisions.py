"""The pages on which sources, official terms and coverage searches are decided on: submit, send back, publish,
schedule, withdraw, with a reason."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.publishing.admin.decision_form import (
    CHECKED,
    MOST,
    PUBLISHING,
    REVIEWED,
    UNFOLDED,
    ChosenRow,
    ReasonForm,
    ScheduleForm,
    row_stamp,
    too_many,
    was_seen,
)
from observatory.publishing.admin.decision_views import DecisionViews, as_action
from observatory.publishing.admin.describe_items import part_name, pending_rows_of
from observatory.publishing.admin.item_decision_list import ITEM_DECISIONS, ItemDecision, Items, take_on_items
from observatory.publishing.checks.finding_labels import check_rows
from observatory.publishing.checks.registry import at_least
from observatory.publishing.item_checks import item_findings
from observatory.publishing.items import ItemType
from observatory.records.models import Reviewed


def form_class(decision: ItemDecision) -> type[ReasonForm]:
    """Return the form that a decision asks with."""
    return ScheduleForm if decision.name == "schedule" else ReasonForm


class ItemDecidingAdmin(DecisionViews):
    """Adds the decisions to the admin of a type of items. Subclasses name the type."""

    item_type: ItemType

    def known_decisions(self):
        return {
            name: decision
            for name, decision in ITEM_DECISIONS.items()
            if self.item_type.may_be_withdrawn or name != "withdraw"
        }

    def get_actions(self, request):
        """Return the actions of the list, with the decisions that the user may take."""
        decisions = self.known_decisions().items()
        may = {name: (as_action(each), name, each.verb) for name, each in decisions if self.may(request, each)}
        return super().get_actions(request) | may

    def decide_one(self, request, object_id: str, decision: str):
        """Take a decision on one item; those of a reviewer are taken on the page of the review."""
        if decision not in REVIEWED:
            return super().decide_one(request, object_id, decision)
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if not self.may(request, ITEM_DECISIONS[decision]):
            raise PermissionDenied
        return HttpResponseRedirect(item_review_address(self.item_type, item))

    def decide(self, request, decision: ItemDecision, queryset, back: str = ""):
        """Show the form that asks for the reason; take the decision once it is submitted, for all items or for none."""
        keys = queryset.order_by().values("pk")[: MOST + 1]
        chosen = list(self.model.objects.filter(pk__in=keys).order_by("pk"))
        if len(chosen) > MOST:
            self.message_user(request, too_many(MOST), messages.ERROR)
            return None
        if not chosen:
            self.message_user(request, _("These items no longer exist."), messages.WARNING)
            return HttpResponseRedirect(back) if back else None
        asked = request.method == "POST" and "decided" in request.POST
        form = form_class(decision)(request.POST if asked else None)
        form.fields["reason"].required = decision.reason_needed
        if asked and form.is_valid() and self._still_as_seen(request, form, chosen):
            more = {"due_at": form.cleaned_data["when"]} if decision.name == "schedule" else {}
            reason = form.cleaned_data["reason"]
            for level, text in take_on_items(
                self.item_type, decision, chosen, by=request.user, reason=reason, **more
            ).said:
                self.message_user(request, text, level)
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask(request, decision, chosen, form, back)

    def _still_as_seen(self, request, form, chosen: Items) -> bool:
        if was_seen(request.POST.get("seen", ""), chosen):
            return True
        form.add_error(None, _("Somebody edited these items after you opened this page. Review them again below."))
        return False

    def _ask(self, request, decision: ItemDecision, chosen: Items, form: ReasonForm, back: str):
        rows, publishes = chosen_items(self.item_type, chosen, decision), decision.name in PUBLISHING
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": rows,
            "is_blocked": publishes and any(check.blocks for row in rows for check in row.checks),
            "all_or_none": True,
            "form": form,
            "seen": row_stamp(chosen),
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)


def item_review_address(item_type: ItemType, item: Reviewed) -> str:
    """Return the address of the review of an item; that is a page of the desk, which this package does not import."""
    return reverse("desk-review-item", args=[item_type.name, item.pk])


def chosen_items(item_type: ItemType, chosen: Sequence[Reviewed], decision: ItemDecision) -> list[ChosenRow]:
    """Return items with what a page of decisions shows of each: gaps and differences. As many queries for many as for
    one."""
    if decision.name == "withdraw":
        return [ChosenRow(row) for row in chosen]
    differences = pending_rows_of(item_type, chosen)
    found = item_findings(item_type, [row.pk for row in chosen]) if decision.name in CHECKED else {}
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    rows = []
    for place, row in enumerate(chosen):
        findings, document = found.get(row.pk, ((), {}))
        checks = check_rows(document, findings, blocking, name=partial(part_name, item_type))
        rows.append(
            ChosenRow(
                row,
                differences[row.pk],
                checks,
                is_open=place < UNFOLDED,
                review_address=item_review_address(item_type, row),
            )
        )
    return rows
