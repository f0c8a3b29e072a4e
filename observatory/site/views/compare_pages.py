"""Pages that show two to four records, or two to four places, side by side: of places how many records each has and,
where there are none, whether anybody has searched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public.catalogue_counts import catalogue_counts, counts_by_place
from observatory.public.coverage_searches import LastSearch, latest_searches
from observatory.public.links import listing_url, search_url, types_in_order
from observatory.publishing.index import facet_value_ids
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import Entry
from observatory.records.models import InstrumentType, Jurisdiction, Theme
from observatory.search.results import keys_of_page as newest_keys
from observatory.search.results import search_scope
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.query_string import QueryString, explain_unknown_value
from observatory.site.record.page_statements import Statement, classifications, fact_sheet
from observatory.site.record.record_content import READ
from observatory.site.record.relations_and_neighbours import COLUMNS, Neighbour, neighbours

FEWEST, MOST = 2, 4  # records, or places
MOST_NAMED = 3  # records named in one cell; the others are behind its link
MOST_READ = 200  # the newest records of a place, from which its cells are filled


class ComparePage(PublicPage):
    """`?id=…&id=…`: the statements of some records in one table, with the verdicts under each."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = QueryString(request.GET).public_ids("id")
        if len(ids) > MOST:
            raise BadRequest(_("You can compare up to %(most)d records.") % {"most": MOST})
        entries = {row.public_id: row for row in Entry.objects.live().filter(public_id__in=ids).only(*READ)}
        shown = [entries[each] for each in ids if each in entries]
        ends = neighbours([vars(entry) for entry in shown])
        context: dict[str, Any] = {
            "section": "compare",
            "columns": [(entry, ends[entry.public_id]) for entry in shown],
            "rows": _rows_of_compared_records([entry.upgraded_document for entry in shown])
            if len(shown) >= FEWEST
            else [],
            "missing": [each for each in ids if each not in entries],
        }
        return TemplateResponse(request, "site/compare.html", context)


def _rows_of_compared_records(documents: list[dict[str, Any]]) -> list[tuple[str, list[Statement | None]]]:
    """Return one row for each statement that at least one of the documents has."""
    sheets = [{row.name: row for row in (*fact_sheet(each), *classifications(each))} for each in documents]
    labels = {name: row.label for sheet in sheets for name, row in sheet.items()}
    return [(words, [sheet.get(name) for sheet in sheets]) for name, words in labels.items()]


class ComparePlacesPage(PublicPage):
    """`?place=CN&place=CN-SH`: the records of some places, and what nobody has searched for there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = [code.upper() for code in QueryString(request.GET).values("place")]
        known = {term.code: term for term in Jurisdiction.objects.all()}
        unread = [("place", explain_unknown_value("jurisdiction", code)) for code in asked if code not in known]
        chosen = [known[code] for code in dict.fromkeys(asked) if code in known]
        if len(chosen) > MOST:
            unread.append(("place", _("You can compare up to %(most)d jurisdictions.") % {"most": MOST}))
            chosen = chosen[:MOST]
        context: dict[str, Any] = {
            "section": "compare",
            "places": chosen,
            "parts": compare_places(chosen) if len(chosen) >= FEWEST else [],
            "choices": _place_choices_of_compare_page(list(known.values()), chosen),
            "unread": unread,
        }
        return TemplateResponse(request, "site/compare_places.html", context, status=400 if unread else 200)


def _place_choices_of_compare_page(
    terms: Sequence[Jurisdiction], chosen: Sequence[Jurisdiction]
) -> list[dict[str, Any]]:
    """Return a list of places for each column, those with records first."""
    held = catalogue_counts().jurisdictions
    headings = ((_("In the catalogue"), True), (_("Without a record"), False))
    columns = (_("First jurisdiction"), _("Second jurisdiction"), _("Third jurisdiction"), _("Fourth jurisdiction"))
    found = []
    for number, label in enumerate(columns):
        own = chosen[number] if number < len(chosen) else None
        groups = [
            (
                words,
                [
                    {"value": term.code, "words": term.label, "chosen": term == own}
                    for term in terms
                    if (term.code in held) == wanted
                ],
            )
            for words, wanted in headings
        ]
        found.append({"label": label, "groups": [group for group in groups if group[1]]})
    return found


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
    """Return the cell of a place and a subject in the comparison of places."""
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
