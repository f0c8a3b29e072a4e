"""Move citations from a record to the one that it is merged into, where both make the same statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.publishing import documents
from observatory.records import registry
from observatory.records.models import Milestone, Record, Relation
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.sources.models import Citation

Document = Mapping[str, Any]


def move_shared_citations(*, record: Record, into: Record) -> int:
    """Move those citations of `record` to `into` whose statement the other record makes alike, with their permanent
    IDs; return how many. What a verdict says of one is then true of the other. Others stay, and so does a citation of
    a place in a source that is cited for the statement already.

    A fixed number of queries, however many citations there are. Both records must be locked.
    """
    objects = Relation.objects.filter(subject__in=[record.pk, into.pk]).values_list("object_id", flat=True)
    built = documents.build_many([record, into], public=set(objects))
    relations = _counterparts(Relation, "subject_id", ("predicate", "object_id", "date"), record, into)
    names = ("type", "date", "title_en", "title_zh_hans")
    milestones = _counterparts(Milestone, "record_id", names, record, into)
    taken = {_place(row) for row in Citation.objects.filter(record=into.pk)}
    moved = []
    for row in Citation.objects.filter(record=record.pk):
        relation_id, milestone_id = relations.get(row.relation_id), milestones.get(row.milestone_id)
        if row.field and not states_alike(built[record.pk], built[into.pk], row.field, row.stated_value):
            continue
        if (row.relation_id and not relation_id) or (row.milestone_id and not milestone_id):
            continue
        row.record_id, row.relation_id, row.milestone_id = into.pk, relation_id, milestone_id
        if _place(row) not in taken:
            taken.add(_place(row))
            moved.append(row)
    Citation.objects.bulk_update(moved, ["record", "relation", "milestone"], batch_size=1000)
    return len(moved)


def states_alike(one: Document, other: Document, field: str, stated_value: str) -> bool:
    """Return whether two documents say the same of a field; of names or identifiers, whether both have the one that a
    citation states."""
    if field in registry.LISTED:
        return all(stated_value in _listed(document[field]) for document in (one, other))
    if field in TERMS_BY_NAME:
        name = "fields_of_science" if field == "fields" else field
        return [term["code"] for term in one[name]] == [term["code"] for term in other[name]]
    if field in ("title", "summary"):
        return one[field] == other[field]
    value = one["facts"].get(field)
    return value is not None and value == other["facts"].get(field)


def _listed(rows: Sequence[Document]) -> set[str]:
    return {row["name"] if "name" in row else row["value"] for row in rows}


def _counterparts(model: Any, owner: str, names: Sequence[str], record: Record, into: Record) -> dict[int | None, int]:
    """Return the primary keys of rows of `into` that say what rows of `record` say, by the keys of those."""
    rows = list(model.objects.filter(**{f"{owner}__in": [record.pk, into.pk]}).values("pk", owner, *names))
    of_other = {tuple(row[name] for name in names): row["pk"] for row in rows if row[owner] == into.pk}
    found = {row["pk"]: of_other.get(tuple(row[name] for name in names)) for row in rows if row[owner] == record.pk}
    return {pk: other for pk, other in found.items() if other}


def _place(row: Citation) -> tuple[Any, ...]:
    """Return what may be cited once (constraints of `Citation`)."""
    stated = row.stated_value if row.field in registry.LISTED else ""
    return (row.field, row.relation_id, row.milestone_id, row.source_id, row.locator, stated)
