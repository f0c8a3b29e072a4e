"""Page cache with ETags: answer 304 or a cached body (RFC 9110) before running the view.

A cached page is valid as long as nothing is published or withdrawn, no curator edits what pages show without publishing
(labels, surveys, sources, the glossary), no loaded file changes any of these, the program is the same, and the URL
(including the language), the theme in the reader's cookie and the day are the same. A page that also shows live data
lists it in `also`. Publications and edits are compared by number, never by time.

The pages have no inline script or style, so a cached body never needs the nonce of another response's policy.
"""

from collections.abc import Callable
from functools import wraps
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

from observatory.public import imprint, program
from observatory.publishing.models import Entry, LoadedRow
from observatory.records.models import Survey
from observatory.records.vocabularies import TERMS_BY_NAME
from observatory.sources.models import Location, OfficialTerm, Rendering, Source

# Every page asks for it: a queryset would take longer to be put together than PostgreSQL to answer.
# Edits on the desk do not commit in turn: of two at once, the one with the smaller id may end later. So the ids of the
# latest few are taken, not the largest alone.
_GENERATION = f"""
SELECT (SELECT max(sequence) FROM {Entry._meta.db_table}),
    ARRAY(SELECT id FROM {LogEntry._meta.db_table} WHERE content_type_id = ANY(%(kinds)s) ORDER BY id DESC LIMIT 20),
    (SELECT digest FROM {LoadedRow._meta.db_table} WHERE {LoadedRow._meta.pk.column} = %(load)s)
"""  # noqa: S608
SHOWN_AS_EDITED = (*TERMS_BY_NAME.values(), Survey, Source, Location, OfficialTerm, Rendering)


def kept(
    view: Callable[..., HttpResponse],
    also: Callable[..., Any] | None = None,
    of: Callable[[HttpResponse], Any] | None = None,
) -> Callable[..., HttpResponse]:
    """Give a page an ETag; answer 304 to who holds it, and make it once for all others.

    `also` takes what the view takes of the address, and returns what is live on the page, as something that `repr`
    tells apart. Where the address does not tell, `of` takes it from the page when it is made, for `also` to take then
    and whenever the page is asked for again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        name = _digest(*_made_of(request), also(*args, **kwargs) if also and not of else None)
        page, live = caches["pages"].get(name) or (None, None)
        tag = _digest(name, also(live)) if also and of and page else name
        response = None
        if page or not of:
            held = "HTTP_IF_NONE_MATCH" in request.META
            response = get_conditional_response(request, etag=tag) if held else None
            response = response or (page if page and page.headers["ETag"] == tag else None)
        if response is None:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                live = of(response) if of else None
                tag = _digest(name, also(live)) if also and of else name
                response.headers["ETag"] = tag
                _keep(name, response, live)
        if response.status_code in (200, 304):
            response.headers["ETag"] = tag
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def _keep(name: str, response: HttpResponse, live: Any) -> None:
    if hasattr(response, "add_post_render_callback"):  # a template is set after the view has returned
        response.add_post_render_callback(lambda rendered: caches["pages"].set(name, (rendered, live)))
    elif not response.streaming:
        caches["pages"].set(name, (response, live))


def _made_of(request: HttpRequest) -> tuple:
    return (
        _generation(),
        program.digest_files() if settings.DEBUG else program.digest(),
        request.get_full_path(),
        request.COOKIES.get("theme", ""),
        timezone.now().date(),
        imprint.document(),
    )


def _digest(*parts: Any) -> str:
    return f'W/"{blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()}"'


def _generation() -> tuple[int | None, list[int], str | None]:
    """Return the number of the last publication or withdrawal, the last edits on the desk of what pages show as it was
    edited, and the last load of files."""
    kinds = [ContentType.objects.get_for_model(model).pk for model in SHOWN_AS_EDITED]
    with connection.cursor() as cursor:
        cursor.execute(_GENERATION, {"kinds": kinds, "load": LoadedRow.LOAD})
        return cursor.fetchone()
