"""The first page, and small things that belong to no record."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from observatory.publishing.models import Entry
from observatory.records.models import Jurisdiction, Theme
from observatory.site.addresses import record_url, version_url
from observatory.site.chart import CAREFUL, year_chart
from observatory.site.edition import COLUMNS, disputed_entries
from observatory.site.relations import Neighbour, neighbours
from observatory.site.statements import disputes
from observatory.site.tallies import tallies, worded, worded_kinds
from observatory.site.views.records import gone
from observatory.site.views.sources import public_sources
from observatory.sources.models import Citation

RECENT = 6
DISPUTED = 5
THEME_COOKIE_AGE = int(timedelta(days=365).total_seconds())


class Home(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        recent = Entry.objects.live().values(*COLUMNS, "published_at")[:RECENT]
        disputed = disputed_entries().values(*COLUMNS, "document__disagreements", "told")
        numbers = tallies()
        context = {
            "tallies": numbers,
            "recent": [{**row, "neighbour": each} for row, each in with_ends(recent)],
            "disputed": [
                {"neighbour": each, "disputes": disputes(each.kind, row["document__disagreements"], row["told"])}
                for row, each in with_ends(disputed[:DISPUTED])
            ],
            "chart": year_chart(numbers.years, careful=CAREFUL),
            "years_url": reverse("timeline"),
            "kinds": worded_kinds(numbers.kinds),
            "jurisdictions": worded(numbers.jurisdictions, Jurisdiction),
            "themes": worded(numbers.themes, Theme),
        }
        return TemplateResponse(request, "site/home.html", context)


def with_ends(rows: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], Neighbour]]:
    """Pair rows of entry columns with the record as lists show it."""
    rows = list(rows)
    ends = neighbours(rows)
    return [(row, ends[row["public_id"]]) for row in rows]


class About(TemplateView):
    template_name = "site/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meanings = {
            "supports": _("the passage says what the statement says"),
            "partly": _("it says part of it, or says it less exactly"),
            "contradicts": _("it says something that cannot be true together with it"),
            "does_not_support": _("it was read, and does not say it"),
            "not_checked": _("it is cited, and nobody has compared it yet"),
        }
        verdicts = [{"value": each.value, "label": each.label, "meaning": meanings[each]} for each in Citation.Verdict]
        return super().get_context_data(section="about", verdicts=verdicts, **kwargs)


class Permanent(View):
    """`/r/<id>`: where the record or source of that public id is now. Temporary (302), because slugs change."""

    def get(self, request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponse:
        entry = Entry.objects.filter(public_id=public_id).only(*COLUMNS, "withdrawn_at", "withdrawal_reason").first()
        if entry is None:
            return self.source(public_id)
        if number is not None:
            return redirect(version_url(entry.kind, entry.slug, number))
        return gone(request, entry) if entry.withdrawn_at else redirect(record_url(entry.kind, entry.slug))

    def source(self, public_id: str) -> HttpResponse:
        if not public_sources().filter(public_id=public_id).exists():
            raise Http404
        return redirect("source-detail", public_id)


class ThemeChoice(View):
    """Remember light, dark or the system's theme in a cookie, and go back. Works without a script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        back = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
        response = HttpResponseRedirect(back if safe else reverse("home"))
        chosen = request.GET.get("set", "")
        if chosen in ("light", "dark"):
            response.set_cookie("theme", chosen, max_age=THEME_COOKIE_AGE, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie("theme", samesite="Lax")
        return response
