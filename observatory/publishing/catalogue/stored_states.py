"""Read the states of records and sources from the database, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from observatory.publishing.catalogue.comparable_states import (
    PARTS,
    SOURCE,
    Key,
    Rows,
    State,
    columns_of_state,
    statement_of_field,
    statement_of_row,
)
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation, Source

_ATTRIBUTES = {"names": "other_names"}


def source_states(public_ids: Collection[str]) -> dict[str, State]:
    """Return the states of the sources of those public ids that exist."""
    rows = Source.objects.filter(public_id__in=public_ids).prefetch_related("contributors", "locations")
    return {row.public_id: _stored_source(row) for row in rows}


def record_states(public_ids: Collection[str]) -> dict[str, State]:
    """Return the states of the records of those public ids that exist."""
    rows = Record.objects.filter(public_id__in=public_ids).prefetch_related(
        *TERMS_BY_NAME,
        "other_names",
        "identifiers",
        "milestones",
        "relations__object",
        "citations__source",
        "citations__location",
    )
    by_kind: dict[str, list[Record]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found = {}
    for kind, of_kind in by_kind.items():
        specific = registry.get_record_type(kind).model.objects.in_bulk([row.pk for row in of_kind])
        found |= {row.public_id: _stored_record(row, specific[row.pk]) for row in of_kind}
    return found


def _stored_source(row: Source) -> State:
    """Return the state of a source as it is in the database."""
    rows = {
        "contributors": _rows("contributors", row.contributors.all()),
        "locations": _stored_locations(row),
    }
    return State(SOURCE, row.public_id, {name: getattr(row, name) for name in columns_of_state(SOURCE)}, {}, rows)


def _stored_locations(source: Source) -> Rows:
    """Return the locations of a source in the database as rows of its state."""
    rows = _rows("locations", source.locations.all())
    for row in source.locations.all():
        if row.retired_at:
            rows[row.url,]["retired_at"] = row.retired_at.isoformat()
    return rows


def _stored_record(row: Record, specific: Record) -> State:
    """Return the state of a record as it is in the database; `specific` is the row of its type."""
    terms = {name: frozenset(term.code for term in getattr(row, name).all()) for name in TERMS_BY_NAME}
    parts = ("names", "identifiers", "milestones", "relations")
    rows = {part: _rows(part, getattr(row, _ATTRIBUTES.get(part, part)).all()) for part in parts}
    statement = citation_statements(row)
    rows["citations"] = _stored_citations(row, statement)
    ids = {_citation_key(each, statement): each.public_id for each in row.citations.all()}
    columns = {name: getattr(specific, name) for name in columns_of_state(row.kind)}
    return State(row.kind, row.public_id, columns, terms, rows, ids)


def part_key(part: str, row: Any) -> tuple[str, ...]:
    """Return the natural key of a nested row (not of a citation)."""
    return tuple(row.object.public_id if name == "object" else str(getattr(row, name)) for name in PARTS[part].key)


def _rows(part: str, rows: Iterable[Any]) -> Rows:
    return {part_key(part, row): {name: getattr(row, name) for name in PARTS[part].values} for row in rows}


def citation_statements(record: Record) -> dict[int, str]:
    """Return the statement that each citation of a record read from the database is for, by the citation's primary
    key."""
    relations = {row.pk: statement_of_row("relations", part_key("relations", row)) for row in record.relations.all()}
    milestones = {
        row.pk: statement_of_row("milestones", part_key("milestones", row)) for row in record.milestones.all()
    }
    return {
        row.pk: statement_of_field(row.field, row.stated_value)
        or relations.get(row.relation_id)
        or milestones[row.milestone_id]
        for row in record.citations.all()
    }


def statement_of(row: Citation) -> str:
    """Return the statement that one citation of the database is for; its relation with the object, or its milestone, is
    read."""
    if row.relation_id:
        return statement_of_row("relations", part_key("relations", row.relation))
    if row.milestone_id:
        return statement_of_row("milestones", part_key("milestones", row.milestone))
    return statement_of_field(row.field, row.stated_value)


def _stored_citations(record: Record, statement: Mapping[int, str]) -> Rows:
    """Return the citations of a record in the database as rows of its state."""
    held = [name for name in PARTS["citations"].values if name not in ("location", "checked_at")]
    return {
        _citation_key(row, statement): {
            "location": row.location.url if row.location else "",
            "checked_at": row.checked_at.isoformat() if row.checked_at else "",
            **{name: getattr(row, name) for name in held},
        }
        for row in record.citations.all()
    }


def _citation_key(row: Citation, statement: Mapping[int, str]) -> Key:
    return (statement[row.pk], row.source.public_id, row.locator)
