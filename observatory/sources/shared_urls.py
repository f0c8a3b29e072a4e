"""One URL at two sources: nearly always one work entered twice, or a URL pasted into the wrong form.

Two cases are allowed: a chapter has the URL of its book, and the home page of a publisher belongs to no single work.
"""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

import idna
from django.db.models import Q

from observatory.sources.models import Location, Source
from observatory.text.web_addresses import InvalidURL, normalise

# Parameters that say how a reader came to a page, not which page it is.
_TRACKING = re.compile(r"(utm_[a-z]+|gclid|fbclid|msclkid|mc_[ce]id|spm|wechat_redirect)(=|$)")
MOST_HOSTS = 20


def page_key(url: str) -> str:
    """Return a key that is the same for all spellings of a URL; "" if the text is not a URL.

    Scheme, default port, case of the host, tracking parameters and fragment do not count, except for a fragment that
    is a route of a page built by a script ("#/news/12", "#!news").
    """
    try:
        address = normalise(url).partition("://")[2]
    except InvalidURL:
        return ""
    page, _, query = address.partition("?")
    parameters = [each for each in query.split("&") if each and not _TRACKING.match(each.casefold())]
    fragment = urlsplit(url).fragment
    route = f"#{fragment}" if fragment.startswith(("/", "!")) else ""
    return page.rstrip("/") + ("?" + "&".join(parameters) if parameters else "") + route


def identifies_one_work(role: str, source_type: str) -> bool:
    """Return whether a location of this role, at a source of this type, is the page of that work alone."""
    return role == Location.Role.ORIGINAL and source_type != Source.Type.CHAPTER


def locations_of_other_sources(urls: Collection[str], *, but: Q) -> list[Location]:
    """Return the locations in use with one of these URLs, however they are spelled, except those matching `but`.

    Of many URLs, as in a file, only the usual spellings are found: the rows of all their hosts would be too many.
    """
    keys = {key for url in urls if (key := page_key(url))}
    hosts = {re.split("[/?#]", key, maxsplit=1)[0] for key in keys}
    if len(hosts) > MOST_HOSTS:
        wanted = Q(url__in={spelling for url in urls for spelling in _spellings(url)})
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


def _spellings(url: str) -> set[str]:
    page = page_key(url)
    if not page:
        return set()
    return {url, *(f"{scheme}://{page}{end}" for scheme in ("http", "https") for end in ("", "/"))}
