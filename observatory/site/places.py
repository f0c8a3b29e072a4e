"""Places side by side: what the catalogue holds of each, and where nothing stands, whether anybody has looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.publishing.facets import number
from observatory.publishing.models import Entry
from observatory.records.models import InstrumentType, Jurisdiction, Theme
from observatory.search import counting, ranking
from observatory.search.planning import through_indexes
from observatory.search.results import scope
from observatory.site.addresses import listing_url, search_url, types_in_order
from observatory.site.edition import COLUMNS
from observatory.site.relations import Neighbour, neighbours
from observatory.site.surveys import Searched, latest

FEWEST, MOST = 2, 4
MOST_NAMED = 3  # records named in one cell; the others are behind its link
MOST_READ = 200  # the newest records of a place, from which its cells are filled


@dataclass(frozen=True, slots=True)
class Held:
    """The public records of one place: how many by facet, and the newest of each subject, by facet and code."""

    by_facet: Mapping[str, Mapping[int, int]]
    exact: bool
    newest: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one place and one subject. `surveyed` tells whether such subjects are searched for at all."""

    count: int
    exact: bool
    records: Sequence[tuple[Neighbour, int | None]]
    searched: Searched | None
    surveyed: bool
    href: str

    @property
    def more(self) -> bool:
        return self.count > len(self.records)

    @property
    def further(self) -> str:
        """The words for all of them."""
        if not self.exact:
            return _("About %(total)s records") % {"total": self.count}
        return ngettext("%(total)s record", "All %(total)s records", self.count) % {"total": self.count}


@dataclass(frozen=True, slots=True)
class Row:
    """One subject: its words, the page that tells of it ("" where there is none), a cell for each place."""

    words: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """The subjects of one sort."""

    caption: str
    rows: Sequence[Row]


def compared(places: Sequence[Jurisdiction]) -> list[Part]:
    """Return places side by side by type of record, theme and policy instrument; a country includes its subdivisions.

    Every type and every theme has a row, because what is missing is told too; of policy instruments, which nobody
    searches for by name, those that one of the places has.
    """
    codes = [place.code for place in places]
    held = _held(codes)
    searched = latest(codes)
    subjects = {"kind": _kinds(), "theme": _themes(), "instrument_type": _instrument_types(held.values())}
    captions = {"kind": _("By type of record"), "theme": _("By theme"), "instrument_type": _("By policy instrument")}
    named = {row["record_id"]: row for each in held.values() for rows in each.newest.values() for row in rows}
    ends = neighbours(named.values())
    return [
        Part(
            captions[facet],
            [
                Row(words, href, [_cell(held[place], ends, searched, place, facet, code) for place in codes])
                for code, words, href in found
            ],
        )
        for facet, found in subjects.items()
        if found
    ]


def _cell(
    held: Held,
    ends: Mapping[str, Neighbour],
    searched: Mapping[tuple[str, str], Searched],
    place: str,
    facet: str,
    code: str,
) -> Cell:
    rows = held.newest.get((facet, code), ())
    return Cell(
        count=max(held.by_facet.get(facet, {}).get(number(facet, code), 0), len(rows)),
        exact=held.exact,
        records=[(ends[row["public_id"]], row["date_from"].year if row["date_from"] else None) for row in rows],
        searched=searched.get((place, code)),
        surveyed=facet != "instrument_type",
        href=f"{search_url()}?jurisdiction={place}&{facet}={code}",
    )


def _newest(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """Return the first rows of each type, theme and policy instrument."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        subjects = [("kind", row["kind"]), *(("theme", code) for code in row["themes"])]
        for subject in (*subjects, *(("instrument_type", code) for code in row["instrument_types"])):
            named = found.setdefault(subject, [])
            if len(named) < MOST_NAMED:
                named.append(row)
    return found


def _held(places: Sequence[str]) -> dict[str, Held]:
    """Read what some places hold: a few queries each for the counts and the order, one for all records."""
    counts, keys = {}, {}
    with through_indexes():
        for place in places:
            asked = scope("", {"jurisdiction": [place]})
            counts[place] = counting.matches(asked)
            counted = replace(asked, counted=counts[place].total)
            keys[place] = ranking.page(counted, sort="newest", start=0, length=MOST_READ)
    wanted = {key for found in keys.values() for key in found}
    columns = (*COLUMNS, "record_id", "date_from", "themes", "instrument_types")
    rows = {row["record_id"]: row for row in Entry.objects.live().filter(pk__in=wanted).order_by().values(*columns)}
    return {
        place: Held(found.by_facet, found.exact, _newest(rows[key] for key in keys[place] if key in rows))
        for place, found in counts.items()
    }


def _kinds() -> list[tuple[str, str, str]]:
    return [
        (each.kind, capfirst(str(each.model._meta.verbose_name_plural)), listing_url(each.kind))
        for each in types_in_order()
    ]


def _themes() -> list[tuple[str, str, str]]:
    return [(term.code, term.label, reverse("theme-detail", args=[term.code])) for term in Theme.objects.all()]


def _instrument_types(held: Iterable[Held]) -> list[tuple[str, str, str]]:
    counted = {each for row in held for each in row.by_facet.get("instrument_type", {})}
    terms = InstrumentType.objects.all()
    return [(term.code, term.label, "") for term in terms if number("instrument_type", term.code) in counted]
