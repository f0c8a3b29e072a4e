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

from observatory.public.links import absolute

MEDIA_TYPE = "application/problem+json"
# No connection, none free in time, cancelled, shut down: what a later request may not meet.
DATABASE_AWAY = (OperationalError, InterfaceError)
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


TYPES: tuple[type[Problem], ...] = (InvalidParameters, NotFound, Withdrawn)


def parameter_error(name: str, error: Any) -> dict[str, Any]:
    """Return one item of the member `errors` from a form's `ValidationError` or from a text."""
    told: dict[str, Any] = {"parameter": name}
    if isinstance(error, ValidationError):
        params = error.params or {}
        told["detail"] = lazy(lambda: error.messages[0], str)()
        told |= {key: params[key] for key in ("nearest", "allowed") if params.get(key)}
    else:
        told["detail"] = error
    return told


def form_errors(errors: Mapping[str, Iterable[ValidationError]]) -> list[dict[str, Any]]:
    """Return the items for the errors of a form (`form.errors.as_data()`)."""
    return [parameter_error(name, error) for name, rows in errors.items() for error in rows]


def handle(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """Exception handler of the API's views: returns the problem document, None for a fault of our own.

    Django records such a fault and answers it by `failed`, which asks `plain_problem` for the document.
    """
    request = context["request"]
    language = get_language_from_request(request)
    with override(language):
        told = _told(exception, request.method)
        if told is None:
            return None
        status = told["status"]
        told |= {"instance": request.get_full_path()[:1000]}
        response = Response(_plain(told), status=status, content_type=None)
    response["Content-Language"] = language
    if (wait := getattr(exception, "wait", None)) is not None:
        response["Retry-After"] = str(max(1, math.ceil(wait)))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Cache-Control"] = "no-store"
    if isinstance(exception, DATABASE_AWAY):
        response["Retry-After"] = str(RETRY_AFTER)
        _LOG.error("%s: the database is not responding", request.path, exc_info=exception)
    response.is_problem = True
    return response


def _told(exception: Exception, method: str) -> dict[str, Any] | None:
    if isinstance(exception, Problem):
        kind = {"type": absolute(f"/api/v1/#{exception.type}"), "title": str(exception.title)}
        members = {name: value for name, value in exception.members.items() if value is not None}
        return kind | {"status": exception.status_code, "detail": exception.text, **members}
    if isinstance(exception, Http404):
        return _plain_status(404, _("No resource exists at this URL."))
    if isinstance(exception, SuspiciousOperation):
        return _plain_status(400, _("The request is malformed."))
    if isinstance(exception, MethodNotAllowed):
        return _plain_status(
            405, _("The API is read-only: use GET, HEAD or OPTIONS, not %(method)s.") % {"method": method}
        )
    if isinstance(exception, NotAcceptable):
        return _plain_status(406, _("None of the formats in the Accept header is available here.") + _given(exception))
    if isinstance(exception, Throttled):
        seconds = max(1, math.ceil(exception.wait or 0))
        return _plain_status(429, _("Too many requests. Try again in %(seconds)s seconds.") % {"seconds": seconds})
    if isinstance(exception, APIException):
        return _plain_status(exception.status_code, str(exception.detail))
    if isinstance(exception, DATABASE_AWAY):
        return _plain_status(503, _("The database is not responding. Try again in a moment."))
    return None


def _given(exception: NotAcceptable) -> str:
    """Return a sentence that names the media types there are; "" where they are not known."""
    types = dict.fromkeys(renderer.media_type for renderer in exception.available_renderers or ())
    return " " + _("Available: %(types)s.") % {"types": ", ".join(types)} if types else ""


def plain_problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """Return the problem document for an error outside the views of the API, in the language of the page."""
    told = _plain_status(status, detail) | {"instance": request.get_full_path()[:1000]}
    response = HttpResponse(orjson.dumps(told), status=status, content_type=MEDIA_TYPE)
    response["Content-Language"] = get_language() or "en"
    patch_vary_headers(response, ["Accept"])
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def wants_problem(request: HttpRequest) -> bool:
    """Whether an error goes to a program: below /api/ unless a page is preferred, elsewhere only if JSON is."""
    below = request.path_info.startswith("/api/")
    if below and request.GET.get("format"):
        return request.GET["format"] != "html"
    programs = ("application/json", MEDIA_TYPE)
    found = request.get_preferred_type([*programs, "text/html"] if below else ["text/html", *programs])
    return found in programs or (below and found is None)


def _plain_status(status: int, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}


def _plain(value: Any) -> Any:
    """Return JSON values: lazy texts are told in the language that is active now."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)
