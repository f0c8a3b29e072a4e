"""One URL at two sources: nearly always one work entered twice, or a URL pasted into the wrong form.

Two cases are allowed: a chapter has the URL of its book, and the home page of a publisher belongs to no single work.
"""

from collections.abc import Collection

from django.db.models import Q

from observatory.sources.models import Location, Source
from observatory.text.web_addresses import InvalidURL, normalise


def page_key(url: str) -> str:
    """Return a key that is the same for all spellings of a URL; "" if the text is not a URL."""
    try:
        return normalise(url).partition("://")[2].rstrip("/")
    except InvalidURL:
        return ""


def identifies_one_work(role: str, source_type: str) -> bool:
    """Return whether a location of this role, at a source of this type, is the page of that work alone."""
    return role == Location.Role.ORIGINAL and source_type != Source.Type.CHAPTER


def locations_of_other_sources(urls: Collection[str], *, but: Q) -> list[Location]:
    """Return the locations in use with one of these URLs, in the usual spellings, except those matching `but`."""
    spellings = {spelling for url in urls for spelling in _spellings(url)}
    rows = Location.objects.filter(url__in=spellings, retired_at=None).exclude(source=None).exclude(but)
    return list(rows.select_related("source").order_by("pk"))


def _spellings(url: str) -> set[str]:
    page = page_key(url)
    if not page:
        return set()
    return {url, *(f"{scheme}://{page}{end}" for scheme in ("http", "https") for end in ("", "/"))}
