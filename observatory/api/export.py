"""Everything that is public as one stream of JSON lines."""

from collections.abc import Iterator

from django.db.models import Max
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from observatory.api import parameters
from observatory.api.base import ApiView, fingerprint
from observatory.api.rendering import LinesRenderer, NdjsonRenderer
from observatory.public import program, published
from observatory.publishing.models import Version
from observatory.search.filters import filterset_of

BATCH = 500


class Export(ApiView):
    """The documents of all public records, or of those that a filter keeps, one a line, in the order of their entry."""

    name = _("Export")
    renderer_classes = [LinesRenderer, NdjsonRenderer]
    weak = True  # what is published while the lines are read may be among them or not

    def get(self, request):
        _asked, rows = parameters.read(
            request.query_params, parameters.NoParameters, filterset_of(), published.present(None)
        )
        tag = _state(request)
        if response := self.unchanged(tag, None):
            return response
        response = StreamingHttpResponse(_lines(rows), content_type=request.accepted_renderer.media_type)
        response["Content-Disposition"] = 'attachment; filename="observatory.jsonl"'
        return self.stamped(response, tag, None)


def _state(request) -> str:
    """Return a tag of what is public, of the filters and of the program that reads them: every publication and every
    withdrawal is a version, numbered in the order in which they come into sight."""
    last = Version.objects.aggregate(last=Max("pk"))["last"]
    return fingerprint([last, request.META.get("QUERY_STRING", ""), request.accepted_renderer.format, program.digest()])


def _lines(rows) -> Iterator[bytes]:
    """Yield lines in batches by keyset: no statement, and so no snapshot, is open while a slow client reads."""
    rows, last = rows.annotate(text=published.TEXT).order_by("record_id"), 0
    while batch := list(rows.filter(record_id__gt=last).values_list("record_id", "text")[:BATCH]):
        last = batch[-1][0]
        yield "".join(f"{text}\n" for _record_id, text in batch).encode()
