"""Decide which redirects mean that a document has moved. Pure functions.

A redirect to a home page, or to a page that many others redirect to, is an error page in disguise; so is one that a
made-up address of the same folder gets too (Bar-Yossef et al., "Sic transit gloria telae", WWW 2004).
"""

import secrets
from enum import StrEnum
from urllib.parse import urlsplit

from observatory.monitoring.http.urls import is_home

CROWD = 3  # other addresses that lead to one page make it a catch-all
SAME_DOCUMENT = 0.5  # share of the text that may have changed between a document and itself elsewhere


class RedirectKind(StrEnum):
    """What following an address came to."""

    STAYED = "stayed"  # the same address, or one that differs in nothing that matters
    TEMPORARY = "temporary"  # elsewhere, for now
    ASTRAY = "astray"  # a home page or a catch-all
    PERMANENT = "permanent"  # elsewhere, for good, says the server


def classify_redirect(url: str, final_url: str, *, permanent: bool, crowd: int = 0) -> RedirectKind:
    """What the redirect from ``url`` to ``final_url`` (both in normal form) is.

    ``crowd`` counts the other addresses known to lead to ``final_url``.
    """
    if same_place(url, final_url):
        return RedirectKind.STAYED
    if (is_home(final_url) and not is_home(url)) or crowd >= CROWD:
        return RedirectKind.ASTRAY
    return RedirectKind.PERMANENT if permanent else RedirectKind.TEMPORARY


def same_place(one: str, other: str) -> bool:
    """True for addresses that differ in scheme, ``www.`` or a closing slash only."""
    return _bare(one) == _bare(other)


def made_up_sibling_url(url: str) -> str:
    """An address in the folder of ``url`` that no server can know."""
    parts = urlsplit(url)
    folder = (
        parts.path.rpartition("/")[0] if not parts.path.endswith("/") else parts.path.rstrip("/").rpartition("/")[0]
    )
    return f"{parts.scheme}://{parts.netloc}{folder}/{secrets.token_hex(6)}"


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    netloc = parts.netloc.removesuffix(":80").removesuffix(":443").removeprefix("www.")
    return netloc, parts.path.rstrip("/"), parts.query
