"""What decisions on records and on items (sources, terms, coverage searches) share: the forms that ask for a reason
and a time, limits, messages, permission, URL, action of the list.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from observatory.publishing import workflow
from observatory.publishing.local_times import parse_local_time, zone_name
from observatory.records.admin.form_fields import CleanCharField

MOST = 100  # rows on one page, with the differences of each
UNFOLDED = 5  # of them whose differences are unfolded

NAMED = 10  # rows that messages name
CHECKED = ("submit", "publish", "schedule")  # the decisions on whose page the findings of the checks are shown
PUBLISHING = ("publish", "schedule")
REVIEWED = ("publish", "schedule", "send_back")  # decided on one row on the page of the review

# Of the decisions that records and sources share: name, verb, explanation, what the log says, permission.
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


def count_said(level: int, text: str, number: int) -> Said:
    """Return a message with a number; none for zero."""
    return [(level, text % number)] if number else []


def too_many(most: int) -> str:
    """Return the message for a selection that is too large."""
    return _("You can select up to %(most)d records at a time. Nothing was changed. Filter the list and try again.") % {
        "most": most
    }


def row_stamp(rows: Iterable[Any]) -> str:
    """Return a stamp of each row, which changes when somebody edits the row or moves it on in the workflow."""
    seen = (f"{row._meta.label} {row.pk} {row.updated_at.isoformat()} {row.state}" for row in rows)
    return " ".join(hashlib.sha256(each.encode()).hexdigest()[:20] for each in seen)


def was_seen(stamps: str, rows: Iterable[Any]) -> bool:
    """Return whether all rows are as on the page with these stamps (`row_stamp`); it may have had others too."""
    return set(row_stamp(rows).split()) <= set(stamps.split())


def as_action(decision: Any):
    """Return a decision on records or items as an action of the list."""

    @admin.action(description=decision.verb, permissions=[decision.permission])
    def chosen(modeladmin, request, queryset):
        return modeladmin.decide(request, decision, queryset)

    chosen.__name__ = decision.name
    return chosen


class DecisionViews(admin.ModelAdmin):
    """Adds decisions to an admin. Subclasses name them (`known_decisions`) and ask for the reason (`decide`)."""

    def known_decisions(self) -> Mapping[str, Any]:
        """Return the decisions that there are on rows of this admin, by name."""
        raise NotImplementedError

    def decide(self, request, decision: Any, queryset, back: str = ""):
        raise NotImplementedError

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
        """Take a decision on one record or item: the view behind a button of the form."""
        obj, wanted = self.get_object(request, unquote(object_id)), self.known_decisions().get(decision)
        if obj is None or wanted is None:
            raise Http404
        if not self.may(request, wanted):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return self.decide(request, wanted, self.get_queryset(request).filter(pk=obj.pk), back=back)
