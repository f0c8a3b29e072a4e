"""Permanent IDs of citations in catalogue files: whose they are, and which the database takes over.

An ID is no part of the state that is compared: a citation that came from a file without IDs, or whose ID was given by
the database, is not edited by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observatory.publishing.catalogue.comparable_states import Key, State
from observatory.publishing.catalogue.stored_states import statement_of
from observatory.publishing.catalogue.yaml_files import Place
from observatory.publishing.models import CitedStatement
from observatory.records.translatable_messages import gettext as _
from observatory.sources.models import Citation


@dataclass(frozen=True)
class Owner:
    """Whose an ID of a citation is: the public ids of record and source, and the natural key of the citation, which is
    None if it has been removed."""

    record: str
    source: str
    key: Key | None


def citation_id_owners(ids: Iterable[str]) -> dict[str, Owner]:
    """Return whose these IDs are in the database, of citations that were public and are removed too."""
    wanted = set(ids)
    past = CitedStatement.objects.filter(pk__in=wanted).values_list("public_id", "record__public_id", "source_id")
    rows = Citation.objects.filter(public_id__in=wanted)
    rows = rows.select_related("record", "source", "milestone", "relation__object")
    found = {public_id: Owner(record, source, None) for public_id, record, source in past}
    return found | {
        row.public_id: Owner(
            row.record.public_id, row.source.public_id, (statement_of(row), row.source.public_id, row.locator)
        )
        for row in rows
    }


def citation_id_problem(owner: Owner, record: str, key: Key, keys: Iterable[Key]) -> str:
    """Return why the citation with the natural key `key` of a record of a file cannot have an ID that is an owner's, ""
    if it can. `keys` are those of all citations of the record in the file: one that is not there any more was
    changed."""
    if owner.record != record:
        return _("this id belongs to a citation of the record %s") % owner.record
    if owner.source != key[1]:
        return _("this id belongs to a citation of another source, %s") % owner.source
    if owner.key not in (None, key) and owner.key in keys:
        words = {"statement": owner.key[0], "locator": owner.key[2]}
        reason = _("this id belongs to the citation of this source for “%(statement)s” at the locator “%(locator)s”")
        return reason % words
    return ""


def take_over_ids(states: Iterable[State], stored: Mapping[str, State]) -> int:
    """Give citations of the database the IDs that they have in these states. Return how many keep their own, because
    they were public under it. `stored` are the states of the database before the load, by public id."""
    changes = {
        before: state.ids[key]
        for state in states
        if state.public_id in stored
        for key, before in stored[state.public_id].ids.items()
        if state.ids.get(key, before) != before
    }
    public = set(CitedStatement.objects.filter(pk__in=changes).values_list("public_id", flat=True))
    rows = list(Citation.objects.filter(public_id__in=changes.keys() - public))
    for row in rows:
        row.public_id = changes[row.public_id]
    Citation.objects.bulk_update(rows, ["public_id"], batch_size=1000)
    return len(public)


def ids_of_citations(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield the permanent IDs of all citations of an entry of a file, wherever they are in it, with their places."""
    if isinstance(value, list):
        steps: Iterable[tuple[str | int, Any]] = enumerate(value)
    else:
        steps = value.items() if isinstance(value, dict) else ()
    for step, item in steps:
        if len(place) > 1 and place[-2] == "citations" and step == "id":
            yield (*place, step), item
        else:
            yield from ids_of_citations(item, (*place, step))
