"""Everything that is public as one stream of JSON lines."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from observatory.search.filters import EntryFilterSet
from observatory.site.api import parameters, reading
from observatory.site.api.base import ApiView

BATCH = 500


class Export(ApiView):
    """The documents of all public records, or of those that a filter keeps, one a line, in the order of their ids."""

    name = _("Export")

    def get(self, request):
        _asked, rows = parameters.read(
            request.query_params, parameters.NoParameters, EntryFilterSet, reading.present(None)
        )
        response = StreamingHttpResponse(_lines(rows), content_type="application/jsonl")
        response["Content-Disposition"] = 'attachment; filename="observatory.jsonl"'
        response["Cache-Control"] = "no-store"
        return response


def _lines(rows) -> Iterator[bytes]:
    """Yield lines in batches by keyset: no statement, and so no snapshot, is open while a slow client reads."""
    rows, last = rows.annotate(text=reading.TEXT).order_by("record_id"), 0
    while batch := list(rows.filter(record_id__gt=last).values_list("record_id", "text")[:BATCH]):
        last = batch[-1][0]
        yield "".join(f"{text}\n" for _record_id, text in batch).encode()
