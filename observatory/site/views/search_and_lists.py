"""The search page, the lists of records of one type, the search in stored texts, and suggested titles while a reader
types.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.search.suggestions import complete_title
from observatory.search.text_block_search import find_blocks
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.current_and_past_lists import select_records
from observatory.site.lists.other_results import partial_text_results, text_passages_in_words, text_result
from observatory.site.lists.query_string import ListQuery, QueryString, sort_links

TEXTS_ON_A_PAGE = 25


class SearchPage(PublicPage):
    """The records that the query string asks for, with facets; of today, or with `as_of` of a past day."""

    reads_as_of = True
    template = "site/search.html"
    kind = ""
    lede: Any = ""
    live: tuple[str, ...] = ("texts",)
    actors = True  # whether a row names the organisations behind the record (the list of organisations does not)

    def get(self, request: HttpRequest) -> HttpResponse:
        query = ListQuery.parse(request, **({"kind": [self.kind]} if self.kind else {}))
        selection = select_records(query)
        shown = selection.list_context(actors=self.actors)
        problems = [*query.problems, *query.sort_problems]
        context = {
            "kind": self.kind,
            "section": "" if self.kind else "search",
            "lede": self.lede,
            "actors": self.actors,
            "sorts": sort_links(query, shown["order"]),
            "unread": problems,
            "feed_query": query.selection_link(),
            "table_query": query.selection_link(),
            **shown,
        }
        template = selection.list_template or self.template
        return selection.finish(TemplateResponse(request, template, context, status=400 if problems else 200))


class RecordListPage(SearchPage):
    """The records of a type. A type's view names its `kind` and says in `lede` what it holds."""

    template = "site/list.html"
    live = ()


class TextSearchPage(PublicPage):
    """The blocks of stored texts that have the words of a search, best first; where none has all, those with most."""

    live = ("texts",)

    def get(self, request: HttpRequest) -> HttpResponse:
        query = QueryString(request.GET)
        blocks = find_blocks(query.text)
        page = Paginator(blocks.keys, TEXTS_ON_A_PAGE).get_page(query.page)
        rows = blocks.rows(page.start_index() - 1 if page else 0, TEXTS_ON_A_PAGE) if blocks else []
        context = {
            "section": "search",
            "query": query.text,
            "page": page,
            "lines": [text_result(row, blocks.marker) for row in rows],
            "words": text_passages_in_words(blocks) if blocks else "",
            "partial": [] if blocks else partial_text_results(query.text),
        }
        return TemplateResponse(request, "site/text_results.html", context)


class Completions(View):
    """Titles that begin with what the reader has typed, as options of a list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"completions": complete_title(QueryString(request.GET).text)}
        return TemplateResponse(request, "site/completions.html", context)
