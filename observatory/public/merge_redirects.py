"""Where a record or a source that was merged into another one can be found now, and redirects to it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from observatory.publishing.models import Entry
from observatory.records.models import Record
from observatory.search.sources_and_terms import public_sources
from observatory.sources.models import MergedSource

_LONGEST_CHAIN = 10


def successor_of_source(public_id: str) -> str:
    """Return the permanent ID of the public source that a source no longer public was merged into, at the end of a
    chain of merges; "" if there is none. Two queries for each merge of the chain."""
    for _each in range(_LONGEST_CHAIN):
        merged = MergedSource.objects.filter(source__public_id=public_id, source__state=Record.State.WITHDRAWN)
        public_id = merged.values_list("into__public_id", flat=True).first() or ""
        if not public_id or public_sources().filter(public_id=public_id).exists():
            return public_id
    return ""


def redirect_to_successor(request: HttpRequest, url_name: str, public_id: str, **more: str) -> HttpResponse:
    """Redirect from an address of a source that is not public, or no longer, to the same one of the source that it was
    merged into. `more` are the other parts of the address; the query string is kept. Raises Http404 if there is none.
    """
    now = successor_of_source(public_id)
    if not now:
        raise Http404
    address, query = reverse(url_name, kwargs={"public_id": now, **more}), request.META.get("QUERY_STRING", "")
    return redirect_to_record(f"{address}?{query}" if query else address)


def successor_of_record(public_id: str) -> str:
    """Return the permanent ID of the record that a record was merged into; "" for one that was not. That one may have
    been merged as well: its address redirects again."""
    merged = Entry.objects.filter(public_id=public_id).values_list("merged_into", flat=True)
    return merged.first() or ""


def redirect_to_record(address: str) -> HttpResponsePermanentRedirect:
    """Redirect to where a merged or renamed record is now.

    Asked again each time: a merge can be undone and a slug taken back, and a cache may keep a bare 301 for ever
    (RFC 9110, 15.4.2).
    """
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})
