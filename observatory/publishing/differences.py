"""Differences between a record's working copy and its public entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observatory.publishing import documents
from observatory.publishing.document_format import upgrade
from observatory.publishing.facts import fact_of
from observatory.publishing.models import Entry
from observatory.records.models import Record


@dataclass(frozen=True)
class Difference:
    """One place (`facts.launched`, `relations.2`) with what is public and what would be; None is nothing."""

    path: str
    public: Any
    working: Any


# The parts of a document that are compared name by name.
_OPENED = ("title", "summary", "facts", "evidence", "disagreements")


def differences(public: Mapping[str, Any], working: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the places where two documents of one format differ, outermost place that says enough, in document order.

    Lists are compared item by item as sets of what was added and removed, so that an item in the middle does not
    shift all that follow. Facts are compared as their kinds say.
    """
    for name, before, after in by_name(public, working):
        if name == "format":
            continue  # says nothing of the record
        if name in _OPENED and isinstance(before, dict) and isinstance(after, dict):
            for part, one, other in by_name(before, after):
                yield from _of_fact(working, part, one, other) if name == "facts" else _of(f"{name}.{part}", one, other)
        else:
            yield from _of(name, before, after)


def by_name(public: Mapping[str, Any], working: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the names whose values differ, with both values."""
    for name in dict.fromkeys([*working, *public]):
        if public.get(name) != working.get(name):
            yield name, public.get(name), working.get(name)


def _of(path: str, public: Any, working: Any) -> Iterator[Difference]:
    if isinstance(public, list) and isinstance(working, list):
        yield from (Difference(path, item, None) for item in public if item not in working)
        yield from (Difference(path, None, item) for item in working if item not in public)
    else:
        yield Difference(path, public, working)


def _of_fact(document: Mapping[str, Any], name: str, public: Any, working: Any) -> Iterator[Difference]:
    kind = document.get("kind", "")
    facts = {fact_of(kind, name, value) for value in (public, working) if value is not None}
    if len(facts) > 1:  # the fact is of another kind now
        yield Difference(f"facts.{name}", public, working)
        return
    for part, before, after in facts.pop().differences(public, working):
        yield Difference(f"facts.{name}.{part}" if part else f"facts.{name}", before, after)


def pending(record: Record) -> list[Difference]:
    """Return what publishing the record now would change for readers; of a record not public, everything."""
    entry = Entry.objects.live().filter(record_id=record.pk).first()
    objects = Entry.objects.live().filter(record__relations_to__subject=record.pk)
    public = {*objects.values_list("record_id", flat=True), record.pk}
    working = documents.build(record, public=public)
    return list(differences(upgrade(documents.content(entry)) if entry else {}, working))
