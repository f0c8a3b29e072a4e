"""Write states to the database: records and sources, then their nested rows, with few queries for many rows. Nested
rows that stay keep their primary keys, and so the rows that point at them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone

from observatory.publishing.catalogue.comparable_states import (
    PARTS,
    SOURCE,
    SOURCE_COLUMNS,
    Key,
    Rows,
    State,
    field_of,
    statement_of_field,
    statement_of_row,
)
from observatory.publishing.catalogue.load_report import Report
from observatory.publishing.catalogue.stored_states import part_key
from observatory.publishing.models import LoadedRow
from observatory.records import registry
from observatory.records.models import FormerSlug, Milestone, Record, Relation
from observatory.records.record_edits import mark_edited
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Location, Source

Columns = Callable[[int, Key, dict[str, Any]], dict[str, Any]]


def write_nested_rows(part: str, wanted: dict[int, Rows], ids: Mapping[int, Mapping[Key, str]] | None = None) -> None:
    """Make the rows of one nested table in the database those of `wanted`, for the owners (primary keys) in it.

    `ids` are the permanent ids of citations, by owner and natural key: a row of that id is the same citation, whatever
    its natural key was.
    """
    given = {(owner, key): public_id for owner, keys in (ids or {}).items() for key, public_id in keys.items()}
    table = PARTS[part]
    keys, columns = _columns_of_citations(wanted) if part == "citations" else _columns_of_part(part, wanted)
    owner = f"{table.owner}_id"
    queryset = table.model.objects.filter(**{f"{owner}__in": wanted})
    if part == "relations":
        queryset = queryset.select_related("object")
    stored = {(getattr(row, owner), keys(row)): row for row in queryset}
    asked = {(pk, key): values for pk, rows in wanted.items() for key, values in rows.items()}

    by_id = {row.public_id: place for place, row in stored.items()} if given else {}
    for place, public_id in given.items():
        before = by_id.get(public_id)
        if before and before not in asked and place not in stored:
            stored[place] = stored.pop(before)
    if gone := [row.pk for place, row in stored.items() if place not in asked]:
        table.model.objects.filter(pk__in=gone).delete()
    changed, names = [], []
    for (pk, key), values in asked.items():
        if row := stored.get((pk, key)):
            names = list(columns(pk, key, values))
            if any(getattr(row, name) != value for name, value in columns(pk, key, values).items()):
                for name, value in columns(pk, key, values).items():
                    setattr(row, name, value)
                changed.append(row)
    if changed:
        table.model.objects.bulk_update(changed, [name.removesuffix("_id") for name in names])
    new = [table.model(**columns(*place, values)) for place, values in asked.items() if place not in stored]
    for row, place in zip(new, (place for place in asked if place not in stored), strict=True):
        if place in given:
            row.public_id = given[place]
    table.model.objects.bulk_create(new)


def _columns_of_part(part: str, wanted: dict[int, Rows]) -> tuple[Callable[[Any], Key], Columns]:
    """Return two functions for a nested table: from a stored row to its natural key, and from a row of a state to the
    columns to write."""
    table = PARTS[part]
    objects = _record_ids({key[1] for rows in wanted.values() for key in rows}) if part == "relations" else {}

    def columns(owner: int, key: Key, values: dict[str, Any]) -> dict[str, Any]:
        named: dict[str, Any] = dict(zip(table.key, key, strict=True)) | values
        if part == "relations":
            named["object_id"] = objects[named.pop("object")]
        if part == "contributors":
            named["position"] = int(named["position"])
        if part == "locations":
            named["retired_at"] = _day(named.get("retired_at", ""))
        return {f"{table.owner}_id": owner} | named

    return lambda row: part_key(part, row), columns


def _columns_of_citations(wanted: dict[int, Rows]) -> tuple[Callable[[Any], Key], Columns]:
    """Return two functions: from a stored citation to its natural key, and from a citation of a state to the columns to
    write."""
    statements = _stored_statements(wanted)
    targets = {place: target for target, place in statements.items()}
    sources = dict(Source.objects.values_list("public_id", "pk"))
    names = {pk: public_id for public_id, pk in sources.items()}
    places = Location.objects.exclude(source=None).values_list("source_id", "url", "pk")
    locations = {(source, url): pk for source, url, pk in places}

    def key_of(row: Any) -> Key:
        target = ("relation_id", row.relation_id) if row.relation_id else ("milestone_id", row.milestone_id)
        field = statement_of_field(row.field, row.stated_value)
        return (field or statements[target][1], names[row.source_id], row.locator)

    def columns(owner: int, key: Key, values: dict[str, Any]) -> dict[str, Any]:
        statement, source, locator = key
        target = targets.get((owner, statement))
        held = {name: value for name, value in values.items() if name not in ("location", "checked_at")}
        return held | {
            "record_id": owner,
            "field": "" if target else field_of(statement),
            "relation_id": target[1] if target and target[0] == "relation_id" else None,
            "milestone_id": target[1] if target and target[0] == "milestone_id" else None,
            "source_id": sources[source],
            "locator": locator,
            "location_id": locations[sources[source], values["location"]] if values["location"] else None,
            "checked_at": _day(values["checked_at"]),
        }

    return key_of, columns


def _stored_statements(owners: Iterable[int]) -> dict[tuple[str, int], tuple[int, str]]:
    """Return owner and statement of each written relation and milestone, by the column and the key that point at it."""
    relations = Relation.objects.filter(subject_id__in=owners).select_related("object")
    milestones = Milestone.objects.filter(record_id__in=owners)
    found = {}
    for row in relations:
        found["relation_id", row.pk] = (
            row.subject_id,
            statement_of_row("relations", part_key("relations", row)),
        )
    for row in milestones:
        found["milestone_id", row.pk] = (
            row.record_id,
            statement_of_row("milestones", part_key("milestones", row)),
        )
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _record_ids(public_ids: set[str]) -> dict[str, int]:
    return dict(Record.objects.filter(public_id__in=public_ids).values_list("public_id", "pk"))


_TOLD_EVERY = 50


def write_sources(states: Iterable[State]) -> None:
    """Create or update the sources of these states, with contributors and locations."""
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
        write_nested_rows(part, {owners[state.public_id]: state.rows[part] for state in states})


def write_records(states: Iterable[State], *, by: Any = None, tell: Callable[[int], None] = lambda done: None) -> None:
    """Create or update the records of these states with all that hangs on them. All rows come first: relations join
    them. `by` is the user who edits them, None for a load; `tell` takes how many were written."""
    states = [state for state in states if state.kind != SOURCE]
    if not states:
        return
    owners = {}
    for number, state in enumerate(states, 1):
        owners[state.public_id] = _write_record_state(state, by)
        if number % _TOLD_EVERY == 0:
            tell(number)
    for name in TERMS_BY_NAME:
        _write_term_links(name, {owners[state.public_id]: state.terms[name] for state in states})
    for part in ("names", "identifiers", "milestones", "relations", "citations"):
        write_nested_rows(
            part,
            {owners[state.public_id]: state.rows[part] for state in states},
            {owners[state.public_id]: state.ids for state in states} if part == "citations" else {},
        )
        tell(len(states))


def record_row_digests(states: Iterable[State]) -> None:
    """Write the digests of the states that this load leaves in the database, so that the next one notices a curator's
    edit."""
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


def _write_record_state(state: State, by: Any) -> int:
    """Create or update the row of a record from its state; return its primary key."""
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


def _write_term_links(name: str, wanted: dict[int, frozenset[str]]) -> None:
    """Make the terms of records in one vocabulary those of `wanted`, codes by the keys of the records."""
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
