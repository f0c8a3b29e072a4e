"""Organisations linked to an entry, from either side of a relation, and the records shown as its originators.

Relations are stored in the document of their subject. So a publication or a withdrawal may change these columns, and
with them the search columns, of the entries that its relations name.
"""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q

from observatory.publishing.index.search_vector import search_columns
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Organisation, Relation
from observatory.records.predicates import ACTORS, Predicate

_BATCH = 200
_MOST_ACTORS = 100
_COLUMNS = (
    *("subtype", "date_from", "date_to", "jurisdictions", "themes", "instrument_types", "fields"),
    *("organisation_ids", "evidence"),
)


def touched_by(entries: Iterable[Entry]) -> set[str]:
    """Return the public ids of the entries whose organisations may depend on these ones."""
    entries = list(entries)
    ids = {entry.public_id for entry in entries}
    told = {public_id for entry in entries for public_id in entry.related_ids}
    named = Entry.objects.live().filter(related_ids__overlap=sorted(ids)).values_list("public_id", flat=True)
    return ids | told | set(named)


def attribute(public_ids: Collection[str]) -> int:
    """Bring the organisations and the search columns of live entries up to date; return how many changed."""
    wanted = sorted(public_ids)
    changed = 0
    for start in range(0, len(wanted), _BATCH):
        changed += _attribute(wanted[start : start + _BATCH])
    return changed


def _attribute(public_ids: list[str]) -> int:
    # In the order of the keys, so that two publications cannot wait for each other.
    entries = list(Entry.objects.live().filter(public_id__in=public_ids).order_by("pk").select_for_update())
    behind, actors = _organisations(entries), _actors(public_ids)
    stale = [entry for entry in entries if entry.organisation_ids != behind[entry.public_id]]
    for entry in stale:
        entry.organisation_ids = behind[entry.public_id]
        refresh(entry)
    Entry.objects.bulk_update(stale, ["organisation_ids", "names", "facets", "search"])
    others = [entry for entry in entries if entry.actor_ids != actors.get(entry.public_id, [])]
    for entry in others:
        entry.actor_ids = actors.get(entry.public_id, [])
    Entry.objects.bulk_update(others, ["actor_ids"])
    return len({entry.pk for entry in (*stale, *others)})


def refresh(entry: Entry) -> None:
    """Set the search columns of an entry from its document and its columns; the caller saves it."""
    columns = {name: getattr(entry, name) for name in _COLUMNS}
    for name, value in search_columns(entry.upgraded_document, columns).items():
        setattr(entry, name, value)


def _organisations(entries: list[Entry]) -> dict[str, list[int]]:
    """Return the keys of the live organisations behind each entry, sorted."""
    here = {entry.public_id for entry in entries}
    named = {public_id for entry in entries for public_id in entry.related_ids}
    kinds = [row.kind for row in registry.all_types() if issubclass(row.model, Organisation)]
    actors = Entry.objects.live().filter(Q(related_ids__overlap=sorted(here)) | Q(public_id__in=named), kind__in=kinds)
    behind: dict[str, set[int]] = {public_id: set() for public_id in here}
    known = {}
    for key, public_id, related in actors.values_list("pk", "public_id", "related_ids"):
        known[public_id] = key
        for other in here.intersection(related):
            behind[other].add(key)
    for entry in entries:
        behind[entry.public_id] |= {known[public_id] for public_id in entry.related_ids if public_id in known}
    return {public_id: sorted(keys) for public_id, keys in behind.items()}


_TOLD = """
SELECT entry.record_id, told -> 'object' ->> 'id', told ->> 'role', told -> 'predicate' ->> 'value'
FROM publishing_entry AS entry, jsonb_path_query(
    document,
    '$.relations[*] ? (@.object.id == $ids[*] && @.predicate.value == $predicates[*])',
    jsonb_build_object('ids', %(ids)s::text[], 'predicates', %(predicates)s::text[])
) AS told
WHERE withdrawn_at IS NULL AND related_ids && %(ids)s::varchar[]
"""


def _actors(public_ids: list[str]) -> dict[str, list[int]]:
    """Return the keys of the live entries that brought each entry about: who led first, then by what they did."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"ids": public_ids, "predicates": list(ACTORS)})
        rows = cursor.fetchall()
    found: dict[str, dict[int, None]] = {}
    for key, public_id, _role, _did in sorted(rows, key=_rank):
        found.setdefault(public_id, {})[key] = None
    return {public_id: list(keys)[:_MOST_ACTORS] for public_id, keys in found.items()}


def _rank(row: tuple[int, str, str, str]) -> tuple[bool, int, int]:
    key, _public_id, role, did = row
    return role != Relation.Role.LEAD, ACTORS.index(Predicate(did)), -key
