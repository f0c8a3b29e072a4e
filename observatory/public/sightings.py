"""Where the quotes of published citations stand today: what pages, tables and the API join to the frozen documents.

A sighting is matched by the quote that was published (`TextQuoteSelector.digest`), so an edit that waits for
publication changes nothing here.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.sightings import decisive_sighting, selector_of
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


def read_sightings(citations: Iterable[Citation], moment: datetime | None = None) -> dict[str, Sighting]:
    """Return for each citation document whose quote was looked for the sighting that counts, by permanent ID.

    One query. `moment` (aware) is for the past: the sightings that held then. Location and watch are read with it.
    """
    quoted = {each["id"]: selector_of(each) for each in citations if each["id"] and each["quote"]}
    if not quoted:
        return {}
    rows = Sighting.objects.of_each_quote() if moment is None else Sighting.objects.at(moment)
    rows = rows.filter(citation_public_id__in=quoted).select_related("location__watch").order_by("location_id", "pk")
    found: dict[str, list[Sighting]] = {}
    for row in rows:
        if moment is not None:
            row.until = row.until or moment  # what was read later is not shown on a page of the past
        found.setdefault(row.citation_public_id, []).append(row)
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


def describe_basis(citation: Citation, sighting: Sighting | None) -> LocationHealth | None:
    """Return in words what the verdict of a citation document rests on, with the day of the verdict.

    "Compared" is said of a passage that the observatory has read, and of nothing else. None where there is nothing to
    say: no verdict, which the margin says already, or no quote.
    """
    day = date.fromisoformat(citation["checked_on"]) if citation["checked_on"] else None
    if citation["basis"] == "reference":
        return LocationHealth(_("page not opened; judged from the printed reference"), "care", day)
    if citation["basis"] == "person":
        return LocationHealth(_("page not opened; judged from a person's word"), "care", day)
    if not citation["quote"] or citation["verdict"] == "not_checked":
        return None
    if passage_read(sighting):
        return LocationHealth(_("compared on"), date=day)
    return LocationHealth(_("passage entered by a curator"), date=day)


def basis_words() -> list[tuple[str, str]]:
    """Return the words of `describe_basis` with their meaning, for the page on methods."""
    compared = _(
        "a person compared the quoted passage with the statement on that day, and the observatory itself has read the"
        " passage on its page"
    )
    entered = _(
        "a person entered the passage and compared it with the statement on that day; the observatory has not read it"
        " on its page"
    )
    reference = _(
        "the verdict follows from the title, author, date or web address as printed; nobody opened the page for it"
    )
    return [
        (_("compared on"), compared),
        (_("passage entered by a curator"), entered),
        (_("page not opened; judged from the printed reference"), reference),
        (
            _("page not opened; judged from a person's word"),
            _("a person who knows told us; nobody opened a page for it"),
        ),
    ]


def sighting_words() -> list[tuple[str, str, str]]:
    """Return code, words and tone of each state of a quote, for the page on methods."""
    return [(state.value, str(words), tone) for state, (words, tone) in _WORDS.items()]
