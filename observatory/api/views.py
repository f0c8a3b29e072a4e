"""Base classes of the views: formats, parameters, validators (RFC 9110) and redirects."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from django_filters import FilterSet
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.utils.formatting import dedent
from rest_framework.viewsets import GenericViewSet

from observatory.api.negotiation import Negotiation
from observatory.api.parameters import StrictFilterBackend, refuse_page_parameters
from observatory.api.renderers import RENDERERS, TABLE_RENDERERS, PageRenderer, TableRenderer, dumps
from observatory.api.serializers import reused_serializer
from observatory.public import program_digest
from observatory.public.merge_redirects import redirect_to_record
from observatory.public.problem_documents import MEDIA_TYPE
from observatory.public.tables.table_batches import Table

# Asked again each time, which costs a 304: what was published or withdrawn shows at once.
REVALIDATE = "public, no-cache"
FOREVER = "public, max-age=31536000, immutable"
# A page for people shows the theme of their cookie.
REVALIDATE_PAGE = "private, no-cache"
# Changed together with the parts of answers that are no documents: ETags from before must not match.
FRAMING = "2"


class Moved(Exception):
    """The record has another address; the answer is a redirect."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class ApiView(GenericAPIView):
    """A read-only view without login, so a response is the same for every client and may be stored by shared caches.

    A `Response` with JSON values or finished JSON (bytes) is enough: it gets an ETag from its bytes, and becomes a 304
    where the client has it already. A view that knows the state of its answer without making it gives validators of
    its own (`not_modified`, `respond`).
    """

    renderer_classes: list[type[BaseRenderer]] = RENDERERS
    content_negotiation_class = Negotiation
    filter_backends = [StrictFilterBackend]
    pagination_class: Any = None
    # Parameters beside those of the pages and of the filters.
    form_class: Any = None
    filterset_class: type[FilterSet] | None = None
    http_method_names = ["get", "head", "options"]
    # Name on the page for people. (`name` is emptied by every viewset.)
    title: Any = ""
    # Whether the JSON holds both languages, and so is the same in whichever the client prefers.
    bilingual = True
    # Whether the ETag is weak (RFC 9110, 8.8.1): the answer has parts that differ each time and do not matter.
    weak = False

    # --- The request ---

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        self.filterset: FilterSet | None = None
        if request.method in ("GET", "HEAD"):
            self.read_parameters(request)

    def read_parameters(self, request) -> None:
        """Keep the parameters as `self.parameters`, by name. Raises `InvalidParameters`."""
        self.parameters = StrictFilterBackend().read_parameters(request, self)

    def get_page_form(self) -> Any:
        return self.pagination_class.form if self.pagination_class else None

    def get_parameter_forms(self) -> tuple[Any, ...]:
        """Return the forms that read the parameters, without those of the filters."""
        return tuple(form for form in (self.get_page_form(), self.form_class) if form)

    def get_filterset_class(self) -> type[FilterSet] | None:
        return self.filterset_class

    def is_conditional(self) -> bool:
        """Whether the client asks if the answer that it has is still right. By its ETag: a time would call an
        answer unchanged that was published after a clock had been set back."""
        return "HTTP_IF_NONE_MATCH" in self.request.META

    def is_page(self) -> bool:
        """Whether the answer is a page for people."""
        return isinstance(getattr(self.request, "accepted_renderer", None), PageRenderer)

    def wants_table(self) -> bool:
        """Whether a table was asked for. Raises `InvalidParameters` for a table with parameters of pages."""
        if not isinstance(self.request.accepted_renderer, TableRenderer):
            return False
        refuse_page_parameters(self.request, self.get_page_form())
        return True

    # --- The answer ---

    def table_response(self, table: Table) -> HttpResponseBase:
        """Return a table in the format that was asked for."""
        return self.request.accepted_renderer.respond(table, self.request)

    def not_modified(self, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> HttpResponse | None:
        """Return the 304 (or 412) for a conditional request (RFC 9110, 13), None where an answer is needed."""
        if not self.is_conditional():
            return None
        response = get_conditional_response(self.request, etag=self._etag(tag))
        return self.with_validators(response, tag, modified, cache) if response else None

    def respond(self, body: Any, tag: str, modified: datetime | None, cache: str = REVALIDATE) -> Response:
        """Return 200 with validators; `body` is finished JSON as bytes, or a value."""
        return self.with_validators(Response(body), tag, modified, cache)

    def with_validators(self, response, tag: str, modified: datetime | None, cache: str = REVALIDATE):
        """Return the response with ETag, Last-Modified and Cache-Control; `tag` is the same for the same answer."""
        response["ETag"] = self._etag(tag)
        response["Cache-Control"] = REVALIDATE_PAGE if self.is_page() else cache
        if modified and not self.is_page():
            response["Last-Modified"] = http_date(modified.timestamp())
        return response

    def _etag(self, tag: str) -> str:
        """Return the ETag of a representation: a page is another one in each language and theme, and with each
        change of the templates."""
        if self.is_page():
            made_with = (
                program_digest.digest_of_program(),
                get_language_from_request(self.request),
                self.request.COOKIES.get("theme", ""),
            )
            return f'W/"{tag}-page-{etag_digest(made_with)[:16]}"'
        mark = "W/" if self.weak else ""
        return f'{mark}"{tag}"'

    def _with_etag_of_bytes(self, value: Any) -> HttpResponse:
        body = value if isinstance(value, bytes) else dumps(value)
        tag = etag_digest([body.decode()])
        return self.not_modified(tag, None) or self.respond(body, tag, None)

    def handle_exception(self, exc):
        return redirect_to_record(exc.address) if isinstance(exc, Moved) else super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        if isinstance(response, Response) and response.status_code == 200 and not response.has_header("ETag"):
            response = self._with_etag_of_bytes(response.data)
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "is_problem", False):
            response.content_type = None if self.is_page() else MEDIA_TYPE
        elif self.bilingual and not self.is_page():
            response.in_every_language = True
        if self.is_page():
            patch_vary_headers(response, ["Cookie"])
        return response

    def options(self, request, *args, **kwargs):
        """Say which methods there are (RFC 9110, 9.3.7); what an address takes is in the schema."""
        return HttpResponse(status=204)

    # --- The page for people, and the schema (`openapi_view_schema.ApiSchema`) ---

    # Name of the operation, and the heading it is under.
    operation_id = ""
    tag = ""
    # Errors that are answered, beside those of every address.
    errors: Collection[int] = ()
    path_parameters: Collection[Any] = ()

    def get_view_name(self) -> Any:
        return self.title

    def get_described_answers(self) -> dict[tuple[int, str], Any]:
        """Return the answers (200) by status and media type. The page for people is no part of the contract, nor are
        lists as tables: generated clients would get their types too."""
        return {(200, "application/json"): self.get_serializer_class()}


