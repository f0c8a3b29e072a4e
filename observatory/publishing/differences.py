"""Differences between a record's working copy and its public entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from observatory.publishing import documents
from observatory.publishing.models import Entry
from observatory.records.models import Record


@dataclass(frozen=True)
class Difference:
    """One place (`facts.launched`, `relations.2`) with what is public and what would be; None is nothing."""

    path: str
    public: Any
    working: Any


def differences(public: Any, working: Any, path: str = "") -> Iterator[Difference]:
    """Yield the places where two documents differ, outermost place that says enough, in document order.

    Objects are compared name by name. Lists are compared item by item as sets of what was added and
    removed, so that an item in the middle does not shift all that follow.
    """
    if public == working:
        return
    if isinstance(public, dict) and isinstance(working, dict) and not _is_value(public, working):
        for name in dict.fromkeys([*working, *public]):
            yield from differences(public.get(name), working.get(name), f"{path}.{name}" if path else name)
    elif isinstance(public, list) and isinstance(working, list):
        yield from (Difference(path, item, None) for item in public if item not in working)
        yield from (Difference(path, None, item) for item in working if item not in public)
    else:
        yield Difference(path, public, working)


def _is_value(one: dict, other: dict) -> bool:
    # A fact, a term or a relation is one thing to a reader; only containers are opened.
    return "value" in one or "value" in other


def pending(record: Record) -> list[Difference]:
    """Return what publishing the record now would change for readers; of a record not public, everything."""
    entry = Entry.objects.live().filter(record_id=record.pk).first()
    objects = Entry.objects.live().filter(record__relations_to__subject=record.pk)
    public = {*objects.values_list("record_id", flat=True), record.pk}
    working = documents.build(record, public=public)
    return list(differences(documents.content(entry) if entry else {}, working))
