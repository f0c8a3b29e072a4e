"""What all views of the API share: negotiation, errors, validators."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework.response import Response
from rest_framework.views import APIView

from observatory.site.addresses import absolute
from observatory.site.api import problems
from observatory.site.api.rendering import (
    DocumentRenderer,
    Negotiation,
    PageRenderer,
    content_type_of_problem,
    dumps,
)
from observatory.site.api.throttling import PerMinute

# Asked again each time, which costs a 304: what was published or withdrawn shows at once.
REVALIDATE = "public, no-cache"
FOREVER = "public, max-age=31536000, immutable"
# Changed together with what stands around the documents of an answer: ETags from before must not match.
FRAMING = "1"


class ApiView(APIView):
    """A view that reads. Nobody signs in here, so an answer is the same for everybody and may be shared by caches."""

    renderer_classes = [DocumentRenderer, PageRenderer]
    content_negotiation_class = Negotiation
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes = [PerMinute]
    http_method_names = ["get", "head", "options"]

    def get_exception_handler(self):
        return problems.handle

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "is_problem", False):
            response.content_type = content_type_of_problem(response.accepted_renderer)
        return response

    def options(self, request, *args, **kwargs):
        """Say which methods there are (RFC 9110, 9.3.7); what an address takes is in the schema."""
        return HttpResponse(status=204)

    def is_conditional(self) -> bool:
        """Whether the client holds an answer already and asks if it still stands."""
        return "HTTP_IF_NONE_MATCH" in self.request.META or "HTTP_IF_MODIFIED_SINCE" in self.request.META

    def unchanged(self, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> HttpResponse | None:
        """Return the 304 (or 412) that a conditional request has earned (RFC 9110), None when it needs an answer."""
        if not self.is_conditional():
            return None
        stamp = int(modified.timestamp()) if modified else None
        response = get_conditional_response(self.request, etag=self._etag(tag), last_modified=stamp)
        return self._stamped(response, tag, modified, cache) if response else None

    def answer(self, body: Any, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> Response:
        """Return 200 with validators; `body` is finished JSON as bytes, or a value."""
        return self._stamped(Response(body), tag, modified, cache)

    def same_page(self) -> str:
        """Return the address that was asked, host and all."""
        return absolute(self.request.get_full_path())

    def next_page(self, cursor: str) -> str:
        """Return the address of this list with another cursor."""
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return absolute(f"{self.request.path}?{query.urlencode()}")

    def answer_live(self, value: Any):
        """Return an answer that nothing but its own bytes can validate."""
        body = dumps(value)
        tag = fingerprint([body.decode()])
        return self.unchanged(tag, None) or self.answer(body, tag, None)

    def _stamped(self, response, tag: str, modified: datetime | None, cache: str):
        response["ETag"] = self._etag(tag)
        response["Cache-Control"] = cache
        if modified:
            response["Last-Modified"] = http_date(modified.timestamp())
        return response

    def _etag(self, tag: str) -> str:
        """Return a strong ETag: representations of one state differ by format."""
        return f'"{tag}"' if self.request.accepted_renderer.format == "json" else f'"{tag}-page"'


def fingerprint(parts: Iterable[Any]) -> str:
    """Return a short hash of values, for the ETag of an answer that is put together from them."""
    text = "\x1f".join([FRAMING, *map(str, parts)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
