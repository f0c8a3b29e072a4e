"""Read from the database what is compared of records: their names, identifiers, web pages, places and dates."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import F

from observatory.records import registry
from observatory.records.fields import WebAddressField
from observatory.records.likeness import KnownName, Profile
from observatory.records.models import Identifier, Organisation, OtherName, Record
from observatory.text.page_keys import page_key

_TITLES = ("title_en", "title_zh_hans", "original_title")


def read_profiles(keys: Collection[int]) -> dict[int, Profile]:
    """Return the profiles of records by primary key: four queries, and two for each type among them."""
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
        for row in _own_columns(kind, of_kind):
            pages[row["pk"]] = frozenset(page for name in _page_columns(kind) if (page := web_page_key(row[name])))
            years[row["pk"]] = _years(row)
    return {
        row["pk"]: Profile(
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


def identifier_key(scheme: str, value: str) -> str:
    """Return a key that is the same for an identifier however it is written: with its web address or in capitals."""
    text = value.strip().casefold()
    if "://" in text:
        text = text.partition("://")[2].removeprefix("www.").rstrip("/")
        for host in ("doi.org/", "dx.doi.org/", "ror.org/", "arxiv.org/abs/", "wikidata.org/wiki/", "isni.org/isni/"):
            text = text.removeprefix(host)
    return text if scheme in ("doi", "ror", "wikidata", "arxiv", "isni", "other") else f"{scheme}:{text}"


def web_page_key(url: str) -> str:
    """Return the key of a web page, with or without "www."."""
    return page_key(url).removeprefix("www.") if url else ""


def _page_columns(kind: str) -> list[str]:
    return [
        row.name
        for row in registry.get_record_type(kind).model._meta.concrete_fields
        if isinstance(row, WebAddressField)
    ]


def _own_columns(kind: str, keys: Collection[int]) -> Iterator[Mapping[str, Any]]:
    """Yield of each record of a type its web pages, and the bounds of its date as `from` and `to`.

    Organisations have no date here: the sources of one do not agree since when it exists.
    """
    record_type = registry.get_record_type(kind)
    columns = {column.name for column in record_type.model._meta.concrete_fields}
    dated = not issubclass(record_type.model, Organisation) and f"{record_type.date}_from" in columns
    bounds = {"first": F(f"{record_type.date}_from"), "last": F(f"{record_type.date}_to")} if dated else {}
    rows = record_type.model.objects.filter(pk__in=keys).order_by()
    yield from rows.values("pk", *_page_columns(kind), **bounds)


def _years(row: Mapping[str, Any]) -> tuple[int, int] | None:
    first, last = row.get("first"), row.get("last")
    return (first.year, last.year) if first and last else None
