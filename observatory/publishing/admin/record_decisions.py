"""The decisions on records (submit, send back, publish, schedule, withdraw), their messages, and the pages that ask for
the reason and show each record with its gaps and differences.

For a selection in a list and for a button on a form; the review page (`desk.review`) takes the same decisions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
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
from observatory.publishing import record_publication, workflow
from observatory.publishing.admin import publication_panel
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
from observatory.publishing.checks.findings import check_rows, findings_documents_and_public
from observatory.publishing.differences_in_words import pending_item_rows
from observatory.publishing.document_differences import pending_differences
from observatory.publishing.item_publication import SOURCES
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import Entry
from observatory.publishing.publication_lock import lock_existing
from observatory.publishing.publication_refusals import (
    NotPublic,
    Refusal,
    refusal_words,
)
from observatory.publishing.published_together import edited_sources_of, new_sources_of, with_companions
from observatory.publishing.record_publication import publish_possible
from observatory.publishing.record_querysets import EDITING
from observatory.publishing.scheduled_publications import end_waiting, schedule_publication
from observatory.publishing.workflow import others_who_may_publish
from observatory.records.admin_urls import admin_form_url
from observatory.records.models import Record
from observatory.records.record_edits import log_action
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
    is_offered: Callable[[publication_panel.PublicSide], bool]  # whether the button makes sense on this record's form
    reason_needed: bool = True


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


@transaction.atomic
def take_record_decision(
    decision: Decision, records: Sequence[Record], *, by, reason: str, **chosen: Any
) -> DecisionResult:
    """Take a decision on records and write it to their logs; return what it came to."""
    with step(by=by, reason=reason, kind=decision.name):
        outcome = decision.run(records, by, reason, **chosen)
        log_action(outcome.changed, by, f"{decision.past}: {reason}" if reason else decision.past)
    return outcome


MOST_SOURCES = 20  # whose edits or names the page shows


class PublishForm(ReasonForm):
    """Asks a reviewer whether to publish the unpublished edits of cited sources too."""

    with_sources = forms.BooleanField(label=_("Publish these sources too"), required=False)


def form_class(decision: Decision, edited: Sequence[Source]) -> type[ReasonForm]:
    """Return the form that a decision asks with."""
    if decision.name == "schedule":
        return ScheduleForm
    return PublishForm if edited else ReasonForm


class RecordDecidingAdmin(DecisionViews):
    """Adds the decisions to the admin of a record type."""

    actions = [as_action(decision) for decision in DECISIONS.values()]

    def known_decisions(self):
        return DECISIONS

    def decide_one(self, request, object_id: str, decision: str):
        """Take a decision on one record; those of a reviewer are taken on the page of the review."""
        if decision not in REVIEWED:
            return super().decide_one(request, object_id, decision)
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.may(request, DECISIONS[decision]):
            raise PermissionDenied
        return HttpResponseRedirect(review_address(record))

    def decide(self, request, decision: Decision, queryset, back: str = ""):
        """Show the form that asks for the reason; take the decision once it is submitted, on the records that are still
        chosen."""
        records = list(Record.objects.filter(pk__in=queryset.order_by().values("pk")[: MOST + 1]).order_by("pk"))
        if len(records) > MOST:
            self.message_user(request, too_many(MOST), messages.ERROR)
            return None
        if not records:
            self.message_user(request, _("These records no longer exist."), messages.WARNING)
            return HttpResponseRedirect(back) if back else None
        records += chosen_companions(request, decision, records)

        asked = request.method == "POST" and "decided" in request.POST
        edited = list(edited_sources_of(records)) if decision.name == "publish" else []
        form = form_class(decision, edited)(request.POST if asked else None)
        form.fields["reason"].required = decision.reason_needed
        if asked and form.is_valid() and self._take_as_seen(request, decision, records, form, edited):
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask_about_records(request, decision, records, form, back, edited)

    @transaction.atomic
    def _take_as_seen(self, request, decision: Decision, records, form: ReasonForm, edited: Sequence[Source]) -> bool:
        """Take a decision on records as the user saw them; return False, and say so, if somebody edited them since."""
        answers = form.cleaned_data
        locked = [*lock_existing([row.pk for row in records]).values()]
        if not was_seen(request.POST.get("seen", ""), [*locked, *edited]) or len(locked) < len(records):
            text = _("Somebody edited these records after you opened this page. Review them again below.")
            form.add_error(None, text)
            return False
        chosen: dict[str, Any] = {"sources": edited} if answers.get("with_sources") else {}
        if decision.name == "schedule":
            chosen["due_at"] = answers["when"]
        for level, text in take_record_decision(
            decision, locked, by=request.user, reason=answers["reason"], **chosen
        ).said:
            self.message_user(request, text, level)
        return True

    def _ask_about_records(
        self,
        request,
        decision: Decision,
        records: Sequence[Record],
        form: ReasonForm,
        back: str,
        edited: Sequence[Source],
    ):
        shown = [(row, pending_item_rows(SOURCES, row)) for row in edited[:MOST_SOURCES]]
        chosen = chosen_rows(records, decision)
        publishes = decision.name in PUBLISHING
        own = [row for row in records if settings.FOUR_EYES and publishes and request.user.pk in row.edited_by]
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": chosen,
            "own_edits": own,
            "others": others_who_may_publish(own),
            "is_blocked": publishes and any(check.blocks for row in chosen for check in row.checks),
            "new_sources": new_sources_of(records)[: MOST_SOURCES + 1] if publishes else [],
            "edited_sources": [(row, admin_form_url(row), rows) for row, rows in shown],
            "edited_count": len(edited),
            "form": form,
            "seen": row_stamp([*records, *edited]),
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)


def chosen_companions(request, decision: Decision, records: Sequence[Record]) -> list[Record]:
    """Return the records that go along with a decision, without those that the form offered and that were not
    ticked."""
    found, posted = with_companions(request.user, decision.name, records), request.POST
    return [row for row in found if f"offered:{row.pk}" not in posted or f"companion:{row.pk}" in posted]


def review_address(record: Record) -> str:
    """Return the address of the review of a record; that is a page of the desk, which this package does not import."""
    return reverse("desk-review", args=[record.public_id])


def chosen_rows(records: Sequence[Record], decision: Decision) -> list[ChosenRow]:
    """Return records with what a page of decisions shows of each: gaps, differences, and of the first few what curators
    decided. As many queries for many records as for few."""
    if decision.name == "withdraw":
        return [ChosenRow(row) for row in records]
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    found = findings_documents_and_public(records)
    rows = []
    for place, record in enumerate(records):
        findings, working, public = found[record.pk]
        rows.append(
            ChosenRow(
                record,
                publication_panel.in_words(record, pending_differences(public, working)),
                check_rows(working, findings, blocking) if decision.name in CHECKED else [],
                publication_panel.unpublished_decisions(record) if place < UNFOLDED else (),
                is_open=place < UNFOLDED,
                review_address=review_address(record),
            )
        )
    return rows
