"""Pages of sources: the list of those that public records cite, one with its locations and the records that cite it,
and its stored text.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.localised_texts import choose, other_forms
from observatory.public.location_health import health_digest
from observatory.public.merge_redirects import redirect_to_successor
from observatory.public.published_sources import contents, with_documents
from observatory.public.source_text import (
    QuotedText,
    current_texts,
    quotes_in_source_text,
    shown_rights,
    stored_source_text,
    text_state,
)
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models import Entry, SourceVersion
from observatory.search.partial_matches import rows_of
from observatory.search.sources_and_terms import find_partial_sources, find_sources, public_sources
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.query_string import QueryString
from observatory.site.record.relations_and_neighbours import COLUMNS, NEWEST_OF_FEW, neighbours
from observatory.site.record.source_bibliography import bibliography_rows, source_titles
from observatory.sources.models import Source

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


BLOCKS = 200  # of a page
PASSAGES = 50
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,9}")


class SourceTextPage(PublicPage):
    """The text of a source by block, or only its quoted passages; with `?snapshot=` of one body, with `?block=` at a
    block."""

    @staticmethod
    def extra_key(public_id: str) -> Any:
        return text_state(public_id)

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        source = public_sources().filter(public_id=public_id).first()
        if source is None:
            return redirect_to_successor(request, "source-text", public_id)
        rights = shown_rights(public_id)
        body = request.GET.get("snapshot", "")
        if rights == Source.Rights.NOTHING or (body and not _SHA256.fullmatch(body)):
            raise Http404
        snapshot = stored_source_text(public_id, body)
        if snapshot is None:
            raise Http404
        text = QuotedText(snapshot.document.blocks, quotes_in_source_text(snapshot, public_id))
        whole = rights == Source.Rights.WHOLE
        context = {
            "section": "sources",
            "source": source,
            "snapshot": snapshot,
            "whole": whole,
            "texts": current_texts(public_id),
            **(_blocks(text, request) if whole else _passages_of_text(text, request)),
        }
        return TemplateResponse(request, "site/source_text.html", context)


def _blocks(text: QuotedText, request: HttpRequest) -> dict[str, Any]:
    block = _number(request, "block")
    number = request.GET.get("page", "1") if block is None else block // BLOCKS + 1
    page = Paginator(range(len(text.blocks)), BLOCKS).get_page(number)
    return {"page": page, "parts": [text.whole((page.number - 1) * BLOCKS, BLOCKS)]}


def _passages_of_text(text: QuotedText, request: HttpRequest) -> dict[str, Any]:
    """Return one page of the quoted passages of a source's text, that of the block which the address names."""
    passages, block = text.passages(), _number(request, "block")
    number: Any = request.GET.get("page", "1")
    if block is not None:
        before = sum(passage[-1].number < block for passage in passages)
        number = before // PASSAGES + 1
    page = Paginator(passages, PASSAGES).get_page(number)
    return {"page": page, "parts": list(page)}


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if _NUMBER.fullmatch(value) else None
