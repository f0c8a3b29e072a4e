"""A page for each place, theme and field of science: what the catalogue holds under it."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from observatory.publishing.models import Entry
from observatory.records.models import Field, Jurisdiction, Survey, Theme
from observatory.site.addresses import listing_url, types_in_order
from observatory.site.chart import year_chart
from observatory.site.listing import lines
from observatory.site.tallies import kept, years_of

SHOWN = 12  # of each type


class TermPage(View):
    """The records filed under one term, type by type. Subclasses name the vocabulary and the column."""

    model: type[Jurisdiction] | type[Theme] | type[Field]
    column = ""
    parameter = ""
    called: Any = ""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        term = self.model.objects.select_related("parent").prefetch_related("children").filter(code=code).first()
        if term is None:
            raise Http404
        if "as_of" in request.GET:
            return redirect(f"{reverse('search')}?{urlencode({self.parameter: code, 'as_of': request.GET['as_of']})}")
        codes = [code, *(each.code for each in term.children.all())]
        filed = Entry.objects.live().filter(**{f"{self.column}__overlap": codes})
        context = {
            "called": self.called,
            "parameter": self.parameter,
            "term": term,
            "feed_query": f"?{self.parameter}={code}",
            "chart": year_chart(kept(f"years:{self.column}:{code}", lambda: years_of(filed))),
            "timeline_url": f"{reverse('timeline')}?{self.parameter}={code}&",
            "groups": [group for each in types_in_order() if (group := self.group(filed, each.kind, code))["lines"]],
            "surveys": self.surveys(term),
        }
        return TemplateResponse(request, "site/term.html", context)

    def group(self, filed, kind: str, code: str) -> dict[str, Any]:
        rows = filed.filter(kind=kind).order_by(F("date_from").desc(nulls_last=True), "-record_id")
        found = lines(rows[: SHOWN + 1], actors=kind != "organisation")
        more = f"{listing_url(kind)}?{self.parameter}={code}" if len(found) > SHOWN else ""
        return {"kind": kind, "lines": found[:SHOWN], "more": more}

    def surveys(self, term) -> list[Survey]:
        return []


class PlacePage(TermPage):
    model, column, parameter, called = Jurisdiction, "jurisdictions", "jurisdiction", _("Place")

    def surveys(self, term: Jurisdiction) -> list[Survey]:
        return list(term.surveys.select_related("theme").order_by("-searched_on", "-pk")[:40])


class ThemePage(TermPage):
    model, column, parameter, called = Theme, "themes", "theme", _("Theme")

    def surveys(self, term: Theme) -> list[Survey]:
        return list(term.surveys.select_related("jurisdiction").order_by("-searched_on", "-pk")[:40])


class FieldPage(TermPage):
    model, column, parameter, called = Field, "fields", "field", _("Field of science")
