"""Count and time every response."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from observatory.operations.requests import REQUESTS


def count_responses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: count and time responses by the name of their view. For a stream, the time until it starts."""

    def timed(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        REQUESTS.add(view_name(request), request.method or "", response.status_code, time.perf_counter() - started)
        return response

    return timed


def view_name(request: HttpRequest) -> str:
    """Return the name of the class or function that answered, with the action of a viewset ("SourceViewSet.list");
    "none" for static files and addresses that lead nowhere. There are a few hundred names, whatever is asked for."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "none"
    name = getattr(match.func, "view_class", match.func).__qualname__
    actions = getattr(match.func, "actions", None)
    return f"{name}.{actions['get']}" if actions else name
