"""Base of all API views: content negotiation, errors, ETags."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from rest_framework.response import Response
from rest_framework.views import APIView

from observatory.api.rendering import (
    DocumentRenderer,
    Negotiation,
    PageRenderer,
    content_type_of_problem,
    dumps,
)
from observatory.public import problems, program
from observatory.public.links import absolute
from observatory.public.throttling import PerMinute

# Asked again each time, which costs a 304: what was published or withdrawn shows at once.
REVALIDATE = "public, no-cache"
FOREVER = "public, max-age=31536000, immutable"
# A page for people shows the theme of their cookie.
REVALIDATE_PAGE = "private, no-cache"
# Changed together with what stands around the documents of an answer: ETags from before must not match.
FRAMING = "2"


class ApiView(APIView):
    """A read-only view without login, so a response is the same for every client and may be stored by shared caches."""

    renderer_classes = [DocumentRenderer, PageRenderer]
    content_negotiation_class = Negotiation
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes = [PerMinute]
    http_method_names = ["get", "head", "options"]
    # Whether the JSON holds both languages, and so is the same in whichever the client prefers.
    bilingual = True
    # Whether the ETag is weak (RFC 9110, 8.8.1): the answer has parts that differ each time and do not matter.
    weak = False

    def get_exception_handler(self):
        return problems.handle

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "is_problem", False):
            response.content_type = content_type_of_problem(response.accepted_renderer)
        elif self.bilingual and not self.is_page():
            response.in_every_language = True
        if self.is_page():
            patch_vary_headers(response, ["Cookie"])
        return response

    def is_page(self) -> bool:
        """Whether a person is answered, not a program."""
        return getattr(self.request, "accepted_renderer", None) is not None and (
            self.request.accepted_renderer.format == "html"
        )

    def options(self, request, *args, **kwargs):
        """Say which methods there are (RFC 9110, 9.3.7); what an address takes is in the schema."""
        return HttpResponse(status=204)

    def is_conditional(self) -> bool:
        """Whether the client holds an answer already and asks if it still stands. By its ETag: a time would call an
        answer unchanged that was published after a clock had been set back."""
        return "HTTP_IF_NONE_MATCH" in self.request.META

    def unchanged(self, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> HttpResponse | None:
        """Return the 304 (or 412) that a conditional request has earned (RFC 9110), None when it needs an answer."""
        if not self.is_conditional():
            return None
        response = get_conditional_response(self.request, etag=self._etag(tag))
        return self.stamped(response, tag, modified, cache) if response else None

    def answer(self, body: Any, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> Response:
        """Return 200 with validators; `body` is finished JSON as bytes, or a value."""
        return self.stamped(Response(body), tag, modified, cache)

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

    def stamped(self, response, tag: str, modified: datetime | None, cache: str = REVALIDATE):
        """Return the response with its validators."""
        response["ETag"] = self._etag(tag)
        response["Cache-Control"] = REVALIDATE_PAGE if self.is_page() else cache
        if modified and not self.is_page():
            response["Last-Modified"] = http_date(modified.timestamp())
        return response

    def _etag(self, tag: str) -> str:
        """Return the ETag of a representation: a page is another one in each language and theme, and with each
        change of the templates."""
        if self.is_page():
            made_with = program.digest(), get_language_from_request(self.request), self.request.COOKIES.get("theme", "")
            return f'W/"{tag}-page-{fingerprint(made_with)[:16]}"'
        mark = "W/" if self.weak else ""
        return f'{mark}"{tag}"'


def fingerprint(parts: Iterable[Any]) -> str:
    """Return a short hash of values, for the ETag of an answer that is put together from them."""
    text = "\x1f".join([FRAMING, *map(str, parts)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
