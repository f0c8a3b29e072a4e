"""Lists of records of one type: filtered, sorted, a page at a time."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.generic import View

from observatory.publishing.models import Entry
from observatory.site.listing import PAGE_SIZE, SORTS, ListingForm, chosen, lines


class RecordList(View):
    """The records of a type. A type's view names its `kind` and says in `lede` what it holds."""

    kind = ""
    lede = ""
    actors = True  # whether somebody stands behind such a record (an organisation stands for itself)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ListingForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {**form.cleaned_data}
        number = asked.get("page") or 1
        entries = chosen(Entry.objects.live().filter(kind=self.kind), asked)
        entries = entries.order_by(*SORTS[asked.get("sort") or "newest"])
        start = (number - 1) * PAGE_SIZE
        found = lines(entries[start : start + PAGE_SIZE + 1], self.kind, actors=self.actors)
        context = {
            "kind": self.kind,
            "lede": self.lede,
            "actors": self.actors,
            "form": form,
            "asked": asked,
            "lines": found[:PAGE_SIZE],
            "number": number,
            "further": len(found) > PAGE_SIZE,
            **self.choices(),
        }
        return TemplateResponse(request, "site/list.html", context, status=200 if form.is_valid() else 400)

    def choices(self) -> dict[str, Any]:
        return {}
