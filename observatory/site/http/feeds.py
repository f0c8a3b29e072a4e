"""Feeds of publications, Atom (RFC 4287) and JSON Feed 1.1, of any search: `/feed.atom` and `/feed.json`. An item is a
record at its current version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.public.imprint import licence, publisher
from observatory.public.links import absolute_url, permanent_url, record_url
from observatory.public.localised_texts import choose, html_language
from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.search.results import search
from observatory.site.http import feeds
from observatory.site.http.page_cache import cached_page
from observatory.site.lists.as_of_parameter import refuse_as_of
from observatory.site.lists.query_string import ListQuery

MOST_ITEMS = 50
COLUMNS = (
    "record_id",
    "public_id",
    "kind",
    "slug",
    "version",
    "published_at",
    "first_published_at",
    "document__title",
    "document__summary",
)


@dataclass(frozen=True)
class FeedItem:
    """One record in a feed."""

    id: str
    url: str
    title: str
    summary: str
    version: int
    published: datetime
    updated: datetime


def feed_items(entries: Iterable[Entry]) -> list[FeedItem]:
    """Return feed items of a live queryset, the latest publication first, `MOST_ITEMS` at most; one query."""
    rows = entries.order_by("-published_at", "-record_id").values(*COLUMNS)[:MOST_ITEMS]
    return [
        FeedItem(
            id=permanent_url(row["public_id"]),
            url=absolute_url(record_url(row["kind"], row["slug"])),
            title=choose(row["document__title"]).text,
            summary=choose(row["document__summary"]).text,
            version=row["version"],
            published=row["first_published_at"],
            updated=row["published_at"],
        )
        for row in rows
    ]


class _Atom(Atom1Feed):
    """An Atom feed that names the licence of what it holds (RFC 4946)."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "license", "href": licence().url})


def atom_feed(found: list[FeedItem], *, title: str, page: str, feed: str) -> HttpResponse:
    """Write an Atom feed; `page` is the HTML page it follows, `feed` its own address, both absolute."""
    writer = _Atom(
        title=_printable(title),
        link=page,
        description=None,
        language=html_language(),
        author_name=_printable(publisher()),
        feed_url=feed,
        feed_guid=feed,
        feed_copyright=licence().name,
    )
    for item in found:
        writer.add_item(
            title=_printable(item.title),
            link=item.url,
            description=_printable(_reason(item)),
            unique_id=item.id,
            pubdate=item.published,
            updateddate=item.updated,
        )
    return HttpResponse(writer.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def json_feed(found: list[FeedItem], *, title: str, page: str, feed: str) -> HttpResponse:
    """Write a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page,
        "feed_url": feed,
        "language": html_language(),
        "authors": [{"name": publisher()}],
        # The specification has no member for it; a name of one's own begins with an underscore.
        "_licence": licence()._asdict(),
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_text": _reason(item),
                "date_published": rfc3339_date(item.published),
                "date_modified": rfc3339_date(item.updated),
            }
            for item in found
        ],
    }
    return HttpResponse(orjson.dumps(document), content_type="application/feed+json")


def _printable(text: str) -> str:
    """XML 1.0 has no way to write control characters, not even escaped."""
    return "".join(character for character in text if character in "\t\n\r" or character >= " ").strip()


def _reason(item: FeedItem) -> str:
    version = _("Version %(number)s.") % {"number": item.version}
    return f"{item.summary} {version}".strip()


_WRITERS = {"atom": feeds.atom_feed, "json": feeds.json_feed}
# A reader may have copied them from the address of a search. A feed has its own order and no pages.
_IGNORED = ("sort", "page")


@refuse_as_of
@cached_page
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The feed of the records of a search that were published last; of the whole catalogue without a query string.

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
