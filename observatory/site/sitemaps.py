"""Sitemaps with dates and language alternates (https://www.sitemaps.org/protocol.html)."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.site.addresses import record_url


class RecordSitemap(Sitemap):
    """Every live record of one kind."""

    i18n = alternates = x_default = True
    limit = 5000  # each in two languages with its alternates: far under the 50,000 addresses and 50 MB allowed

    def __init__(self, kind: str):
        self.kind = kind

    def items(self):
        return Entry.objects.live().filter(kind=self.kind).order_by("record_id").only("kind", "slug", "published_at")

    def lastmod(self, entry: Entry):
        return entry.published_at

    def get_latest_lastmod(self):
        return self.items().aggregate(latest=Max("published_at"))["latest"]

    def location(self, entry: Entry) -> str:
        return record_url(entry.kind, entry.slug)


class PageSitemap(Sitemap):
    """The pages that are not records."""

    i18n = alternates = x_default = True
    names = (
        "home",
        "about",
        "methods",
        "source-list",
        "timeline",
        "graph",
        "disagreements",
        "changes",
        "coverage",
        "compare-places",
        "glossary",
    )

    def items(self):
        return [*self.names, *(f"{record_type.kind}-list" for record_type in registry.all_types())]

    def location(self, name: str) -> str:
        return reverse(name)


def sitemaps() -> dict[str, Sitemap]:
    """Return the sections of the sitemap: one a record type, and one for the other pages."""
    records = {record_type.kind: RecordSitemap(record_type.kind) for record_type in registry.all_types()}
    return {"pages": PageSitemap(), **records}
