"""URLs of the site's own pages."""

from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from observatory.records import registry
from observatory.records.registry import RecordType
from observatory.records.url_validation import is_public_url


def types_in_order() -> list[RecordType]:
    """Return every record type in the order of menus: organisations last."""
    return sorted(registry.all_types(), key=lambda each: each.kind == "organisation")


def record_url(kind: str, slug: str) -> str:
    """Return the path of the page of a record."""
    return _page_path(f"{kind}-detail", slug)


def listing_url(kind: str) -> str:
    """Return the path of the list of a type."""
    return _whole(f"{kind}-list", get_language(), get_script_prefix())


def search_url() -> str:
    """Return the path of the search page, which takes facet values as parameters."""
    return _whole("search", get_language(), get_script_prefix())


def versions_url(kind: str, slug: str) -> str:
    return reverse(f"{kind}-versions", args=[slug])


def version_url(kind: str, slug: str, number: int) -> str:
    return reverse(f"{kind}-version", args=[slug, number])


def changes_url(kind: str, slug: str, number: int) -> str:
    """Return the path of the page that says what changed in a version."""
    return reverse(f"{kind}-changes", args=[slug, number])


def source_url(public_id: str) -> str:
    return _page_path("source-detail", public_id)


def source_text_url(public_id: str, body_sha256: str = "", block: int | None = None) -> str:
    """Return the path of the stored text of a source, of one body of it, at one of its blocks (from 0)."""
    chosen = {"snapshot": body_sha256} if body_sha256 else {}
    chosen |= {"block": str(block)} if block else {}  # which page it is on
    query = f"?{urlencode(chosen)}" if chosen else ""
    return f"{source_url(public_id)}text/{query}{'' if block is None else f'#b{block}'}"


def _page_path(name: str, part: str) -> str:
    """Return the path of a page whose only argument is a slug or public id.

    Cached, because a page has hundreds of links and resolving each takes 50 µs.
    """
    before, after = _around(name, get_language(), get_script_prefix())
    return f"{before}{part}{after}"


@lru_cache(maxsize=100)
def _around(name: str, _language: str | None, _prefix: str) -> list[str]:
    return reverse(name, args=["_"]).rsplit("_", 1)


@lru_cache(maxsize=100)
def _whole(name: str, _language: str | None, _prefix: str) -> str:
    return reverse(name)


def api_path(kind: str, public_id: str) -> str:
    """Return the path of a record in the API: the same in every language."""
    return f"/api/v1/{registry.get_record_type(kind).prefix}/{public_id}/"


def permanent_url(public_id: str) -> str:
    """Return the permanent address for citations, with scheme and host; it stays the same when the slug changes."""
    return absolute_url(f"/r/{public_id}")


def permanent_version_url(public_id: str, number: int) -> str:
    """Return the permanent address of one version of a record, with scheme and host."""
    return f"{permanent_url(public_id)}/{number}"


def statement_url(public_id: str) -> str:
    """Return the permanent address of a cited statement, with scheme and host, by the ID of its citation."""
    return absolute_url(f"/s/{public_id}")


def citation_anchor(public_id: str) -> str:
    """Return the name of the place of a citation on the page of its record."""
    return f"s-{public_id}"


def permanent_path(public_id: str) -> str:
    """Return the path of the same address, in the language of the page."""
    return _page_path("permanent", public_id)


def absolute_url(path: str) -> str:
    """Return a path of this site with scheme and host, as SITE_URL has them (never the request's Host header)."""
    return settings.SITE_URL.rstrip("/") + path


@lru_cache(maxsize=10_000)
def host(url: str | None) -> str:
    """Return the host of a web address as a link to it shows it, without "www."; "" for anything that is not http or
    https."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname if parts.scheme in ("http", "https") else ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    return (name or "").removeprefix("www.")


def is_web_address(url: str | None) -> bool:
    """Whether a text from the catalogue may become a link: an address on the public web, http or https."""
    return is_public_url(url)
