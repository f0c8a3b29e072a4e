"""Rows of a list: records with their date, evidence status and actors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from observatory.public.localise import interface, told_date
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.highlight import Segment
from observatory.search.results import Results
from observatory.site.record.page import COLUMNS
from observatory.site.record.relations import Neighbour, neighbours

_READ = (*COLUMNS, "subtype", "evidence", "date_from", "dated")
NAMED = 2  # of those who stand behind a record; a line only says how many more there are


@dataclass(slots=True)
class Line:
    """One record of a list. `actors` are the first of those who stand behind it, `more` is how many there are beside.
    `title`, `other` and `passage` are where the words of a search stand, in segments: in its title, in the title's
    other form, in its text."""

    neighbour: Neighbour
    subtype: str
    date: str
    year: int | None
    evidence: str
    actors: list[Neighbour] = field(default_factory=list)
    more: int = 0
    title: Sequence[Segment] = ()
    other: Sequence[Segment] = ()
    passage: Sequence[Segment] = ()


def found_lines(results: Results, *, actors: bool) -> list[Line]:
    """Return the lines of a page of search results, in their order."""
    found = _lines([hit.columns for hit in results.hits], actors=actors)
    if results.query:
        for line, hit in zip(found, results.hits, strict=True):
            line.title = hit.marker.segments(line.neighbour.title.text)
            line.other = hit.marker.segments(line.neighbour.other.text)
            line.passage = hit.passage
    return found


def lines_of(keys: Sequence[int], *, actors: bool) -> list[Line]:
    """Return the lines of the entries of these keys, in their order."""
    rows = {row["record_id"]: row for row in Entry.objects.filter(pk__in=keys).values("record_id", "actor_ids", *_READ)}
    return _lines([rows[key] for key in keys if key in rows], actors=actors)


def lines(entries: QuerySet) -> list[Line]:
    """Return the lines of rows with the columns of entries, without who stands behind them; in one query."""
    return _lines(list(entries.values(*_READ)), actors=False)


def _lines(rows: Sequence[Mapping[str, Any]], *, actors: bool) -> list[Line]:
    ends = neighbours(rows)
    found = [_line(row, ends[row["public_id"]]) for row in rows]
    if actors and (named := {key for row in rows for key in row["actor_ids"][:NAMED]}):
        known = list(Entry.objects.live().filter(pk__in=named).order_by().values("record_id", *COLUMNS))
        behind = {row["record_id"]: end for row, end in zip(known, neighbours(known).values(), strict=True)}
        for row, line in zip(rows, found, strict=True):
            line.actors = [behind[key] for key in row["actor_ids"][:NAMED] if key in behind]
            line.more = max(0, len(row["actor_ids"]) - NAMED)
    return found


def _line(row: Mapping[str, Any], end: Neighbour) -> Line:
    return Line(
        neighbour=end,
        subtype=_subtype(row["kind"], row["subtype"], interface()),
        date=told_date(row["dated"] or ""),
        year=row["date_from"].year if row["date_from"] else None,
        evidence=row["evidence"],
    )


@lru_cache(maxsize=10_000)
def _subtype(kind: str, value: str, language: str) -> str:
    """Return the word for a subtype of a type in the language of the interface."""
    record_type = registry.get(kind)
    return str(dict(record_type.model._meta.get_field(record_type.subtype).flatchoices).get(value, value))
