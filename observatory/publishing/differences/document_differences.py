"""Differences between two documents, of a record or of an item (source, official term, coverage search): the published
one and the working copy, or two versions.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import comparable_ids, upgrade_document, upgrade_item
from observatory.publishing.facts import fact_of_document
from observatory.publishing.item_publication import ItemType
from observatory.publishing.models import Entry
from observatory.records.models import Record, Reviewed

Row = Mapping[str, Any]
# Rows of lists that a place is within, outermost first: how many names of its path lead to the list, and the row.
Within = tuple[tuple[int, Row], ...]


@dataclass(frozen=True)
class Difference:
    """One place (`facts.launched`, `relations.evidence.verdict`) with what was and what is there; None is nothing.

    `within` are the rows of lists that the place is in, for example a relation and one of its citations.
    """

    path: str
    before: Any
    after: Any
    within: Within = ()


def document_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the places where two documents of one format differ, innermost place, in document order.

    A row of a list that is in both documents differs in its members: a citation, for example, in its verdict. Other
    rows were removed or added, wherever in the list. Facts are compared as their kinds say.
    """
    for name, one, other in by_name(*comparable_ids(dict(before), dict(after))):
        if name == "format":
            continue  # says nothing of the record
        if name == "facts" and isinstance(one, dict) and isinstance(other, dict):
            for fact, *values in by_name(one, other):
                yield from _differences_of_fact(after.get("kind", ""), fact, *values)
        else:
            yield from _differences_of_values(name, one, other)


