"""Lists of records of one type: filtered, sorted, a page at a time."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.search.filters import filterset_of
from observatory.site.listing import MOST_PAGES, PAGE_SIZE, SORTS, asked, choices, lines, page_number


class RecordList(View):
    """The records of a type. A type's view names its `kind` and says in `lede` what it holds."""

    kind = ""
    lede = ""
    actors = True  # whether somebody stands behind such a record (an organisation stands for itself)

    def get(self, request: HttpRequest) -> HttpResponse:
        own = Entry.objects.live().filter(kind=self.kind)
        entries, unread = asked(filterset_of(registry.get(self.kind))(request.GET, own), request.GET)
        sort = request.GET.get("sort") or "newest"
        if sort not in SORTS:
            unread.append(("sort", _("It is one of: %(known)s.") % {"known": ", ".join(SORTS)}))
            sort = "newest"
        number = page_number(request.GET.get("page"))
        start = (number - 1) * PAGE_SIZE
        found = lines(entries.order_by(*SORTS[sort])[start : start + PAGE_SIZE + 1], actors=self.actors)
        context = {
            "kind": self.kind,
            "lede": self.lede,
            "actors": self.actors,
            "choices": choices(request.GET, self.kind),
            "query": request.GET.get("q", ""),
            "sort": sort,
            "sorts": sort_words(),
            "unread": unread,
            "lines": found[:PAGE_SIZE],
            "number": number,
            "further": len(found) > PAGE_SIZE and number < MOST_PAGES,
        }
        template = "site/_lines.html" if request.htmx else "site/list.html"
        return TemplateResponse(request, template, context, status=400 if unread else 200)


def sort_words() -> list[tuple[str, str]]:
    return [
        ("newest", _("Newest first")),
        ("oldest", _("Oldest first")),
        ("published", _("Last published")),
        ("title", _("By title")),
    ]
