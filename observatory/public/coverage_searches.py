"""Results of coverage searches, to distinguish "none found" from "not yet searched"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from observatory.publishing.models import PublishedSurvey
from observatory.records.models import Survey


@dataclass(frozen=True, slots=True)
class LastSearch:
    """The last search of one place for one subject: when, and whether it found anything."""

    on: date
    found: bool


def latest_searches(places: Iterable[str]) -> dict[tuple[str, str], LastSearch]:
    """Return the last search of each place for each theme or type of record, by their codes, in one query."""
    searches = PublishedSurvey.objects.filter(jurisdiction__code__in=list(places)).order_by("searched_on", "pk")
    return {
        (place, theme or kind): LastSearch(on, outcome == Survey.Outcome.FOUND)
        for place, theme, kind, on, outcome in searches.values_list(
            "jurisdiction__code", "theme__code", "kind", "searched_on", "outcome"
        )
    }
