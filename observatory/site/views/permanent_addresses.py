"""Permanent addresses that redirect: `/r/<id>` of a record or source, `/s/<id>` of a statement as one source is cited
for it.
"""

from django.db.models import F, Func, IntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.public.links import citation_anchor, permanent_version_url, record_url, version_url
from observatory.public.localised_texts import choose
from observatory.public.merge_redirects import redirect_to_successor
from observatory.public.problem_documents import problem_response, status_problem, wants_problem
from observatory.public.read_cited_statements import find_statement, label_of
from observatory.publishing.models import CitedStatement, Entry, Version
from observatory.search.sources_and_terms import public_sources
from observatory.site.http.error_pages import in_accepted_language
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.as_of_parameter import forbid_indexing
from observatory.site.record.record_content import MOST_NEIGHBOURS
from observatory.site.record.relations_and_neighbours import COLUMNS
from observatory.site.record.statement_evidence import margin_citation
from observatory.site.views.record_pages import withdrawn_page


class StatementPage(PublicPage):
    """Redirects (302) to the citation on the page of its record; 410 with the reason when it is no longer public.

    Neither answer may be stored: slugs change, and what is gone can come back.
    """

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        row = find_statement(public_id)
        if row is None:
            raise Http404
        response = _gone_statement_page(request, row) if row.ended_by else redirect(_place_of(row))
        response["Cache-Control"] = "no-cache"
        return response


def _place_of(row: CitedStatement) -> str:
    """Return where a citation is: on the page of its record, which shows the last relations only."""
    entry = row.record.entry
    part, _colon, place = row.statement.partition(":")
    anchor = citation_anchor(row.public_id)
    if part == "relation" and int(place) < _relations_of(entry.pk) - MOST_NEIGHBOURS:
        anchor = "relations"
    return f"{record_url(entry.kind, entry.slug)}#{anchor}"


def _relations_of(record_id: int) -> int:
    number = Func(F("document__relations"), function="jsonb_array_length", output_field=IntegerField())
    return Entry.objects.filter(pk=record_id).values_list(number, flat=True).get()


@in_accepted_language
def _gone_statement_page(request: HttpRequest, row: CitedStatement) -> HttpResponse:
    """Return the page that says since when and why a statement is no longer public (410); a program gets a problem
    document."""
    entry, end = row.record.entry, row.ended_by
    withdrawn = end.action == Version.Action.WITHDRAW
    winner = Entry.objects.filter(public_id=entry.merged_into).first() if withdrawn and entry.merged_into else None
    if wants_problem(request):
        problem = status_problem(410, _("This statement is no longer public."))
        members = {
            "id": row.public_id,
            "reason": end.reason,
            "gone_at": end.published_at.isoformat(),
            "last_version": permanent_version_url(entry.public_id, row.last.number),
        }
        return problem_response(request, problem | members | ({"merged_into": winner.public_id} if winner else {}))
    context = {
        "row": row,
        "entry": entry,
        "end": end,
        "withdrawn": withdrawn,
        "winner": winner,
        "label": choose(label_of(row)),
        "item": margin_citation(row.citation),
        "last_url": f"{version_url(entry.kind, entry.slug, row.last.number)}#{citation_anchor(row.public_id)}",
    }
    response = TemplateResponse(request, "site/statement_gone.html", context, status=410)
    patch_vary_headers(response, ["Accept"])
    return forbid_indexing(response)


class Permanent(View):
    """`/r/<id>`: where the record or source of that public id is now. Temporary (302), because slugs change."""

    def get(self, request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponse:
        entry = (
            Entry.objects.filter(public_id=public_id)
            .only(*COLUMNS, "withdrawn_at", "withdrawal_reason", "merged_into")
            .first()
        )
        if entry is None:
            return self.source(request, public_id)
        if number is not None:
            return redirect(version_url(entry.kind, entry.slug, number))
        return withdrawn_page(request, entry) if entry.withdrawn_at else redirect(record_url(entry.kind, entry.slug))

    def source(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if not public_sources().filter(public_id=public_id).exists():
            return redirect_to_successor(request, "permanent", public_id)
        return redirect("source-detail", public_id)
