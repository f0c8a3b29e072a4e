"""Two to four records side by side."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.publishing.models import Entry
from observatory.site.asking import ids_of
from observatory.site.edition import READ
from observatory.site.relations import neighbours
from observatory.site.statements import Statement, fact_sheet, filing

FEWEST, MOST = 2, 4


class Compare(View):
    """`?id=…&id=…`: the statements of some records in one table, with the verdicts under each."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = ids_of(request.GET, "id")
        if len(ids) > MOST:
            raise BadRequest(_("At most %(most)d records can be compared at once.") % {"most": MOST})
        entries = {row.public_id: row for row in Entry.objects.live().filter(public_id__in=ids).only(*READ)}
        shown = [entries[each] for each in ids if each in entries]
        ends = neighbours([vars(entry) for entry in shown])
        context: dict[str, Any] = {
            "section": "compare",
            "columns": [(entry, ends[entry.public_id]) for entry in shown],
            "rows": _rows([entry.document for entry in shown]) if len(shown) >= FEWEST else [],
            "missing": [each for each in ids if each not in entries],
        }
        return TemplateResponse(request, "site/compare.html", context)


def _rows(documents: list[dict[str, Any]]) -> list[tuple[str, list[Statement | None]]]:
    """Return one row for each statement that at least one of the documents has."""
    sheets = [{row.name: row for row in (*fact_sheet(each), *filing(each))} for each in documents]
    labels = {name: row.label for sheet in sheets for name, row in sheet.items()}
    return [(words, [sheet.get(name) for sheet in sheets]) for name, words in labels.items()]
