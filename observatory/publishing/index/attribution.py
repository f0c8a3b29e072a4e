"""Organisations linked to an entry, from either side of a relation, and the records shown as its originators.

What others say stands in their documents. So a publication or a withdrawal may change these columns of the entries at
the other end of its relations, and with them their facet values and search vectors.
"""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q

from observatory.publishing.index import facet_value_ids
from observatory.publishing.index.entry_columns import facet_values_of_entries, index_columns_of_entries
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Organisation, Relation
from observatory.records.predicates import ACTORS, Predicate

_BATCH = 200
_MOST_ACTORS = 100


def affected_by(entries: Iterable[Entry]) -> set[str]:
    """Return the public ids of the entries whose organisations and originators may depend on these ones."""
    entries = list(entries)
    ids = {entry.public_id for entry in entries}
    stated = {public_id for entry in entries for public_id in entry.related_ids}
    named = Entry.objects.live().filter(related_ids__overlap=sorted(ids)).values_list("public_id", flat=True)
    return ids | stated | set(named)


def update_attribution(public_ids: Collection[str]) -> int:
    """Bring the organisations of live entries and who brought them about up to date; return how many changed."""
    wanted = sorted(public_ids)
    changed = 0
    for start in range(0, len(wanted), _BATCH):
        changed += _update_attribution_of(wanted[start : start + _BATCH])
    return changed


def known_organisations(entries: Collection[Entry]) -> dict[int, list[str]]:
    """Return the permanent ids of the organisations behind some entries, as their columns have them."""
    known = facet_value_ids.codes_of("organisation", {each for entry in entries for each in entry.facet_ids})
    return {entry.pk: [known[each] for each in entry.facet_ids if each in known] for entry in entries}


def organisations_behind(entries: Collection[Entry]) -> dict[int, list[str]]:
    """Return the permanent ids of the live organisations behind each entry, sorted."""
    here = {entry.public_id for entry in entries}
    named = {public_id for entry in entries for public_id in entry.related_ids}
    kinds = [row.kind for row in registry.all_types() if issubclass(row.model, Organisation)]
    actors = Entry.objects.live().filter(Q(related_ids__overlap=sorted(here)) | Q(public_id__in=named), kind__in=kinds)
    behind: dict[str, set[str]] = {public_id: set() for public_id in here}
    known = set()
    for public_id, related in actors.values_list("public_id", "related_ids"):
        known.add(public_id)
        for other in here.intersection(related):
            behind[other].add(public_id)
    return {entry.pk: sorted(behind[entry.public_id] | known.intersection(entry.related_ids)) for entry in entries}


def _update_attribution_of(public_ids: list[str]) -> int:
    # In the order of the keys, so that two publications cannot wait for each other.
    """Bring the organisations and originators of one batch of live entries up to date; return how many changed."""
    entries = list(Entry.objects.live().filter(public_id__in=public_ids).order_by("pk").select_for_update())
    organisations, actors = organisations_behind(entries), _actors_behind(public_ids)
    arrays = facet_value_ids.arrays_of(
        facet_values_of_entries({entry.pk: entry.upgraded_document for entry in entries}, organisations)
    )
    stale = [entry for entry in entries if entry.facet_ids != arrays[entry.pk]]
    columns = index_columns_of_entries({entry.pk: entry.upgraded_document for entry in stale}, organisations)
    for entry in stale:
        entry.facet_ids, entry.search = columns[entry.pk]["facet_ids"], columns[entry.pk]["search"]
    Entry.objects.bulk_update(stale, ["facet_ids", "search"])
    others = [entry for entry in entries if entry.actor_ids != actors.get(entry.public_id, [])]
    for entry in others:
        entry.actor_ids = actors.get(entry.public_id, [])
    Entry.objects.bulk_update(others, ["actor_ids"])
    return len({entry.pk for entry in (*stale, *others)})


_STATED = """
SELECT entry.record_id, stated -> 'object' ->> 'id', stated ->> 'role', stated -> 'predicate' ->> 'value'
FROM publishing_entry AS entry, jsonb_path_query(
    document,
    '$.relations[*] ? (@.object.id == $ids[*] && @.predicate.value == $predicates[*])',
    jsonb_build_object('ids', %(ids)s::text[], 'predicates', %(predicates)s::text[])
) AS stated
WHERE withdrawn_at IS NULL AND related_ids && %(ids)s::varchar[]
"""


def _actors_behind(public_ids: list[str]) -> dict[str, list[int]]:
    """Return the keys of the live entries that brought each entry about: who led first, then by what they did."""
    with connection.cursor() as cursor:
        cursor.execute(_STATED, {"ids": public_ids, "predicates": list(ACTORS)})
        rows = cursor.fetchall()
    found: dict[str, dict[int, None]] = {}
    for key, public_id, _role, _did in sorted(rows, key=lambda row: actor_rank(row[0], *row[2:])):
        found.setdefault(public_id, {})[key] = None
    return {public_id: list(keys)[:_MOST_ACTORS] for public_id, keys in found.items()}


def actor_rank(key: int, role: str, did: str) -> tuple[bool, int, int]:
    """Return the place of an actor (key of its record, role, predicate) among those behind a record, as a sort key."""
    return role != Relation.Role.LEAD, ACTORS.index(Predicate(did)), -key
