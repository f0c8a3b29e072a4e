"""The whole catalogue in order of time, narrowed by year and by the filters of the lists."""

from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.site.asking import MOST_PAGES, page_number, scope_of, text_of
from observatory.site.chart import year_chart
from observatory.site.choices import choices
from observatory.site.listing import lines
from observatory.site.tallies import kept, years_of

PAGE_SIZE = 100


class Timeline(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request.GET).without("year")
        entries = scope.rows(exact=True).filter(date_from__isnull=False)
        unread = []
        chart = year_chart(kept(f"years:{scope.exact}", lambda: years_of(entries)))
        year = request.GET.get("year", "")
        if year.isascii() and year.isdigit() and 0 < len(year) <= 4 and int(year):
            entries = entries.filter(date_from__year__lte=int(year), date_to__year__gte=int(year))
        elif year:
            unread.append(("year", _("A year is written with four digits.")))
            year = ""
        number = page_number(request.GET.get("page"))
        start = (number - 1) * PAGE_SIZE
        rows = entries.order_by(F("date_from").desc(nulls_last=True), "-record_id")
        found = lines(rows[start : start + PAGE_SIZE + 1], actors=True)
        context = {
            "section": "timeline",
            "chart": chart,
            "years_url": f"{request.path}?",
            "year": year,
            "choices": choices(request.GET),
            "query": text_of(request.GET),
            "unread": unread,
            "groups": [(each, list(group)) for each, group in groupby(found[:PAGE_SIZE], key=lambda line: line.year)],
            "number": number,
            "further": len(found) > PAGE_SIZE and number < MOST_PAGES,
        }
        return TemplateResponse(request, "site/timeline.html", context, status=400 if unread else 200)
