"""Publish, withdraw, submit, send back: a page that asks for the reason, and a message with the result.

Used for a selection in a list and for a button on a record's form; both run the same actions.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.publishing import actions, workflow
from observatory.publishing.admin import public_panel
from observatory.publishing.admin.logbook import log_action
from observatory.publishing.models import Entry
from observatory.publishing.refusals import NotPublic, SlugTaken
from observatory.publishing.worklists import would_be_unsourced
from observatory.records.admin.text_fields import CleanCharField
from observatory.records.models import Record

MOST = 200  # records per decision: well within the time limit of a web worker
WITH_DIFFERENCES = 5
NAMED = 10

Said = list[tuple[int, Any]]


class ReasonForm(forms.Form):
    reason = CleanCharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class DecisionResult:
    """The messages for the user who decided (level and text), and the records that were changed."""

    said: Said
    changed: Sequence[Record]


@dataclass(frozen=True)
class Decision:
    """One decision that can be taken on records, and its confirmation page."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the record
    permission: str  # `has_<permission>_permission` of the admin
    run: Callable[[Sequence[Record], Any, str], DecisionResult]
    is_offered: Callable[[public_panel.PublicSide], bool]  # whether the button makes sense on this record's form
    reason_needed: bool = True


def _publish(records: Sequence[Record], by, reason: str) -> DecisionResult:
    try:
        publications = actions.publish_many(records=records, by=by, reason=reason)
    except SlugTaken as error:
        text = _(
            "Nothing was published. Another public record already uses the slug “{slug}”. Change one of the two slugs."
        )
        return DecisionResult([(messages.ERROR, format_html(text, slug=error))], [])
    made = [row.version.record_id for row in publications if row.created]
    said: Said = []
    for entry in Entry.objects.filter(record__in=made[:NAMED]).defer("document", "search"):
        text = _('<a href="{address}">{title}</a> is public as version {number}.')
        told = format_html(text, address=public_panel.public_address(entry), title=entry.title, number=entry.version)
        said.append((messages.SUCCESS, told))
    more, same = max(0, len(made) - NAMED), len(publications) - len(made)
    said += _count(
        messages.SUCCESS, ngettext("%d other record is now public.", "%d other records are now public.", more), more
    )
    text = ngettext(
        "%d record had no changes, so no new version was made.",
        "%d records had no changes, so no new versions were made.",
        same,
    )
    said += _count(messages.INFO, text, same)
    return DecisionResult(said, [row for row in records if row.pk in made])


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
            text = _("“{title}” was withdrawn. Its public page now says so and gives the reason.")
            said.append((messages.SUCCESS, format_html(text, title=record.title)))
    return DecisionResult(said, changed)


def _submit(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
    done = workflow.submit_for_review(records=records)
    left = len(records) - done
    said = _count(
        messages.SUCCESS,
        ngettext("%d draft is now waiting for review.", "%d drafts are now waiting for review.", done),
        done,
    )
    text = ngettext(
        "%d record was not changed because it is not a draft.",
        "%d records were not changed because they are not drafts.",
        left,
    )
    said += _count(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.DRAFT])


def _send_back(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
    done = workflow.send_back(records=records)
    left = len(records) - done
    text = ngettext(
        "%d record was sent back and is a draft again.", "%d records were sent back and are drafts again.", done
    )
    said = _count(messages.SUCCESS, text, done)
    text = ngettext(
        "%d record was not changed because it is not in review.",
        "%d records were not changed because they are not in review.",
        left,
    )
    said += _count(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.IN_REVIEW])


def _count(level: int, text: str, number: int) -> Said:
    return [(level, text % number)] if number else []


DECISIONS = {
    decision.name: decision
    for decision in (
        Decision(
            "submit",
            _("Submit for review"),
            _("A reviewer will see it in their review list. Use the reason to tell them what to look at."),
            gettext_noop("Submitted for review"),
            "change",
            _submit,
            lambda side: side.record.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        Decision(
            "send_back",
            _("Send back"),
            _("It becomes a draft again. Use the reason to tell the curator what to correct."),
            gettext_noop("Sent back"),
            "publish",
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
            lambda side: bool(side.rows) or not side.is_public,
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


def _as_action(decision: Decision):
    @admin.action(description=decision.verb, permissions=[decision.permission])
    def chosen(modeladmin, request, queryset):
        return modeladmin.decide(request, decision, queryset)

    chosen.__name__ = decision.name
    return chosen


class DecidingAdmin(admin.ModelAdmin):
    """Adds the decisions to the admin of a record type."""

    actions = [_as_action(decision) for decision in DECISIONS.values()]

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(workflow.PUBLISH_PERMISSION)

    def may(self, request, decision: Decision) -> bool:
        return getattr(self, f"has_{decision.permission}_permission")(request)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_decide"
        view = self.admin_site.admin_view(self.decide_one)
        return [path("<path:object_id>/decide/<slug:decision>/", view, name=name), *super().get_urls()]

    def decide_one(self, request, object_id: str, decision: str):
        """Take a decision on one record: the view behind a button of the form."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or decision not in DECISIONS:
            raise Http404
        if not self.may(request, DECISIONS[decision]):
            raise PermissionDenied
        rows = self.get_queryset(request).filter(pk=obj.pk)
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return self.decide(request, DECISIONS[decision], rows, back=back)

    def decide(self, request, decision: Decision, queryset, back: str = ""):
        """Show the form that asks for the reason; take the decision once it is submitted, for all records or for
        none."""
        records = list(Record.objects.filter(pk__in=queryset.order_by().values("pk")[: MOST + 1]).order_by("pk"))
        if len(records) > MOST:
            text = _(
                "You can select up to %(most)d records at a time. Nothing was changed. Filter the list and try again."
            ) % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return None
        if not records:
            self.message_user(request, _("These records no longer exist."), messages.WARNING)
            return HttpResponseRedirect(back) if back else None

        asked = request.method == "POST" and "decided" in request.POST
        form = ReasonForm(request.POST if asked else None)
        form.fields["reason"].required = decision.reason_needed
        if asked and form.is_valid() and self._still_as_seen(request, form, records):
            self._take(request, decision, records, form.cleaned_data["reason"])
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask(request, decision, records, form, back)

    def _still_as_seen(self, request, form, records: Sequence[Record]) -> bool:
        if request.POST.get("seen") == _fingerprint(records):
            return True
        form.add_error(None, _("Somebody edited these records after you opened this page. Review them again below."))
        return False

    def _take(self, request, decision: Decision, records: Sequence[Record], reason: str) -> None:
        with transaction.atomic():
            outcome = decision.run(records, request.user, reason)
            log_action(outcome.changed, request.user, f"{decision.past}: {reason}" if reason else decision.past)
        for level, text in outcome.said:
            self.message_user(request, text, level)

    def _ask(self, request, decision: Decision, records: Sequence[Record], form: ReasonForm, back: str):
        with_differences = decision.name != "withdraw" and len(records) <= WITH_DIFFERENCES
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": [(row, public_panel.pending_differences(row) if with_differences else None) for row in records],
            "unsourced": would_be_unsourced(records) if decision.name == "publish" else set(),
            "form": form,
            "seen": _fingerprint(records),
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)


def _fingerprint(records: Sequence[Record]) -> str:
    seen = ";".join(f"{row.pk} {row.updated_at.isoformat()} {row.state}" for row in records)
    return hashlib.sha256(seen.encode()).hexdigest()
