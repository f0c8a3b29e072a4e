"""What the citations of a statement amount to. Pure: rows in, words out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from observatory.records import edtf
from observatory.text.normal import key

# A source that was checked and found not to say it takes no part in what the sources say.
_SILENT = "does_not_support"


def disagreement(citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
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
    for index, value in sorted(stated, key=lambda item: _span(item[1])):
        for reading in readings:
            if same_value(reading["value"], value):
                reading["citations"].append(index)
                break
        else:
            readings.append({"value": value, "citations": [index]})
    return readings if len(readings) > 1 else None


def same_value(one: str, other: str) -> bool:
    """Return whether two stated values can both be true of one statement."""
    try:
        return edtf.parse(one).overlaps(edtf.parse(other))
    except edtf.InvalidDate:
        return key(one).casefold() == key(other).casefold()


def _span(value: str) -> int:
    """Return how many days a stated date leaves open; 0 for what is no date."""
    try:
        bounds = edtf.parse(value)
    except edtf.InvalidDate:
        return 0
    return (bounds.upper - bounds.lower).days


def evidence_state(statements: Iterable[Sequence[Mapping[str, Any]]]) -> str:
    """Return the word for an entry whose statements carry these citations (see `Entry.Evidence`).

    Each item is the list of citations of one statement that has a value; an empty list is a statement
    without a source. The worst thing to know wins.
    """
    state = "supported"
    rank = ["supported", "unchecked", "unsupported", "contradicted", "disputed"]
    for citations in statements:
        state = max(state, _statement_state(citations), key=rank.index)
    return state


def _statement_state(citations: Sequence[Mapping[str, Any]]) -> str:
    verdicts = {citation["verdict"] for citation in citations}
    if disagreement(citations):
        return "disputed"
    if "contradicts" in verdicts:
        return "contradicted"
    if verdicts & {"supports", "partly"}:
        return "supported"
    return "unchecked" if "not_checked" in verdicts else "unsupported"
