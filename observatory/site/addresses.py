"""Addresses of the site's own pages."""

from django.conf import settings
from django.urls import reverse

from observatory.records import registry
from observatory.records.registry import RecordType


def types_in_order() -> list[RecordType]:
    """Return every record type as menus order them: the domain's first, the kernel's organisations last."""
    return sorted(registry.all_types(), key=lambda each: each.kind == "organisation")


def record_url(kind: str, slug: str) -> str:
    """Return the page of a record."""
    return reverse(f"{kind}-detail", args=[slug])


def listing_url(kind: str) -> str:
    """Return the list of a type."""
    return reverse(f"{kind}-list")


def versions_url(kind: str, slug: str) -> str:
    return reverse(f"{kind}-versions", args=[slug])


def version_url(kind: str, slug: str, number: int) -> str:
    return reverse(f"{kind}-version", args=[slug, number])


def source_url(public_id: str) -> str:
    return reverse("source-detail", args=[public_id])


def permanent_url(public_id: str) -> str:
    """Return the address, host and all, that stands in citations: it never changes, whatever the slug does."""
    return absolute(f"/r/{public_id}")


def absolute(path: str) -> str:
    """Return a path of this site with scheme and host, as SITE_URL has them (never the request's Host header)."""
    return settings.SITE_URL.rstrip("/") + path