class ApiViewSet(ApiView, GenericViewSet):
    """A list, with `retrieve` for each of its members where there is one: `list` reads, filters and pages.

    `table` makes the table of a list; only the actions in `table_actions` come as tables.
    """

    table_actions: Collection[str] = ("list",)
    detail_title: Any = ""
    detail_errors: Collection[int] = (404,)
    # Name of the component for a page of the list, where it is not that of the serializer.
    page_component = ""

    # Slugs and ids have no other signs (`path(…, "<slug:key>")`).
    lookup_url_kwarg = "key"
    lookup_value_converter = "slug"

    def list(self, request, *args, **kwargs):
        rows = self.filter_queryset(self.get_queryset())
        if self.wants_table():
            return self.table_response(self.get_table(rows))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.represent(page))

    def represent(self, rows: Iterable[Any]) -> Sequence[Any]:
        """Return rows as JSON values, by the serializer of the view."""
        serializer = reused_serializer(self.get_serializer_class())
        return [serializer.to_representation(row) for row in rows]

    def get_table(self, rows: Any) -> Table:
        """Return the table of the rows that the filters keep."""
        raise NotImplementedError

    @property
    def reading_action(self) -> str:
        """The action that reads this address, whatever the method of the request."""
        return self.action_map["get"]

    @property
    def errors(self) -> Collection[int]:
        return self.detail_errors if self.detail else ()

    def get_renderers(self) -> Sequence[BaseRenderer]:
        tables = TABLE_RENDERERS if self.reading_action in self.table_actions else []
        return [renderer() for renderer in (*self.renderer_classes, *tables)]

    def get_page_form(self) -> Any:
        return None if self.reading_action == "retrieve" else super().get_page_form()

    def get_filterset_class(self) -> type[FilterSet] | None:
        return self.filterset_class if self.reading_action == "list" else None

    def get_view_name(self) -> Any:
        return self.detail_title if self.detail else self.title

    def get_view_description(self, html: bool = False) -> str:
        return dedent(getattr(self, self.reading_action).__doc__ or "")


def etag_digest(parts: Iterable[Any]) -> str:
    """Return a short hash of values, for the ETag of an answer that is put together from them."""
    text = "\x1f".join([FRAMING, *map(str, parts)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
