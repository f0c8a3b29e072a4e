"""Which organisations an entry belongs to: those it names, and those that say they issued, launched or made it.

The second kind stands in the other entry's document. So a publication or a withdrawal may change the
organisations, and with them the search columns, of the entries at the other end of its relations.
"""

from collections.abc import Collection, Iterable

from django.db.models import Q

from observatory.publishing.models import Entry
from observatory.publishing.searchable import search_columns
from observatory.records import registry
from observatory.records.models import Organisation

_BATCH = 200
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
    behind = _organisations(entries)
    stale = [entry for entry in entries if entry.organisation_ids != behind[entry.public_id]]
    for entry in stale:
        entry.organisation_ids = behind[entry.public_id]
        refresh(entry)
    Entry.objects.bulk_update(stale, ["organisation_ids", "names", "facets", "search"])
    return len(stale)


def refresh(entry: Entry) -> None:
    """Set the search columns of an entry from its document and its columns; the caller saves it."""
    columns = {name: getattr(entry, name) for name in _COLUMNS}
    for name, value in search_columns(entry.document, columns).items():
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
