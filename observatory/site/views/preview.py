"""The preview of a record: its working copy on the public page, for those who may see working copies."""

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from observatory.publishing import documents
from observatory.publishing.differences import public_among_objects
from observatory.publishing.item_documents import source_documents
from observatory.publishing.source_content import SourceContent
from observatory.records.admin_links import admin_record_url
from observatory.records.models import Record
from observatory.site.lists.as_of import forbid_indexing
from observatory.site.record.page import compose_content
from observatory.site.record.report_links import MistakeReport
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
    document = documents.build_document(record, public=public_among_objects(record))
    edition = compose_content(document, unpublished=new_sources(document))
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


def new_sources(document: dict[str, Any]) -> dict[str, SourceContent]:
    """Return the sources that the document cites and that would be published with it, by public id."""
    cited = documents.document_columns(document)["source_ids"]
    keys = Source.objects.filter(public_id__in=cited, published=None).values_list("pk", flat=True)
    found = map(SourceContent.from_document, source_documents(list(keys)).values())
    return {source.public_id: source for source in found}
