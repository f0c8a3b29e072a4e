"""Curators' verdicts on citations: what a source says of a statement, and on which passage that is based."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from observatory.records.models import Record
from observatory.records.record_edits import log_action, mark_edited
from observatory.sources.models import Citation

# What a verdict may change of a citation; `restore_citation` sets them back.
FIELDS = (
    *("verdict", "basis", "checked_by_id", "checked_at", "location_id", "stated_value", "locator"),
    *("quote", "quote_language", "prefix", "suffix", "quoted_from"),
)


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A passage that becomes the quote of a citation, with its context, and the SHA-256 of the body it was taken
    from."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    quoted_from: str = ""
    locator: str | None = None  # None keeps the present one
    language: str | None = None
    location_id: int | None = None


@transaction.atomic
def give_verdict(
    *, citation: Citation, verdict: str, by, basis: str = "", passage: QuotedPassage | None = None
) -> Citation:
    """Record a curator's verdict on a citation, signed by `by` and dated today; with a passage, that becomes the quote.

    The record becomes an edited one: readers see the verdict when it is published. Without a basis, it is the passage
    if one is quoted, else the printed reference. The admin's log of the record says what was decided.
    Raises IntegrityError for a basis that the verdict cannot have (see the constraints of `Citation`).
    """
    row = _lock(citation)
    if passage is not None:
        _quote_passage(row, passage)
    checked = verdict != Citation.Verdict.NOT_CHECKED
    row.verdict, row.basis = verdict, (basis or Citation.usual_basis(verdict, row.quote)) if checked else ""
    row.checked_by, row.checked_at = (by, timezone.localdate()) if checked else (None, None)
    row.save()
    _mark_edited(row, by, f"Verdict on {row}: {verdict}.")
    return row


@transaction.atomic
def restore_citation(*, citation: Citation, values: dict[str, Any], by) -> Citation:
    """Undo the decision on a citation: set it back to the values that `values_of` returned before. The record becomes
    edited."""
    row = _lock(citation)
    for name in FIELDS:
        if name in values:
            setattr(row, name, Citation._meta.get_field(name.removesuffix("_id")).to_python(values[name]))
    row.save()
    _mark_edited(row, by, f"Decision on {row} undone.")
    return row


def values_of(citation: Citation) -> dict[str, Any]:
    """Return what a verdict may change of a citation, as JSON values."""
    values = {name: getattr(citation, name) for name in FIELDS}
    return values | {"checked_at": values["checked_at"].isoformat() if values["checked_at"] else None}


def _lock(citation: Citation) -> Citation:
    """Lock the record before its citation, in the order of the record's form."""
    list(Record.objects.select_for_update(no_key=True).filter(pk=citation.record_id).values_list("pk"))
    return Citation.objects.select_for_update().get(pk=citation.pk)


def _quote_passage(row: Citation, passage: QuotedPassage) -> None:
    """Make the passage that a verdict is based on the quote of its citation."""
    row.quote, row.prefix, row.suffix = passage.exact, passage.prefix[-300:], passage.suffix[:300]
    row.quoted_from = passage.quoted_from
    if passage.locator is not None:
        row.locator = passage.locator
    if passage.language is not None:
        row.quote_language = passage.language
    if passage.location_id is not None:
        row.location_id = passage.location_id


def _mark_edited(row: Citation, by, message: str) -> None:
    mark_edited(record=row.record, by=by)
    log_action([row.record], by, message)
