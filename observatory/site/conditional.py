"""Conditional requests (RFC 9110) for pages that are made of entries alone: 304 before any of the work.

Such a page is the same for as long as nothing is published or withdrawn, the program is the same, and so are the
address (the language is part of it), the theme in the reader's cookie and the day. The day bounds what this does not
see: a label of a vocabulary that was loaded without a publication shows tomorrow to whoever holds the page of today.

The pages have no inline script or style, so a kept body never needs the nonce of another response's policy.
"""

from collections.abc import Callable
from functools import cache, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from observatory.publishing.models import Entry

_PROGRAM = ("*.py", "*.html", "*.mo", "*.css", "*.js")


def of_entries(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page of entries an ETag, and answer 304 to who holds it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        tag = _tag(request)
        held = "HTTP_IF_NONE_MATCH" in request.META
        response = get_conditional_response(request, etag=tag) if held else None
        response = response or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = tag
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def _tag(request: HttpRequest) -> str:
    parts = (
        Entry.objects.generation(),
        _made() if settings.DEBUG else program(),
        request.get_full_path(),
        request.COOKIES.get("theme", ""),
        timezone.now().date(),
    )
    return f'W/"{blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()}"'


@cache
def program() -> str:
    """Return a digest of what pages are made with; a running process goes on with what it was started with."""
    return _made()


def _made() -> str:
    """Digest every file's name, size and time: the same in all processes of an installation."""
    folders = [settings.BASE_DIR / name for name in ("observatory", "initiatives", "governance", "platforms")]
    files = sorted(path for folder in folders for pattern in _PROGRAM for path in Path(folder).rglob(pattern))
    told = "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)
    return blake2b(told.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
