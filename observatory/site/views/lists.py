"""Search over everything, lists of records of one type, and titles while a reader types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.search.results import search
from observatory.search.scope import EXACT_MATCHES
from observatory.search.suggest import complete
from observatory.site.lists.as_of import asked_of, told_apart
from observatory.site.lists.other_results import groups_beside
from observatory.site.lists.query_string import changed, chosen_of, groups, narrowing, page_number, readable, text_of
from observatory.site.lists.rows import found_lines
from observatory.site.views.past_lists import past_list


class Search(View):
    """Whatever the address asks for, with facets. A type's list is a search in which the type is given."""

    kind = ""
    lede: Any = ""
    actors = True  # whether somebody stands behind such a record (an organisation stands for itself)

    def get(self, request: HttpRequest) -> HttpResponse:
        data, unread = readable(request.GET, but=told_apart(request.GET))
        fixed = {"kind": [self.kind]} if self.kind else {}
        if asked := asked_of(data, **fixed):
            return past_list(request, asked, [*unread, *asked.unread], kind=self.kind, lede=self.lede)
        text, sort = text_of(data), data.get("sort", "")
        page = page_number(data.get("page"))
        found = search(text, chosen_of(data, **fixed), sort=sort, page=page, alternatives=not self.kind)
        offered = sort_words(searching=bool(found.query))
        if sort and sort not in dict(offered):
            unread = [*unread, ("sort", _("Use one of: %(known)s.") % {"known": ", ".join(dict(offered))})]
        facets = groups(found.facets, data, without=["kind"] if self.kind else [])
        context = {
            "kind": self.kind,
            "section": "" if self.kind else "search",
            "lede": self.lede,
            "actors": self.actors,
            "query": text,
            "found": found,
            "most": EXACT_MATCHES,
            "lines": found_lines(found, actors=self.actors),
            "facets": facets,
            "chips": [(group.label, option.label, option.href) for group in facets for option in group.selected],
            "sorts": [
                (value, words, changed(data, {"sort": [value]}), value == found.sort) for value, words in offered
            ],
            "beside": groups_beside(text) if page == 1 and not self.kind and not chosen_of(data) else [],
            "suggestions": [(each, self.address(request, each.text, each.way)) for each in found.suggestions],
            "unread": unread,
            "feed_query": narrowing(data, fixed),
        }
        status = 400 if unread else 200
        return TemplateResponse(request, "site/list.html" if self.kind else "site/search.html", context, status=status)

    def address(self, request: HttpRequest, text: str, way: str) -> str:
        """Return the address of another search; one that looks everywhere drops what was chosen."""
        if way == "everywhere":
            return changed(request.GET.__class__(mutable=True), {"q": [text]})
        return changed(request.GET, {"q": [text]})


class RecordList(Search):
    """The records of a type. A type's view names its `kind` and says in `lede` what it holds."""


class Completions(View):
    """Titles that go on as the reader has begun, as options of a list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "site/completions.html", {"completions": complete(text_of(request.GET))})


def sort_words(*, searching: bool) -> list[tuple[str, str]]:
    words = [("newest", _("newest first")), ("oldest", _("oldest first")), ("published", _("recently published"))]
    return [("relevance", _("best match")), *words] if searching else words
