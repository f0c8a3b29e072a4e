"""Pages of vocabulary terms (jurisdictions, themes, fields of science) with their records, and the glossary of official
terms.
"""

from dataclasses import replace
from itertools import groupby, islice
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from observatory.public.links import listing_url, types_in_order
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import PublishedRendering, PublishedSurvey, PublishedTerm
from observatory.records.models import Field, Jurisdiction, Theme
from observatory.search import scope_counts
from observatory.search.partial_matches import rows_of
from observatory.search.planner_hints import through_indexes
from observatory.search.results import keys_of_page, search_scope
from observatory.search.scope import Scope
from observatory.search.sources_and_terms import find_official_terms, find_partial_terms, public_glossary
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.as_of_parameter import redirect_to_day
from observatory.site.lists.query_string import QueryString
from observatory.site.lists.result_rows import rows_of_keys
from observatory.site.overview.year_chart import year_chart

SHOWN = 12  # of each type
MOST_SURVEYS = 40


class TermPage(PublicPage):
    """The records with one term, type by type. Subclasses name the vocabulary and the column."""

    reads_as_of = True
    model: type[Jurisdiction] | type[Theme] | type[Field]
    column = ""
    parameter = ""
    called: Any = ""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        term = self.model.objects.select_related("parent").prefetch_related("children").filter(code=code).first()
        if term is None:
            raise Http404
        if redirect := redirect_to_day(request, **{self.parameter: code}):
            return redirect
        # A place counts its subdivisions as its own (`facets.entry_facet_values`): they need not be named.
        below = [each.code for each in term.children.all() if not each.code.startswith(f"{code}-")]
        filed = search_scope("", {self.parameter: [code, *below]})
        [counts] = scope_counts.count_matches(filed)
        surveys = self.surveys(term)
        context = {
            "called": self.called,
            "parameter": self.parameter,
            "term": term,
            "feed_query": f"?{self.parameter}={code}",
            "table_query": f"?{urlencode({self.parameter: [code, *below]}, doseq=True)}",
            "chart": year_chart(counts.years),
            "timeline_url": f"{reverse('timeline')}?{self.parameter}={code}&",
            "groups": self.groups(filed, code, counts),
            "surveys": surveys[:MOST_SURVEYS],
            "more_surveys": len(surveys) > MOST_SURVEYS,
            "most": MOST_SURVEYS,
        }
        return TemplateResponse(request, "site/term.html", context)

    def groups(self, filed: Scope, code: str, counts: Counts) -> list[dict[str, Any]]:
        """Return the newest records of each type that has some."""
        kinds = [each.kind for each in types_in_order() if counts.of("kind")[each.kind]]
        among = {kind: replace(filed, chosen={**filed.chosen, "kind": [kind]}) for kind in kinds}
        with through_indexes():
            found = {kind: keys_of_page(each, length=SHOWN + 1) for kind, each in among.items()}
        rows = iter(rows_of_keys([key for each in found.values() for key in each[:SHOWN]], actors=True))
        return [
            {
                "kind": kind,
                "lines": list(islice(rows, min(len(each), SHOWN))),
                "more": f"{listing_url(kind)}?{self.parameter}={code}" if len(each) > SHOWN else "",
            }
            for kind, each in found.items()
            if each
        ]

    def surveys(self, term) -> list[PublishedSurvey]:
        """Return what curators have searched for under a term, the latest first, and one more than are shown."""
        return []


class PlacePage(TermPage):
    model, column, parameter, called = Jurisdiction, "jurisdictions", "jurisdiction", _("Jurisdiction")

    def surveys(self, term: Jurisdiction) -> list[PublishedSurvey]:
        return list(term.published_surveys.select_related("theme").order_by("-searched_on", "-pk")[: MOST_SURVEYS + 1])


class ThemePage(TermPage):
    model, column, parameter, called = Theme, "themes", "theme", _("Theme")

    def surveys(self, term: Theme) -> list[PublishedSurvey]:
        return list(
            term.published_surveys.select_related("jurisdiction").order_by("-searched_on", "-pk")[: MOST_SURVEYS + 1]
        )


class FieldPage(TermPage):
    model, column, parameter, called = Field, "fields", "field", _("Field of science")


class GlossaryPage(PublicPage):
    """Official terms in Chinese with each English translation and the source that uses it; with `?q=` those that
    contain the words; where none contains all, those with most of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        query = QueryString(request.GET)
        page = Paginator(find_official_terms(query.text), 100).get_page(query.page)
        partial = [] if page.object_list else rows_of(find_partial_terms(query.text), public_glossary())
        context = {
            "section": "glossary",
            "page": page,
            "rows": [(term, _by_wording(term), ()) for term in page],
            "query": query.text,
            "partial": [(term, _by_wording(term), lacks) for term, lacks in partial],
        }
        return TemplateResponse(request, "site/glossary.html", context)


def _by_wording(term: PublishedTerm) -> list[tuple[tuple[str, str], list[PublishedRendering]]]:
    """Return the translations of a term, text and language, each with the uses of it by sources."""
    return [(wording, list(group)) for wording, group in groupby(_sorted(term), key=_wording)]


def _wording(rendering: PublishedRendering) -> tuple[str, str]:
    return rendering.text, rendering.language


def _sorted(term: PublishedTerm) -> list[PublishedRendering]:
    return sorted(term.renderings.all(), key=_wording)
