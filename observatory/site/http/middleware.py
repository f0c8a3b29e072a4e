"""Middleware of the site: language and time zone of responses, and maximum length of URLs."""

from collections.abc import Callable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware as DjangoLocaleMiddleware
from django.utils import timezone

from observatory.site.http.error_pages import address_too_long

# Of path and query, percent-encoded. The web server must take longer lines, so that we can answer in the reader's
# language or, to a program, with a problem document. 50 ids of 40 characters in two filters are 4,100.
LONGEST_ADDRESS = 8000
DESK = ("/admin/", "/zh-hans/admin/")


class LocaleMiddleware(DjangoLocaleMiddleware):
    """Django's own, except for answers in all languages at once (`in_every_language`): they do not vary by language."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(response, "in_every_language", False):
            return response
        return super().process_response(request, response)


class ReadersInUTC:
    """Gives everybody but the desk days and times in UTC, whatever `TIME_ZONE` is: an institute's zone does not decide
    what a reader elsewhere, or a program, gets for `as_of=2026-11-12`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DESK):
            return self.get_response(request)
        with timezone.override(UTC):
            return self.get_response(request)


class AddressLengthMiddleware:
    """Answers 414 (RFC 9110, 15.5.15) to an address of more than `LONGEST_ADDRESS` bytes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return address_too_long(request, LONGEST_ADDRESS)
        return self.get_response(request)
