"""The decisions on items (sources, official terms, coverage searches): what submit, send back, publish, schedule and
withdraw do, their messages, and the pages that ask for the reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.history.steps import step
from observatory.publishing import item_publication, workflow
from observatory.publishing.admin.publication_panel import ItemSide
from observatory.publishing.admin.shared_decisions import (
    CHECKED,
    MOST,
    NAMED,
    PUBLISHING,
    REVIEWED,
    SEND_BACK,
    SUBMIT,
    UNFOLDED,
    ChosenRow,
    DecisionResult,
    DecisionViews,
    ReasonForm,
    Said,
    ScheduleForm,
    as_action,
    count_said,
    row_stamp,
    too_many,
    was_seen,
)
from observatory.publishing.checks.check_registry import at_least
from observatory.publishing.checks.findings import check_rows, item_findings, require_items_passed
from observatory.publishing.differences_in_words import item_part_name, pending_rows_of_items
from observatory.publishing.item_publication import ItemType
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.publication_refusals import ItemChecksFailed, KeyTaken, NotPublic
from observatory.publishing.scheduled_publications import end_waiting_items, schedule_items
from observatory.records.models import Record, Reviewed

Items = Sequence[Reviewed]


@dataclass(frozen=True)
class ItemDecision:
    """One decision that can be taken on items, and its confirmation page."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the item
    permission: str  # `has_<permission>_permission` of the admin
    run: Callable[..., DecisionResult]  # item type, items, by, reason; `schedule` takes `due_at` too
    is_offered: Callable[[ItemSide], bool]
    reason_needed: bool = True


def _publish_items(item_type: ItemType, chosen: Items, by, reason: str) -> DecisionResult:
    """Publish the chosen items, all or none; return what it came to, in messages."""
    try:
        require_items_passed(item_type, [row.pk for row in chosen])
        publications = item_publication.publish_items(item_type, items=chosen, by=by, reason=reason)
    except KeyTaken as error:
        return _refused(chosen, [(messages.ERROR, format_html(KEY_TAKEN, key=error))])
    except ItemChecksFailed as error:
        return _refused(chosen, _blocked_item_messages(chosen, error))
    end_waiting_items(item_type=item_type, keys=[row.pk for row in chosen], by=by)
    made = {row.version.item_id for row in publications if row.created}
    new, same = len(made), len(publications) - len(made)
    text = ngettext("%d new version is public.", "%d new versions are public.", new)
    unchanged = ngettext(
        "%d item had no changes, so no new version was made.",
        "%d items had no changes, so no new versions were made.",
        same,
    )
    said = [*count_said(messages.SUCCESS, text, new), *count_said(messages.INFO, unchanged, same)]
    return DecisionResult(said, [row for row in chosen if row.pk in made])


def _schedule_items(item_type: ItemType, chosen: Items, by, reason: str, due_at: datetime) -> DecisionResult:
    """Schedule the publication of the chosen items, all or none; return what it came to, in messages."""
    try:
        rows = schedule_items(item_type=item_type, items=chosen, due_at=due_at, by=by, reason=reason)
    except ItemChecksFailed as error:
        return _refused(chosen, _blocked_item_messages(chosen, error))
    text = ngettext(
        "%(number)d item will be published on %(when)s, as it is now.",
        "%(number)d items will be published on %(when)s, as they are now.",
        len(rows),
    )
    said: Said = [(messages.SUCCESS, text % {"number": len(rows), "when": local_time_in_words(due_at)})]
    return DecisionResult(said, chosen)


def _refused(chosen: Items, said: Said) -> DecisionResult:
    return DecisionResult(said, [], frozenset(row.pk for row in chosen))


def _blocked_item_messages(chosen: Items, error: ItemChecksFailed) -> Said:
    """Return a message for each item that the checks hold back: what they found, and what to do about it."""
    text = _("Nothing was published. “{title}”: {why}")
    said: Said = []
    for row in [row for row in chosen if row.pk in error.found][:NAMED]:
        found = dict.fromkeys(each.check for each in error.found[row.pk])
        why = " ".join(f"{check.label}: {check.remedy}" for check in found)
        said.append((messages.ERROR, format_html(text, title=row, why=why)))
    return said


KEY_TAKEN = _("Nothing was published. Another public source already has the key “{key}”. Change one of the two keys.")


