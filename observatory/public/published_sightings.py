"""Where the quotes of published citations stand today, read and in words: what pages, tables and the API join to the
frozen documents. A sighting is matched by the quote that was published.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import decisive_sighting, selector_of
from observatory.public.location_health import LocationHealth
from observatory.records.closed_lists import check_complete

Citation = Mapping[str, Any]

# The observatory has read the passage at least once, so a verdict on it can be called a comparison.
READ_STATES = frozenset(
    {QuoteState.PRESENT, QuoteState.MOVED, QuoteState.ALTERED, QuoteState.STRUCK, QuoteState.MISSING}
)
# What a reader is warned of, with what stands there now.
CHANGED_STATES = frozenset({QuoteState.MOVED, QuoteState.ALTERED, QuoteState.STRUCK, QuoteState.MISSING})
_UNREAD = frozenset({QuoteState.UNREADABLE, QuoteState.NOT_CHECKED})
_WORDS = check_complete(
    QuoteState,
    {
        QuoteState.PRESENT: (gettext_lazy("passage seen on the page; last read"), "good"),
        QuoteState.MOVED: (gettext_lazy("passage in another context since"), "care"),
        QuoteState.ALTERED: (gettext_lazy("passage altered since"), "lost"),
        QuoteState.STRUCK: (gettext_lazy("passage deleted or hidden since"), "lost"),
        QuoteState.MISSING: (gettext_lazy("passage no longer on the page since"), "lost"),
        QuoteState.NEVER_FOUND: (gettext_lazy("passage not found on the page; looked for"), "care"),
        QuoteState.UNREADABLE: (gettext_lazy("the text of the page could not be read"), "none"),
        QuoteState.NOT_CHECKED: (gettext_lazy("text not read by the observatory yet"), "none"),
    },
)
# A file without a URL is not the page that the margin links to.
_SEEN_IN_FILE = gettext_lazy("passage seen in the attached file; last read")
_DIGEST = """
SELECT (
    SELECT md5(string_agg(concat_ws('|', id, selector, state, since, until, meaning_changed, passage, differences), ';'
        ORDER BY id))
    FROM monitoring_sighting WHERE citation_public_id = ANY(%(ids)s)
), (
    SELECT md5(string_agg(concat_ws('|', affected.id, decision, reason, decided_at, entry.reviewed_at), ';'
        ORDER BY affected.id))
    FROM monitoring_affectedcitation AS affected
    JOIN sources_citation AS citation ON citation.id = affected.citation_id
    JOIN publishing_entry AS entry ON entry.record_id = citation.record_id
    WHERE citation.public_id = ANY(%(ids)s) AND decision <> ''
)
"""


def read_published_sightings(citations: Iterable[Citation], moment: datetime | None = None) -> dict[str, Sighting]:
    """Return for each citation document whose quote was looked for the sighting that counts, by permanent ID.

    One query. `moment` (aware) is for the past: the sightings that held then. Location and watch are read with it.
    """
    quoted = {each["id"]: selector_of(each) for each in citations if each["id"] and each["quote"]}
    if not quoted:
        return {}
    rows = Sighting.objects.of_each_quote() if moment is None else Sighting.objects.at(moment)
    rows = rows.filter(citation_public_id__in=quoted).select_related("location__watch").order_by("location_id", "pk")
    found: dict[str, list[Sighting]] = {}
    for seen in rows:
        if moment is not None:
            seen.until = seen.until or moment  # what was read later is not shown on a page of the past
        found.setdefault(seen.citation_public_id, []).append(seen)
    decisive = {key: decisive_sighting(rows, quoted[key]) for key, rows in found.items()}
    return {key: sighting for key, sighting in decisive.items() if sighting}


def sightings_digest(public_ids: Collection[str]) -> tuple[str | None, str | None]:
    """Return digests of the sightings of citations (permanent IDs) and of the decisions on them; they change when a
    page would."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, {"ids": sorted(public_ids)})
        return cursor.fetchone()


def passage_read(sighting: Sighting | None) -> bool:
    """Return whether the observatory has read the passage: now or once."""
    return sighting is not None and sighting.state in READ_STATES


def passage_changed(sighting: Sighting | None) -> bool:
    """Return whether the passage stands otherwise on its page than when it was quoted, or no longer."""
    return sighting is not None and sighting.state in CHANGED_STATES


def describe_sighting(sighting: Sighting | None) -> LocationHealth:
    """Return a sighting in words, with its day where they end in one; without one the text has not been read."""
    state = QuoteState(sighting.state) if sighting else QuoteState.NOT_CHECKED
    words, tone = _WORDS[state]
    if sighting is None or state in _UNREAD:
        return LocationHealth(str(words), tone)
    if state == QuoteState.PRESENT and not sighting.location.url:
        words = _SEEN_IN_FILE
    watch = getattr(sighting.location, "watch", None)
    # Of a sighting that has ended, later readings say nothing: a page of the past shows it as it was.
    read = watch.read_at if watch and state == QuoteState.PRESENT and sighting.until is None else None
    return LocationHealth(str(words), tone, read or sighting.since)


def sighting_words() -> list[tuple[str, str, str]]:
    """Return code, words and tone of each state of a quote, for the page on methods."""
    return [(state.value, str(words), tone) for state, (words, tone) in _WORDS.items()]
