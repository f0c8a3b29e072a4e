"""Feeds of any search: `/feed.atom` and `/feed.json` take the parameters of `/search/`."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.public.links import absolute
from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.search.results import search
from observatory.site.http import feeds
from observatory.site.lists.query_string import chosen_of, readable, text_of

_WRITERS = {"atom": feeds.atom, "json": feeds.json_feed}


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The records of a search that were published last; of everything where nothing is asked.

    What cannot be read is refused in words: a feed that silently followed something else would not be noticed.
    """
    _data, unread = readable(request.GET)
    unread = [*unread, *_unknown(request.GET)]
    if unread:
        lines = [_("This feed is not available because its web address is not valid:"), ""]
        lines += [f"{name}: {why}" for name, why in unread]
        return HttpResponse("\n".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8")
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


def _unknown(data: QueryDict) -> list[tuple[str, str]]:
    """Return the parameters that no search has."""
    known = ("q", *facets.names())
    words = _("Unknown parameter. Use one of: %(known)s.") % {"known": ", ".join(known)}
    # Order and page number of a search page are ignored: in a feed the last published come first.
    return [(name[:40], words) for name in data if name not in (*known, "sort", "page")]
