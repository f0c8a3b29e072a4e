"""Sitemaps with dates and language alternates (https://www.sitemaps.org/protocol.html).

Written here instead of using django.contrib.sitemaps, which computes every URL of every section to find the number of
files: seconds for 100,000 records, at a public URL.
"""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from observatory.public.counts import catalogue_counts
from observatory.public.links import absolute_url
from observatory.publishing.models import Entry
from observatory.records import registry

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
        return _SET.format(_urls((_in_languages(each), None) for each in (*NAMES, *lists))) if page == 1 else None
    if name not in {each.kind for each in registry.all_types()}:
        return None
    start = (page - 1) * IN_ONE_FILE
    entries = Entry.objects.live().filter(kind=name).order_by("record_id").values_list("slug", "published_at")
    rows = list(entries[start : start + IN_ONE_FILE])
    if page > 1 and not rows:
        return None
    forms = [(language, where.replace("SLUG", "{}")) for language, where in _in_languages(f"{name}-detail", "SLUG")]
    return _SET.format(_urls(([(tag, form.format(slug)) for tag, form in forms], moment) for slug, moment in rows))


def _file(name: str) -> str:
    return reverse("sitemap", args=[name])


def _in_languages(name: str, *args: str) -> list[tuple[str, str]]:
    """Return the address of a page in each language with the code of the language."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append((code, absolute_url(reverse(name, args=args))))
    return found


def _urls(pages: Iterable[tuple[list[tuple[str, str]], datetime | None]]) -> str:
    """Return the elements of some pages, one for each language, each with links to all languages."""
    found = []
    for languages, moment in pages:
        links = [(tag, escape(where)) for tag, where in languages]
        named = [*links, ("x-default", links[0][1])]
        alternates = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href="{url}"/>' for tag, url in named)
        dated = f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""
        found += [f"<url><loc>{where}</loc>{dated}{alternates}</url>" for _tag, where in links]
    return "\n".join(found)
