"""One URL at two sources: nearly always one work entered twice, or a URL pasted into the wrong form.

Two cases are allowed: a chapter has the URL of its book, and the home page of a publisher belongs to no single work.
"""

import re
from collections.abc import Collection

import idna
from django.db.models import Q

from observatory.sources.models import Location, Source
from observatory.text.url_normalisation import page_key

MOST_HOSTS = 20


def identifies_one_work(role: str, source_type: str) -> bool:
    """Return whether a location of this role, at a source of this type, is the page of that work alone."""
    return role == Location.Role.ORIGINAL and source_type != Source.Type.CHAPTER


def locations_of_other_sources(urls: Collection[str], *, but: Q) -> list[Location]:
    """Return the locations in use that share one of these URLs, however they are spelled, with their sources, except
    those matching `but`.

    Of many URLs, as in a file, only the usual spellings are found: the rows of all their hosts would be too many.
    """
    keys = {key for url in urls if (key := page_key(url))}
    hosts = {re.split("[/?#]", key, maxsplit=1)[0] for key in keys}
    if len(hosts) > MOST_HOSTS:
        wanted = Q(url__in={spelling for url in urls for spelling in _spellings_of_url(url)})
    else:
        wanted = Q(pk=None)
        for host in hosts:
            wanted |= Q(url__icontains=host) | Q(url__icontains=_unicode_host(host))
    rows = Location.objects.filter(wanted, retired_at=None).exclude(source=None).exclude(but)
    found = [pk for pk, url in rows.values_list("pk", "url") if page_key(url) in keys]
    return list(rows.filter(pk__in=found).select_related("source").order_by("pk")) if found else []


def _unicode_host(host: str) -> str:
    try:
        return idna.decode(host)
    except idna.IDNAError:  # an IP address, or a port after the name
        return host


def _spellings_of_url(url: str) -> set[str]:
    page = page_key(url)
    if not page:
        return set()
    return {url, *(f"{scheme}://{page}{end}" for scheme in ("http", "https") for end in ("", "/"))}
