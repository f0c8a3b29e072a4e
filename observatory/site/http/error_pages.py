"""Error pages (400, 403, 404, 414, 500, 503). They need no database, so they work while it is down."""

import sys
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from observatory.public.problem_documents import problem_response, status_problem, wants_problem


def in_accepted_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate an error view: programs, and people below /api/, are answered in the language of `Accept-Language`,
    because their addresses name none."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (request.path_info.startswith("/api/") or wants_problem(request)):
            return view(request, *args, **kwargs)
        language = get_language_from_request(request, check_path=True)
        with override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept", "Accept-Language"])
        return response

    return answer


@in_accepted_language
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request is not valid. Only messages written for readers are shown."""
    message = str(exception) if isinstance(exception, BadRequest) else ""
    return _error_page(request, 400, _("There is a problem with this web address"), message)


@in_accepted_language
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _error_page(request, 403, _("You do not have permission to view this page"), "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The error page 403 for a form without a valid CSRF token: forged, or opened before its sender logged in or
    out."""
    message = _(
        "We could not accept this form because its security token is missing or out of date. This happens if cookies"
        " are turned off, or if you logged in or out after opening the form. Nothing was changed. Go back, reload the"
        " form and send it again."
    )
    return _error_page(request, 403, _("Form not accepted"), message)


@in_accepted_language
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The error page 404."""
    message = _(
        "There is no page at this web address. If you typed or pasted it, check that it is complete and correct."
    )
    return _error_page(request, 404, _("Page not found"), message)


RETRY_AFTER = 10  # seconds


@in_accepted_language
def server_error(request: HttpRequest) -> HttpResponse:
    """The error page 500; 503 when the database does not answer. Django calls it while it handles the exception."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return service_unavailable(request)
    message = _("There is a problem with the service. The error has been logged. Try again later.")
    return _error_page(request, 500, _("Something went wrong"), message)


@in_accepted_language
def address_too_long(request: HttpRequest, most: int) -> HttpResponse:
    """The error page 414: path and query string may have `most` bytes."""
    message = _(
        "A web address can have up to %(most)s characters. Use fewer filters or values, then repeat with the others."
    )
    return _error_page(request, 414, _("This web address is too long"), message % {"most": most})


@in_accepted_language
def service_unavailable(request: HttpRequest) -> HttpResponse:
    """The error page 503 with `Retry-After` (RFC 9110, 10.2.3)."""
    message = _("The database is not responding. No data has been lost. Try again in a few minutes.")
    response = _error_page(request, 503, _("The site is temporarily unavailable"), message)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _error_page(request: HttpRequest, status: int, heading: str, message: str) -> HttpResponse:
    """Return an error page; a program gets a problem document instead (RFC 9457)."""
    if wants_problem(request):
        detail = _("%(heading)s. %(message)s") % {"heading": heading, "message": message} if message else heading
        return problem_response(request, status_problem(status, detail))
    context = {"status": status, "heading": heading, "message": message}
    return HttpResponse(render_to_string("site/error.html", context, request), status=status)
