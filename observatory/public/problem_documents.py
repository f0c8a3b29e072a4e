"""Errors as problem documents (RFC 9457), in the language that the request asks for."""

import logging
import math
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.translation import get_language, get_language_from_request, gettext_lazy, override
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, Throttled
from rest_framework.response import Response

from observatory.public.links import absolute_url
from observatory.public.published_records import Withdrawal

MEDIA_TYPE = "application/problem+json"
# No connection, none free in time, cancelled, shut down: what a later request may not meet.
DATABASE_ERRORS = (OperationalError, InterfaceError)
RETRY_AFTER = 10
_LOG = logging.getLogger("django.request")


class Problem(APIException):
    """An error with a type of its own; `members` are further names of the problem document."""

    status_code = 400
    type = ""
    title: Any = ""

    def __init__(self, detail: Any, **members: Any):
        super().__init__()
        self.text = detail
        self.members = members

    def document(self) -> dict[str, Any]:
        """Return the problem document, without `instance`."""
        kind = {"type": absolute_url(f"/api/v1/#{self.type}"), "title": str(self.title)}
        members = {name: value for name, value in self.members.items() if value is not None}
        return kind | {"status": self.status_code, "detail": self.text, **members}


class InvalidParameters(Problem):
    """Invalid parameters; the member `errors` names each with what is wrong and what is allowed."""

    type = "invalid-parameters"
    title = gettext_lazy("Invalid parameters")

    def __init__(self, errors: list[dict[str, Any]]):
        super().__init__(gettext_lazy("The request was not processed. See “errors” for details."), errors=errors)


class NotFound(Problem):
    status_code = 404
    type = "not-found"
    title = gettext_lazy("Not found")


class Withdrawn(Problem):
    """The record was public and is not any more; the members say since when and why."""

    status_code = 410
    type = "withdrawn"
    title = gettext_lazy("Withdrawn")

    def __init__(self, withdrawal: Withdrawal):
        super().__init__(
            gettext_lazy("This record was withdrawn. Its versions stay readable."),
            id=withdrawal.public_id,
            kind=withdrawal.kind,
            withdrawn_at=withdrawal.since.isoformat(),
            reason=withdrawal.reason,
        )


TYPES: tuple[type[Problem], ...] = (InvalidParameters, NotFound, Withdrawn)


def parameter_error(name: str, error: Any) -> dict[str, Any]:
    """Return one item of the member `errors` of a problem document, from a form's `ValidationError` or from a text."""
    item: dict[str, Any] = {"parameter": name}
    if isinstance(error, ValidationError):
        params = error.params or {}
        item["detail"] = lazy(lambda: error.messages[0], str)()
        item |= {key: params[key] for key in ("nearest", "allowed") if params.get(key)}
    else:
        item["detail"] = error
    return item


def form_errors(errors: Mapping[str, Iterable[ValidationError]]) -> list[dict[str, Any]]:
    """Return the items for the errors of a form (`form.errors.as_data()`)."""
    return [parameter_error(name, error) for name, rows in errors.items() for error in rows]


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Exception handler of Django REST framework: return the problem document, None for a fault of our own.

    Django records such a fault and answers it by `failed`, which asks `problem_response` for the document.
    """
    request = context["request"]
    language = get_language_from_request(request)
    with override(language):
        problem = _problem_of(exception, request.method)
        if problem is None:
            return None
        status = problem["status"]
        problem |= {"instance": request.get_full_path()[:1000]}
        response = Response(_problem_json_values(problem), status=status, content_type=None)
    response["Content-Language"] = language
    if (wait := getattr(exception, "wait", None)) is not None:
        response["Retry-After"] = str(max(1, math.ceil(wait)))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Cache-Control"] = "no-store"
    if isinstance(exception, DATABASE_ERRORS):
        response["Retry-After"] = str(RETRY_AFTER)
        _LOG.error("%s: the database is not responding", request.path, exc_info=exception)
    response.is_problem = True
    return response


def _problem_of(exception: Exception, method: str) -> dict[str, Any] | None:
    """Return the problem document of an exception of Django or of the REST framework; None for a fault of our own."""
    if isinstance(exception, Problem):
        return exception.document()
    if isinstance(exception, Http404):
        return status_problem(404, _("No resource exists at this URL."))
    if isinstance(exception, SuspiciousOperation):
        return status_problem(400, _("The request is malformed."))
    if isinstance(exception, MethodNotAllowed):
        return status_problem(
            405, _("The API is read-only: use GET, HEAD or OPTIONS, not %(method)s.") % {"method": method}
        )
    if isinstance(exception, NotAcceptable):
        return status_problem(
            406, _("None of the formats in the Accept header is available here.") + _available(exception)
        )
    if isinstance(exception, Throttled):
        seconds = max(1, math.ceil(exception.wait or 0))
        return status_problem(429, _("Too many requests. Try again in %(seconds)s seconds.") % {"seconds": seconds})
    if isinstance(exception, APIException):
        return status_problem(exception.status_code, str(exception.detail))
    if isinstance(exception, DATABASE_ERRORS):
        return status_problem(503, _("The database is not responding. Try again in a moment."))
    return None


def _available(exception: NotAcceptable) -> str:
    """Return a sentence that names the media types there are; "" where they are not known."""
    types = dict.fromkeys(renderer.media_type for renderer in exception.available_renderers or ())
    return " " + _("Available: %(types)s.") % {"types": ", ".join(types)} if types else ""


def problem_response(request: HttpRequest, problem: Mapping[str, Any]) -> HttpResponse:
    """Return a problem document outside the views of the API, in the language of the page."""
    status = problem["status"]
    document = _problem_json_values({**problem, "instance": request.get_full_path()[:1000]})
    response = HttpResponse(orjson.dumps(document), status=status, content_type=MEDIA_TYPE)
    response["Content-Language"] = get_language() or "en"
    patch_vary_headers(response, ["Accept"])
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def status_problem(status: int, detail: str) -> dict[str, Any]:
    """Return the problem document of an error that its status says enough of (RFC 9457, 4.2.1)."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def wants_problem(request: HttpRequest) -> bool:
    """Whether an error goes to a program: below /api/ unless a page is preferred, elsewhere only if JSON is."""
    below = request.path_info.startswith("/api/")
    if below and request.GET.get("format"):
        return request.GET["format"] != "html"
    programs = ("application/json", MEDIA_TYPE)
    found = request.get_preferred_type([*programs, "text/html"] if below else ["text/html", *programs])
    return found in programs or (below and found is None)


def _problem_json_values(value: Any) -> Any:
    """Return the values of a problem document as JSON: lazy texts as they are in the language that is active now."""
    if isinstance(value, dict):
        return {name: _problem_json_values(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_problem_json_values(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)
