"""Support for `?as_of=2026-11-12`: the catalogue as it was at the end of that day (UTC).

A version stores neither its evidence status, nor the records that refer to it, nor a search vector, so `as_of` cannot
be combined with words, evidence or organisations. Counts of a past day stay in the cache until something is published.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.db.models import CharField, F, QuerySet, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.publishing.as_of import past
from observatory.publishing.index import facets
from observatory.publishing.models import Entry, Standing
from observatory.search.filters import with_values
from observatory.site.lists.query_string import changed, chosen_of
from observatory.site.lists.rows import Line, lines

ORDERS = {
    "newest": (F("date_from").desc(nulls_last=True), F("record_id").desc()),
    "oldest": (F("date_from").asc(nulls_last=True), F("record_id").asc()),
    "published": (F("since").desc(), F("record_id").desc()),
}
_KEEP = timedelta(days=1)


def only_now_names() -> list[str]:
    """Return the parameters that cannot be asked of the past: words, and the facets that versions do not keep."""
    return ["q", *facets.only_present()]


def past_day(text: str) -> date:
    """Return the day of `?as_of=`; raise `BadRequest` for what is no day or has not come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest(_("Write as_of as a date, for example 2026-11-12.")) from None
    if day > _today():
        raise BadRequest(_("as_of cannot be a date in the future."))
    return day


def end_of(day: date) -> datetime:
    """Return the last moment of a day, UTC."""
    return datetime.combine(day, time.max, UTC)


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


@dataclass(frozen=True)
class Asked:
    """What an address asks of the past: a day, facet values, and the names of parameters that it cannot be asked."""

    day: date
    chosen: Mapping[str, Sequence[str]]
    refused: Sequence[str]

    @property
    def unread(self) -> list[tuple[str, str]]:
        words = _("This parameter cannot be combined with as_of.")
        return [(name, words) for name in self.refused]

    def rows(self) -> QuerySet[Standing]:
        """Return what stood then and passes the filters, with the columns of entries."""
        return filtered(past(end_of(self.day)), self.chosen)

    def kept(self, what: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` returns, from the cache where the day is over."""
        if self.day >= _today():
            return compute()
        # By the last publication too: a clock that was set back may have published on a day that seemed over.
        name = f"{what} {self.day} {sorted(self.chosen.items())} {Entry.objects.generation()}"
        key = "past:" + blake2b(name.encode("utf-8", "replace"), digest_size=16).hexdigest()
        return cache.get_or_set(key, compute, _KEEP.total_seconds())


def asked_of(data: QueryDict, **fixed: Sequence[str]) -> Asked | None:
    """Return what an address asks of the past; None where it has no `as_of`. Raises `BadRequest` (see `past_day`)."""
    if "as_of" not in data:
        return None
    chosen = chosen_of(data, **fixed)
    told = {name: codes for name, codes in chosen.items() if name not in only_now_names()}
    return Asked(past_day(data["as_of"]), told, [name for name in only_now_names() if data.get(name)])


def told_apart(data: QueryDict) -> Sequence[str]:
    """Return the facets that `Asked.unread` tells of, whatever their values."""
    return only_now_names() if "as_of" in data else ()


def filtered(rows: QuerySet[Standing], chosen: Mapping[str, Sequence[str]]) -> QuerySet[Standing]:
    """Return the rows with any of the chosen values of every facet."""
    for facet, codes in chosen.items():
        rows = with_values(rows, facet, codes)
    return rows


def entries(rows: QuerySet[Standing]) -> QuerySet[Standing]:
    """Return the rows with the further columns that lists read of entries."""
    return rows.annotate(evidence=Value("", output_field=CharField()))


def past_lines(rows: QuerySet[Standing], day: date) -> list[Line]:
    """Return the lines of some rows; each leads to the record as it stood that day."""
    found = lines(entries(rows))
    for line in found:
        line.neighbour = replace(line.neighbour, href=f"{line.neighbour.href}?as_of={day.isoformat()}")
    return found


def banner(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """Return what the banner of a page of the past needs, or with no day the way there from a page of today.

    `others` are the parameters that stay when another day is chosen, `present` is the page of today.
    """
    dropped = ("as_of", "page") if day else ("as_of", "page", *only_now_names())
    others = [(name, value) for name, values in request.GET.lists() if name not in dropped for value in values]
    present = changed(request.GET, {"as_of": []})
    return {
        "day": day or _today(),
        "today": _today(),
        "others": others,
        "present": present if others else request.path,
        "path": request.path,
    }


def unindexed(response: HttpResponse) -> HttpResponse:
    """Keep a page of the past out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def only_now(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse `?as_of=` at a page that tells only of today, so that nobody takes it for the past."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "as_of" in request.GET:
            raise BadRequest(
                _("This page shows current data only. You can use as_of on lists, search, the timeline and records.")
            )
        return view(request, *args, **kwargs)

    return checked
