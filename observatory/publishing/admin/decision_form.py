"""What the confirmation pages of decisions share, on records and on sources: the form, its limits, its messages."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from observatory.records.admin.text_fields import CleanCharField

MOST = 100  # rows on one page, with the differences of each
UNFOLDED = 5  # of them whose differences are unfolded

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


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A row that a decision is on: the differences from what readers see, None where they are not shown, what the
    checks find in it, and the decisions of curators since it was published. `is_open`: its differences are unfolded."""

    row: Any
    differences: Sequence[Any] | None = None
    checks: Sequence[Any] = ()
    decided: Sequence[Any] = ()
    is_open: bool = True


class ReasonForm(forms.Form):
    reason = CleanCharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def count_said(level: int, text: str, number: int) -> Said:
    """Return a message with a number; none for zero."""
    return [(level, text % number)] if number else []


def too_many(most: int) -> str:
    """Return the message for a selection that is too large."""
    return _("You can select up to %(most)d records at a time. Nothing was changed. Filter the list and try again.") % {
        "most": most
    }


def fingerprint(rows: Iterable[Any]) -> str:
    """Return a stamp of each row, which changes when somebody edits the row or moves it on in the workflow."""
    seen = (f"{row._meta.label} {row.pk} {row.updated_at.isoformat()} {row.state}" for row in rows)
    return " ".join(hashlib.sha256(each.encode()).hexdigest()[:20] for each in seen)


def was_seen(stamps: str, rows: Iterable[Any]) -> bool:
    """Return whether all rows are as on the page with these stamps (`fingerprint`); it may have had others too."""
    return set(fingerprint(rows).split()) <= set(stamps.split())
