"""The rows of a list: records with their date, their evidence and the organisations behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from observatory.public.localised_texts import format_date
from observatory.publishing.models import Entry
from observatory.publishing.standing_versions import actors_then
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.search.highlight import Segment
from observatory.search.results import Hit, Results
from observatory.site.record.relations_and_neighbours import COLUMNS, Neighbour, neighbours

_READ = (*COLUMNS, "subtype", "evidence", "date_from", "dated")
NAMED = 2  # actors that a row names; of the others it shows the number


@dataclass(slots=True)
class ResultRow:
    """One record of a list. `actors` are the first records behind it (who issued, launched or developed it), `more` is
    the number of further ones. In a search, `title`, `other` and `passage` are the title, its other form and a passage
    of the text, in segments that say which words match; `quoted` says that it is a passage of a source, `lacks` are the
    words of the search that the record does not have."""

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
    quoted: bool = False
    lacks: Sequence[str] = ()


def rows_of_results(results: Results, *, actors: bool) -> list[ResultRow]:
    """Return the rows of a page of search results, in their order."""
    return _rows_of_hits(results.hits, marked=bool(results.query), actors=actors)


def rows_of_partial(results: Results) -> list[ResultRow]:
    """Return the rows of the partial matches of a search that finds nothing."""
    return _rows_of_hits(results.partial, marked=True, actors=True)


def _rows_of_hits(hits: Sequence[Hit], *, marked: bool, actors: bool) -> list[ResultRow]:
    """Return hits of a search as rows of a list."""
    rows = _result_rows([hit.columns for hit in hits], actors=actors)
    if marked:
        for row, hit in zip(rows, hits, strict=True):
            row.title = hit.marker.segments(row.neighbour.title.text)
            row.other = hit.marker.segments(row.neighbour.other.text)
            row.passage, row.quoted, row.lacks = hit.passage, hit.quoted, hit.lacks
    return rows


def rows_of_keys(keys: Sequence[int], *, actors: bool) -> list[ResultRow]:
    """Return the rows of the entries with these keys, in their order."""
    found = {
        row["record_id"]: row for row in Entry.objects.filter(pk__in=keys).values("record_id", "actor_ids", *_READ)
    }
    return _result_rows([found[key] for key in keys if key in found], actors=actors)


def rows_of_the_past(standing: QuerySet, moment: datetime, *, actors: bool) -> list[ResultRow]:
    """Return the rows of what stood at `moment` (aware), under the names and with the actors of then; two queries."""
    columns = list(standing.values(*_READ))
    rows = _result_rows(columns, actors=False)
    behind = actors_then([each["public_id"] for each in columns], moment) if actors and columns else {}
    ends = neighbours(actor for found in behind.values() for actor in found)
    for row in rows:
        found = behind.get(row.neighbour.id, [])
        row.actors = [ends[actor["public_id"]] for actor in found[:NAMED]]
        row.more = max(0, len(found) - NAMED)
    return rows


def _result_rows(columns: Sequence[Mapping[str, Any]], *, actors: bool) -> list[ResultRow]:
    """Return records as rows of a list, with the organisations behind them."""
    ends = neighbours(columns)
    rows = [_result_row(each, ends[each["public_id"]]) for each in columns]
    if actors and (named := {key for each in columns for key in each["actor_ids"][:NAMED]}):
        known = list(Entry.objects.live().filter(pk__in=named).order_by().values("record_id", *COLUMNS))
        actor_of = {each["record_id"]: end for each, end in zip(known, neighbours(known).values(), strict=True)}
        for each, row in zip(columns, rows, strict=True):
            row.actors = [actor_of[key] for key in each["actor_ids"][:NAMED] if key in actor_of]
            row.more = max(0, len(each["actor_ids"]) - NAMED)
    return rows


def _result_row(columns: Mapping[str, Any], end: Neighbour) -> ResultRow:
    """Return one record as a row of a list."""
    return ResultRow(
        neighbour=end,
        subtype=_subtype_label(columns["kind"], columns["subtype"], active_language()),
        date=format_date(columns["dated"] or ""),
        year=columns["date_from"].year if columns["date_from"] else None,
        evidence=columns["evidence"],
    )


@lru_cache(maxsize=10_000)
def _subtype_label(kind: str, value: str, language: str) -> str:
    """Return the word for a subtype of a type in the language of the page."""
    record_type = registry.get_record_type(kind)
    return str(dict(record_type.model._meta.get_field(record_type.subtype).flatchoices).get(value, value))
