"""The decisions on records: what each does, and the messages for who takes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.history.steps import step
from observatory.publishing import actions, workflow
from observatory.publishing.admin import public_panel
from observatory.publishing.admin.decision_form import NAMED, SEND_BACK, SUBMIT, DecisionResult, Said, count_said
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import Entry
from observatory.publishing.publish_each import Refusal, publish_possible
from observatory.publishing.refusals import ChecksFailed, KeyTaken, NotPublic, OwnEdits, SlugTaken
from observatory.publishing.scheduling import end_waiting, schedule_publication
from observatory.publishing.worklists import EDITING
from observatory.records.decision_log import log_action
from observatory.records.models import Record
from observatory.sources.models import Source


@dataclass(frozen=True)
class Decision:
    """One decision that can be taken on records, and its confirmation page."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the record
    permission: str  # `has_<permission>_permission` of the admin
    # records, by, reason; `publish` takes `sources` too, `schedule` takes `due_at`
    run: Callable[..., DecisionResult]
    is_offered: Callable[[public_panel.PublicSide], bool]  # whether the button makes sense on this record's form
    reason_needed: bool = True


def _publish(records: Sequence[Record], by, reason: str, sources: Sequence[Source] = ()) -> DecisionResult:
    done = publish_possible(records=records, by=by, reason=reason, sources=sources)
    made = [row.version.record_id for row in done.publications if row.created]
    said: Said = []
    for entry in Entry.objects.filter(record__in=made[:NAMED]).defer("document", "search"):
        text = _('<a href="{address}">{title}</a> is public as version {number}.')
        told = format_html(text, address=public_panel.public_address(entry), title=entry.title, number=entry.version)
        said.append((messages.SUCCESS, told))
    more, same = max(0, len(made) - NAMED), len(done.publications) - len(made)
    said += count_said(
        messages.SUCCESS, ngettext("%d other record is now public.", "%d other records are now public.", more), more
    )
    text = ngettext(
        "%d record had no changes, so no new version was made.",
        "%d records had no changes, so no new versions were made.",
        same,
    )
    said += count_said(messages.INFO, text, same)
    count = len(sources) if done.publications else 0
    text = ngettext("%d edited source was published too.", "%d edited sources were published too.", count)
    said += count_said(messages.SUCCESS, text, count)
    said += _say_refused(_("“{title}” was not published. {why}"), records, done.refused)
    published = [row for row in records if row.pk not in done.refused]
    end_waiting(records=published, by=by)
    changed = [row for row in published if row.pk in made or row.state != Record.State.PUBLISHED]
    return DecisionResult(said, changed, frozenset(done.refused))


def _schedule(records: Sequence[Record], by, reason: str, due_at: datetime) -> DecisionResult:
    rows, refused = schedule_publication(records=records, due_at=due_at, by=by, reason=reason)
    scheduled = {row.record_id for row in rows}
    text = ngettext(
        "%(number)d record will be published on %(when)s, as it is now.",
        "%(number)d records will be published on %(when)s, as they are now.",
        len(rows),
    )
    when = local_time_in_words(due_at)
    said: Said = [(messages.SUCCESS, text % {"number": len(rows), "when": when})] if rows else []
    said += _say_refused(_("“{title}” was not scheduled. {why}"), records, refused)
    return DecisionResult(said, [row for row in records if row.pk in scheduled], frozenset(refused))


def _say_refused(text: Any, records: Sequence[Record], refused: Mapping[int, Refusal]) -> Said:
    """Return a message for each record that was refused: why, and what to do about it."""
    left = [row for row in records if row.pk in refused]
    said: Said = [
        (messages.ERROR, format_html(text, title=row.title, why=refusal_words(refused[row.pk], row)))
        for row in left[:NAMED]
    ]
    more = max(0, len(left) - NAMED)
    others = ngettext(
        "%d other record was left out for such a reason.", "%d other records were left out for such reasons.", more
    )
    return said + count_said(messages.ERROR, others, more)


