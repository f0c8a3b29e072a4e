"""What decisions on records and on items (sources, official terms, coverage searches) share: what a decision is, how it
is taken and logged, and the page that asks for the reason (`DecisionViews.decide`).

For a selection in a list and for a button on a form; the review page (`desk.review`) takes the same decisions.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from observatory.history.steps import step
from observatory.publishing import workflow
from observatory.publishing.local_times import parse_local_time, zone_name
from observatory.records.admin.form_fields import CleanCharField

MOST = 100  # rows on one page, with the differences of each
TOO_MANY = gettext_lazy(
    "You can select up to %(most)d records at a time. Nothing was changed. Filter the list and try again."
)
UNFOLDED = 5  # of them whose differences are unfolded

NAMED = 10  # rows that messages name
CHECKED = ("submit", "publish", "schedule")  # the decisions on whose page the findings of the checks are shown
PUBLISHING = ("publish", "schedule")
REVIEWED = ("publish", "schedule", "send_back")  # decided on one row on the page of the review

# Of the decisions that records and items share: name, verb, explanation, what the log says, permission.
SUBMIT = (
    "submit",
    gettext_lazy("Submit for review"),
    gettext_lazy("A reviewer will see it in their review list. Use the reason to tell them what to look at."),
    gettext_noop("Submitted for review"),
    "change",
)
SEND_BACK = (
    "send_back",
    gettext_lazy("Send back"),
    gettext_lazy("It becomes a draft again. Use the reason to tell the curator what to correct."),
    gettext_noop("Sent back"),
    "publish",
)

Said = list[tuple[int, Any]]  # messages for the user who decided: level and text


@dataclass(frozen=True)
class DecisionResult:
    """The messages for the user who decided (level and text), the rows that were changed, and the keys of those that
    were refused."""

    said: Said
    changed: Sequence[Any]
    refused: Collection[int] = frozenset()


@dataclass(frozen=True)
class Decision:
    """One decision that can be taken on records or on items, and its confirmation page."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the row
    permission: str  # `has_<permission>_permission` of the admin
    # rows, by, reason; `schedule` takes `due_at` too, `publish` of records `sources`, and all of items take `item_type`
    run: Callable[..., DecisionResult]
    is_offered: Callable[[Any], bool]  # whether the button makes sense on a form, by its panel (`publication_panel`)
    reason_needed: bool = True


