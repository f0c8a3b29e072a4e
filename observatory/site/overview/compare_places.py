"""Compare jurisdictions: how many records each has and, where there are none, whether anybody has searched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public.catalogue_counts import counts_by_place
from observatory.public.coverage_searches import LastSearch, latest_searches
from observatory.public.links import listing_url, search_url, types_in_order
from observatory.publishing.index import facet_value_ids
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import Entry
from observatory.records.models import InstrumentType, Jurisdiction, Theme
from observatory.search.results import keys_of_page as newest_keys
from observatory.search.results import search_scope
from observatory.site.record.relations_and_neighbours import COLUMNS, Neighbour, neighbours

FEWEST, MOST = 2, 4
MOST_NAMED = 3  # records named in one cell; the others are behind its link
MOST_READ = 200  # the newest records of a place, from which its cells are filled


@dataclass(frozen=True, slots=True)
class PlaceRecords:
    """The public records of one place: their number and the newest ones, by facet and code of the subject."""

    counts: Counts
    newest: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """The records of one place and one subject, and the last search for them. `surveyed` is False for policy instrument
    types, which nobody searches for."""

    count: int
    records: Sequence[tuple[Neighbour, int | None]]
    searched: LastSearch | None
    surveyed: bool
    href: str

    @property
    def more(self) -> bool:
        return self.count > len(self.records)

    @property
    def further(self) -> str:
        """The words of the link to all of them."""
        return ngettext("%(total)s record", "All %(total)s records", self.count) % {"total": self.count}


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject: its words, the link to its page ("" where there is none), a cell for each place."""

    words: str
    href: str
    cells: Sequence[PlaceCell]


@dataclass(frozen=True, slots=True)
class SubjectTable:
    """The table of the subjects of one facet."""

    caption: str
    rows: Sequence[SubjectRow]


def compare_places(places: Sequence[Jurisdiction]) -> list[SubjectTable]:
    """Return places side by side by type of record, theme and policy instrument; a country includes its subdivisions.

    Every type and every theme has a row, so that the page also shows what is missing; of policy instruments, which
    nobody searches for by name, those that one of the places has.
    """
    codes = [place.code for place in places]
    held = _read_places(codes)
    searched = latest_searches(codes)
    subjects = {"kind": _kinds(), "theme": _themes(), "instrument_type": _instrument_types(held.values())}
    captions = {"kind": _("By record type"), "theme": _("By theme"), "instrument_type": _("By policy instrument type")}
    named = {row["record_id"]: row for each in held.values() for rows in each.newest.values() for row in rows}
    ends = neighbours(named.values())
    return [
        SubjectTable(
            captions[facet],
            [
                SubjectRow(
                    words, href, [_place_cell(held[place], ends, searched, place, facet, code) for place in codes]
                )
                for code, words, href in found
            ],
        )
        for facet, found in subjects.items()
        if found
    ]


def _place_cell(
    held: PlaceRecords,
    ends: Mapping[str, Neighbour],
    searched: Mapping[tuple[str, str], LastSearch],
    place: str,
    facet: str,
    code: str,
) -> PlaceCell:
    rows = held.newest.get((facet, code), ())
    return PlaceCell(
        count=held.counts.of(facet)[code],
        records=[(ends[row["public_id"]], row["date_from"].year if row["date_from"] else None) for row in rows],
        searched=searched.get((place, code)),
        surveyed=facet != "instrument_type",
        href=f"{search_url()}?jurisdiction={place}&{facet}={code}",
    )


def _newest_by_subject(
    rows: Iterable[Mapping[str, Any]], codes: Mapping[str, Mapping[int, str]]
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """Return the records of a place that are named in the comparison: the first ones of each type, theme and policy
    instrument; `codes` are the codes of facet ids, by facet."""
    newest: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for record in rows:
        for facet, known in codes.items():
            for code in (known[each] for each in record["facet_ids"] if each in known):
                named = newest.setdefault((facet, code), [])
                if len(named) < MOST_NAMED:
                    named.append(record)
    return newest


def _read_places(places: Sequence[str]) -> dict[str, PlaceRecords]:
    """Read what some places hold: counts and the order of each place, then all records at once."""
    counted = counts_by_place(places, ("kind", "theme", "instrument_type"))
    keys = {place: newest_keys(search_scope("", {"jurisdiction": [place]}), length=MOST_READ) for place in places}
    wanted = {each for found in keys.values() for each in found}
    columns = (*COLUMNS, "record_id", "date_from", "facet_ids")
    rows = {row["record_id"]: row for row in Entry.objects.live().filter(pk__in=wanted).order_by().values(*columns)}
    ids = {each for row in rows.values() for each in row["facet_ids"]}
    codes = {facet: facet_value_ids.codes_of(facet, ids) for facet in ("kind", "theme", "instrument_type")}
    return {
        place: PlaceRecords(found, _newest_by_subject((rows[each] for each in keys[place] if each in rows), codes))
        for place, found in counted.items()
    }


def _kinds() -> list[tuple[str, str, str]]:
    return [
        (each.kind, capfirst(str(each.model._meta.verbose_name_plural)), listing_url(each.kind))
        for each in types_in_order()
    ]


def _themes() -> list[tuple[str, str, str]]:
    return [(term.code, term.label, reverse("theme-detail", args=[term.code])) for term in Theme.objects.all()]


def _instrument_types(held: Iterable[PlaceRecords]) -> list[tuple[str, str, str]]:
    counted = {code for each in held for code in each.counts.of("instrument_type")}
    return [(term.code, term.label, "") for term in InstrumentType.objects.filter(code__in=counted)]
