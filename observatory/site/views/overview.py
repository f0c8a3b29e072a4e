"""Status pages: disagreements, changed sources, coverage, glossary, methods and about."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.search.references import terms_with
from observatory.site.lists.query_string import page_number, text_of
from observatory.site.overview.coverage import coverage
from observatory.site.overview.source_changes import Turn, any_read, changed, citing, lost
from observatory.site.record.page import disputed, disputed_parts
from observatory.site.record.relations import with_ends
from observatory.site.record.statements import disputes
from observatory.sources.models import OfficialTerm, Rendering

PAGE_SIZE = 30


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
        changes, losses, read = turned()
        named = citing({turn.source for turn in (*changes[:PAGE_SIZE], *losses[:PAGE_SIZE])})
        context = {
            "section": "changes",
            "any_read": read,
            "changed": [(turn, named[turn.source]) for turn in changes[:PAGE_SIZE]],
            "lost": [(turn, named[turn.source]) for turn in losses[:PAGE_SIZE]],
            "more_changed": len(changes) > PAGE_SIZE,
            "more_lost": len(losses) > PAGE_SIZE,
            "most": PAGE_SIZE,
        }
        return TemplateResponse(request, "site/changes.html", context)


def turned() -> tuple[list[Turn], list[Turn], bool]:
    """Return the changes and the losses that the page tells of, one more of each where there are more, and whether any
    source has been read at all."""
    return changed(PAGE_SIZE + 1), lost(PAGE_SIZE + 1), any_read()


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
