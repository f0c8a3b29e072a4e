"""The cache of finished pages, with an ETag for each, and `PublicPage`, the base class of public pages, which are all
cached. A page is the same as long as what is published, edited and shown is the same; what else it shows is its
`extra_key`.
"""

from collections.abc import Callable, Collection
from functools import partial, wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.generic import View

from observatory.monitoring.quotes.sightings import SIGHTINGS_STATE
from observatory.public import imprint, program_digest
from observatory.publishing.item_publication import ITEM_TYPES
from observatory.publishing.models import Entry, LoadedRow
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.site.lists.as_of_parameter import refuse_as_of
from observatory.sources.models import IndexedText

_OF_VERSIONS = ", ".join(f"(SELECT max(id) FROM {each.version._meta.db_table})" for each in ITEM_TYPES)  # noqa: S608
# Written in SQL because every request needs it, and building a queryset takes longer than PostgreSQL needs to answer.
# Edits in the admin do not commit in the order of their ids: of two at once, the smaller id may commit later. So the
# latest twenty ids are read, not only the largest.
_GENERATION = f"""
SELECT (SELECT max(sequence) FROM {Entry._meta.db_table}),
    {_OF_VERSIONS},
    ARRAY(SELECT id FROM {LogEntry._meta.db_table} WHERE content_type_id = ANY(%(kinds)s) ORDER BY id DESC LIMIT 20),
    ARRAY(SELECT digest FROM {LoadedRow._meta.db_table} WHERE {LoadedRow._meta.pk.column} = ANY(%(loads)s) ORDER BY 1)
"""  # noqa: S608
SHOWN_AS_EDITED = tuple(TERMS_BY_NAME.values())
# What the monitor writes that some pages show of the whole catalogue: read with the generation, in one query.
LIVE = {
    "sightings": SIGHTINGS_STATE,
    "texts": f"(SELECT concat_ws(' ', max(indexed_at), count(*)) FROM {IndexedText._meta.db_table})",  # noqa: S608
}


def cached_page(
    view: Callable[..., HttpResponse],
    *,
    extra_key: Callable[..., Any] | None = None,
    page_content: Callable[[HttpResponse], Any] | None = None,
    live: Collection[str] = (),
) -> Callable[..., HttpResponse]:
    """Return a view that makes a page once, keeps it, and answers 304 to a browser that already has it.

    `extra_key` returns what the page shows beside the catalogue, as data with a `repr` of its own for each state: where
    that changes, the page is made again. It is called with the arguments that the URL gives to the view. Where these do
    not say enough, give `page_content` too: it is called with the response when the page is made, and what it returns
    (the ids of the sources that the page shows, say) is kept with the page and is the only argument of `extra_key`.
    `live` names what the page shows of the whole catalogue that changes without publishing (`LIVE`).

        cached_page(home, extra_key=latest_changes)
        cached_page(source_list, extra_key=health_digest, page_content=ids_of_shown_sources)

    Only answers with status 200 are kept, and only to GET and HEAD.
    """
    extra_key = extra_key or _no_extra_key
    key = partial(_common_page_key, live=live)
    if page_content:
        make = _cached_by_content(view, key, extra_key, page_content)
    else:
        make = _cached_by_address(view, key, extra_key)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        response = make(request, *args, **kwargs)
        if response.status_code in (200, 304):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def _no_extra_key(*_args: Any, **_kwargs: Any) -> None:
    return None


