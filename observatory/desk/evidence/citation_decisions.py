"""Save a verdict, a quote or a new citation from the evidence screen, unless somebody else saved meanwhile; undo it."""

import hashlib
from typing import Any

import orjson
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from observatory.history.steps import in_step
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from observatory.sources.models import Citation, Source
from observatory.sources.verdicts import QuotedPassage, give_verdict, restore_citation, values_of


class SavedMeanwhile(Exception):
    """Raised when a citation is not as it was shown; `citation` is as it is now, None if it was deleted."""

    def __init__(self, citation: Citation | None):
        super().__init__()
        self.citation = citation


def version_token(citation: Citation) -> str:
    """Return a token (32 hexadecimal digits) of everything that the screen shows of a citation."""
    statement = [citation.field, citation.relation_id, citation.milestone_id, citation.source_id]
    content = orjson.dumps([values_of(citation), statement], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()[:32]


@in_step("verdict")
@transaction.atomic
def judge_citation(
    *, citation: Citation, token: str, verdict: str, basis: str, passage: QuotedPassage | None, by
) -> Citation:
    """Save a verdict from the evidence screen on a citation, and the passage as its quote if there is one; return it
    as it was before.

    `token` is the `version_token` of what was shown. Raises SavedMeanwhile, and IntegrityError for a locator that
    another citation of the statement and the source has.
    """
    before = _lock_unchanged_citation(citation, token)
    give_verdict(citation=before, verdict=verdict, basis=basis, passage=passage, by=by)
    return before


@in_step("verdict")
@transaction.atomic
def cite_source(
    *,
    record: Record,
    statement: str,
    source: Source,
    stated_value: str,
    verdict: str,
    basis: str,
    passage: QuotedPassage | None,
    locator: str,
    by,
) -> Citation:
    """Save a new citation from the evidence screen: cite a source for a statement of a record; return the citation.
    The record becomes an edited one.

    `statement` is `field:NAME`, `relation:ID` or `milestone:ID`. Raises ValidationError for a statement of another
    record, or a locator where the source is cited for it already.
    """
    list(Record.objects.select_for_update(no_key=True).filter(pk=record.pk).values_list("pk"))
    part, _colon, value = statement.partition(":")
    citation = Citation(record=record, source=source, stated_value=stated_value, locator=locator)
    if part == "field":
        citation.field = value
    else:
        setattr(citation, f"{part}_id", int(value))
    if passage is not None:
        citation.quote, citation.prefix, citation.suffix, citation.quoted_from = (
            *(passage.exact, passage.prefix, passage.suffix),
            passage.quoted_from,
        )
        citation.locator, citation.location_id = passage.locator or locator, passage.location_id
        citation.quote_language = passage.language or ""
    citation.full_clean()
    citation.save()
    mark_edited(record=record, by=by)
    LogEntry.objects.log_actions(by.pk, [record], CHANGE, f"Cited: {citation}.", single_object=True)
    return (
        citation
        if verdict == Citation.Verdict.NOT_CHECKED
        else give_verdict(citation=citation, verdict=verdict, basis=basis, by=by)
    )


@in_step("undo")
@transaction.atomic
def undo_citation_decision(*, citation: Citation, token: str, values: dict[str, Any] | None, by) -> None:
    """Set a citation back to `values`, or delete it if that is None because it was new. `token` is that of the state
    that is undone. Raises SavedMeanwhile."""
    row = _lock_unchanged_citation(citation, token)
    if values is not None:
        restore_citation(citation=row, values=values, by=by)
        return
    record, name = row.record, str(row)
    row.delete()
    mark_edited(record=record, by=by)
    LogEntry.objects.log_actions(by.pk, [record], CHANGE, f"Citation removed again: {name}.", single_object=True)


def last_save(citation: Citation) -> LogEntry | None:
    """Return the latest entry of the log on a citation or its record: who saved it, and when."""
    model = registry.get_record_type(citation.record.kind).model
    kinds = ContentType.objects.get_for_models(Record, model, Citation, for_concrete_models=True)
    on_record = Q(content_type__in=[kinds[Record], kinds[model]], object_id=str(citation.record_id))
    on_citation = Q(content_type=kinds[Citation], object_id=str(citation.pk))
    return LogEntry.objects.filter(on_record | on_citation).select_related("user").order_by("-action_time").first()


def _lock_unchanged_citation(citation: Citation, token: str) -> Citation:
    """Lock the record, then its citation; return the citation if it is as the token says."""
    list(Record.objects.select_for_update(no_key=True).filter(pk=citation.record_id).values_list("pk"))
    row = Citation.objects.select_for_update(of=["self"]).filter(pk=citation.pk).first()
    if row is None or version_token(row) != token:
        raise SavedMeanwhile(row)
    return row
