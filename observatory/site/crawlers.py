"""What machines ask for first: robots.txt (RFC 9309), sitemaps, security.txt (RFC 9116), an icon."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils import timezone
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


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness; nothing where SECURITY_CONTACT names nobody. Good for half a year."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "en, zh",
        "Canonical": absolute(request.path),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400, public=True)
def icon(request: HttpRequest) -> HttpResponse:
    """The icon, for programs that do not read the link to it."""
    return HttpResponseRedirect(static("observatory/mark.svg"))


def crawler_urls() -> list[URLPattern]:
    """Return the addresses; called when every record type is registered."""
    sections = {"sitemaps": sitemaps()}
    return [
        path("robots.txt", robots, name="robots"),
        path(".well-known/security.txt", security, name="security"),
        path("favicon.ico", icon),
        path("sitemap.xml", views.index, {**sections, "sitemap_url_name": "sitemap"}, name="sitemap-index"),
        path("sitemap-<section>.xml", views.sitemap, sections, name="sitemap"),
    ]
