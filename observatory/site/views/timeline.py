"""The timeline: records by date, with year and filters, also as of a day."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.publishing.index.counts import count_years
from observatory.search import counting
from observatory.search.facets import grouped
from observatory.search.planning import through_indexes
from observatory.search.results import keys, scope
from observatory.site.lists.as_of import (
    Asked,
    asked_of,
    banner,
    entries,
    only_now_names,
    past_lines,
    told_apart,
    unindexed,
)
from observatory.site.lists.filter_form import chips, choices
from observatory.site.lists.query_string import (
    MOST_PAGES,
    Unread,
    changed,
    chosen_of,
    groups,
    narrowing,
    page_number,
    readable,
    text_of,
    toggled,
)
from observatory.site.lists.rows import Line, lines_of
from observatory.site.overview.year_chart import year_chart

PAGE_SIZE = 100
NEWEST = (F("date_from").desc(nulls_last=True), F("record_id").desc())


class Timeline(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        data, unread = readable(request.GET, but=told_apart(request.GET))
        if asked := asked_of(data):
            return self.past(request, asked, data, [*unread, *asked.unread])
        chosen = chosen_of(data)
        found = scope(text_of(data), chosen)
        with through_indexes():
            counts = counting.count(found.without("year"))
        facets = groups(grouped(counts, chosen), data, without=["year"])
        start = (page_number(data.get("page")) - 1) * PAGE_SIZE
        shown = lines_of(keys(found, start=start, length=PAGE_SIZE + 1), actors=True)
        context = {
            "facets": facets,
            "chips": [
                *((group.label, option.label, option.href) for group in facets for option in group.selected),
                *((_("Year"), year, toggled(data, "year", year)) for year in chosen.get("year", ())),
            ],
            "undated": counts.total - sum(sum(each.values()) for each in counts.years.values()),
            **_shown(data, counts.years, [line for line in shown if line.year]),
        }
        return _answer(request, context, unread)

    def past(self, request: HttpRequest, asked: Asked, data: QueryDict, unread: Unread) -> HttpResponse:
        wide = Asked(asked.day, {name: codes for name, codes in asked.chosen.items() if name != "year"}, ())
        years = wide.kept("years", lambda: count_years(entries(wide.rows())))
        start = (page_number(data.get("page")) - 1) * PAGE_SIZE
        rows = asked.rows().filter(date_from__isnull=False).order_by(*NEWEST)
        offered = [each for each in choices(data) if each.name not in only_now_names()]
        context = {
            "past": banner(request, asked.day),
            "choices": offered,
            "chips": chips(offered, data),
            **_shown(data, years, past_lines(rows[start : start + PAGE_SIZE + 1], asked.day)),
        }
        return unindexed(_answer(request, context, unread))


def _shown(data: QueryDict, years: dict[int, Any], found: Sequence[Line]) -> dict[str, Any]:
    """Return what the page shows whatever the day: the chart, the lines by year, the ways to other years."""
    chosen = [int(year) for year in chosen_of(data).get("year", ())]
    only = chosen[0] if len(chosen) == 1 else None
    number = page_number(data.get("page"))
    rest = changed(data, {"year": []})
    return {
        "chart": year_chart(years, reaching=min(chosen, default=None)),
        "years_url": f"{rest}&" if rest != "?" else "?",
        "every_year": rest if rest != "?" else "",
        "years": chosen,
        "year": ",".join(map(str, chosen)),
        "before": max((year for year in years if only and year < only), default=None),
        "after": min((year for year in years if only and year > only), default=None),
        "query": text_of(data),
        "table_query": narrowing(data, {"dated": ["1"]}),
        "groups": _by_year(found[:PAGE_SIZE]),
        "number": number,
        "further": len(found) > PAGE_SIZE and number < MOST_PAGES,
    }


def _by_year(found: Iterable[Line]) -> list[tuple[int | None, list[Line]]]:
    return [(year, list(group)) for year, group in groupby(found, key=lambda line: line.year)]


def _answer(request: HttpRequest, context: dict[str, Any], unread: Unread) -> HttpResponse:
    context |= {"section": "timeline", "unread": unread}
    return TemplateResponse(request, "site/timeline.html", context, status=400 if unread else 200)
