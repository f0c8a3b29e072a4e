"""The sources that public records cite, and each with its locations, their health and the records that cite it."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.public.localise import choose, others
from observatory.public.location_health import locations_with_health, turns
from observatory.publishing.models import Entry
from observatory.search.references import public_sources, sources_with
from observatory.site.lists.query_string import page_number, text_of
from observatory.site.record.bibliography import bibliography, titles
from observatory.site.record.page import COLUMNS, NEWEST_OF_FEW
from observatory.site.record.relations import neighbours
from observatory.sources.models import Location

PAGE_SIZE = 50
MOST_CITING = 200


class SourceList(View):
    """Every public source, or with `?q=` those that have the words, in the order of their keys."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text = text_of(request.GET)
        rows = sources_with(text).prefetch_related(locations_with_health(), "contributors").order_by("key")
        page = Paginator(rows, PAGE_SIZE).get_page(page_number(request.GET.get("page")))
        return TemplateResponse(request, "site/sources.html", {"page": page, "section": "sources", "query": text})


def listed(response: Any) -> list[str]:
    """Return the public ids of the sources that a page of the list shows."""
    return [row.public_id for row in response.context_data["page"]]


def turns_of_all(public_ids: Sequence[str]) -> tuple[str, int | None]:
    """Return a digest of what the list tells of the health of the sources it shows, and the last address that became
    known: by that a source may be found too."""
    return turns(public_ids), Location.objects.aggregate(last=Max("pk"))["last"]


def turns_of(public_id: str) -> str:
    """Return a digest of what the page of a source tells of its health."""
    return turns([public_id])


class SourceDetail(View):
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        source = (
            public_sources()
            .filter(public_id=public_id)
            .prefetch_related(locations_with_health(), "contributors")
            .first()
        )
        if source is None:
            raise Http404
        citing = list(
            Entry.objects.citing(public_id).order_by(NEWEST_OF_FEW).values(*COLUMNS, "evidence")[: MOST_CITING + 1]
        )
        context = {
            "section": "sources",
            "source": source,
            "title": choose(titles(source)),
            "other_titles": others(titles(source)),
            "facts": bibliography(source),
            "citing": list(neighbours(citing[:MOST_CITING]).values()),
            "more": len(citing) > MOST_CITING,
        }
        return TemplateResponse(request, "site/source.html", context)
