"""Pages of what needs attention: disagreements between sources, changed statements and sources, and the coverage of the
catalogue.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from observatory.public.evidence_counts import evidence_counts
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.query_string import QueryString
from observatory.site.overview.coverage import count_gaps, coverage_tables
from observatory.site.overview.statement_and_source_changes import (
    SourceChange,
    any_source_read,
    changes_key,
    latest_changes,
    latest_losses,
    records_citing,
    statement_changes,
)
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
