"""The stored text of a source, as far as its rights allow."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.merged import redirect_to_successor
from observatory.public.quoted_text import QuotedText
from observatory.public.source_text import current_texts, quotes_in, shown_rights, stored_text, text_state
from observatory.search.sources_and_terms import public_sources
from observatory.site.http.public_page import PublicPage
from observatory.sources.models import Source

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
        snapshot = stored_text(public_id, body)
        if snapshot is None:
            raise Http404
        text = QuotedText(snapshot.document.blocks, quotes_in(snapshot, public_id))
        whole = rights == Source.Rights.WHOLE
        context = {
            "section": "sources",
            "source": source,
            "snapshot": snapshot,
            "whole": whole,
            "texts": current_texts(public_id),
            **(_blocks(text, request) if whole else _passages(text, request)),
        }
        return TemplateResponse(request, "site/source_text.html", context)


def _blocks(text: QuotedText, request: HttpRequest) -> dict[str, Any]:
    block = _number(request, "block")
    number = request.GET.get("page", "1") if block is None else block // BLOCKS + 1
    page = Paginator(range(len(text.blocks)), BLOCKS).get_page(number)
    return {"page": page, "parts": [text.whole((page.number - 1) * BLOCKS, BLOCKS)]}


def _passages(text: QuotedText, request: HttpRequest) -> dict[str, Any]:
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
