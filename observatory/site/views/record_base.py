"""What the pages of one record have in common."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from observatory.public import links
from observatory.public.published_records import find_by_former_slug
from observatory.publishing.models import Entry
from observatory.site.record.page import READ


class RecordPageBase(View):
    """What the pages of one record have in common. A type's views name its `kind`."""

    kind = ""
    page = "detail"

    def get(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        entry = Entry.objects.filter(kind=self.kind, slug=slug).only(*READ).first()
        if entry is None:
            return self.moved(request, slug, **where)
        return self.show(request, entry, **where)

    def show(self, request: HttpRequest, entry: Entry, **where: Any) -> HttpResponse:
        raise NotImplementedError

    def moved(self, request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        """Redirect from a slug that the record had before; 404 for one that nobody had."""
        entry = find_by_former_slug(slug, self.kind)
        if entry is None:
            raise Http404
        target = reverse(f"{self.kind}-{self.page}", args=[entry.slug, *where.values()])
        query = request.META.get("QUERY_STRING", "")
        return links.redirect_to_record(f"{target}?{query}" if query else target)
