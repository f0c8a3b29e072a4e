"""Write nested rows. Rows that stay keep their primary keys, and so the rows that point at them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from observatory.publishing.catalogue.database import part_key
from observatory.publishing.catalogue.states import PARTS, Key, Rows, field_of, statement_of_field, statement_of_row
from observatory.records.models import Milestone, Record, Relation
from observatory.sources.models import Location, Source

Columns = Callable[[int, Key, dict[str, Any]], dict[str, Any]]


def write_nested_rows(part: str, wanted: dict[int, Rows], ids: Mapping[int, Mapping[Key, str]] | None = None) -> None:
    """Make the rows of one nested table those of `wanted`, for the owners (primary keys) in it.

    `ids` are the permanent ids of citations, by owner and natural key: a row of that id is the same citation, whatever
    its natural key was.
    """
    given = {(owner, key): public_id for owner, keys in (ids or {}).items() for key, public_id in keys.items()}
    table = PARTS[part]
    keys, columns = _citations(wanted) if part == "citations" else _plain(part, wanted)
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


def _plain(part: str, wanted: dict[int, Rows]) -> tuple[Callable[[Any], Key], Columns]:
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


def _citations(wanted: dict[int, Rows]) -> tuple[Callable[[Any], Key], Columns]:
    statements = _statements(wanted)
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


def _statements(owners: Iterable[int]) -> dict[tuple[str, int], tuple[int, str]]:
    """Return owner and statement of each relation and milestone, by the column and the key that point at it."""
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
