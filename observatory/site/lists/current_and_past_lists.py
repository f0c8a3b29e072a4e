"""Lists of records as views show them: the current list (`CurrentSelection`), and the past list (`PastSelection`) of
what was public at the end of a day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol

from django.core.cache import cache
from django.db.models import F, QuerySet
from django.http import HttpResponse, QueryDict

from observatory.public.tables.records_and_versions import ChosenRecords
from observatory.publishing.index.facet_counts import count_years
from observatory.publishing.models import Entry, Standing
from observatory.publishing.standing_versions import versions_standing_at
from observatory.search import scope_counts
from observatory.search.facet_choices import group_choices
from observatory.search.filters import with_values
from observatory.search.planner_hints import through_indexes
from observatory.search.results import MOST_SHOWN, keys_of_page, search, search_scope
from observatory.search.scope import Scope
from observatory.site.lists.as_of_parameter import current_day, end_of_day, forbid_indexing, not_in_the_past
from observatory.site.lists.facet_filters import filter_chips, link_facets, list_filters, year_chips
from observatory.site.lists.other_results import find_other_results, find_partial_results
from observatory.site.lists.query_string import MOST_PAGES, ListQuery, write_link
from observatory.site.lists.result_rows import (
    ResultRow,
    rows_of_keys,
    rows_of_partial,
    rows_of_results,
    rows_of_the_past,
)

PAGE_SIZE_OF_PAST = 50
_CACHE_TIME = timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """A page of the timeline: counts by year and evidence state, its rows, and whether there is a next page.

    `context` has the variables of the template that differ between today and a past day: facets or filters, what is
    chosen, the form for another day.
    """

    years: Mapping[int, Mapping[str, int]]
    rows: Sequence[ResultRow]
    more: bool
    context: Mapping[str, Any]


class Selection(Protocol):
    """The records that a query asks for, as views show them."""

    list_template: str  # the template of a list or search; "" for that of the view

    def list_context(self, *, actors: bool) -> dict[str, Any]:
        """Return the template variables of a page of a list; `actors` is whether its rows name the organisations
        behind the records."""

    def timeline(self, size: int) -> Timeline:
        """Return a page of the timeline with at most `size` rows, the latest first; undated records are left out."""

    def table_rows(self) -> ChosenRecords:
        """Return all records, for a table that is downloaded."""

    def finish(self, response: HttpResponse) -> HttpResponse:
        """Add the headers that pages of these records have, and return the response."""


def select_records(query: ListQuery) -> Selection:
    """Return the records that a query asks for, of the day that it names or of today."""
    return PastSelection(query, query.day) if query.day else CurrentSelection(query)


class CurrentSelection:
    """The records that are public now."""

    list_template = ""

    def __init__(self, query: ListQuery) -> None:
        self.query = query

    @cached_property
    def scope(self) -> Scope:
        return search_scope(self.query.text, self.query.chosen)

    def list_context(self, *, actors: bool) -> dict[str, Any]:
        """Return the template variables of a page of the current list."""
        query = self.query
        found = search(
            query.text, query.chosen, sort=query.sort, page=query.page, alternatives="kind" not in query.fixed
        )
        facets = link_facets(found.facets, query, without=list(query.fixed))
        beside = find_other_results(query.text) if query.page == 1 and not query.chosen else []
        nothing = query.page == 1 and not (query.chosen or found.hits or beside)
        return {
            "query": query.text,
            "found": found,
            "most": MOST_SHOWN,
            "lines": rows_of_results(found, actors=actors),
            "partial": rows_of_partial(found),
            "order": found.sort,
            "facets": facets,
            "chips": [(facet.label, option.label, option.href) for facet in facets for option in facet.selected],
            "beside": beside,
            "partial_beside": find_partial_results(query.text) if nothing else [],
            "suggestions": [
                (each, self._suggestion_link(each.text, each.way))
                for each in found.suggestions
                if not (found.partial and each.way == "fewer")  # the partial matches say what they lack
            ],
            "another_day": day_form(query),
        }

    def _suggestion_link(self, text: str, way: str) -> str:
        """Return the link to another search; one that looks everywhere drops the chosen facets."""
        return write_link(QueryDict(), {"q": [text]}) if way == "everywhere" else self.query.link(q=[text])

    def timeline(self, size: int) -> Timeline:
        """Return a page of the timeline of the current list."""
        query = self.query
        with through_indexes():
            counts = scope_counts.count_scope(self.scope.without("year"))
        facets = link_facets(group_choices(counts, query.chosen), query, without=["year"])
        start = (query.page - 1) * size
        rows = rows_of_keys(keys_of_page(self.scope, start=start, length=size + 1), actors=True)
        dated = [row for row in rows if row.year]
        context = {
            "facets": facets,
            "chips": [
                *((facet.label, option.label, option.href) for facet in facets for option in facet.selected),
                *year_chips(query),
            ],
            "undated": counts.total - sum(sum(each.values()) for each in counts.years.values()),
            "another_day": day_form(query),
        }
        return Timeline(counts.years, dated[:size], len(dated) > size, context)

    def table_rows(self) -> ChosenRecords:
        return ChosenRecords(self.scope.rows(exact=True), words=bool(self.scope.loose))

    def finish(self, response: HttpResponse) -> HttpResponse:
        return response


class PastSelection:
    """The records that were public at the end of the day that the query names. Their links lead to that day too."""

    list_template = "site/past_list.html"

    def __init__(self, query: ListQuery, day: date) -> None:
        self.query, self.day = query, day

    @cached_property
    def entries(self) -> QuerySet[Standing]:
        return select_records_of_day(self.day, self.query.chosen)

    def list_context(self, *, actors: bool) -> dict[str, Any]:
        """Return the template variables of a page of the past list."""
        query = self.query
        order = query.sort if query.sort in ORDER_COLUMNS else "newest"
        rows, more = self._page_of_past_rows(
            self.entries.order_by(*ORDER_COLUMNS[order]), PAGE_SIZE_OF_PAST, actors=actors
        )
        return {
            **self._filters(without=query.fixed),
            "total": self._cached_for_past_day("total", self.entries.count),
            "lines": rows,
            "order": order,
            "year": ",".join(query.chosen.get("year", ())),
            "number": query.page,
            "further": more and query.page < MOST_PAGES,
        }

    def timeline(self, size: int) -> Timeline:
        """Return a page of the timeline of the past list."""
        every_year = PastSelection(self.query.without("year"), self.day)
        years = every_year._cached_for_past_day("years", lambda: count_years(every_year.entries))
        dated = self.entries.filter(date_from__isnull=False).order_by(*ORDER_COLUMNS["newest"])
        rows, more = self._page_of_past_rows(dated, size)
        return Timeline(years, rows, more, self._filters())

    def table_rows(self) -> ChosenRecords:
        return ChosenRecords(self.entries, end_of_day(self.day))

    def finish(self, response: HttpResponse) -> HttpResponse:
        return forbid_indexing(response)

    def _filters(self, *, without: Iterable[str] = ()) -> dict[str, Any]:
        filters = list_filters(self.query, without=(*not_in_the_past(), *without))
        return {"past": day_form(self.query), "choices": filters, "chips": filter_chips(filters, self.query)}

    def _page_of_past_rows(
        self, entries: QuerySet[Standing], size: int, *, actors: bool = False
    ) -> tuple[list[ResultRow], bool]:
        """Return the rows of a page of the past list, and whether there is a next page."""
        start = (self.query.page - 1) * size
        rows = rows_of_the_past(entries[start : start + size + 1], end_of_day(self.day), actors=actors)
        for row in rows:
            row.neighbour, *row.actors = (
                replace(each, href=f"{each.href}?as_of={self.day.isoformat()}") for each in (row.neighbour, *row.actors)
            )
        return rows[:size], len(rows) > size

    def _cached_for_past_day(self, what: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` returns for the past list, from the cache where the day is over."""
        if self.day >= current_day():
            return compute()
        # By the last publication too: a clock that was set back may have published on a day that seemed over.
        name = f"{what} {self.day} {sorted(self.query.chosen.items())} {Entry.objects.generation()}"
        key = "past:" + blake2b(name.encode("utf-8", "replace"), digest_size=16).hexdigest()
        return cache.get_or_set(key, compute, _CACHE_TIME.total_seconds())


