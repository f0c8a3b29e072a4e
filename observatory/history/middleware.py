"""Join the edits of one request of the admin to one step, with its user and address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from observatory.history.steps import frame

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class StepMiddleware:
    """Make a step of each request that may write; it follows the middleware that finds out who the user is.

    A function that knows more (why, and what kind of decision it is) says so with `steps.step`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or not request.user.is_authenticated:
            return self.get_response(request)
        said = {"user": request.user.pk, "name": request.user.get_username(), "url": request.path[:300]}
        with frame(said):
            return self.get_response(request)
