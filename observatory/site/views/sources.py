"""The sources that public records cite, and each with its locations, their health and the records that cite it."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.localise import choose, other_forms
from observatory.public.location_health import health_digest
from observatory.public.merged import redirect_to_successor
from observatory.public.published_sources import contents, with_documents
from observatory.public.source_text import current_texts, shown_rights
from observatory.publishing.models import Entry, SourceVersion
from observatory.publishing.source_content import SourceContent
from observatory.search.partial_matches import rows_of
from observatory.search.sources_and_terms import find_partial_sources, find_sources, public_sources
from observatory.site.http.public_page import PublicPage
from observatory.site.lists.query_string import QueryString
from observatory.site.record.bibliography import bibliography_rows, source_titles
from observatory.site.record.page import COLUMNS, NEWEST_OF_FEW
from observatory.site.record.relations import neighbours

PAGE_SIZE = 50
MOST_CITING = 200
MOST_VERSIONS = 20


class SourceListPage(PublicPage):
    """Every public source, or with `?q=` those that contain the words, in the order of their keys; where none contains
    all, those with most of them."""

    @staticmethod
    def page_content(response: Any) -> list[str]:
        """Return the public ids of the sources that the page shows."""
        shown = response.context_data
        return [row.public_id for row in (*shown["page"], *(row for row, _lacks in shown["partial"]))]

    @staticmethod
    def extra_key(public_ids: Sequence[str]) -> str:
        return health_digest(public_ids)

    def get(self, request: HttpRequest) -> HttpResponse:
        query = QueryString(request.GET)
        page = Paginator(with_documents(find_sources(query.text)).order_by("key"), PAGE_SIZE).get_page(query.page)
        page.object_list = contents(page.object_list)
        partial = [] if page.object_list else _read_partial(query.text)
        context = {"page": page, "section": "sources", "query": query.text, "partial": partial}
        return TemplateResponse(request, "site/sources.html", context)


def _read_partial(text: str) -> list[tuple[SourceContent, Sequence[str]]]:
    """Return the partial matches of a search that finds nothing, each with the words that it lacks."""
    found = rows_of(find_partial_sources(text), with_documents(public_sources()))
    shown = contents(row for row, _lacks in found)
    return [(source, lacks) for source, (_row, lacks) in zip(shown, found, strict=True)]


class SourcePage(PublicPage):
    """A source with its locations, their health, the records that cite it, and when it was published and why."""

    @staticmethod
    def extra_key(public_id: str) -> str:
        return health_digest([public_id])

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = contents(with_documents(public_sources().filter(public_id=public_id)))
        if not found:
            return redirect_to_successor(request, "source-detail", public_id)
        [source] = found
        citing = list(
            Entry.objects.citing(public_id).order_by(NEWEST_OF_FEW).values(*COLUMNS, "evidence")[: MOST_CITING + 1]
        )
        context = {
            "section": "sources",
            "source": source,
            "title": choose(source_titles(source)),
            "other_titles": other_forms(source_titles(source)),
            "facts": bibliography_rows(source),
            "citing": list(neighbours(citing[:MOST_CITING]).values()),
            "more": len(citing) > MOST_CITING,
            "versions": list(
                SourceVersion.objects.by_people().filter(item__public_id=public_id).order_by("-number")[:MOST_VERSIONS]
            ),
            "text_rights": shown_rights(public_id) if current_texts(public_id) else "",
        }
        return TemplateResponse(request, "site/source.html", context)
