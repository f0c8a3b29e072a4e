"""What moves to the other record when a record is merged: names, identifiers, relations, milestones and citations.

What the other record says already stays behind. Every table takes a fixed number of queries, whatever it holds. Rows
without a history are moved by `merge_registry`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from observatory.publishing.documents import record_documents
from observatory.publishing.merging.merge_choices import TITLES
from observatory.records import registry
from observatory.records.models import FormerSlug, Identifier, Milestone, OtherName, Record, Relation
from observatory.records.vocabulary_table import IN_DOCUMENTS, TERMS_BY_NAME
from observatory.sources.models import Citation

_CHECK = ("verdict", "basis", "checked_by", "checked_at")
_PASSAGE = ("location", "quote", "quote_language", "prefix", "suffix", "quoted_from", "note_en", "note_zh_hans")
_WRITTEN = ("record", "field", "relation", "milestone", "source", "stated_value", "location", *_CHECK)


@dataclass
class MovedParts:
    """How much a merge moved: names, identifiers, relations, milestones, citations; `folded` citations are of a place
    that the other record cites already, `removed` relations would relate the record to itself or say a thing twice;
    `edited` are other records whose relations point to the remaining record now."""

    names: int = 0
    identifiers: int = 0
    relations: int = 0
    milestones: int = 0
    citations: int = 0
    folded: int = 0
    removed: int = 0
    edited: set[int] = field(default_factory=set)


Titles = Mapping[str, str]


def move_names(record: Record, into: Record, titles: Iterable[tuple[str, str]], moved: MovedParts) -> list[str]:
    """Make `titles` (text, language) that neither record has as a title now other names of `into`, and move the other
    names of `record`; return the titles that became names."""
    kept = {getattr(into, columns[0]) for columns in TITLES}
    there = set(OtherName.objects.filter(record=into.pk).values_list("name", "language"))
    known = {name for name, _language in there} | kept
    new = []
    for text, language in dict.fromkeys(titles):
        if text and text not in known:
            known.add(text)
            new.append(OtherName(record=into, name=text, language=language or "und"))
    OtherName.objects.bulk_create(new)
    there |= {(row.name, row.language) for row in new}
    rows = OtherName.objects.filter(record=record.pk)
    keys = [row.pk for row in rows if (row.name, row.language) not in there and row.name not in kept]
    moved.names = len(new) + OtherName.objects.filter(pk__in=keys).update(record=into.pk)
    return [row.name for row in new]


def titles_of(record: Record) -> list[tuple[str, str]]:
    """Return the titles of a record with their languages."""
    languages = ("en", "zh-Hans", record.original_language)
    return [(getattr(record, columns[0]), language) for columns, language in zip(TITLES, languages, strict=True)]


def move_identifiers(record: Record, into: Record, moved: MovedParts) -> None:
    """Move identifiers, and former slugs where the web addresses of the two types begin alike."""
    moved.identifiers = Identifier.objects.filter(record=record.pk).update(record=into.pk)
    if record.kind == into.kind:
        FormerSlug.objects.filter(record=record.pk).update(record=into.pk)


@dataclass
class Counterparts:
    """Rows of `into` that say what rows of `record` say, by the primary keys of those; of relations and milestones."""

    relations: dict[int, int]
    milestones: dict[int, int]


def move_milestones(record: Record, into: Record, moved: MovedParts) -> dict[int, int]:
    """Move milestones of a merged record that `into` does not have; return its own for those that it has."""
    columns = ("type", "date", "title_en")
    there = {row[1:]: row[0] for row in Milestone.objects.filter(record=into.pk).values_list("pk", *columns)}
    rows = Milestone.objects.filter(record=record.pk).values_list("pk", *columns)
    found = {row[0]: there.get(row[1:]) for row in rows}
    moved.milestones = _move_parts(Milestone, "record", [pk for pk, other in found.items() if not other], into)
    return {pk: other for pk, other in found.items() if other}


def move_relations(record: Record, into: Record, moved: MovedParts) -> dict[int, int]:
    """Move relations of which the merged `record` is the subject or the object; return the counterparts of those that
    are stated already. A relation between the two stays with `record`, or goes if it is one of `into`."""
    columns = ("predicate", "object_id", "date")
    there = {row[1:]: row[0] for row in Relation.objects.filter(subject=into.pk).values_list("pk", *columns)}
    rows = Relation.objects.filter(subject=record.pk).exclude(object=into.pk).values_list("pk", *columns)
    outgoing = {row[0]: there.get(row[1:]) for row in rows}
    moved.relations = _move_parts(Relation, "subject", [pk for pk, other in outgoing.items() if not other], into)
    columns = ("predicate", "subject_id", "date")
    there = {row[1:]: row[0] for row in Relation.objects.filter(object=into.pk).values_list("pk", *columns)}
    rows = Relation.objects.filter(object=record.pk).exclude(subject=into.pk).values_list("pk", *columns)
    incoming = {}
    for pk, *said in rows:
        incoming[pk] = there.get(tuple(said))
        moved.edited.add(said[1])
    moved.relations += _move_parts(Relation, "object", [pk for pk, other in incoming.items() if not other], into)
    return {pk: other for pk, other in {**outgoing, **incoming}.items() if other}


def _move_parts(model: type[models.Model], owner: str, keys: Collection[int], into: Record) -> int:
    """Make milestones or relations of a merged record, by their keys, parts of the other one with their citations;
    return how many."""
    manager = model._default_manager
    if owner == "subject":  # of citations the record follows that of their relation
        Citation.objects.filter(relation__in=keys).update(record=into.pk)
    elif model is Milestone:
        Citation.objects.filter(milestone__in=keys).update(record=into.pk)
    return manager.filter(pk__in=keys).update(**{owner: into.pk})


def move_citations(
    record: Record, into: Record, same: Counterparts, adapt: Callable[[Citation], bool], moved: MovedParts
) -> None:
    """Move the citations of fields of a merged record, and those of relations and milestones that both records have.

    `adapt` changes a citation of a field to what is true of it in `into`, and returns whether it can go there at all.
    One of a place in a source that is cited for the statement already stays behind; if nobody has checked the one that
    is there, it takes over passage and verdict.
    """
    relations = [*same.relations]
    rows = Citation.objects.filter(models.Q(record=record.pk) | models.Q(relation__in=relations))
    targets = models.Q(record=into.pk) | models.Q(relation__in=same.relations.values())
    there = {citation_place(row): row for row in Citation.objects.filter(targets)}
    going, improved = [], []
    for row in rows:
        if row.field:
            if not adapt(row):
                continue
            row.record_id = into.pk
        elif row.relation_id in same.relations:
            row.record_id = into.pk if row.record_id == record.pk else row.record_id
            row.relation_id = same.relations[row.relation_id]
        elif row.milestone_id in same.milestones:
            row.record_id, row.milestone_id = into.pk, same.milestones[row.milestone_id]
        else:
            continue  # of a relation between the two
        if other := there.get(citation_place(row)):
            moved.folded += 1
            if take_over(other, row):
                improved.append(other)
        else:
            there[citation_place(row)] = row
            going.append(row)
    Citation.objects.bulk_update(going, _WRITTEN, batch_size=500)
    Citation.objects.bulk_update(improved, [*_PASSAGE, *_CHECK], batch_size=500)
    moved.citations = len(going)


def take_over(there: Citation, other: Citation) -> bool:
    """Give a citation that nobody has checked, and that quotes nothing, the passage and verdict of one of the same
    place that a merge would move there; return whether it took them."""
    if there.verdict != Citation.Verdict.NOT_CHECKED or there.quote or not (other.quote or other.basis):
        return False
    for name in (*_PASSAGE, *_CHECK):
        setattr(there, name, getattr(other, name))
    return True


def citation_place(row: Citation) -> tuple[Any, ...]:
    """Return what may be cited once (constraints of `Citation`)."""
    stated = row.stated_value if row.field in registry.LISTED else ""
    return (row.record_id, row.field, row.relation_id, row.milestone_id, row.source_id, row.locator, stated)


def unchecked_verdict(row: Citation) -> None:
    """Take the verdict of a citation back: it was given on another text."""
    row.verdict, row.basis, row.checked_by, row.checked_at = Citation.Verdict.NOT_CHECKED, "", None, None


def remove_relations(record: Record, into: Record, twice: Sequence[int], moved: MovedParts) -> None:
    """Remove the relations of other records that a merge would state twice, and those of `into` to `record`."""
    rows = Relation.objects.filter(models.Q(pk__in=twice) & ~models.Q(subject=record.pk))
    rows |= Relation.objects.filter(subject=into.pk, object=record.pk)
    keys = list(rows.values_list("pk", flat=True))
    moved.removed = len(keys)
    Relation.objects.filter(pk__in=keys).delete()


Document = Mapping[str, Any]


def move_shared_citations(*, record: Record, into: Record) -> int:
    """Move those citations of a merged `record` to `into` whose statement the other record makes alike, with their
    permanent IDs; return how many. What a verdict says of one is then true of the other. Others stay, and so does a
    citation of a place in a source that is cited for the statement already.

    A fixed number of queries, however many citations there are. Both records must be locked.
    """
    objects = Relation.objects.filter(subject__in=[record.pk, into.pk]).values_list("object_id", flat=True)
    built = record_documents.build_documents([record, into], public=set(objects))
    relations = _counterparts_in_other_record(Relation, "subject_id", ("predicate", "object_id", "date"), record, into)
    names = ("type", "date", "title_en", "title_zh_hans")
    milestones = _counterparts_in_other_record(Milestone, "record_id", names, record, into)
    taken = {_place_in_record(row) for row in Citation.objects.filter(record=into.pk)}
    moved = []
    for row in Citation.objects.filter(record=record.pk):
        relation_id, milestone_id = relations.get(row.relation_id), milestones.get(row.milestone_id)
        if row.field and not states_alike(built[record.pk], built[into.pk], row.field, row.stated_value):
            continue
        if (row.relation_id and not relation_id) or (row.milestone_id and not milestone_id):
            continue
        row.record_id, row.relation_id, row.milestone_id = into.pk, relation_id, milestone_id
        if _place_in_record(row) not in taken:
            taken.add(_place_in_record(row))
            moved.append(row)
    Citation.objects.bulk_update(moved, ["record", "relation", "milestone"], batch_size=1000)
    return len(moved)


def states_alike(one: Document, other: Document, field: str, stated_value: str) -> bool:
    """Return whether two documents say the same of a field, so that a merge may move a citation of it; of names or
    identifiers, whether both have the one that the citation states."""
    if field in registry.LISTED:
        return all(stated_value in _listed(document[field]) for document in (one, other))
    if field in TERMS_BY_NAME:
        name = IN_DOCUMENTS[field]
        return [term["code"] for term in one[name]] == [term["code"] for term in other[name]]
    if field in ("title", "summary"):
        return one[field] == other[field]
    value = one["facts"].get(field)
    return value is not None and value == other["facts"].get(field)


def _listed(rows: Sequence[Document]) -> set[str]:
    return {row["name"] if "name" in row else row["value"] for row in rows}


def _counterparts_in_other_record(
    model: Any, owner: str, names: Sequence[str], record: Record, into: Record
) -> dict[int | None, int]:
    """Return the primary keys of rows of `into` that say what rows of `record` say, by the keys of those."""
    rows = list(model.objects.filter(**{f"{owner}__in": [record.pk, into.pk]}).values("pk", owner, *names))
    of_other = {tuple(row[name] for name in names): row["pk"] for row in rows if row[owner] == into.pk}
    found = {row["pk"]: of_other.get(tuple(row[name] for name in names)) for row in rows if row[owner] == record.pk}
    return {pk: other for pk, other in found.items() if other}


def _place_in_record(row: Citation) -> tuple[Any, ...]:
    """Return what may be cited once (constraints of `Citation`)."""
    stated = row.stated_value if row.field in registry.LISTED else ""
    return (row.field, row.relation_id, row.milestone_id, row.source_id, row.locator, stated)
