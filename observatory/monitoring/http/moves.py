"""Decide which redirects mean that a document has moved. Pure functions.

Some redirects are disguised error pages: those to a home page, to a page that many other URLs redirect to, and to a
page that a made-up URL in the same folder also redirects to (Bar-Yossef et al., "Sic transit gloria telae", WWW 2004).
"""

import secrets
from enum import StrEnum
from urllib.parse import urlsplit

from observatory.monitoring.http.urls import is_home

CROWD = 3  # this many other URLs redirecting to one page make it a catch-all
SAME_DOCUMENT = 0.5  # share of the text that may differ between a document and its copy at another URL


class RedirectKind(StrEnum):
    """Where following a URL led."""

    STAYED = "stayed"  # the same URL, or one that differs insignificantly
    TEMPORARY = "temporary"  # another URL, temporarily
    ASTRAY = "astray"  # a home page or a catch-all
    PERMANENT = "permanent"  # another URL, permanently according to the server


def classify_redirect(url: str, final_url: str, *, permanent: bool, crowd: int = 0) -> RedirectKind:
    """Return the kind of a redirect from ``url`` to ``final_url`` (both in normal form).

    ``crowd`` is the number of other URLs known to redirect to ``final_url``.
    """
    if are_equivalent_urls(url, final_url):
        return RedirectKind.STAYED
    if (is_home(final_url) and not is_home(url)) or crowd >= CROWD:
        return RedirectKind.ASTRAY
    return RedirectKind.PERMANENT if permanent else RedirectKind.TEMPORARY


def are_equivalent_urls(one: str, other: str) -> bool:
    """Return whether two URLs differ only in the scheme, ``www.`` or a trailing slash."""
    return _bare(one) == _bare(other)


def made_up_sibling_url(url: str) -> str:
    """Return a random URL in the folder of ``url``, at which no server can have a page."""
    parts = urlsplit(url)
    folder = (
        parts.path.rpartition("/")[0] if not parts.path.endswith("/") else parts.path.rstrip("/").rpartition("/")[0]
    )
    return f"{parts.scheme}://{parts.netloc}{folder}/{secrets.token_hex(6)}"


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(":80").removesuffix(":443").removeprefix("www.")
    return netloc, parts.path.rstrip("/"), parts.query
