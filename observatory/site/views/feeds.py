"""Feeds of any search: `/feed.atom` and `/feed.json` take the parameters of `/search/`."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.public.links import absolute_url
from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.search.results import search
from observatory.site.http import feeds
from observatory.site.http.page_cache import cached_page
from observatory.site.lists.as_of import refuse_as_of
from observatory.site.lists.list_query import ListQuery

_WRITERS = {"atom": feeds.atom_feed, "json": feeds.json_feed}
# A reader may have copied them from the address of a search. A feed has its own order and no pages.
_IGNORED = ("sort", "page")


@refuse_as_of
@cached_page
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The records of a search that were published last; of the whole catalogue without a query string.

    A feed with an invalid parameter is refused with 400: nobody would notice that it follows something else.
    """
    query = ListQuery.parse(request)
    if problems := [*query.problems, *query.find_unknown_parameters(("q", *facets.names()), _IGNORED)]:
        lines = [_("This feed is not available because its web address is not valid:"), ""]
        lines += [f"{name}: {why}" for name, why in problems]
        return HttpResponse("\n".join(lines) + "\n", status=400, content_type="text/plain; charset=utf-8")
    found = search(query.text, query.chosen, sort="published", size=feeds.MOST_ITEMS, facets=False)
    entries = Entry.objects.live().filter(public_id__in=[hit.public_id for hit in found.hits])
    parameters = query.parameters.urlencode()
    tail = f"?{parameters}" if parameters else ""
    name = _("AI for Science Observatory")
    return _WRITERS[form](
        feeds.feed_items(entries),
        title=f"{name}: {query.text}" if query.text else name,
        page=absolute_url(reverse("search") + tail),
        feed=absolute_url(reverse("feed", args=[form]) + tail),
    )
