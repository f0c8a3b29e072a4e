"""What search engines ask for first: robots.txt (RFC 9309) and the sitemap with its sections."""

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from observatory.site.addresses import absolute
from observatory.site.sitemaps import sitemaps

# Searches and files have endlessly many addresses and nothing that the records' own pages do not say.
_ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /zh-hans/admin/
Disallow: /search/
Disallow: /zh-hans/search/
Disallow: /api/

Sitemap: {sitemap}
"""


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers may go."""
    return HttpResponse(_ROBOTS.format(sitemap=absolute("/sitemap.xml")), content_type="text/plain; charset=utf-8")


def crawler_urls() -> list[URLPattern]:
    """Return the addresses; called when every record type is registered."""
    sections = {"sitemaps": sitemaps()}
    return [
        path("robots.txt", robots, name="robots"),
        path("sitemap.xml", views.index, {**sections, "sitemap_url_name": "sitemap"}, name="sitemap-index"),
        path("sitemap-<section>.xml", views.sitemap, sections, name="sitemap"),
    ]
