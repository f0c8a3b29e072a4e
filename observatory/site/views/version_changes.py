"""What changed in a version of a record, against the one before or any other."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from observatory.public.version_changes import UnknownVersion, find_pair, rows_of
from observatory.publishing.models import Entry
from observatory.site.http.public_page import PublicPage
from observatory.site.lists.as_of import forbid_indexing
from observatory.site.views.record_base import RecordPageBase

MOST_ROWS = 500  # of differences, on one page
MOST_VERSIONS = 500  # to choose from


class RecordChangesPage(RecordPageBase, PublicPage):
    """What changed in a version; `?from=2` compares it with version 2 instead of the one before."""

    page = "changes"

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        earlier = _number(request.GET["from"]) if "from" in request.GET else None
        try:
            pair = find_pair(entry.pk, where["number"], earlier)
        except UnknownVersion as error:
            if error.args[0] == where["number"]:
                raise Http404 from None
            raise BadRequest(_("This record has no version with the number given in “from”.")) from None
        rows = rows_of(pair)
        numbers = entry.record.versions.filter(document__isnull=False).exclude(number=where["number"])
        context = {
            "entry": entry,
            "pair": pair,
            "rows": rows[:MOST_ROWS],
            "more": len(rows) > MOST_ROWS,
            "most": MOST_ROWS,
            "others": list(numbers.order_by("-number").values("number", "published_at")[:MOST_VERSIONS]),
        }
        return forbid_indexing(TemplateResponse(request, "site/version_changes.html", context))


def _number(text: str) -> int:
    """Return the number of a version; raise `BadRequest` for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(_("Write “from” as the number of a version, for example 2."))
    return int(text)
