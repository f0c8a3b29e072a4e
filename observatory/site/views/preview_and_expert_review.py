"""Pages that show the working copy of a record: the preview for curators, and the secret page on which an expert
without an account gives opinions.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observatory.public.request_limits import count_request
from observatory.publishing.differences.document_differences import public_among_objects
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.item_documents import source_documents
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.index import entry_columns
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ReviewLink
from observatory.publishing.review_links import LinkClosed, find_link, give_opinions, mark_used, merged_record_of
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Record
from observatory.site.lists.as_of_parameter import forbid_indexing
from observatory.site.record.expert_opinion_fields import (
    OpinionFields,
    left_over,
    opinion_fields,
    read_posted,
    show_given,
)
from observatory.site.record.mistake_report_links import MistakeReport
from observatory.site.record.record_content import RecordContent, compose_content
from observatory.sources.models import Source


@never_cache
@staff_member_required
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Return the page of a record as it would be if it were published now, its unpublished sources included. Raises
    PermissionDenied for a user who may not view records."""
    if not request.user.has_perm("records.view_record"):
        raise PermissionDenied
    record = Record.objects.filter(public_id=public_id).first()
    if record is None:
        raise Http404
    document = record_documents.build_document(record, public=public_among_objects(record))
    edition = compose_content(document, unpublished=unpublished_sources_of(document))
    edition.evidence = document["evidence_state"]
    context = {
        "entry": record,
        "edition": edition,
        "live": False,
        "preview": True,
        "form_url": admin_record_url(record),
        "mistakes": MistakeReport(),
        "versions": [],
    }
    return forbid_indexing(TemplateResponse(request, "site/record.html", context))


def unpublished_sources_of(document: dict[str, Any]) -> dict[str, SourceContent]:
    """Return the sources that the document cites and that would be published with it, by public id."""
    cited = entry_columns.entry_columns_of_document(document)["source_ids"]
    keys = Source.objects.filter(public_id__in=cited, published=None).values_list("pk", flat=True)
    found = map(SourceContent.from_document, source_documents(list(keys)).values())
    return {source.public_id: source for source in found}


_TOKEN = re.compile("[0-9a-f]{64}")
REQUESTS = {"most": 60, "seconds": 60}
WRONG_TOKENS = {"most": 20, "seconds": 15 * 60}


def untraceable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose address is a secret, as that of the review by an expert."""

    @wraps(view)
    def answer(*args: Any, **where: Any) -> HttpResponse:
        """Take the opinions that an expert sent, or show them again with what is wrong."""
        response = forbid_indexing(view(*args, **where))
        # Never the path. "no-referrer" would take the origin from forms too, and the check against forgery needs that.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(answer)


@untraceable
@require_http_methods(["GET", "HEAD", "POST"])
def expert_review(request: HttpRequest, token: str) -> HttpResponse:
    """Show an expert the working copy and take opinions; the same answer to a wrong, an expired and a revoked
    address."""
    if not count_request(request, "review-link", **REQUESTS):
        return _closed_review_page(request, too_many=True)
    now = timezone.now()
    link = find_link(token, now) if _TOKEN.fullmatch(token) else None
    if link is None:
        allowed = count_request(request, "wrong-review-link", **WRONG_TOKENS)
        return _closed_review_page(request, too_many=not allowed)
    mark_used(link, now)
    return _ExpertReviewPage(request, link).answer()


class _ExpertReviewPage:
    """The page of one link for one request."""

    def __init__(self, request: HttpRequest, link: ReviewLink) -> None:
        self.request, self.link, self.record = request, link, link.record
        visible = public_among_objects(self.record)
        self.document = record_documents.build_document(self.record, public=visible)
        self.digest = record_documents.document_digest(self.document)
        self.edition = compose_content(self.document, unpublished=unpublished_sources_of(self.document))
        self.edition.evidence = self.document["evidence_state"]
        self.fields = _fields(self.record, self.edition, visible)

    def answer(self) -> HttpResponse:
        """Take the opinions that an expert sent, or show them again with what is wrong."""
        if self.request.method != "POST":
            given = list(self.link.opinions.all())
            show_given(self.fields, given)
            return self.show_form(saved=self.request.GET.get("saved") == "1", number=len(given))
        given = read_posted(self.fields, self.request.POST)
        lost = list(left_over(self.fields, self.request.POST))
        is_edited = self.request.POST.get("seen") != self.digest
        if self.fields.has_errors or is_edited or lost:
            return self.show_form(status=422, is_edited=is_edited, lost=lost)
        said_of = {key: found.said for key, found in self.fields.by_key.items()}
        try:
            give_opinions(link=self.link, given=given, said_of=said_of, now=timezone.now())
        except LinkClosed:
            return _closed_review_page(self.request)
        return HttpResponseRedirect(f"{self.request.path}?saved=1#opinions")

    def show_form(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """Show the working copy to an expert, with fields for opinions."""
        context = {
            "entry": self.record,
            "edition": self.edition,
            "live": False,
            "preview": True,
            "mistakes": self.fields,
            "versions": [],
            "link": self.link,
            "made_for": merged_record_of(self.link),
            "until": local_time_in_words(self.link.expires_at),
            "seen": self.digest,
            **more,
        }
        return TemplateResponse(self.request, "site/expert_review.html", context, status=status)


def _fields(record: Record, edition: RecordContent, visible: set[int]) -> OpinionFields:
    relations = [pk for pk, other in record.relations.values_list("pk", "object_id") if other in visible]
    return opinion_fields(edition, relations, list(record.milestones.values_list("pk", flat=True)))


def _closed_review_page(request: HttpRequest, *, too_many: bool = False) -> HttpResponse:
    """Return the page for every address of an expert's review that does not work, with what was typed, so that nothing
    is lost."""
    typed = [text for name, text in request.POST.items() if name.startswith("text:") and text.strip()]
    context = {"too_many": too_many, "typed": [text[:2000] for text in typed[:100]], "home": reverse("home")}
    status = 429 if too_many else 404
    return TemplateResponse(request, "site/expert_review_closed.html", context, status=status)
