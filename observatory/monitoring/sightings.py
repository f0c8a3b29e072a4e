"""Read the sightings of quotes: for each citation where its quote stands, and which of several places counts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_match import TextQuoteSelector

# A quote that stood in one place and does not any more matters more than the places where it still stands; where it
# never stood, such as a mirror in another language, matters less than any place where it stands.
_ORDER = (
    *(QuoteState.MISSING, QuoteState.STRUCK, QuoteState.ALTERED, QuoteState.MOVED),
    *(QuoteState.PRESENT, QuoteState.NEVER_FOUND, QuoteState.UNREADABLE, QuoteState.NOT_CHECKED),
)

# In SQL, two columns that change whenever a sighting begins or ends: for the keys of what is counted over all of them.
SIGHTINGS_STATE = "(SELECT max(id) FROM monitoring_sighting), (SELECT max(until) FROM monitoring_sighting)"


def selector_of(citation: Mapping[str, Any]) -> TextQuoteSelector:
    """Return the selector of a citation document (`quote`, `prefix`, `suffix`)."""
    return TextQuoteSelector(citation["quote"], citation.get("prefix", ""), citation.get("suffix", ""))


def sightings_by_citation(public_ids: Collection[str]) -> dict[str, list[Sighting]]:
    """Return the current sightings of citations by their permanent IDs, with location and watch, in one query."""
    rows = Sighting.objects.current().filter(citation_public_id__in=public_ids).select_related("location__watch")
    found: dict[str, list[Sighting]] = {}
    for row in rows.order_by("citation_public_id", "location_id"):
        found.setdefault(row.citation_public_id, []).append(row)
    return found


def decisive_sighting(rows: Iterable[Sighting], selector: TextQuoteSelector) -> Sighting | None:
    """Return the sighting of this very quote that counts for its statement; None if it was never looked for.

    A quote that was edited since has sightings of its own, so an unpublished edit changes nothing that readers see.
    """
    same = [row for row in rows if row.selector == selector.digest]
    return min(same, key=lambda row: _ORDER.index(QuoteState(row.state)), default=None)
