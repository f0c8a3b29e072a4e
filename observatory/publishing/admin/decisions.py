"""The pages of decisions on records: they ask for the reason, and show each record with its gaps and differences.

Used for a selection in a list, and for a button on a record's form. What a reviewer decides on one record is on a page
of its own (`desk.review`), which takes the same decisions.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.publishing import actions
from observatory.publishing.admin import public_panel
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
from observatory.publishing.admin.decision_list import DECISIONS, Decision, take_decision
from observatory.publishing.admin.decision_views import DecisionViews, as_action
from observatory.publishing.admin.describe_items import pending_rows
from observatory.publishing.admin.published_together import with_companions
from observatory.publishing.checks.finding_labels import check_rows
from observatory.publishing.checks.registry import at_least
from observatory.publishing.checks.run import findings_documents_and_public
from observatory.publishing.differences import pending_differences
from observatory.publishing.items import SOURCES, edited_since_published
from observatory.publishing.models import Entry
from observatory.publishing.workflow import others_who_may_publish
from observatory.records.admin_links import admin_form_url
from observatory.records.models import Record
from observatory.sources.models import Citation, Source

MOST_SOURCES = 20  # whose edits or names the page shows


class PublishForm(ReasonForm):
    """Asks a reviewer whether to publish the unpublished edits of cited sources too."""

    with_sources = forms.BooleanField(label=_("Publish these sources too"), required=False)


def form_class(decision: Decision, edited: Sequence[Source]) -> type[ReasonForm]:
    """Return the form that a decision asks with."""
    if decision.name == "schedule":
        return ScheduleForm
    return PublishForm if edited else ReasonForm


class DecidingAdmin(DecisionViews):
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
        return self._ask(request, decision, records, form, back, edited)

    @transaction.atomic
    def _take_as_seen(self, request, decision: Decision, records, form: ReasonForm, edited: Sequence[Source]) -> bool:
        """Take a decision on records as the user saw them; return False, and say so, if somebody edited them since."""
        answers = form.cleaned_data
        locked = [*actions.lock_existing([row.pk for row in records]).values()]
        if not was_seen(request.POST.get("seen", ""), [*locked, *edited]) or len(locked) < len(records):
            text = _("Somebody edited these records after you opened this page. Review them again below.")
            form.add_error(None, text)
            return False
        chosen: dict[str, Any] = {"sources": edited} if answers.get("with_sources") else {}
        if decision.name == "schedule":
            chosen["due_at"] = answers["when"]
        for level, text in take_decision(decision, locked, by=request.user, reason=answers["reason"], **chosen).said:
            self.message_user(request, text, level)
        return True

    def _ask(
        self,
        request,
        decision: Decision,
        records: Sequence[Record],
        form: ReasonForm,
        back: str,
        edited: Sequence[Source],
    ):
        shown = [(row, pending_rows(SOURCES, row)) for row in edited[:MOST_SOURCES]]
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
                public_panel.in_words(record, pending_differences(public, working)),
                check_rows(working, findings, blocking) if decision.name in CHECKED else [],
                public_panel.unpublished_decisions(record) if place < UNFOLDED else (),
                is_open=place < UNFOLDED,
                review_address=review_address(record),
            )
        )
    return rows


def edited_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that records cite and that curators edited after they were published."""
    cited = Citation.objects.filter(record__in=records).values("source")
    return edited_since_published(SOURCES).filter(pk__in=cited).order_by("pk")


def new_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that would be published with records, as the first to cite them."""
    keys = [row.pk for row in records]
    public = Entry.objects.live().filter(record__relations_to__subject__in=keys).values_list("record_id", flat=True)
    return actions.sources_never_published(keys, {*public, *keys}).order_by("key")
