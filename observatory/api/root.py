"""The entry point of the API, and the answer for unknown URLs."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from observatory.api import serializers
from observatory.api.router import FILES, LISTS
from observatory.api.views import ApiView
from observatory.public import imprint
from observatory.public.links import absolute_url
from observatory.public.problem_documents import TYPES, NotFound
from observatory.search.filters import nearest


class Root(ApiView):
    """Entry point: links to every list, the OpenAPI description and the error types."""

    title = _("API")
    operation_id = "root"
    tag = "about"
    serializer_class = serializers.Root
    bilingual = False  # the titles of problems are in the language that the client prefers

    @extend_schema(summary="Read the entry point")
    def get(self, request):
        lists = {prefix: absolute_url(f"/api/v1/{prefix}/") for prefix in LISTS}
        lists["export"] = absolute_url("/api/v1/export.jsonl")
        return Response(
            {
                "lists": lists,
                "files": {name: absolute_url(f"/api/v1/{path}") for name, (path, _view) in FILES.items()},
                **imprint.imprint_document(),
                "schema": absolute_url(reverse("api:schema")),
                "documentation": absolute_url(reverse("api:docs")),
                "problems": {row.type: {"status": row.status_code, "title": str(row.title)} for row in TYPES},
            }
        )


class UnknownAddress(ApiView):
    """Answers 404 at every other address, with the nearest one that exists."""

    title = _("Not found")
    schema = None

    def read_parameters(self, request) -> None:
        """Whatever the parameters are, the answer is the same."""

    def get(self, request, path: str):
        """Answer 404 for an address below the entry point of the API, with the address that was probably meant."""
        known = [*LISTS, *(path.rstrip("/") for path, _view in FILES.values()), "schema", "docs"]
        first = path.partition("/")[0]
        suggestion = nearest(first[:80], known) if first not in known else first
        members = {"nearest": absolute_url(f"/api/v1/{suggestion}/")} if suggestion else {"allowed": known}
        raise NotFound(_("No resource exists at this URL."), **members)
