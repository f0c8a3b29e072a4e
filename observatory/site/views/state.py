"""How the observatory itself stands: what its sources disagree about, which of them changed, where it has looked."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.publishing.models import Entry
from observatory.search.planning import through_indexes
from observatory.search.references import terms_with
from observatory.site.asking import page_number, text_of
from observatory.site.coverage import coverage
from observatory.site.edition import COLUMNS, NEWEST_OF_FEW, disputed, disputed_parts
from observatory.site.relations import neighbours, with_ends
from observatory.site.statements import disputes
from observatory.site.views.sources import changed_sources, lost_sources
from observatory.sources.models import OfficialTerm, Rendering

PAGE_SIZE = 30
MOST_TOUCHED = 5


class Disagreements(View):
    """Every record whose sources state different values, with the readings side by side."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(disputed(), PAGE_SIZE).get_page(page_number(request.GET.get("page")))
        rows = [
            {"neighbour": each, "disputes": disputes(row)} for row, each in with_ends(disputed_parts(page.object_list))
        ]
        return TemplateResponse(request, "site/disagreements.html", {"page": page, "rows": rows})


class Changes(View):
    """Cited sources that changed or were lost lately, with the records that rest on them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        changed, lost = list(changed_sources()[: PAGE_SIZE + 1]), list(lost_sources()[: PAGE_SIZE + 1])
        touched = _touched({row.location.source.public_id for row in (*changed[:PAGE_SIZE], *lost[:PAGE_SIZE])})
        context = {
            "section": "changes",
            "changed": [(row, touched.get(row.location.source.public_id, [])) for row in changed[:PAGE_SIZE]],
            "lost": [(row, touched.get(row.location.source.public_id, [])) for row in lost[:PAGE_SIZE]],
            "more_changed": len(changed) > PAGE_SIZE,
            "more_lost": len(lost) > PAGE_SIZE,
            "most": PAGE_SIZE,
        }
        return TemplateResponse(request, "site/changes.html", context)


def turned() -> list[tuple]:
    """Return which changes and losses the page tells of."""
    changed = changed_sources().values_list("pk", "found_at")[: PAGE_SIZE + 1]
    return [*changed, *lost_sources().values_list("pk", "since", "health")[: PAGE_SIZE + 1]]


def _touched(source_ids: set[str]) -> dict[str, list]:
    """Return the records that cite each of some sources, a few of each."""
    with through_indexes():
        citing = Entry.objects.live().filter(source_ids__overlap=list(source_ids)).order_by(NEWEST_OF_FEW)
        rows = list(citing.values(*COLUMNS, "source_ids")[:300])
    ends = neighbours(rows)
    found: dict[str, list] = {public_id: [] for public_id in source_ids}
    for row in rows:
        for public_id in source_ids.intersection(row["source_ids"]):
            if len(found[public_id]) < MOST_TOUCHED:
                found[public_id].append(ends[row["public_id"]])
    return found


class Coverage(View):
    """Where curators have looked: found, searched with nothing found, not yet searched."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "site/coverage.html", {"section": "coverage", "tables": coverage()})


class Glossary(View):
    """Official terms in Chinese with each English rendering and the source that uses it; with `?q=` those that have
    the words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text = text_of(request.GET)
        page = Paginator(terms_with(text), 100).get_page(page_number(request.GET.get("page")))
        rows = [(term, [(text, list(group)) for text, group in groupby(_sorted(term), key=_wording)]) for term in page]
        context = {"section": "glossary", "page": page, "rows": rows, "query": text}
        return TemplateResponse(request, "site/glossary.html", context)


def _wording(rendering: Rendering) -> tuple[str, str]:
    return rendering.text, rendering.language


def _sorted(term: OfficialTerm) -> list[Rendering]:
    return sorted(term.renderings.all(), key=_wording)
