"""Decisions on sources, official terms and coverage searches: submit, send back, publish, withdraw, with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.history.steps import step
from observatory.publishing import items, workflow
from observatory.publishing.admin.decision_form import (
    MOST,
    SEND_BACK,
    SUBMIT,
    UNFOLDED,
    ChosenRow,
    ReasonForm,
    Said,
    count_said,
    fingerprint,
    too_many,
    was_seen,
)
from observatory.publishing.admin.decision_views import DecisionViews, as_action
from observatory.publishing.admin.describe_items import pending_rows_of
from observatory.publishing.admin.item_panel import ItemSide
from observatory.publishing.items import ItemType
from observatory.publishing.refusals import KeyTaken, NotPublic
from observatory.records.models import Record, Reviewed

Items = Sequence[Reviewed]


@dataclass(frozen=True)
class ItemDecision:
    """One decision that can be taken on items, and its confirmation page. `run` returns the messages for the user who
    decided, and the items that were changed."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the item
    permission: str  # `has_<permission>_permission` of the admin
    run: Callable[[ItemType, Items, Any, str], tuple[Said, Items]]
    is_offered: Callable[[ItemSide], bool]
    reason_needed: bool = True


def _publish(item_type: ItemType, chosen: Items, by, reason: str) -> tuple[Said, Items]:
    try:
        publications = items.publish_items(item_type, items=chosen, by=by, reason=reason)
    except KeyTaken as error:
        return [(messages.ERROR, format_html(KEY_TAKEN, key=error))], []
    made = {row.version.item_id for row in publications if row.created}
    new, same = len(made), len(publications) - len(made)
    text = ngettext("%d new version is public.", "%d new versions are public.", new)
    unchanged = ngettext(
        "%d item had no changes, so no new version was made.",
        "%d items had no changes, so no new versions were made.",
        same,
    )
    said = [*count_said(messages.SUCCESS, text, new), *count_said(messages.INFO, unchanged, same)]
    return said, [row for row in chosen if row.pk in made]


KEY_TAKEN = _("Nothing was published. Another public source already has the key “{key}”. Change one of the two keys.")


def _withdraw(item_type: ItemType, chosen: Items, by, reason: str) -> tuple[Said, Items]:
    said: Said = []
    changed = []
    for item in chosen:
        try:
            items.withdraw_item(item_type, item=item, by=by, reason=reason)
        except NotPublic:
            said.append(
                (messages.WARNING, format_html(_("“{title}” is not public, so it was not withdrawn."), title=item))
            )
        else:
            changed.append(item)
            said.append(
                (messages.SUCCESS, format_html(_("“{title}” was withdrawn. Readers no longer see it."), title=item))
            )
    return said, changed


def _submit(item_type: ItemType, chosen: Items, _by, _reason: str) -> tuple[Said, Items]:
    moved = workflow.submit_items_for_review(rows=item_type.model.objects.filter(pk__in=[row.pk for row in chosen]))
    text = ngettext("%d draft is now waiting for review.", "%d drafts are now waiting for review.", moved)
    left = len(chosen) - moved
    unmoved = ngettext(
        "%d item was not changed because it is not a draft.",
        "%d items were not changed because they are not drafts.",
        left,
    )
    said = [*count_said(messages.SUCCESS, text, moved), *count_said(messages.WARNING, unmoved, left)]
    return said, [row for row in chosen if row.state == Record.State.DRAFT]


def _send_back(item_type: ItemType, chosen: Items, _by, _reason: str) -> tuple[Said, Items]:
    moved = workflow.send_items_back(rows=item_type.model.objects.filter(pk__in=[row.pk for row in chosen]))
    text = ngettext(
        "%d item was sent back and is a draft again.", "%d items were sent back and are drafts again.", moved
    )
    left = len(chosen) - moved
    unmoved = ngettext(
        "%d item was not changed because it is not in review.",
        "%d items were not changed because they are not in review.",
        left,
    )
    said = [*count_said(messages.SUCCESS, text, moved), *count_said(messages.WARNING, unmoved, left)]
    return said, [row for row in chosen if row.state == Record.State.IN_REVIEW]


ITEM_DECISIONS = {
    decision.name: decision
    for decision in (
        ItemDecision(
            *SUBMIT,
            _submit,
            lambda side: side.item.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        ItemDecision(
            *SEND_BACK,
            _send_back,
            lambda side: side.item.state == Record.State.IN_REVIEW,
        ),
        ItemDecision(
            "publish",
            _("Publish"),
            _(
                "The changes below become public immediately, wherever readers see them. Your reason is kept with this"
                " version permanently."
            ),
            gettext_noop("Published"),
            "publish",
            _publish,
            lambda side: bool(side.rows) or not side.is_public,
        ),
        ItemDecision(
            "withdraw",
            _("Withdraw"),
            _("Readers will no longer see it. Its versions are kept, and it can be published again."),
            gettext_noop("Withdrawn"),
            "publish",
            _withdraw,
            lambda side: side.is_public and side.item_type.may_be_withdrawn,
        ),
    )
}


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
        form = ReasonForm(request.POST if asked else None)
        form.fields["reason"].required = decision.reason_needed
        if asked and form.is_valid() and self._still_as_seen(request, form, chosen):
            self._take(request, decision, chosen, form.cleaned_data["reason"])
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask(request, decision, chosen, form, back)

    def _still_as_seen(self, request, form, chosen: Items) -> bool:
        if was_seen(request.POST.get("seen", ""), chosen):
            return True
        form.add_error(None, _("Somebody edited these items after you opened this page. Review them again below."))
        return False

    def _take(self, request, decision: ItemDecision, chosen: Items, reason: str) -> None:
        with transaction.atomic(), step(by=request.user, reason=reason, kind=decision.name):
            said, changed = decision.run(self.item_type, chosen, request.user, reason)
            if changed:
                message = f"{decision.past}: {reason}" if reason else decision.past
                LogEntry.objects.log_actions(request.user.pk, changed, CHANGE, message)
        for level, text in said:
            self.message_user(request, text, level)

    def _ask(self, request, decision: ItemDecision, chosen: Items, form: ReasonForm, back: str):
        found = {} if decision.name == "withdraw" else pending_rows_of(self.item_type, chosen)
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": [
                ChosenRow(row, found.get(row.pk), is_open=place < UNFOLDED) for place, row in enumerate(chosen)
            ],
            "form": form,
            "seen": fingerprint(chosen),
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)
