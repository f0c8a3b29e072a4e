"""What the confirmation pages of decisions share, on records and on sources: the form, its limits, its messages."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from observatory.publishing.local_times import parse_local_time, zone_name
from observatory.records.admin.text_fields import CleanCharField

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
    """Return whether all rows are as on the page with these stamps (`fingerprint`); it may have had others too."""
    return set(row_stamp(rows).split()) <= set(stamps.split())
