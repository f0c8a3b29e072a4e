"""Compute the evidence status of a statement or record from its citations, and whether its sources disagree. Pure
functions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from observatory.records import edtf
from observatory.text.typography import comparison_key


class EvidenceState(TextChoices):
    """State of the evidence under the statements of a record, the worst thing to know first."""

    DISPUTED = "disputed", _("sources disagree")
    CONTRADICTED = "contradicted", _("contradicted by a source")
    UNSOURCED = "unsourced", _("no source cited")
    UNSUPPORTED = "unsupported", _("a statement is unsupported")
    UNCHECKED = "unchecked", _("not fully checked")
    SUPPORTED = "supported", _("supported, primary sources missing")
    PRIMARY = "primary", _("supported by primary sources")


# A source that was checked and found not to say it takes no part in what the sources say.
_SILENT = "does_not_support"
SUPPORTING = frozenset({"supports", "partly"})


def statement_disagreement(citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Return the readings of one statement when its sources state different values, else None.

    `citations` are citation documents (`stated_value`, `verdict`, `source`). A reading is
    `{"value": …, "citations": [indexes]}`; there are at least two. Dates agree when some day fits both
    (EDTF bounds overlap): "2023-03" and "2023-03-27" are one reading told more or less exactly.
    """
    readings: list[dict[str, Any]] = []
    stated = [
        (index, value)
        for index, citation in enumerate(citations)
        if citation["verdict"] != _SILENT and (value := citation["stated_value"].strip())
    ]
    # The exact dates first: a mere "2023" joins one of them and cannot reconcile March with May.
    for index, value in sorted(stated, key=lambda item: _days_left_open(item[1])):
        for reading in readings:
            if same_value(reading["value"], value):
                reading["citations"].append(index)
                break
        else:
            readings.append({"value": value, "citations": [index]})
    return readings if len(readings) > 1 else None


def same_value(one: str, other: str) -> bool:
    """Return whether the values that two sources state can both be true of one statement: whether they agree."""
    try:
        return edtf.parse_edtf(one).overlaps(edtf.parse_edtf(other))
    except edtf.InvalidDate:
        return comparison_key(one).casefold() == comparison_key(other).casefold()


def _days_left_open(value: str) -> int:
    """Return how many days a date that a source states leaves open; 0 for what is no date."""
    try:
        bounds = edtf.parse_edtf(value)
    except edtf.InvalidDate:
        return 0
    return (bounds.upper - bounds.lower).days


def evidence_state(statements: Iterable[Sequence[Mapping[str, Any]]]) -> EvidenceState:
    """Return the state of a record whose statements carry these citations.

    Each item is the list of citations of one statement; an empty list is a statement without a source. A record
    without a single citation is unsourced, whether it states anything or not. Else the worst thing to know wins.
    """
    cited = list(statements)
    if not any(cited):
        return EvidenceState.UNSOURCED
    worst_first = list(EvidenceState)
    return min(map(_statement_state, cited), key=worst_first.index)


def is_primary_passage(citation: Mapping[str, Any]) -> bool:
    """Return whether a citation supports its statement by a passage of a primary source (`Source.Standing`)."""
    primary = citation["source"].get("standing") == "primary"
    return primary and citation["verdict"] in SUPPORTING and citation["basis"] == "passage"


def _statement_state(citations: Sequence[Mapping[str, Any]]) -> EvidenceState:
    """Return the evidence status of one statement with these citations; the worst thing to know wins."""
    verdicts = {citation["verdict"] for citation in citations}
    if statement_disagreement(citations):
        return EvidenceState.DISPUTED
    if "contradicts" in verdicts:
        return EvidenceState.CONTRADICTED
    if verdicts & SUPPORTING:
        return EvidenceState.PRIMARY if any(map(is_primary_passage, citations)) else EvidenceState.SUPPORTED
    return EvidenceState.UNCHECKED if "not_checked" in verdicts else EvidenceState.UNSUPPORTED