def _withdraw_items(item_type: ItemType, chosen: Items, by, reason: str) -> DecisionResult:
    """Withdraw the chosen items; return what it came to, in messages."""
    said: Said = []
    changed = []
    for item in chosen:
        try:
            item_publication.withdraw_item(item_type, item=item, by=by, reason=reason)
        except NotPublic:
            said.append(
                (messages.WARNING, format_html(_("“{title}” is not public, so it was not withdrawn."), title=item))
            )
        else:
            changed.append(item)
            end_waiting_items(item_type=item_type, keys=[item.pk], by=by)
            said.append(
                (messages.SUCCESS, format_html(_("“{title}” was withdrawn. Readers no longer see it."), title=item))
            )
    return DecisionResult(said, changed)


def _submit_items(item_type: ItemType, chosen: Items, _by, _reason: str) -> DecisionResult:
    """Submit the chosen items for review; return what it came to, in messages."""
    moved = workflow.submit_items_for_review(rows=item_type.model.objects.filter(pk__in=[row.pk for row in chosen]))
    text = ngettext("%d draft is now waiting for review.", "%d drafts are now waiting for review.", moved)
    left = len(chosen) - moved
    unmoved = ngettext(
        "%d item was not changed because it is not a draft.",
        "%d items were not changed because they are not drafts.",
        left,
    )
    said = [*count_said(messages.SUCCESS, text, moved), *count_said(messages.WARNING, unmoved, left)]
    return DecisionResult(said, [row for row in chosen if row.state == Record.State.DRAFT])


def _send_items_back(item_type: ItemType, chosen: Items, by, _reason: str) -> DecisionResult:
    """Send the chosen items back to be drafts; return what it came to, in messages."""
    end_waiting_items(item_type=item_type, keys=[row.pk for row in chosen], by=by)
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
    return DecisionResult(said, [row for row in chosen if row.state == Record.State.IN_REVIEW])


ITEM_DECISIONS = {
    decision.name: decision
    for decision in (
        ItemDecision(
            *SUBMIT,
            _submit_items,
            lambda side: side.item.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        ItemDecision(
            *SEND_BACK,
            _send_items_back,
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
            _publish_items,
            lambda side: bool(side.rows) or not side.is_public,
        ),
        ItemDecision(
            "schedule",
            _("Schedule"),
            _(
                "What you see below becomes public at the time you give. If somebody edits an item before then, it is"
                " not published, and the home page says so."
            ),
            gettext_noop("Scheduled"),
            "publish",
            _schedule_items,
            lambda side: False,  # on the page of the review
        ),
        ItemDecision(
            "withdraw",
            _("Withdraw"),
            _("Readers will no longer see it. Its versions are kept, and it can be published again."),
            gettext_noop("Withdrawn"),
            "publish",
            _withdraw_items,
            lambda side: side.is_public and side.item_type.may_be_withdrawn,
        ),
    )
}


@transaction.atomic
def take_item_decision(item_type: ItemType, decision: ItemDecision, chosen: Items, *, by, reason: str, **more: Any):
    """Take a decision on items of a type and write it to their logs; return what it came to (`DecisionResult`)."""
    with step(by=by, reason=reason, kind=decision.name):
        result = decision.run(item_type, chosen, by, reason, **more)
        if result.changed:
            message = f"{decision.past}: {reason}" if reason else decision.past
            LogEntry.objects.log_actions(by.pk, result.changed, CHANGE, message)
    return result


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
            for level, text in take_item_decision(
                self.item_type, decision, chosen, by=request.user, reason=reason, **more
            ).said:
                self.message_user(request, text, level)
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask_about_items(request, decision, chosen, form, back)

    def _still_as_seen(self, request, form, chosen: Items) -> bool:
        if was_seen(request.POST.get("seen", ""), chosen):
            return True
        form.add_error(None, _("Somebody edited these items after you opened this page. Review them again below."))
        return False

    def _ask_about_items(self, request, decision: ItemDecision, chosen: Items, form: ReasonForm, back: str):
        """Return the page that asks for the reason of a decision on items, with the gaps and differences of each."""
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
    differences = pending_rows_of_items(item_type, chosen)
    found = item_findings(item_type, [row.pk for row in chosen]) if decision.name in CHECKED else {}
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    rows = []
    for place, row in enumerate(chosen):
        findings, document = found.get(row.pk, ((), {}))
        checks = check_rows(document, findings, blocking, name=partial(item_part_name, item_type))
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
