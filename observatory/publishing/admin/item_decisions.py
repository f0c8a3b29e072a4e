"""The decisions on items (sources, official terms, coverage searches): what submit, send back, publish, schedule and
withdraw do, their messages, and what the page that asks for the reason shows of each item.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.publishing import item_publication, workflow
from observatory.publishing.admin.shared_decisions import (
    CHECKED,
    NAMED,
    SEND_BACK,
    SUBMIT,
    UNFOLDED,
    ChosenRow,
    Decision,
    DecisionResult,
    DecisionViews,
    Said,
    as_action,
    count_said,
    take_decision,
)
from observatory.publishing.checks.check_registry import at_least
from observatory.publishing.checks.findings import check_rows, item_findings, require_items_passed
from observatory.publishing.differences.differences_in_words import item_part_name, pending_rows_of_items
from observatory.publishing.item_publication import ItemType
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.publication_refusals import ItemChecksFailed, KeyTaken, NotPublic
from observatory.publishing.scheduled_publications import end_waiting_items, schedule_items
from observatory.records.models import Record, Reviewed

Items = Sequence[Reviewed]


def _publish_items(chosen: Items, by, reason: str, item_type: ItemType) -> DecisionResult:
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


def _schedule_items(chosen: Items, by, reason: str, item_type: ItemType, due_at: datetime) -> DecisionResult:
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


def _withdraw_items(chosen: Items, by, reason: str, item_type: ItemType) -> DecisionResult:
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


def _submit_items(chosen: Items, _by, _reason: str, item_type: ItemType) -> DecisionResult:
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


def _send_items_back(chosen: Items, by, _reason: str, item_type: ItemType) -> DecisionResult:
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
        Decision(
            *SUBMIT,
            _submit_items,
            lambda side: side.item.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        Decision(
            *SEND_BACK,
            _send_items_back,
            lambda side: side.item.state == Record.State.IN_REVIEW,
        ),
        Decision(
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
        Decision(
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
        Decision(
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


def take_item_decision(
    item_type: ItemType, decision: Decision, chosen: Items, *, by, reason: str, **more: Any
) -> DecisionResult:
    """Take a decision on items of a type and write it to their logs; return what it came to."""
    return take_decision(decision, chosen, by=by, reason=reason, log=_log_decision, item_type=item_type, **more)


def _log_decision(changed: Items, by, message: str) -> None:
    LogEntry.objects.log_actions(by.pk, changed, CHANGE, message)


class ItemDecidingAdmin(DecisionViews):
    """Adds the decisions to the admin of a type of items. Subclasses name the type."""

    item_type: ItemType
    rows_gone = _("These items no longer exist.")
    rows_edited = _("Somebody edited these items after you opened this page. Review them again below.")

    def known_decisions(self):
        return {
            name: decision
            for name, decision in ITEM_DECISIONS.items()
            if self.item_type.may_be_withdrawn or name != "withdraw"
        }

    def get_actions(self, request):
        """Return the actions of the list, with the decisions that the user may take on items of the type."""
        decisions = self.known_decisions().items()
        may = {name: (as_action(each), name, each.verb) for name, each in decisions if self.may(request, each)}
        return super().get_actions(request) | may

    def lock_rows(self, keys):
        # As `item_publication.lock_items`: rows that point at them may be written meanwhile.
        return list(self.existing_rows(keys).select_for_update(no_key=True))

    def take(self, request, decision, rows, *, reason, **more):
        return take_item_decision(self.item_type, decision, rows, by=request.user, reason=reason, **more)

    def describe_rows(self, decision, rows):
        """Return items with their gaps and differences."""
        keys, blocking = [row.pk for row in rows], at_least(settings.PUBLICATION_BLOCKED_BY)
        differences = pending_rows_of_items(self.item_type, rows)
        found = item_findings(self.item_type, keys) if decision.name in CHECKED else {}
        described = []
        for place, row in enumerate(rows):
            findings, document = found.get(row.pk, ((), {}))
            described.append(
                ChosenRow(
                    row,
                    differences[row.pk],
                    check_rows(document, findings, blocking, name=partial(item_part_name, self.item_type)),
                    is_open=place < UNFOLDED,
                    review_address=self.review_address(row),
                )
            )
        return described

    def more_context(self, request, decision, rows, edited):
        return {"all_or_none": True}

    def review_address(self, row):
        return item_review_address(self.item_type, row)


def item_review_address(item_type: ItemType, item: Reviewed) -> str:
    """Return the address of the review of an item; that is a page of the desk, which this package does not import."""
    return reverse("desk-review-item", args=[item_type.name, item.pk])
