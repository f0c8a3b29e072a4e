"""The decisions on sources, official terms and coverage searches: what each does, and the messages for who takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.history.steps import step
from observatory.publishing import items, workflow
from observatory.publishing.admin.decision_form import NAMED, SEND_BACK, SUBMIT, DecisionResult, Said, count_said
from observatory.publishing.admin.item_panel import ItemSide
from observatory.publishing.item_checks import require_items_passed
from observatory.publishing.item_scheduling import end_waiting_items, schedule_items
from observatory.publishing.items import ItemType
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.refusals import ItemChecksFailed, KeyTaken, NotPublic
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


def _publish(item_type: ItemType, chosen: Items, by, reason: str) -> DecisionResult:
    try:
        require_items_passed(item_type, [row.pk for row in chosen])
        publications = items.publish_items(item_type, items=chosen, by=by, reason=reason)
    except KeyTaken as error:
        return _refused(chosen, [(messages.ERROR, format_html(KEY_TAKEN, key=error))])
    except ItemChecksFailed as error:
        return _refused(chosen, _say_blocked(chosen, error))
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


def _schedule(item_type: ItemType, chosen: Items, by, reason: str, due_at: datetime) -> DecisionResult:
    try:
        rows = schedule_items(item_type=item_type, items=chosen, due_at=due_at, by=by, reason=reason)
    except ItemChecksFailed as error:
        return _refused(chosen, _say_blocked(chosen, error))
    text = ngettext(
        "%(number)d item will be published on %(when)s, as it is now.",
        "%(number)d items will be published on %(when)s, as they are now.",
        len(rows),
    )
    said: Said = [(messages.SUCCESS, text % {"number": len(rows), "when": local_time_in_words(due_at)})]
    return DecisionResult(said, chosen)


def _refused(chosen: Items, said: Said) -> DecisionResult:
    return DecisionResult(said, [], frozenset(row.pk for row in chosen))


def _say_blocked(chosen: Items, error: ItemChecksFailed) -> Said:
    """Return a message for each item that the checks hold back: what they found, and what to do about it."""
    text = _("Nothing was published. “{title}”: {why}")
    said: Said = []
    for row in [row for row in chosen if row.pk in error.found][:NAMED]:
        found = dict.fromkeys(each.check for each in error.found[row.pk])
        why = " ".join(f"{check.label}: {check.remedy}" for check in found)
        said.append((messages.ERROR, format_html(text, title=row, why=why)))
    return said


KEY_TAKEN = _("Nothing was published. Another public source already has the key “{key}”. Change one of the two keys.")


def _withdraw(item_type: ItemType, chosen: Items, by, reason: str) -> DecisionResult:
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
            end_waiting_items(item_type=item_type, keys=[item.pk], by=by)
            said.append(
                (messages.SUCCESS, format_html(_("“{title}” was withdrawn. Readers no longer see it."), title=item))
            )
    return DecisionResult(said, changed)


def _submit(item_type: ItemType, chosen: Items, _by, _reason: str) -> DecisionResult:
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


def _send_back(item_type: ItemType, chosen: Items, by, _reason: str) -> DecisionResult:
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
            "schedule",
            _("Schedule"),
            _(
                "What you see below becomes public at the time you give. If somebody edits an item before then, it is"
                " not published, and the home page says so."
            ),
            gettext_noop("Scheduled"),
            "publish",
            _schedule,
            lambda side: False,  # on the page of the review
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


@transaction.atomic
def take_on_items(item_type: ItemType, decision: ItemDecision, chosen: Items, *, by, reason: str, **more: Any):
    """Take a decision on items of a type and write it to their logs; return what it came to (`DecisionResult`)."""
    with step(by=by, reason=reason, kind=decision.name):
        result = decision.run(item_type, chosen, by, reason, **more)
        if result.changed:
            message = f"{decision.past}: {reason}" if reason else decision.past
            LogEntry.objects.log_actions(by.pk, result.changed, CHANGE, message)
    return result
