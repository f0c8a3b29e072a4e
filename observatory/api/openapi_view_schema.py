"""How drf-spectacular describes a view: by its serializers, its parameters, its formats and the errors it answers."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.permissions import AllowAny

from observatory.api import serializers
from observatory.public.problem_documents import MEDIA_TYPE

# Sent with answers; drf-spectacular takes headers among the parameters.
_HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text, response=statuses)
    for name, text, statuses in (
        ("ETag", "ETag of the response: send it back in `If-None-Match`.", [200, 304]),
        ("Retry-After", "Seconds to wait.", [429, 503]),
    )
]
_OPERATIONS = {"retrieve": "read"}  # by the name of the action, where they differ
_EVERYWHERE = (400, 406, 414, 429, 500, 503)
_ERRORS = {
    400: "Invalid parameters.",
    403: "Not allowed.",
    404: "Not found.",
    406: "Not acceptable: no supported format matches the Accept header.",
    410: "Withdrawn.",
    414: "The URL is too long.",
    429: "Too many requests.",
    500: "Internal server error.",
    503: "The database is not responding.",
}


class ApiSchema(AutoSchema):
    """Describes the views of `observatory.api` (`views.ApiView`)."""

    def get_operation_id(self) -> str:
        if self.view.operation_id:
            return self.view.operation_id
        action = self.view.reading_action
        return f"{self.view.basename}_{_OPERATIONS.get(action, action)}"

    def get_tags(self) -> list[str]:
        return [self.view.tag or self.view.basename]

    def get_filter_backends(self) -> list[Any]:
        return self.view.filter_backends

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Return the parameters of a view that no form has: of its path, the format, and the headers."""
        media_types = {media_type for _status, media_type in self.view.get_described_answers()}
        formats = [row.format for row in self.view.get_renderers() if row.media_type in media_types]
        chosen = OpenApiParameter(
            "format", {"type": "string", "enum": formats}, description="Response format. Overrides the Accept header."
        )
        path = self.view.path_parameters if "{key}" in self.path else ()
        return [*path, chosen, *_HEADERS]

    def get_response_serializers(self) -> dict[Any, Any]:
        """Return the answers of a view by status and media type, the errors included."""
        answers = dict(self.view.get_described_answers())
        answers[304] = OpenApiResponse(description="Not modified.")
        if 301 in self.view.errors:
            answers[301] = OpenApiResponse(description="Moved permanently. See the Location header.")
        guarded = any(not isinstance(row, AllowAny) for row in self.view.get_permissions())
        for status in (*_EVERYWHERE, *self.view.errors, *([403] if guarded else [])):
            if status in _ERRORS:
                answers[status, MEDIA_TYPE] = OpenApiResponse(serializers.Problem, description=_ERRORS[status])
        return answers

    def get_paginated_name(self, serializer_name: str) -> str:
        own = self.view.page_component if self.view.action == "list" else ""
        return own or f"{serializer_name.removesuffix('Document').removesuffix('Summary')}Page"
