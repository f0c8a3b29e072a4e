"""Lists and searches of the catalogue as it stood on a day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from observatory.site.lists.as_of import ONLY_NOW, ORDERS, Asked, banner, past_lines, unindexed
from observatory.site.lists.filter_form import chips, choices
from observatory.site.lists.query_string import MOST_PAGES, Unread, changed, narrowing, page_number

PAGE_SIZE = 50


def past_list(request: HttpRequest, asked: Asked, unread: Unread, *, kind: str = "", lede: Any = "") -> HttpResponse:
    """The records that were public then: of one type, or of all. `unread` is what could not be read of the address."""
    data = request.GET
    sort = data.get("sort", "newest")
    if sort not in ORDERS:
        unread = [*unread, ("sort", _("Use one of: %(known)s.") % {"known": ", ".join(ORDERS)})]
        sort = "newest"
    rows = asked.rows()
    number = page_number(data.get("page"))
    start = (number - 1) * PAGE_SIZE
    found = past_lines(rows.order_by(*ORDERS[sort])[start : start + PAGE_SIZE + 1], asked.day)
    offered = [each for each in choices(data) if each.name not in ONLY_NOW and not (kind and each.name == "kind")]
    words = {"newest": _("newest first"), "oldest": _("oldest first"), "published": _("recently published")}
    context = {
        "kind": kind,
        "section": "" if kind else "search",
        "lede": lede,
        "past": banner(request, asked.day),
        "total": asked.kept("total", rows.count),
        "lines": found[:PAGE_SIZE],
        "choices": offered,
        "chips": chips(offered, data),
        "sorts": [(value, words[value], changed(data, {"sort": [value]}), value == sort) for value in ORDERS],
        "year": ",".join(asked.chosen.get("year", ())),
        "number": number,
        "further": len(found) > PAGE_SIZE and number < MOST_PAGES,
        "unread": unread,
        "table_query": narrowing(data, {"kind": [kind]} if kind else {}),
    }
    return unindexed(TemplateResponse(request, "site/past_list.html", context, status=400 if unread else 200))
