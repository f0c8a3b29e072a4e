"""The lines of a list: records with their date, their evidence and who stands behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, QuerySet, When
from django.db.models.fields.json import KT

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.highlight import Segment
from observatory.search.results import Results
from observatory.site.edition import COLUMNS, NEWEST_OF_FEW, relations_to
from observatory.site.relations import ACTORS, Neighbour, neighbours
from observatory.site.wording import told_date

# Entries read to find who stands behind the records of one page.
MOST_ACTORS = 400


@dataclass(slots=True)
class Line:
    """One record of a list. `passage` is where the words of a search stand in it, in segments."""

    neighbour: Neighbour
    subtype: str
    date: str
    year: int | None
    evidence: str
    actors: list[Neighbour] = field(default_factory=list)
    passage: Sequence[Segment] = ()


def found_lines(results: Results, *, actors: bool) -> list[Line]:
    """Return the lines of a page of search results, in their order."""
    hits = {hit.public_id: hit for hit in results.hits}
    rows = {line.neighbour.id: line for line in lines(Entry.objects.filter(public_id__in=hits), actors=actors)}
    shown = [rows[public_id] for public_id in hits if public_id in rows]
    for line in shown:
        line.passage = hits[line.neighbour.id].passage if results.query else ()
    return shown


def lines(entries: QuerySet[Entry], *, actors: bool) -> list[Line]:
    """Return the lines of one page of entries, in one query, or two with who stands behind them."""
    rows = list(entries.annotate(told=stated_date()).values(*COLUMNS, "subtype", "evidence", "date_from", "told"))
    ends = neighbours(rows)
    found = {row["public_id"]: _line(row, ends[row["public_id"]]) for row in rows}
    if actors and found:
        for public_id, actor in _actors(list(found)):
            if actor not in found[public_id].actors:
                found[public_id].actors.append(actor)
    return list(found.values())


def stated_date() -> Case:
    """Expression over entries: the EDTF text of the fact by which each is dated; NULL where there is none."""
    names = dict.fromkeys(each.date for each in registry.all_types())
    kinds = {name: [each.kind for each in registry.all_types() if each.date == name] for name in names}
    whens = [When(kind__in=kinds[name], then=KT(f"document__facts__{name}__value")) for name in names]
    return Case(*whens, output_field=CharField())


def _line(row: dict[str, Any], end: Neighbour) -> Line:
    record_type = registry.get(row["kind"])
    words = dict(record_type.model._meta.get_field(record_type.subtype).flatchoices)
    return Line(
        neighbour=end,
        subtype=str(words.get(row["subtype"], row["subtype"])),
        date=told_date(row["told"] or ""),
        year=row["date_from"].year if row["date_from"] else None,
        evidence=row["evidence"],
    )


def _actors(public_ids: Sequence[str]) -> Iterable[tuple[str, Neighbour]]:
    """Yield who launched, issued or developed each of some records, those in the lead first."""
    told = Entry.objects.live().filter(related_ids__overlap=list(public_ids)).annotate(told=relations_to(public_ids))
    rows = list(told.order_by(NEWEST_OF_FEW).values(*COLUMNS, "told")[:MOST_ACTORS])
    known = neighbours(rows)
    ties = [
        (row["role"] != "lead", ACTORS.index(row["predicate"]["value"]), row["object"]["id"], known[each["public_id"]])
        for each in rows
        for row in each["told"]
        if row["predicate"]["value"] in ACTORS
    ]
    for _role, _rank, public_id, actor in sorted(ties, key=lambda tie: tie[:2]):
        yield public_id, actor