@transaction.atomic
def take_decision(
    decision: Decision,
    rows: Sequence[Any],
    *,
    by,
    reason: str,
    log: Callable[[Sequence[Any], Any, str], None],
    **more: Any,
) -> DecisionResult:
    """Take a decision on rows; write it to the logs of those that it changed (`log`: rows, by, message). Return what it
    came to. `more` is what `Decision.run` takes beside the reason."""
    with step(by=by, reason=reason, kind=decision.name):
        result = decision.run(rows, by, reason, **more)
        log(result.changed, by, f"{decision.past}: {reason}" if reason else decision.past)
    return result


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A row that a decision is on: the differences from what readers see, None where they are not shown, what the
    checks find in it, and the decisions of curators since it was published. `is_open`: its differences are unfolded."""

    row: Any
    differences: Sequence[Any] | None = None
    checks: Sequence[Any] = ()
    decided: Sequence[Any] = ()
    is_open: bool = True
    review_address: str = ""


class ReasonForm(forms.Form):
    reason = CleanCharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ScheduleForm(ReasonForm):
    """Asks a reviewer for the time of the publication."""

    when = forms.CharField(label=gettext_lazy("Publish at"), widget=forms.TextInput(attrs={"type": "datetime-local"}))
    field_order = ["when", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["when"].help_text = _("Time zone: %(zone)s") % {"zone": zone_name()}

    def clean_when(self):
        return parse_local_time(self.cleaned_data["when"], timezone.now())


class PublishForm(ReasonForm):
    """Asks a reviewer whether to publish the unpublished edits of cited sources too."""

    with_sources = forms.BooleanField(label=gettext_lazy("Publish these sources too"), required=False)


def form_class(decision: Decision, edited: Sequence[Any]) -> type[ReasonForm]:
    """Return the form that a decision asks with; `edited` are the sources that may be published with it."""
    if decision.name == "schedule":
        return ScheduleForm
    return PublishForm if edited else ReasonForm


def count_said(level: int, text: str, number: int) -> Said:
    """Return a message with a number; none for zero."""
    return [(level, text % number)] if number else []


def row_stamp(rows: Iterable[Any]) -> str:
    """Return a stamp of each row, which changes when somebody edits the row or moves it on in the workflow."""
    seen = (f"{row._meta.label} {row.pk} {row.updated_at.isoformat()} {row.state}" for row in rows)
    return " ".join(hashlib.sha256(each.encode()).hexdigest()[:20] for each in seen)


def was_seen(stamps: str, rows: Iterable[Any]) -> bool:
    """Return whether all rows are as on the page with these stamps (`row_stamp`); it may have had others too."""
    return set(row_stamp(rows).split()) <= set(stamps.split())


def as_action(decision: Decision):
    """Return a decision on records or items as an action of the list."""

    @admin.action(description=decision.verb, permissions=[decision.permission])
    def chosen(modeladmin, request, queryset):
        return modeladmin.decide(request, decision, queryset)

    chosen.__name__ = decision.name
    return chosen


class DecisionViews(admin.ModelAdmin):
    """Adds decisions to an admin, for one row and for a selection of the list. What happens in which order is in
    `decide`; subclasses add what is particular to records or to items."""

    # Messages: nothing is left of what was selected; somebody edited it while the user looked at it.
    rows_gone: Any
    rows_edited: Any

    def known_decisions(self) -> Mapping[str, Decision]:
        """Return the decisions that there are on rows of this admin, by name."""
        raise NotImplementedError

    def existing_rows(self, keys: Iterable[int]) -> QuerySet[Any]:
        """Return the rows of these keys that there are, in the order of their keys."""
        return self.model._default_manager.filter(pk__in=keys).order_by("pk")

    def lock_rows(self, keys: Collection[int]) -> list[Any]:
        """Lock the rows of these keys that there are, in the order of their keys; return them as they are now."""
        raise NotImplementedError

    def companions(self, request, decision: Decision, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows that go along with a decision on others."""
        return ()

    def edited_sources(self, decision: Decision, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the sources whose edits may be published with rows."""
        return ()

    def take(self, request, decision: Decision, rows: Sequence[Any], *, reason: str, **more: Any) -> DecisionResult:
        """Take a decision of the user on locked rows."""
        raise NotImplementedError

    def describe_rows(self, decision: Decision, rows: Sequence[Any]) -> list[ChosenRow]:
        """Return rows with what the page shows of each, in as many queries for many rows as for few."""
        raise NotImplementedError

    def more_context(self, request, decision: Decision, rows: Sequence[Any], edited: Sequence[Any]) -> dict[str, Any]:
        """Return what the page shows beside what all decisions have in common."""
        return {}

    def review_address(self, row: Any) -> str:
        """Return the address of the review of a row."""
        raise NotImplementedError

    # What all have in common.

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(workflow.PUBLISH_PERMISSION)

    def may(self, request, decision: Any) -> bool:
        """Return whether the user may take a decision."""
        return getattr(self, f"has_{decision.permission}_permission")(request)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_decide"
        view = self.admin_site.admin_view(self.decide_one)
        return [path("<path:object_id>/decide/<slug:decision>/", view, name=name), *super().get_urls()]

    def decide_one(self, request, object_id: str, decision: str):
        """Take a decision on one row: the view behind a button of its form. Those of a reviewer are taken on the page
        of the review."""
        obj, wanted = self.get_object(request, unquote(object_id)), self.known_decisions().get(decision)
        if obj is None or wanted is None:
            raise Http404
        if not self.may(request, wanted):
            raise PermissionDenied
        if decision in REVIEWED:
            return HttpResponseRedirect(self.review_address(obj))
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return self.decide(request, wanted, self.get_queryset(request).filter(pk=obj.pk), back=back)

    def decide(self, request, decision: Decision, queryset: QuerySet[Any], back: str = ""):
        """Show the page that asks for the reason; take the decision once it is submitted.

        In this order: the rows that are still chosen, unless they are too many; what goes along with them; what was
        typed; whether all are as the user saw them. `back` is where it leads then, "" for the list.
        """
        rows = list(self.existing_rows(queryset.order_by().values("pk")[: MOST + 1]))
        if len(rows) > MOST:
            self.message_user(request, TOO_MANY % {"most": MOST}, messages.ERROR)
            return None
        if not rows:
            self.message_user(request, self.rows_gone, messages.WARNING)
            return HttpResponseRedirect(back) if back else None
        rows += self.companions(request, decision, rows)
        edited = self.edited_sources(decision, rows)
        form = form_class(decision, edited)(request.POST if "decided" in request.POST else None)
        form.fields["reason"].required = decision.reason_needed
        if form.is_valid() and self._take_as_seen(request, decision, rows, edited, form):
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask(request, decision, rows, edited, form, back)

    @transaction.atomic
    def _take_as_seen(self, request, decision: Decision, rows, edited: Sequence[Any], form: ReasonForm) -> bool:
        """Take a decision on rows as the user saw them; return False, and say so, if somebody edited them since."""
        locked = self.lock_rows([row.pk for row in rows])
        if len(locked) < len(rows) or not was_seen(request.POST.get("seen", ""), [*locked, *edited]):
            form.add_error(None, self.rows_edited)
            return False
        answers = form.cleaned_data
        more: dict[str, Any] = {"sources": edited} if answers.get("with_sources") else {}
        if decision.name == "schedule":
            more["due_at"] = answers["when"]
        result = self.take(request, decision, locked, reason=answers["reason"], **more)
        for level, text in result.said:
            self.message_user(request, text, level)
        return True

    def _ask(self, request, decision: Decision, rows, edited: Sequence[Any], form: ReasonForm, back: str):
        """Return the page that asks for the reason, with the gaps and differences of each row."""
        # A withdrawal makes no changes public, so it shows none.
        shown = [ChosenRow(row) for row in rows] if decision.name == "withdraw" else self.describe_rows(decision, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": shown,
            "is_blocked": decision.name in PUBLISHING and any(check.blocks for row in shown for check in row.checks),
            "form": form,
            "seen": row_stamp([*rows, *edited]),
            "back": back or request.get_full_path(),
            "from_list": not back,
            **self.more_context(request, decision, rows, edited),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)
