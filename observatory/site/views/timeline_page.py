"""The page of the timeline: records by date, with year and filters, also as of a day."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.current_and_past_lists import select_records
from observatory.site.lists.query_string import MOST_PAGES, ListQuery
from observatory.site.lists.result_rows import ResultRow
from observatory.site.overview.year_chart import year_chart

PAGE_SIZE = 100


class TimelinePage(PublicPage):
    reads_as_of = True

    def get(self, request: HttpRequest) -> HttpResponse:
        query = ListQuery.parse(request)
        selection = select_records(query)
        timeline = selection.timeline(PAGE_SIZE)
        years, chosen = timeline.years, query.years
        only = chosen[0] if len(chosen) == 1 else None
        every_year = query.link(year=[])
        context = {
            "section": "timeline",
            "chart": year_chart(years, reaching=min(chosen, default=None)),
            "years_url": f"{every_year}&" if every_year != "?" else "?",
            "every_year": every_year if every_year != "?" else "",
            "years": chosen,
            "year": ",".join(map(str, chosen)),
            "before": max((year for year in years if only and year < only), default=None),
            "after": min((year for year in years if only and year > only), default=None),
            "query": query.text,
            "table_query": query.selection_link(dated=["1"]),
            "groups": group_by_year(timeline.rows),
            "number": query.page,
            "further": timeline.more and query.page < MOST_PAGES,
            "unread": query.problems,
            **timeline.context,
        }
        status = 400 if query.problems else 200
        return selection.finish(TemplateResponse(request, "site/timeline.html", context, status=status))


def group_by_year(rows: Iterable[ResultRow]) -> list[tuple[int | None, list[ResultRow]]]:
    """Return rows that are in order of time as pairs of a year and its rows."""
    return [(year, list(group)) for year, group in groupby(rows, key=lambda row: row.year)]
