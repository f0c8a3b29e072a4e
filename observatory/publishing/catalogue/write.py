"""Write states to the database: records and sources, then their nested rows, with few queries for many rows."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from django.utils import timezone

from observatory.publishing.catalogue import write_rows
from observatory.publishing.catalogue.report import Report
from observatory.publishing.catalogue.states import SOURCE, SOURCE_COLUMNS, State
from observatory.publishing.models import LoadedRow
from observatory.records import registry
from observatory.records.actions import mark_edited
from observatory.records.models import FormerSlug, Record
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.sources.models import Source

_TOLD_EVERY = 50


def write_sources(states: Iterable[State]) -> None:
    """Create or update these sources, with contributors and locations."""
    states = [state for state in states if state.kind == SOURCE]
    if not states:
        return
    rows = {row.public_id: row for row in Source.objects.filter(public_id__in=[state.public_id for state in states])}
    new = [Source(public_id=state.public_id, **state.columns) for state in states if state.public_id not in rows]
    for state in states:
        if row := rows.get(state.public_id):
            _set(row, state.columns)
            row.updated_at, row.state = timezone.now(), Record.State.DRAFT
    Source.objects.bulk_update(rows.values(), [*SOURCE_COLUMNS, "updated_at", "state"])
    Source.objects.bulk_create(new)
    owners = {row.public_id: row.pk for row in (*rows.values(), *new)}
    for part in ("contributors", "locations"):
        write_rows.write_nested_rows(part, {owners[state.public_id]: state.rows[part] for state in states})


def write_records(states: Iterable[State], *, by: Any = None, tell: Callable[[int], None] = lambda done: None) -> None:
    """Create or update these records with all that hangs on them. All rows come first: relations join them. `by` is the
    user who edits them, None for a load; `tell` takes how many were written."""
    states = [state for state in states if state.kind != SOURCE]
    if not states:
        return
    owners = {}
    for number, state in enumerate(states, 1):
        owners[state.public_id] = _write_record(state, by)
        if number % _TOLD_EVERY == 0:
            tell(number)
    for name in TERMS_BY_NAME:
        _write_terms(name, {owners[state.public_id]: state.terms[name] for state in states})
    for part in ("names", "identifiers", "milestones", "relations", "citations"):
        write_rows.write_nested_rows(
            part,
            {owners[state.public_id]: state.rows[part] for state in states},
            {owners[state.public_id]: state.ids for state in states} if part == "citations" else {},
        )
        tell(len(states))


def record_row_digests(states: Iterable[State]) -> None:
    """Note what this load leaves in the database, so that the next one notices a curator's edit."""
    LoadedRow.objects.bulk_create(
        [LoadedRow(public_id=state.public_id, digest=state.digest, loaded_at=timezone.now()) for state in states],
        update_conflicts=True,
        update_fields=["digest", "loaded_at"],
        unique_fields=["public_id"],
    )


def record_load_digest(report: Report) -> None:
    """Note that a load wrote something: what it wrote shows although nobody edited or published it."""
    if any(counts.created or counts.updated for counts in report.counts.values()):
        now = timezone.now()
        digest = sha256(f"{now.isoformat()} {report.counts}".encode()).hexdigest()
        defaults = {"digest": digest, "loaded_at": now}
        LoadedRow.objects.update_or_create(public_id=LoadedRow.LOAD, defaults=defaults)


def _write_record(state: State, by: Any) -> int:
    model = registry.get_record_type(state.kind).model
    row = model.objects.filter(public_id=state.public_id).first()
    if row is None:
        editors = [by.pk] if by else []
        return model.objects.create(public_id=state.public_id, edited_by=editors, **state.columns).pk
    if row.slug != state.columns["slug"]:
        FormerSlug.objects.filter(record=row, slug=state.columns["slug"]).delete()
        FormerSlug.objects.get_or_create(record=row, slug=row.slug)
    _set(row, state.columns)
    row.save()
    mark_edited(record=row, by=by)
    return row.pk


def _set(row: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _write_terms(name: str, wanted: dict[int, frozenset[str]]) -> None:
    field = Record._meta.get_field(name)
    through = field.remote_field.through
    column = f"{field.m2m_reverse_field_name()}_id"
    ids = dict(TERMS_BY_NAME[name].objects.values_list("code", "pk"))
    asked = {(owner, ids[code]) for owner, codes in wanted.items() for code in codes}
    links = {(row.record_id, getattr(row, column)): row.pk for row in through.objects.filter(record_id__in=wanted)}
    if gone := [pk for link, pk in links.items() if link not in asked]:
        through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(
        [through(record_id=owner, **{column: term}) for owner, term in sorted(asked - links.keys())]
    )
