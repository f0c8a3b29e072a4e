"""What templates ask about the page itself: its languages, theme, imprint, and the addresses that it links to."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observatory.public import links
from observatory.public.imprint import contact_url, licence
from observatory.records.languages import active_language
from observatory.site.record.mistake_report_links import MistakeReport
from observatory.site.templating.formats import type_name_plural
from observatory.text.bilingual_text import TAGS

# A cited page is not ours, and its domain may change hands: citing it must not vouch for it (nofollow), nor hand
# it a window (noopener). Curators choose the addresses, so they are not "ugc".
EXTERNAL_REL = "external nofollow noopener"
LONGEST_ADDRESS = 500  # of a page, in the mail that reports a mistake on it
_LANGUAGE_NAMES = {"en": "English", "zh-hans": "中文"}


def site_name() -> str:
    """Return the name of the observatory in the language of the page."""
    return _("AI for Science Observatory")


def page_language() -> str:
    """Return the value of the page's `lang`."""
    return TAGS[active_language()]


def site_languages(request: HttpRequest | None) -> list[dict[str, Any]]:
    """Return this page in each language of the site: HTML tag, path, absolute address, name, whether it is shown."""
    path = request.get_full_path() if request else "/"
    paths = {code: translate_url(path, code) for code in TAGS}
    return [
        {
            "tag": TAGS[code],
            "path": paths[code],
            "url": links.absolute_url(paths[code]),
            "name": _LANGUAGE_NAMES[code],
            "current": code == active_language(),
        }
        for code in TAGS
    ]


def chosen_theme(request: HttpRequest | None) -> str:
    """Return the theme that the reader chose: "light", "dark" or "" for the system's."""
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


def page_imprint(request: HttpRequest | None, mistakes: MistakeReport | None = None) -> dict[str, Any]:
    """Return what the foot of a page says: licence, publisher, contact, and the link to report a mistake on this page
    or in what `mistakes` names."""
    address = request.get_full_path()[:LONGEST_ADDRESS] if request else "/"
    return {
        "licence": licence(),
        "publisher": settings.PUBLISHER,
        "contact": contact_url(),
        "report": (mistakes or MistakeReport(links.absolute_url(address))).href,
    }


def record_types() -> list[dict[str, str]]:
    """Return every type of record for the menu of a page: its name in the plural and the address of its list."""
    return [
        {"kind": each.kind, "name": type_name_plural(each.kind), "url": links.listing_url(each.kind)}
        for each in links.types_in_order()
    ]


def url(name: str, *args: str, **kwargs: str) -> str:
    """Return the path of a view of this site."""
    return _url(name, args, tuple(kwargs.items()), get_language(), get_script_prefix())


@lru_cache(maxsize=1_000)  # resolving takes 50 µs, and the foot of every page has a dozen
def _url(
    name: str, args: tuple[str, ...], kwargs: tuple[tuple[str, str], ...], language: str | None, prefix: str
) -> str:
    return reverse(name, args=args, kwargs=dict(kwargs))


def page_url(request: HttpRequest, number: int) -> str:
    """Return the query string of another page of the same list."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def files_of_records(query: str = "") -> list[tuple[str, str]]:
    """Return the files (form, address) with the records that the query string of a list asks for."""
    query = "" if query == "?" else query
    return [(form.upper(), reverse("records-table", args=[form]) + query) for form in ("csv", "xlsx")]


def files_of_list(name: str, q: str = "") -> list[tuple[str, str]]:
    """Return the files (form, address) of a list of the API, filtered by the words of its search."""
    words = f"q={quote_plus(q)}&" if q else ""
    return [(form.upper(), f"/api/v1/{name}/?{words}format={form}") for form in ("csv", "xlsx")]