def by_name(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the names whose values differ, with both values."""
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _differences_of_values(path: str, before: Any, after: Any, within: Within = ()) -> Iterator[Difference]:
    """Yield where two values at one place of two documents differ, each innermost place for itself."""
    if "." in path and isinstance(before or after, list):
        before, after = before or [], after or []
    if isinstance(before, list) and isinstance(after, list):
        yield from _differences_of_lists(path, before, after, within)
    elif isinstance(before, dict) and isinstance(after, dict) and "value" not in before:
        for name, one, other in by_name(before, after):
            yield from _differences_of_values(f"{path}.{name}", one, other, within)
    else:  # a text, or a value with its labels or bounds
        yield Difference(path, before, after, within)


def _differences_of_lists(
    path: str, before: Sequence[Any], after: Sequence[Any], within: Within
) -> Iterator[Difference]:
    """Yield the rows that one of two lists does not have, and the differences within the rows that both have."""
    pairs = _pair_rows(before, after)
    paired = set(pairs.values())
    yield from (Difference(path, row, None, within) for place, row in enumerate(before) if place not in paired)
    for place, row in enumerate(after):
        if place not in pairs:
            yield Difference(path, None, row, within)
        elif isinstance(row, dict) and "value" not in row:  # a reading only refers to its citations by their places
            yield from _differences_of_values(path, before[pairs[place]], row, (*within, (path.count(".") + 1, row)))


def _pair_rows(before: Sequence[Any], after: Sequence[Any]) -> dict[int, int]:
    """Return the rows that are in both lists: by the place of the later one, the place of the earlier one.

    Citations are paired by their permanent IDs first, then all by what they are about, each row once.
    """
    pairs: dict[int, int] = {}
    for key_of in (_permanent_id, _subject_of_row):
        left: dict[Any, list[int]] = {}
        paired = set(pairs.values())
        for place, row in enumerate(before):
            if place not in paired and (key := key_of(row)):
                left.setdefault(key, []).append(place)
        for place, row in enumerate(after):
            if place not in pairs and (found := left.get(key_of(row))):
                pairs[place] = found.pop(0)
    return pairs


def _permanent_id(row: Any) -> str:
    return row.get("id", "") if isinstance(row, dict) else ""


def _subject_of_row(row: Any) -> tuple[Any, ...]:
    """Return what a row of a list is about, whatever else it says of it."""
    match row:
        case {"verdict": _, "source": {"id": source}}:
            return ("citation", source, row["locator"], row["stated_value"])
        case {"predicate": {"value": predicate}, "object": {"id": related}}:
            return ("relation", predicate, related)
        case {"type": {"value": kind}, "title": title}:
            return ("milestone", kind, *title.values())
        case {"name": name, "language": language}:
            return ("name", name, language)
        case {"code": code}:
            return ("term", code)
        case {"value": value, "citations": _}:
            return ("reading", value)
    return ("other", repr(row))


def _differences_of_fact(kind: str, name: str, before: Any, after: Any) -> Iterator[Difference]:
    """Yield where the two values of a fact differ, as its kind compares them."""
    facts = {fact_of_document(kind, name, value) for value in (before, after) if value is not None}
    if len(facts) > 1:  # the fact is of another kind now
        yield Difference(f"facts.{name}", before, after)
        return
    for part, one, other in facts.pop().differences(before, after):
        yield Difference(f"facts.{name}.{part}" if part else f"facts.{name}", one, other)


def unpublished_differences(record: Record, together: Collection[int] = ()) -> list[Difference]:
    """Return what publishing the record now, with the records of some keys, would change for readers; of a record not
    public, everything."""
    return pending_differences(*public_and_working(record, together))


def pending_differences(public: Mapping[str, Any] | None, working: Mapping[str, Any]) -> list[Difference]:
    """Return how the working document of a record differs from the one that readers see, if they see one."""
    return list(document_differences(public or {}, working))


def public_and_working(record: Record, together: Collection[int] = ()) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the two documents of a record that are compared: the one that readers see, None if it is not public, and
    the one as it would be published with the records of some keys."""
    entry = Entry.objects.live().filter(record_id=record.pk).first()
    working = record_documents.build_document(record, public={*public_among_objects(record), *together})
    return upgrade_document(record_documents.hashed_content(entry)) if entry else None, working


def public_among_objects(record: Record) -> set[int]:
    """Return the keys of the records that a record states relations to and that readers see, and its own."""
    objects = Entry.objects.live().filter(record__relations_to__subject=record.pk)
    return {*objects.values_list("record_id", flat=True), record.pk}


# The parts of a document that are compared name by name.
_OPENED = ("title", "note")


def item_differences(public: Mapping[str, Any], working: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the places where two documents of an item differ. Rows of a list with the same `id` (locations) are
    compared as one; of others, yield what was removed and what was added. An empty text counts as nothing."""
    for name, before, after in by_name(public, working):
        if name == "format" or not (before or after):
            continue  # says nothing of the item
        if name in _OPENED:
            for part, one, other in by_name(before or {}, after or {}):
                if one or other:
                    yield Difference(f"{name}.{part}", one, other)
        elif isinstance(before or after, list):
            yield from _differences_of_item_rows(name, before or [], after or [])
        else:
            yield Difference(name, before, after)


def _differences_of_item_rows(name: str, public: list, working: list) -> Iterator[Difference]:
    """Yield what was removed from a list of an item's document, added to it or changed in it."""
    then = {row["id"]: row for row in public if "id" in row}
    now = {row["id"]: row for row in working if "id" in row}
    for key in dict.fromkeys([*then, *now]):
        if then.get(key) != now.get(key):
            yield Difference(name, then.get(key), now.get(key))
    removed = [row for row in public if "id" not in row and row not in working]
    added = [row for row in working if "id" not in row and row not in public]
    yield from (Difference(name, row, None) for row in removed)
    yield from (Difference(name, None, row) for row in added)
    if not (then or now or removed or added):  # only their order
        yield Difference(name, public, working)


def pending_item(item_type: ItemType, item: Reviewed) -> list[Difference]:
    """Return what publishing an item now would change for readers; of one not public, everything."""
    current = item_type.current.objects.select_related("frozen").filter(pk=item.pk).first()
    public = upgrade_item(current.frozen.document) if current else {}
    return list(item_differences(public, item_type.build([item.pk])[item.pk]))
