"""Likely duplicates among records: read their profiles (names, identifiers, web pages, places, dates), find and count
them, warn of them, remember which are not the same.

Who writes names, identifiers, web pages or dates of records calls `find_duplicates_of` with the records written;
`manage.py find_duplicates` compares all of them again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from observatory.records import registry
from observatory.records.duplicate_finder import MOST_COUNTED, DuplicateFinder, prefixed
from observatory.records.fields import WebAddressField
from observatory.records.models import (
    Identifier,
    LikelyDuplicate,
    MergedRecord,
    NotTheSame,
    Organisation,
    OtherName,
    Record,
    RecordKey,
)
from observatory.records.record_likeness import KnownName, Likeness, RecordProfile, compare_records
from observatory.text.identifiers import identifier_key
from observatory.text.url_normalisation import web_page_key

_TITLES = ("title_en", "title_zh_hans", "original_title")


def read_record_profiles(keys: Collection[int]) -> dict[int, RecordProfile]:
    """Return what records are compared by to find duplicates, by primary key: four queries, and two for each type among
    them."""
    rows = list(Record.objects.filter(pk__in=keys).values("pk", "kind", "slug", *_TITLES))
    names: dict[int, list[KnownName]] = defaultdict(list)
    for row in rows:
        names[row["pk"]] += [KnownName(text) for text in dict.fromkeys(row[each] for each in _TITLES) if text]
    for pk, name, kind in OtherName.objects.filter(record__in=keys).values_list("record_id", "name", "kind"):
        names[pk].append(KnownName(name, is_title=False, is_abbreviation=kind == OtherName.Kind.ABBREVIATION))
    identifiers: dict[int, set[str]] = defaultdict(set)
    for pk, scheme, value in Identifier.objects.filter(record__in=keys).values_list("record_id", "scheme", "value"):
        identifiers[pk].add(identifier_key(scheme, value))
    places: dict[int, set[str]] = defaultdict(set)
    through = Record.jurisdictions.through.objects.filter(record__in=keys)
    for pk, code in through.values_list("record_id", "jurisdiction__code"):
        places[pk].add(code)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row["pk"])
    pages: dict[int, frozenset[str]] = {}
    years: dict[int, tuple[int, int] | None] = {}
    for kind, of_kind in by_kind.items():
        for row in _pages_and_dates(kind, of_kind):
            pages[row["pk"]] = frozenset(page for name in _web_page_columns(kind) if (page := web_page_key(row[name])))
            years[row["pk"]] = _years_of_row(row)
    return {
        row["pk"]: RecordProfile(
            kind=row["kind"],
            names=tuple(names[row["pk"]]),
            identifiers=frozenset(identifiers[row["pk"]]),
            pages=pages.get(row["pk"], frozenset()),
            places=frozenset(places[row["pk"]]),
            years=years.get(row["pk"]),
            slug=row["slug"],
        )
        for row in rows
    }


def _web_page_columns(kind: str) -> list[str]:
    """Return the columns of a type of record with web pages, which duplicates may share."""
    return [
        row.name
        for row in registry.get_record_type(kind).model._meta.concrete_fields
        if isinstance(row, WebAddressField)
    ]


def _pages_and_dates(kind: str, keys: Collection[int]) -> Iterator[Mapping[str, Any]]:
    """Yield of each record of a type its web pages, and the bounds of its date as `from` and `to`.

    Organisations have no date here: the sources of one do not agree since when it exists.
    """
    record_type = registry.get_record_type(kind)
    columns = {column.name for column in record_type.model._meta.concrete_fields}
    dated = not issubclass(record_type.model, Organisation) and f"{record_type.date}_from" in columns
    bounds = {"first": F(f"{record_type.date}_from"), "last": F(f"{record_type.date}_to")} if dated else {}
    rows = record_type.model.objects.filter(pk__in=keys).order_by()
    yield from rows.values("pk", *_web_page_columns(kind), **bounds)


def _years_of_row(row: Mapping[str, Any]) -> tuple[int, int] | None:
    first, last = row.get("first"), row.get("last")
    return (first.year, last.year) if first and last else None


@dataclass(frozen=True)
class Twin:
    """A record that is likely the same as another, or as a name, and why."""

    record: Record
    likeness: Likeness


def comparable_types(kind: str, other: str) -> bool:
    """Return whether records of both types can be duplicates, one thing entered under both: they are one type, one is a
    form of the other (a body is an organisation), or one says so (`RecordType.also_entered_as`)."""
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


def _comparable_profiles(keys: Collection[int]) -> dict[int, RecordProfile]:
    if not keys:
        return {}
    return read_record_profiles(Record.objects.filter(pk__in=keys).exclude(is_merged()).values_list("pk", flat=True))


def _keys_of(profile: RecordProfile) -> set[str]:
    return {*profile.keys, *prefixed("i", profile.identifiers), *prefixed("p", profile.pages)}


def _compare(one: RecordProfile, other: RecordProfile) -> Likeness | None:
    return compare_records(one, other) if comparable_types(one.kind, other.kind) else None


FINDER = DuplicateFinder(RecordKey, "record", LikelyDuplicate, NotTheSame, _comparable_profiles, _keys_of, _compare)


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
    return _twins(FINDER.candidates_of(RecordProfile(kind=kind, names=tuple(known))))


def _twins(found: dict[int, Likeness]) -> list[Twin]:
    records = Record.objects.in_bulk(found)
    return [Twin(records[pk], likeness) for pk, likeness in found.items() if pk in records]


def count_likely_duplicates(most: int = MOST_COUNTED) -> int:
    """Return how many pairs of records wait for a decision; counting stops at `most`."""
    return FINDER.count(most)
