"""What the confirmation pages of decisions share, on records and on sources: the form, its limits, its messages."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.records.admin.text_fields import CleanCharField

MOST = 200  # rows per decision: well within the time limit of a web worker
WITH_DIFFERENCES = 5

Said = list[tuple[int, Any]]  # messages for the user who decided: level and text


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A row that a decision is on: the differences from what readers see, None where they are not shown, what the
    checks find in it, and the decisions of curators since it was published."""

    row: Any
    differences: Sequence[Any] | None = None
    checks: Sequence[Any] = ()
    decided: Sequence[Any] = ()


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
    """Return a digest that changes when somebody edits one of the rows, or moves it on in the workflow."""
    seen = ";".join(sorted(f"{row.pk} {row.updated_at.isoformat()} {row.state}" for row in rows))
    return hashlib.sha256(seen.encode()).hexdigest()
