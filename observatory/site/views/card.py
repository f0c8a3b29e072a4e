"""A record as a small card that other sites can embed in a frame: `/r/ID/card`."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from observatory.public.localised_texts import choose
from observatory.public.merge_redirects import redirect_to_record
from observatory.publishing.models import Entry
from observatory.site.http.page_cache import cached_page
from observatory.site.lists.as_of_parameter import forbid_indexing
from observatory.site.lists.result_rows import rows_of_keys
from observatory.site.record.relations_and_neighbours import COLUMNS

_READ = (*COLUMNS, "version", "published_at", "document", "withdrawn_at", "withdrawal_reason", "merged_into")


# The one page that may be framed: it asks for nothing and holds no form, so there is nothing to click-jack.
@cached_page
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """Title, date, evidence and the organisations behind a public record, with a link to its page.

    A withdrawn record says on its card since when and why (410); the card of a merged one leads to that of the other.
    """
    entry = get_object_or_404(Entry.objects.only(*_READ), public_id=public_id)
    if entry.merged_into:
        return redirect_to_record(reverse("card", args=[entry.merged_into]))
    if entry.withdrawn_at:
        return forbid_indexing(TemplateResponse(request, "site/card_withdrawn.html", {"entry": entry}, status=410))
    [result] = rows_of_keys([entry.pk], actors=True)
    context = {"entry": entry, "line": result, "summary": choose(entry.upgraded_document["summary"])}
    return forbid_indexing(TemplateResponse(request, "site/card.html", context))
