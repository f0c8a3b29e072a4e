"""References to a record or a source as files to download: `/r/ID/cite.bib`, `/sources/ID/cite.ris`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from observatory.public.merge_redirects import redirect_to_record, redirect_to_successor
from observatory.publishing.models import Entry, Version
from observatory.records.languages import active_language
from observatory.search.sources_and_terms import public_sources
from observatory.site.cite.references import FORMS, Form, record_item, source_item
from observatory.site.record.relations_and_neighbours import COLUMNS
from observatory.site.views.record_pages import withdrawn_page
from observatory.sources.references.csl_json import Item

_FORMS = {form.suffix: form for form in FORMS}


@require_safe
def cite_record(request: HttpRequest, public_id: str, suffix: str) -> HttpResponse:
    """The file with the reference of a public record, of its current version or of the one that `?version=` names.

    Of a withdrawn record only a version can be cited: its versions stay readable. Without a version, that of a merged
    record leads to the reference of the other one.
    """
    columns = (*COLUMNS, "version", "withdrawn_at", "withdrawal_reason", "merged_into")
    entry = get_object_or_404(Entry.objects.only(*columns), public_id=public_id)
    wanted = request.GET.get("version")
    if entry.merged_into and not wanted:
        return redirect_to_record(reverse("cite-record", args=[entry.merged_into, suffix]))
    if entry.withdrawn_at and not wanted:
        return withdrawn_page(request, entry)
    version = _cited_version(entry, wanted or str(entry.version))
    item = record_item(
        version.upgraded_document, number=version.number, published_at=version.published_at, language=active_language()
    )
    return _file(_form(suffix), item)


@require_safe
def cite_source(request: HttpRequest, public_id: str, suffix: str) -> HttpResponse:
    """The file with the reference of a source that a public record cites."""
    source = public_sources().select_related("frozen").filter(public_id=public_id).first()
    if source is None:
        return redirect_to_successor(request, "cite-source", public_id, suffix=suffix)
    return _file(_form(suffix), source_item(source.content, native=active_language() == "zh-hans"))


def _cited_version(entry: Entry, wanted: str) -> Version:
    """Return the version of a record to whose reference a file is asked for. Raises Http404."""
    # More digits than a version number can have would overflow its column.
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise Http404
    published = Version.objects.filter(record_id=entry.pk, document__isnull=False)
    return get_object_or_404(published, number=int(wanted))


def _form(suffix: str) -> Form:
    if suffix not in _FORMS:
        raise Http404
    return _FORMS[suffix]


def _file(form: Form, item: Item) -> HttpResponse:
    name = content_disposition_header(as_attachment=True, filename=f"{item['id']}.{form.suffix}")
    return HttpResponse(form.write(item), content_type=form.content_type, headers={"Content-Disposition": name})
