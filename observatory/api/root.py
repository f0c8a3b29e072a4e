"""The entry point of the API, and the answer for unknown URLs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.api import parameters
from observatory.api.base import ApiView
from observatory.public import imprint
from observatory.public.links import absolute
from observatory.public.problems import TYPES, NotFound
from observatory.records import registry
from observatory.search.filters import nearest

COMMON = ("records", "sources", "relations", "glossary", "surveys", "vocabularies", "changes")
# Tables alone, and all of them together.
FILES = {
    "citations": "citations/",
    "disagreements": "disagreements/",
    "coverage": "coverage/",
    "csv": "export.zip",
    "xlsx": "export.xlsx",
    "jsonl": "export.jsonl",
}


class Root(ApiView):
    """Entry point: links to every list, the OpenAPI description and the error types."""

    name = _("API")
    bilingual = False  # the titles of problems are in the language that the client prefers

    def get(self, request):
        parameters.read(request.query_params, parameters.NoParameters)
        lists = [*(row.prefix for row in registry.all_types()), *COMMON]
        places = {name: absolute(f"/api/v1/{name}/") for name in lists}
        places["export"] = absolute("/api/v1/export.jsonl")
        files = {name: absolute(f"/api/v1/{path}") for name, path in FILES.items()}
        value = {
            "lists": places,
            "files": files,
            **imprint.document(),
            "schema": absolute(reverse("api:schema")),
            "documentation": absolute(reverse("api:docs")),
            "problems": {row.type: {"status": row.status_code, "title": str(row.title)} for row in TYPES},
        }
        return self.answer_live(value)


class Nowhere(ApiView):
    """Answers for every other address, with the nearest one that exists."""

    name = _("Not found")

    schema = None

    def get(self, request, path: str):
        known = [
            *(row.prefix for row in registry.all_types()),
            *COMMON,
            *(path.rstrip("/") for path in FILES.values()),
            "schema",
            "docs",
        ]
        first = path.partition("/")[0]
        meant = nearest(first[:80], known) if first not in known else first
        members = {"nearest": absolute(f"/api/v1/{meant}/")} if meant else {"allowed": known}
        raise NotFound(_("No resource exists at this URL."), **members)
