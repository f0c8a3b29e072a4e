"""A record as a small card that other sites may set in a frame: `/r/ID/card`."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from observatory.publishing.models import Entry
from observatory.site.listing import lines
from observatory.site.wording import choose


# The one page that may be framed: it asks for nothing and holds no form, so there is nothing to click-jack.
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """Title, date, evidence and who stands behind a public record, with a link to its page."""
    entries = Entry.objects.live().filter(public_id=public_id)
    entry = get_object_or_404(entries.only("public_id", "version", "published_at", "document"))
    [line] = lines(entries, actors=True)
    response = TemplateResponse(
        request, "site/card.html", {"entry": entry, "line": line, "summary": choose(entry.document["summary"])}
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