def day_form(query: ListQuery) -> dict[str, Any]:
    """Return what the banner of a page of the past needs, and the form that leads from a page of today to a past day.

    `others` are the parameters that stay when another day is chosen, `present` is the page of today.
    """
    dropped = ("as_of", "page") if query.day else ("as_of", "page", *not_in_the_past())
    others = [(name, each) for name, values in query.parameters.lists() if name not in dropped for each in values]
    return {
        "day": query.day or current_day(),
        "today": current_day(),
        "others": others,
        "present": query.link(as_of=[]) if others else query.path,
        "path": query.path,
    }


ORDER_COLUMNS = {
    "newest": (F("date_from").desc(nulls_last=True), F("record_id").desc()),
    "oldest": (F("date_from").asc(nulls_last=True), F("record_id").asc()),
    "published": (F("since").desc(), F("record_id").desc()),
}


def select_records_of_day(day: date, chosen: Mapping[str, Sequence[str]]) -> QuerySet[Standing]:
    """Return the rows of a past list: what was public at the end of a day and has any of the values of every facet,
    with the columns that lists read of entries. `chosen` has none of `not_in_the_past`."""
    rows = versions_standing_at(end_of_day(day))
    for facet, codes in chosen.items():
        rows = with_values(rows, facet, codes)
    return rows