def _cached_by_address(
    view: Callable[..., HttpResponse], key: Callable[[HttpRequest], tuple], extra_key: Callable[..., Any]
) -> Callable[..., HttpResponse]:
    """Cache a page whose whole key is known from the request: a 304 needs no page in the cache."""

    def make(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tag = _digest(*key(request), extra_key(*args, **kwargs))
        if not_modified := _not_modified(request, tag):
            return not_modified
        if page := caches["pages"].get(tag):
            return page
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers["ETag"] = tag
            _store_page(tag, response, lambda page: page)
        return response

    return make


def _cached_by_content(
    view: Callable[..., HttpResponse],
    key: Callable[[HttpRequest], tuple],
    extra_key: Callable[..., Any],
    page_content: Callable[[HttpResponse], Any],
) -> Callable[..., HttpResponse]:
    """Cache a page whose key depends on what it shows; that is kept beside it, as (page, content)."""

    def make(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = _digest(*key(request), None)
        page, content = caches["pages"].get(name) or (None, None)
        if page:
            tag = _digest(name, extra_key(content))
            if not_modified := _not_modified(request, tag):
                return not_modified
            if page.headers["ETag"] == tag:
                return page
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            content = page_content(response)
            response.headers["ETag"] = _digest(name, extra_key(content))
            _store_page(name, response, lambda page: (page, content))
        return response

    return make


def _not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return the 304 for a browser that has the page with this ETag (412 if `If-Match` fails); None for others."""
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return None
    response = get_conditional_response(request, etag=tag)
    if response is not None:
        response.headers["ETag"] = tag
    return response


def _store_page(name: str, response: HttpResponse, value: Callable[[HttpResponse], Any]) -> None:
    """Keep a page under a name as soon as it is rendered; a `TemplateResponse` is rendered after the view returns."""
    if hasattr(response, "add_post_render_callback"):
        response.add_post_render_callback(lambda rendered: caches["pages"].set(name, value(rendered)))
    elif not response.streaming:
        caches["pages"].set(name, value(response))


def _common_page_key(request: HttpRequest, live: Collection[str] = ()) -> tuple:
    """Return what every cached page depends on: the state of the catalogue and of the program, the address, the theme,
    the day."""
    return (
        _catalogue_generation(live),
        program_digest.digest_files() if settings.DEBUG else program_digest.digest_of_program(),
        request.get_full_path(),
        request.COOKIES.get("theme", ""),
        timezone.now().date(),
        imprint.imprint_document(),
    )


def _digest(*parts: Any) -> str:
    return f'W/"{blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()}"'


def _catalogue_generation(live: Collection[str] = ()) -> tuple[Any, ...]:
    """Return the numbers of the last publications or withdrawals, the ids of the last edits of what pages show without
    publication (`SHOWN_AS_EDITED`), the digests of the last load of files and the last rebuild of the index, and the
    states named in `live`."""
    kinds = [ContentType.objects.get_for_model(model).pk for model in SHOWN_AS_EDITED]
    with connection.cursor() as cursor:
        given = {"kinds": kinds, "loads": [LoadedRow.LOAD, LoadedRow.INDEX]}
        cursor.execute(", ".join([_GENERATION, *(LIVE[name] for name in live)]), given)
        return cursor.fetchone()


class PublicPage(View):
    """A public page. To add one: a subclass with `get`, a template, a line in `site/urls.py`.

    A page that shows something that changes without a publication, such as the health of sources, says so in
    `extra_key` (see `cached_page`). A page that reads `?as_of=` itself sets `reads_as_of`; others refuse it with 400.
    """

    reads_as_of = False

    @staticmethod
    def extra_key(*url_args: Any, **url_kwargs: Any) -> Any:
        """Return what the page shows beside the catalogue, as data that `repr` distinguishes."""
        return None

    # Names in `page_cache.LIVE`: what the page shows of the whole catalogue that changes without publishing.
    live: tuple[str, ...] = ()
    # Set by pages whose `extra_key` needs to know what the page shows: takes the response, returns its argument.
    page_content: Any = None

    @classmethod
    def as_view(cls, **initkwargs: Any):
        keys = {"extra_key": cls.extra_key, "page_content": cls.page_content, "live": cls.live}
        view = cached_page(super().as_view(**initkwargs), **keys)
        return view if cls.reads_as_of else refuse_as_of(view)
