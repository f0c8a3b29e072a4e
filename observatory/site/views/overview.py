"""Status pages: disagreements, changed sources, coverage, glossary, methods and about."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.evidence_counts import evidence_counts
from observatory.publishing.models import PublishedRendering, PublishedTerm
from observatory.search.partial_matches import rows_of
from observatory.search.sources_and_terms import find_official_terms, find_partial_terms, public_glossary
from observatory.site.http.public_page import PublicPage
from observatory.site.lists.query_string import QueryString
from observatory.site.overview.coverage import count_gaps, coverage_tables
from observatory.site.overview.source_changes import (
    SourceChange,
    any_source_read,
    latest_changes,
    latest_losses,
    records_citing,
)
from observatory.site.overview.statement_changes import changes_key, statement_changes
from observatory.site.record.disputes import disputed_entries, open_disputes

PAGE_SIZE = 30


class DisagreementsPage(PublicPage):
    """Every record whose sources state different values, with the values side by side."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(disputed_entries(), PAGE_SIZE).get_page(QueryString(request.GET).page)
        context = {"page": page, "rows": open_disputes(page.object_list)}
        return TemplateResponse(request, "site/disagreements.html", context)


class ChangesPage(PublicPage):
    """Statements whose passage changed; then cited pages that changed or were lost lately, with the records that cite
    them."""

    @staticmethod
    def page_content(response: Any) -> int:
        """Return where the shown statements begin: the address says which page of them it is."""
        return response.context_data["start"]

    @staticmethod
    def extra_key(start: int) -> Any:
        return changes_key(PAGE_SIZE + 1, start), latest_changes_and_losses()

    def get(self, request: HttpRequest) -> HttpResponse:
        number = QueryString(request.GET).page
        start = (number - 1) * PAGE_SIZE
        statements = statement_changes(PAGE_SIZE + 1, start)
        changes, losses, read = latest_changes_and_losses()
        citing = records_citing({each.source for each in (*changes[:PAGE_SIZE], *losses[:PAGE_SIZE])})
        context = {
            "section": "changes",
            "start": start,
            "number": number,
            "statements": statements[:PAGE_SIZE],
            "more_statements": len(statements) > PAGE_SIZE,
            "any_read": read,
            "changed": [(each, citing[each.source]) for each in changes[:PAGE_SIZE]],
            "lost": [(each, citing[each.source]) for each in losses[:PAGE_SIZE]],
            "more_changed": len(changes) > PAGE_SIZE,
            "more_lost": len(losses) > PAGE_SIZE,
            "most": PAGE_SIZE,
        }
        return TemplateResponse(request, "site/changes.html", context)


def latest_changes_and_losses() -> tuple[list[SourceChange], list[SourceChange], bool]:
    """Return the changes and the losses that the page shows, one more of each where there are more, and whether any
    source has been read at all."""
    changes = latest_changes(PAGE_SIZE + 1)
    return changes, latest_losses(PAGE_SIZE + 1), bool(changes) or any_source_read()


class CoveragePage(PublicPage):
    """What curators have searched for: found, none found, not yet searched; and what the statements rest on."""

    live = ("sightings",)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "section": "coverage",
            "tables": coverage_tables(),
            "statements": evidence_counts(),
            "gaps": count_gaps(),
        }
        return TemplateResponse(request, "site/coverage.html", context)


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
