"""Files for crawlers and browsers: robots.txt, sitemaps with dates and language alternates, security.txt, favicon."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from observatory.public.catalogue_counts import catalogue_counts
from observatory.public.links import absolute_url
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.site.http.page_cache import cached_page
from observatory.site.lists.query_string import parse_page_number

IN_ONE_FILE = 1_000  # records, each in every language: far under the 50,000 addresses and 50 MB allowed
PAGES = "pages"
NAMES = (
    *("home", "about", "methods", "data", "source-list", "timeline", "graph", "disagreements", "changes", "coverage"),
    *("glossary", "compare-places"),
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_INDEX = _HEAD + '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}\n</sitemapindex>\n'
_SET = _HEAD + (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{}\n</urlset>\n'
)


def index_of_sitemaps() -> str:
    """Return the index: every file of every section, with the date of the last change in the section."""
    rows = [f"<sitemap><loc>{absolute_url(_file(PAGES))}</loc></sitemap>"]
    for kind, count in catalogue_counts().kinds.items():
        newest = Entry.objects.live().filter(kind=kind).values_list("published_at", flat=True).first()
        for page in range(1, -(-count // IN_ONE_FILE) + 1) if newest else ():
            tail = f"?p={page}" if page > 1 else ""
            where = absolute_url(_file(kind)) + tail
            rows.append(f"<sitemap><loc>{where}</loc><lastmod>{newest.isoformat()}</lastmod></sitemap>")
    return _INDEX.format("\n".join(rows))


def sitemap_section(name: str, page: int) -> str | None:
    """Return one file of a section; None where there is none."""
    if name == PAGES:
        lists = [f"{each.kind}-list" for each in registry.all_types()]
        return (
            _SET.format(_sitemap_urls((_sitemap_languages(each), None) for each in (*NAMES, *lists)))
            if page == 1
            else None
        )
    if name not in {each.kind for each in registry.all_types()}:
        return None
    start = (page - 1) * IN_ONE_FILE
    entries = Entry.objects.live().filter(kind=name).order_by("record_id").values_list("slug", "published_at")
    rows = list(entries[start : start + IN_ONE_FILE])
    if page > 1 and not rows:
        return None
    forms = [
        (language, where.replace("SLUG", "{}")) for language, where in _sitemap_languages(f"{name}-detail", "SLUG")
    ]
    return _SET.format(
        _sitemap_urls(([(tag, form.format(slug)) for tag, form in forms], moment) for slug, moment in rows)
    )


def _file(name: str) -> str:
    return reverse("sitemap", args=[name])


def _sitemap_languages(name: str, *args: str) -> list[tuple[str, str]]:
    """Return the address of a page in each language with the code of the language."""
    addresses = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            addresses.append((code, absolute_url(reverse(name, args=args))))
    return addresses


def _sitemap_urls(pages: Iterable[tuple[list[tuple[str, str]], datetime | None]]) -> str:
    """Return the elements of some pages in a sitemap, one for each language, each with links to all languages."""
    elements = []
    for languages, moment in pages:
        links = [(tag, escape(where)) for tag, where in languages]
        named = [*links, ("x-default", links[0][1])]
        alternates = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href="{url}"/>' for tag, url in named)
        dated = f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""
        elements += [f"<url><loc>{where}</loc>{dated}{alternates}</url>" for _tag, where in links]
    return "\n".join(elements)


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
    return HttpResponse(index_of_sitemaps(), content_type="application/xml")


@require_safe
@cached_page
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the sitemap: `?p=2` is the second of its section."""
    text = sitemap_section(section, parse_page_number(request.GET.get("p"), most=10_000))
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
