"""The parameter `?as_of=2026-11-12`, the catalogue as it was at the end of that day (UTC): parse the day, refuse it,
redirect with it, keep such pages out of search engines.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from observatory.public.published_records import refuse_past_moment


def not_in_the_past() -> list[str]:
    """Return the parameters of lists that cannot be combined with `as_of`."""
    return [name for name in refuse_past_moment() if name != "related"]  # which is a parameter of the API alone


def parse_day(text: str) -> date:
    """Return the day of `?as_of=`; raise `BadRequest` for what is no day, and for a day in the future."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest(_("Write as_of as a date, for example 2026-11-12.")) from None
    if day > current_day():
        raise BadRequest(_("as_of cannot be a date in the future."))
    return day


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day, UTC."""
    return datetime.combine(day, time.max, UTC)


def current_day() -> date:
    """Return today's date in UTC."""
    return timezone.now().astimezone(UTC).date()


def redirect_to_day(request: HttpRequest, **chosen: str) -> HttpResponse | None:
    """Redirect `?as_of=` to the search with that day and these facet values; None where the request has no `as_of`.
    For pages that have no past of their own."""
    if "as_of" not in request.GET:
        return None
    return HttpResponseRedirect(f"{reverse('search')}?{urlencode(chosen | {'as_of': request.GET['as_of']})}")


def forbid_indexing(response: HttpResponse) -> HttpResponse:
    """Keep a page out of search engines, and return it."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def refuse_as_of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that shows current data only: `?as_of=` is answered with 400, so that nobody takes it for the
    past."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "as_of" in request.GET:
            raise BadRequest(
                _("This page shows current data only. You can use as_of on lists, search, the timeline and records.")
            )
        return view(request, *args, **kwargs)

    return checked
