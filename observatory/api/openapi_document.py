"""The OpenAPI 3.1 document of the API, and its page for trying it out (Swagger UI)."""

from functools import cache
from typing import Any

from django.utils.cache import get_conditional_response
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.response import Response
from rest_framework.settings import api_settings

from observatory.api.renderers import JsonRenderer, dumps
from observatory.api.views import REVALIDATE, etag_digest
from observatory.public.problem_documents import MEDIA_TYPE


class Schema(SpectacularAPIView):
    """The description itself, in English, as JSON or YAML. Made once a process: it depends on nothing that changes."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer]
    authentication_classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    permission_classes = api_settings.DEFAULT_PERMISSION_CLASSES

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "is_problem", False):
            response.accepted_renderer, response.content_type = JsonRenderer(), MEDIA_TYPE
        response.in_every_language = not getattr(response, "is_problem", False)
        return response

    def _get_schema_response(self, request):
        tag = f'"{digest()}-{request.accepted_renderer.format}"'
        response = get_conditional_response(request, etag=tag) or Response(document())
        response["ETag"] = tag
        response["Cache-Control"] = REVALIDATE
        return response


class Documentation(SpectacularSwaggerSplitView):
    """Swagger UI, served locally; its script comes from an address of its own, as the CSP asks."""

    authentication_classes = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    permission_classes = api_settings.DEFAULT_PERMISSION_CLASSES
    throttle_classes: list = []
    template_name = "api/docs.html"
    url_name = "api:schema"


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    with override("en"):  # whoever asks first may prefer Chinese
        return SchemaGenerator().get_schema(request=None, public=True)


@cache
def digest() -> str:
    """Return a digest of the OpenAPI document, for its ETag."""
    return etag_digest([dumps(document()).decode()])