def refusal_words(error: Refusal, record: Record) -> str:
    """Return why a record cannot be published, with what to do about it."""
    match error:
        case ChecksFailed():
            found = dict.fromkeys(each.check for each in error.found.get(record.pk, ()))
            return " ".join(f"{check.label}: {check.remedy}" for check in found)
        case OwnEdits():
            return _("You edited it since the last publication: somebody else has to publish it (rule of four eyes).")
        case SlugTaken():
            text = _("Another public record already uses the slug “%(slug)s”. Change one of the two slugs.")
            return text % {"slug": error}
        case KeyTaken():
            text = _("Another public source already has the key “%(key)s”. Change one of the two keys.")
            return text % {"key": error}


def _withdraw(records: Sequence[Record], by, reason: str) -> DecisionResult:
    said: Said = []
    changed = []
    for record in records:
        try:
            actions.withdraw(record=record, by=by, reason=reason)
        except NotPublic:
            text = _("“{title}” is not public, so it was not withdrawn.")
            said.append((messages.WARNING, format_html(text, title=record.title)))
        else:
            changed.append(record)
            end_waiting(records=[record], by=by)
            text = _("“{title}” was withdrawn. Its public page now says so and gives the reason.")
            said.append((messages.SUCCESS, format_html(text, title=record.title)))
    return DecisionResult(said, changed)


def _submit(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
    done = workflow.submit_for_review(records=records)
    left = len(records) - done
    said = count_said(
        messages.SUCCESS,
        ngettext("%d draft is now waiting for review.", "%d drafts are now waiting for review.", done),
        done,
    )
    text = ngettext(
        "%d record was not changed because it is not a draft.",
        "%d records were not changed because they are not drafts.",
        left,
    )
    said += count_said(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.DRAFT])


def _send_back(records: Sequence[Record], by, _reason: str) -> DecisionResult:
    end_waiting(records=records, by=by)
    done = workflow.send_back(records=records)
    left = len(records) - done
    text = ngettext(
        "%d record was sent back and is a draft again.", "%d records were sent back and are drafts again.", done
    )
    said = count_said(messages.SUCCESS, text, done)
    text = ngettext(
        "%d record was not changed because it is not in review.",
        "%d records were not changed because they are not in review.",
        left,
    )
    said += count_said(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.IN_REVIEW])


DECISIONS = {
    decision.name: decision
    for decision in (
        Decision(
            *SUBMIT,
            _submit,
            lambda side: side.record.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        Decision(
            *SEND_BACK,
            _send_back,
            lambda side: side.record.state == Record.State.IN_REVIEW,
        ),
        Decision(
            "publish",
            _("Publish"),
            _(
                "The content below becomes public immediately. Your reason is shown with this version"
                " permanently and cannot be changed."
            ),
            gettext_noop("Published"),
            "publish",
            _publish,
            # Without differences it makes public what was decided on changes of the sources.
            lambda side: bool(side.rows) or not side.is_public or side.record.state in EDITING,
        ),
        Decision(
            "schedule",
            _("Schedule"),
            _(
                "What you see below becomes public at the time you give. If somebody edits a record before then, it is"
                " not published, and the home page says so."
            ),
            gettext_noop("Scheduled"),
            "publish",
            _schedule,
            lambda side: False,  # on the page of the review
        ),
        Decision(
            "withdraw",
            _("Withdraw"),
            _("Its public page will say when and why it was withdrawn. Published versions can still be cited."),
            gettext_noop("Withdrawn"),
            "publish",
            _withdraw,
            lambda side: side.is_public,
        ),
    )
}


@transaction.atomic
def take_decision(decision: Decision, records: Sequence[Record], *, by, reason: str, **chosen: Any) -> DecisionResult:
    """Take a decision on records and write it to their logs; return what it came to."""
    with step(by=by, reason=reason, kind=decision.name):
        outcome = decision.run(records, by, reason, **chosen)
        log_action(outcome.changed, by, f"{decision.past}: {reason}" if reason else decision.past)
    return outcome
