"""Feeds of any search: `/feed.atom` and `/feed.json` take the parameters of `/search/`."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.publishing.models import Entry
from observatory.search.results import search
from observatory.site import feeds
from observatory.site.addresses import absolute
from observatory.site.asking import chosen_of, text_of

_WRITERS = {"atom": feeds.atom, "json": feeds.json_feed}


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The records of a search that were published last; of everything where nothing is asked."""
    text = text_of(request.GET)
    found = search(text, chosen_of(request.GET), sort="published", size=feeds.MOST_ITEMS, facets=False)
    entries = Entry.objects.live().filter(public_id__in=[hit.public_id for hit in found.hits])
    query = request.GET.urlencode()
    tail = f"?{query}" if query else ""
    name = _("AI for Science Observatory")
    return _WRITERS[form](
        feeds.items(entries),
        title=f"{name}: {text}" if text else name,
        page=absolute(reverse("search") + tail),
        feed=absolute(reverse("feed", args=[form]) + tail),
    )
