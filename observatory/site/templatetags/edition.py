"""Template filters for texts, dates, marks and links. Nothing from the catalogue is ever marked as safe."""

from datetime import date, datetime
from functools import cache, lru_cache
from urllib.parse import quote_plus

from django import template
from django.conf import settings
from django.template.base import NodeList
from django.template.defaultfilters import date as date_format
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.public import links
from observatory.public.imprint import contact_url, licence
from observatory.public.localise import (
    TAGS,
    Run,
    choose,
    format_date,
    host,
    is_web_address,
    localise_reason,
    other_forms,
)
from observatory.public.location_health import LocationHealth, describe_health, passage_is_gone
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.site.jinja import part
from observatory.site.overview.year_chart import YearColumn
from observatory.site.record.report_links import MistakeReport
from observatory.site.record.statements import evidence_label

register = template.Library()

# A cited page is not ours, and its domain may change hands: citing it must not vouch for it (nofollow), nor hand
# it a window (noopener). Curators choose the addresses, so they are not "ugc".
REL = "external nofollow noopener"
LONGEST_ADDRESS = 500  # of a page, in the mail that reports a mistake on it

register.filter("told_date", format_date)
register.filter("told_reason", localise_reason)
register.filter("host", host)
register.filter("evidence_label", evidence_label)
register.filter("choose", choose)
register.simple_tag(part)
register.simple_tag(links.record_url, name="record_url")
register.simple_tag(links.listing_url, name="listing_url")
register.simple_tag(links.versions_url, name="versions_url")
register.simple_tag(links.version_url, name="version_url")
register.simple_tag(links.source_url, name="source_url")
register.simple_tag(links.permanent_url, name="permanent_url")


@register.filter
def run(text: Run) -> SafeString | str:
    """A text with its `lang` where it is not the page's language."""
    if not text.lang:
        return text.text
    return format_html('<span lang="{}">{}</span>', text.lang, text.text)


@register.filter
def stop(text: object) -> str:
    """The full stop that a part of a reference still needs: none after "J." or "Who decides?"."""
    return "" if str(text).rstrip().endswith((".", "?", "!", "。", "？", "！")) else "."


@register.filter
def day(moment: date | datetime | str | None) -> str:
    """A day in words: "12 Nov 2026", "2026年11月12日". Takes ISO text too."""
    if isinstance(moment, str):
        moment = date.fromisoformat(moment[:10]) if moment else None
    return _day(moment.year, moment.month, moment.day, active_language()) if moment else ""


@lru_cache(maxsize=10_000)
def _day(year: int, month: int, day: int, language: str) -> str:
    return date_format(date(year, month, day), "Y年n月j日" if language == "zh-hans" else "j M Y")


@register.filter(name="lacks")
def lacks_passage(location, quote) -> bool:
    """Whether a statement's passage stands at its location no longer."""
    return bool(location and quote) and passage_is_gone(location, quote.text)


@register.filter(name="health")
def health_of(location, checked_on: str = "") -> LocationHealth | None:
    """How a location is now; nothing for a citation that names no location."""
    return describe_health(location, checked_on) if location else None


@register.filter
def note(row) -> Run:
    """The note of a row of the write side that readers are shown (sources, locations)."""
    return choose({"en": row.note_en, "zh-hans": row.note_zh_hans})


@register.filter
def other_label(term) -> Run:
    """The label of a vocabulary's term in the language that the page is not in."""
    further = other_forms({"en": term.label_en, "zh-hans": term.label_zh_hans})
    return further[0] if further else Run("")


@register.simple_tag
def weblink(url: str, text: str = "") -> SafeString | str:
    """A link to somebody else's page; where the address may not be published, the text or words that say so."""
    if not is_web_address(url):
        return text if text and text != url else _("The web address is not public")
    return format_html('<a href="{}" rel="{}">{}</a>', url, REL, text or host(url))


@register.simple_tag
@cache
def mark(shape: str) -> SafeString:
    """The shape of a verdict or of an evidence state (there are a dozen); the word beside it is the template's."""
    lines = render_to_string("site/_mark.html", {"shape": shape}).splitlines()
    return mark_safe("".join(line.strip() for line in lines))  # noqa: S308 - rendered by a template


@register.inclusion_tag("site/_day.html", takes_context=True)
def as_it_stood(context) -> dict[str, object]:
    """A form that leads from a list of today to the same list of another day (`selection.day_form`)."""
    return {"past": context["another_day"]}


@register.inclusion_tag("site/_download.html")
def download_records(query: str = "") -> dict[str, str]:
    """The links to the table of the records that a query string of a list asks for."""
    tables = {form: reverse("records-table", args=[form]) for form in ("csv", "xlsx")}
    return {form: f"{where}{query if query != '?' else ''}" for form, where in tables.items()}


@register.inclusion_tag("site/_download.html")
def download_list(name: str, q: str = "") -> dict[str, str]:
    """The links to the table of a list of the API, narrowed by the words of its search."""
    words = f"q={quote_plus(q)}&" if q else ""
    return {form: f"/api/v1/{name}/?{words}format={form}" for form in ("csv", "xlsx")}


@register.simple_tag
def record_kinds() -> list[dict[str, str]]:
    """Every type of record with its name and the address of its list."""
    return [
        {"kind": each.kind, "name": kind_name(each.kind), "url": links.listing_url(each.kind)}
        for each in links.types_in_order()
    ]


@register.filter
def kind_name(kind: str) -> str:
    """The name of a type in the plural: "Initiatives"."""
    return _kind_name(kind, True, active_language())


@register.filter
def one_of_kind(kind: str) -> str:
    """The name of a type in the singular: "Initiative"."""
    return _kind_name(kind, False, active_language())


@cache
def _kind_name(kind: str, plural: bool, language: str) -> str:
    names = registry.get(kind).model._meta
    return capfirst(str(names.verbose_name_plural if plural else names.verbose_name))


def year_words(column: YearColumn) -> str:
    """What a year of a chart says to who cannot see its dots."""
    told = {"year": column.year, "count": column.count}
    return ngettext("%(year)s: one record", "%(year)s: %(count)s records", column.count) % told


@register.simple_tag
def site_name() -> str:
    """The name of the observatory in the interface's language."""
    return _("AI for Science Observatory")


@register.simple_tag(takes_context=True)
def imprint(context) -> dict[str, object]:
    """Licence, publisher and contact, and the link to report a mistake on this page, or in the record that it shows."""
    request = context.get("request")
    where = request.get_full_path()[:LONGEST_ADDRESS] if request else "/"
    mistakes = context.get("mistakes") or MistakeReport(links.absolute(where))
    return {
        "licence": licence(),
        "publisher": settings.PUBLISHER,
        "contact": contact_url(),
        "report": mistakes.href,
    }


@register.simple_tag(takes_context=True)
def translations(context) -> list[dict[str, object]]:
    """This page in each language of the site: code, HTML tag, path, absolute address and whether it is shown."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    return [
        {
            "tag": tag,
            "path": (where := translate_url(path, code)),
            "url": links.absolute(where),
            "name": {"en": "English", "zh-hans": "中文"}[code],
            "current": code == active_language(),
        }
        for code, tag in TAGS.items()
    ]


@register.simple_tag
def page_language() -> str:
    """The value of the page's `lang`."""
    return TAGS[active_language()]


@register.simple_tag(takes_context=True)
def again(context, block: str) -> SafeString:
    """What a page says in a block (its title, its description), a second time. For the template that all extend."""
    return BlockNode(block, NodeList()).render(context)


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    """The theme that the reader chose: "light", "dark" or "" for the system's."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""
