"""Files for crawlers and browsers: robots.txt (RFC 9309), sitemaps, security.txt (RFC 9116), favicon."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from observatory.public.links import absolute_url
from observatory.site.http import sitemaps
from observatory.site.http.page_cache import cached_page
from observatory.site.lists.query_string import parse_page_number

# Searches and files have an unlimited number of addresses, and nothing that is not on the pages of the records.
_ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /zh-hans/admin/
Disallow: /search/
Disallow: /zh-hans/search/
Disallow: /api/
Disallow: /records.csv
Disallow: /records.xlsx
Disallow: /zh-hans/records.csv
Disallow: /zh-hans/records.xlsx

Sitemap: {sitemap}
"""


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: which addresses crawlers may read."""
    return HttpResponse(_ROBOTS.format(sitemap=absolute_url("/sitemap.xml")), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """security.txt: the contact for security problems, valid for half a year; 404 without a SECURITY_CONTACT."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "en, zh",
        "Canonical": absolute_url(request.path),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400, public=True)
def icon(request: HttpRequest) -> HttpResponse:
    """The icon, for programs that do not read the link to it."""
    return HttpResponseRedirect(static("observatory/mark.svg"))


@require_safe
@cached_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files of the sitemap."""
    return HttpResponse(sitemaps.index_of_sitemaps(), content_type="application/xml")


@require_safe
@cached_page
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the sitemap: `?p=2` is the second of its section."""
    text = sitemaps.sitemap_section(section, parse_page_number(request.GET.get("p"), most=10_000))
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response


def crawler_urls() -> list[URLPattern]:
    return [
        path("robots.txt", robots, name="robots"),
        path(".well-known/security.txt", security, name="security"),
        path("favicon.ico", icon),
        path("sitemap.xml", sitemap_index, name="sitemap-index"),
        path("sitemap-<section>.xml", sitemap, name="sitemap"),
    ]
