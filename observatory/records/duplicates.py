"""Likely duplicates among records: find and count them, warn of them, remember which are not the same.

Who writes names, identifiers, web pages or dates of records calls `find_duplicates_of` with the records written;
`manage.py find_duplicates` compares all of them again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from observatory.records import registry
from observatory.records.duplicate_finder import MOST_COUNTED, Finder, prefixed
from observatory.records.likeness import KnownName, Likeness, Profile, compare_records
from observatory.records.models import LikelyDuplicate, MergedRecord, NotTheSame, Record, RecordKey
from observatory.records.profiles import read_profiles


@dataclass(frozen=True)
class Twin:
    """A record that is likely the same as another, or as a name, and why."""

    record: Record
    likeness: Likeness


def comparable_types(kind: str, other: str) -> bool:
    """Return whether one thing can have been entered under both types: they are one type, one is a form of the other
    (a body is an organisation), or one says so (`RecordType.also_entered_as`)."""
    one, two = registry.get_record_type(kind), registry.get_record_type(other)
    related = issubclass(one.model, two.model) or issubclass(two.model, one.model)
    return related or other in one.also_entered_as or kind in two.also_entered_as


def is_merged() -> Q:
    """Return a condition on records: merged into another, and neither edited nor published since."""
    return Q(state=Record.State.WITHDRAWN, merger__isnull=False)


def merged_into(record: Record) -> MergedRecord | None:
    """Return the merger of a record that is merged into another; None for one that was edited or published since."""
    if record.state != Record.State.WITHDRAWN:
        return None
    return MergedRecord.objects.select_related("into", "by").filter(record=record.pk).first()


def _profiles(keys: Collection[int]) -> dict[int, Profile]:
    if not keys:
        return {}
    return read_profiles(Record.objects.filter(pk__in=keys).exclude(is_merged()).values_list("pk", flat=True))


def _keys_of(profile: Profile) -> set[str]:
    return {*profile.keys, *prefixed("i", profile.identifiers), *prefixed("p", profile.pages)}


def _compare(one: Profile, other: Profile) -> Likeness | None:
    return compare_records(one, other) if comparable_types(one.kind, other.kind) else None


FINDER = Finder(RecordKey, "record", LikelyDuplicate, NotTheSame, _profiles, _keys_of, _compare)


def find_duplicates_of(keys: Collection[int]) -> int:
    """Find the likely duplicates of records (primary keys) that were written; return how many pairs they are in."""
    return FINDER.find_of(keys)


def likely_duplicates_of(record: Record) -> list[Twin]:
    """Return the records that are likely the same as one, as they were found when it was last written."""
    return _twins(FINDER.partners([record.pk]).get(record.pk, {}))


def likely_duplicates_of_name(names: Iterable[str], kind: str) -> list[Twin]:
    """Return the records that are likely what somebody is about to enter under these names as a record of a type, the
    likeliest first. A fixed number of queries."""
    known = (KnownName(text) for name in names if (text := " ".join(name.replace("\x00", "").split())))
    return _twins(FINDER.candidates_of(Profile(kind=kind, names=tuple(known))))


def _twins(found: dict[int, Likeness]) -> list[Twin]:
    records = Record.objects.in_bulk(found)
    return [Twin(records[pk], likeness) for pk, likeness in found.items() if pk in records]


def count_likely_duplicates(most: int = MOST_COUNTED) -> int:
    """Return how many pairs of records wait for a decision; counting stops at `most`."""
    return FINDER.count(most)
