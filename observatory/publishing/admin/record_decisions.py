"""The decisions on records: what submit, send back, publish, schedule and withdraw do, their messages, and what the
page that asks for the reason shows of each record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.publishing import record_publication, workflow
from observatory.publishing.admin import publication_panel
from observatory.publishing.admin.shared_decisions import (
    CHECKED,
    NAMED,
    PUBLISHING,
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
from observatory.publishing.checks.findings import check_rows, findings_documents_and_public
from observatory.publishing.differences.differences_in_words import pending_item_rows
from observatory.publishing.differences.document_differences import pending_differences
from observatory.publishing.item_publication import SOURCES
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import Entry
from observatory.publishing.publication_lock import lock_existing
from observatory.publishing.publication_refusals import NotPublic, Refusal, refusal_words
from observatory.publishing.published_together import edited_sources_of, new_sources_of, with_companions
from observatory.publishing.record_publication import publish_possible
from observatory.publishing.record_querysets import EDITING
from observatory.publishing.scheduled_publications import end_waiting, schedule_publication
from observatory.publishing.workflow import others_who_may_publish
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import Record
from observatory.records.record_edits import log_action
from observatory.sources.models import Source


def _publish_records(records: Sequence[Record], by, reason: str, sources: Sequence[Source] = ()) -> DecisionResult:
    """Publish the records that can be; return what it came to, in messages."""
    done = publish_possible(records=records, by=by, reason=reason, sources=sources)
    made = [row.version.record_id for row in done.publications if row.created]
    said: Said = []
    for entry in Entry.objects.filter(record__in=made[:NAMED]).defer("document", "search"):
        text = _('<a href="{address}">{title}</a> is public as version {number}.')
        told = format_html(
            text, address=publication_panel.public_address(entry), title=entry.title, number=entry.version
        )
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
    said += _refused_record_messages(_("“{title}” was not published. {why}"), records, done.refused)
    published = [row for row in records if row.pk not in done.refused]
    end_waiting(records=published, by=by)
    changed = [row for row in published if row.pk in made or row.state != Record.State.PUBLISHED]
    return DecisionResult(said, changed, frozenset(done.refused))


def _schedule_records(records: Sequence[Record], by, reason: str, due_at: datetime) -> DecisionResult:
    rows, refused = schedule_publication(records=records, due_at=due_at, by=by, reason=reason)
    scheduled = {row.record_id for row in rows}
    text = ngettext(
        "%(number)d record will be published on %(when)s, as it is now.",
        "%(number)d records will be published on %(when)s, as they are now.",
        len(rows),
    )
    when = local_time_in_words(due_at)
    said: Said = [(messages.SUCCESS, text % {"number": len(rows), "when": when})] if rows else []
    said += _refused_record_messages(_("“{title}” was not scheduled. {why}"), records, refused)
    return DecisionResult(said, [row for row in records if row.pk in scheduled], frozenset(refused))


def _refused_record_messages(text: Any, records: Sequence[Record], refused: Mapping[int, Refusal]) -> Said:
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


def _withdraw_records(records: Sequence[Record], by, reason: str) -> DecisionResult:
    said: Said = []
    changed = []
    for record in records:
        try:
            record_publication.withdraw(record=record, by=by, reason=reason)
        except NotPublic:
            text = _("“{title}” is not public, so it was not withdrawn.")
            said.append((messages.WARNING, format_html(text, title=record.title)))
        else:
            changed.append(record)
            end_waiting(records=[record], by=by)
            text = _("“{title}” was withdrawn. Its public page now says so and gives the reason.")
            said.append((messages.SUCCESS, format_html(text, title=record.title)))
    return DecisionResult(said, changed)


def _submit_records(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
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


def _send_records_back(records: Sequence[Record], by, _reason: str) -> DecisionResult:
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
            _submit_records,
            lambda side: side.record.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        Decision(
            *SEND_BACK,
            _send_records_back,
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
            _publish_records,
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
            _schedule_records,
            lambda side: False,  # on the page of the review
        ),
        Decision(
            "withdraw",
            _("Withdraw"),
            _("Its public page will say when and why it was withdrawn. Published versions can still be cited."),
            gettext_noop("Withdrawn"),
            "publish",
            _withdraw_records,
            lambda side: side.is_public,
        ),
    )
}


def take_record_decision(
    decision: Decision, records: Sequence[Record], *, by, reason: str, **chosen: Any
) -> DecisionResult:
    """Take a decision on records and write it to their logs; return what it came to."""
    return take_decision(decision, records, by=by, reason=reason, log=log_action, **chosen)


MOST_SOURCES = 20  # whose edits or names the page shows


class RecordDecidingAdmin(DecisionViews):
    """Adds the decisions to the admin of a record type."""

    actions = [as_action(decision) for decision in DECISIONS.values()]
    rows_gone = _("These records no longer exist.")
    rows_edited = _("Somebody edited these records after you opened this page. Review them again below.")

    def known_decisions(self):
        return DECISIONS

    def existing_rows(self, keys):
        # What is decided is the same for every type of records.
        return Record.objects.filter(pk__in=keys).order_by("pk")

    def lock_rows(self, keys):
        return [*lock_existing(keys).values()]

    def companions(self, request, decision, rows):
        """Return the records that go along with a decision, without those that the form offered and that were not
        ticked."""
        found, posted = with_companions(request.user, decision.name, rows), request.POST
        return [row for row in found if f"offered:{row.pk}" not in posted or f"companion:{row.pk}" in posted]

    def edited_sources(self, decision, rows):
        return list(edited_sources_of(rows)) if decision.name == "publish" else []

    def take(self, request, decision, rows, *, reason, **more):
        return take_record_decision(decision, rows, by=request.user, reason=reason, **more)

    def describe_rows(self, decision, rows):
        """Return records with their gaps and differences, and of the first few what curators decided."""
        blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
        found = findings_documents_and_public(rows)
        described = []
        for place, record in enumerate(rows):
            findings, working, public = found[record.pk]
            described.append(
                ChosenRow(
                    record,
                    publication_panel.in_words(record, pending_differences(public, working)),
                    check_rows(working, findings, blocking) if decision.name in CHECKED else [],
                    publication_panel.unpublished_decisions(record) if place < UNFOLDED else (),
                    is_open=place < UNFOLDED,
                    review_address=review_address(record),
                )
            )
        return described

    def more_context(self, request, decision, rows, edited):
        """Return what a page that leads to a publication shows too: records that the user edited and may not publish,
        and the sources that are published with the records or can be."""
        if decision.name not in PUBLISHING:
            return {}
        own = [row for row in rows if settings.FOUR_EYES and request.user.pk in row.edited_by]
        shown = [(row, admin_form_url(row), pending_item_rows(SOURCES, row)) for row in edited[:MOST_SOURCES]]
        return {
            "own_edits": own,
            "others": others_who_may_publish(own) if own else [],
            "new_sources": new_sources_of(rows)[: MOST_SOURCES + 1],
            "edited_sources": shown,
            "edited_count": len(edited),
        }

    def review_address(self, row):
        return review_address(row)


def review_address(record: Record) -> str:
    """Return the address of the review of a record; that is a page of the desk, which this package does not import."""
    return reverse("desk-review", args=[record.public_id])
