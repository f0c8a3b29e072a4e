"""Sightings of quotes: what a match means at a location, which of several sightings counts for a citation, when one is
replaced, and how they are read and written in a bounded number of statements.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sought_quotes import CitedQuote, SoughtQuote
from observatory.monitoring.reading.quote_match import QuoteMatch, TextPosition, TextQuoteSelector
from observatory.monitoring.reading.text_diff import DELETE, INSERT, REPLACE, Block, word_difference
from observatory.sources.models import Citation
from observatory.text.typography import without_spaces

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


# States that say that the quote stands at the location, or did.
STOOD = (QuoteState.PRESENT, QuoteState.MOVED, QuoteState.ALTERED, QuoteState.STRUCK)
ABSENT = (QuoteState.MISSING, QuoteState.NEVER_FOUND)
UNKNOWN = (QuoteState.NOT_CHECKED, QuoteState.UNREADABLE)
_LONGEST_PASSAGE = 5_000  # characters
_LONGEST_CONTEXT = 300


def missing_or_never_found(match: QuoteMatch, *, stood: bool) -> QuoteMatch:
    """Return the match of a quote at a location where it stood before, or not: a quote is missing only where it once
    stood, and was never found anywhere else, such as at a mirror in another language."""
    if match.state not in ABSENT:
        return match
    return replace(match, state=QuoteState.MISSING if stood else QuoteState.NEVER_FOUND)


def sighting_columns(match: QuoteMatch) -> dict[str, Any]:
    """Return the columns that a sighting and an affected citation have in common, cut to the lengths that are stored.

    The text comes from outside: characters that the database cannot store are left out.
    """
    return {
        "state": match.state,
        "meaning_changed": match.meaning_changed if match.state == QuoteState.ALTERED else None,
        "similarity": match.similarity,
        "passage": _storable(match.passage)[:_LONGEST_PASSAGE],
        "prefix": _storable(match.prefix)[-_LONGEST_CONTEXT:],
        "suffix": _storable(match.suffix)[:_LONGEST_CONTEXT],
        "differences": [[op, _storable(text), mark] for op, text, mark in match.differences],
    }


def as_sighting(quote: CitedQuote, match: QuoteMatch) -> Sighting:
    """Return an unsaved sighting of a quote, without location, snapshot and time."""
    return Sighting(
        citation_id=quote.citation_id,
        citation_public_id=quote.public_id,
        selector=quote.selector.digest,
        hidden=match.hidden,
        start=_position(match.start),
        end=_position(match.end),
        **sighting_columns(match),
    )


def sighting_still_holds(row: Sighting, match: QuoteMatch, selector: TextQuoteSelector) -> bool:
    """Return whether a sighting goes on: the same quote, state, passage and meaning, hidden or not, perhaps in a
    newer snapshot."""
    now = sighting_columns(match)
    same = all(getattr(row, name) == now[name] for name in ("state", "passage", "meaning_changed"))
    return same and row.hidden == match.hidden and row.selector == selector.digest


def says_same_as_sighting(row: Sighting, match: QuoteMatch) -> bool:
    """Return whether a match says the same of a quote as its last sighting, apart from typography.

    A search that failed, now or then, says nothing and so nothing else.
    """
    if match.state in UNKNOWN or row.state in UNKNOWN:
        return True
    now = missing_or_never_found(match, stood=row.state != QuoteState.NEVER_FOUND)
    if (row.state, row.meaning_changed) != (now.state, sighting_columns(now)["meaning_changed"]):
        return False
    return row.state == QuoteState.PRESENT or without_spaces(row.passage) == without_spaces(now.passage)


def changed_quotes(sought: Iterable[SoughtQuote], sightings: Mapping[str, Sighting], *, worse: bool) -> list[Block]:
    """Return the visible differences of the quotes that stand otherwise than at their last sightings (by the permanent
    IDs of their citations); with `worse`, only of those that stand worse."""
    found = []
    for row in sought:
        last = sightings.get(row.quote.public_id)
        if row.quote.is_empty or last is None or last.selector != row.quote.selector.digest:
            continue
        lost = row.match.state != QuoteState.PRESENT and last.state != QuoteState.NEVER_FOUND
        if not says_same_as_sighting(last, row.match) and (lost or not worse):
            found.append(quote_difference(last, row.match, row.quote.selector))
    return found


def quote_difference(before: Sighting, match: QuoteMatch, selector: TextQuoteSelector) -> Block:
    """Return the visible difference between a sighting and a match, where the two texts as a whole do not differ."""
    old = "" if before.state in ABSENT else before.passage or selector.exact
    new = "" if match.state in (*ABSENT, QuoteState.STRUCK) else match.passage or selector.exact
    if without_spaces(old) == without_spaces(new):  # the words are the same, what is around them is not
        old, new = (f"{row.prefix}{row.passage or selector.exact}{row.suffix}" for row in (before, match))
    if not new:
        return Block(DELETE, old, "", ((DELETE, old, ""),))
    if not old:
        return Block(INSERT, "", new, ((INSERT, new, ""),))
    return Block(REPLACE, old, new, word_difference(old, new))


def _position(position: TextPosition | None) -> list[int] | None:
    return [position.block, position.offset] if position else None


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


_MANY = 1_000
_CARRIED = ("id", "snapshot_id", "citation_id", "prefix", "suffix", "similarity", "differences", "start", "end")
# One statement for many rows: `bulk_update` of so many columns takes ten times as long to put together.
_MOVE = """
UPDATE monitoring_sighting s SET (snapshot_id, citation_id, prefix, suffix, similarity, differences, "start", "end")
    = (g.snapshot_id, g.citation_id, g.prefix, g.suffix, g.similarity, g.differences, g."start", g."end")
FROM jsonb_to_recordset(%s::jsonb) AS g (id bigint, snapshot_id bigint, citation_id bigint, prefix text, suffix text,
    similarity float8, differences jsonb, "start" jsonb, "end" jsonb)
WHERE s.id = g.id
"""
# A citation may have been edited or deleted since the quotes were read. The lock is the one that foreign keys take: it
# lets others edit the row, but not delete it.
_LOCK_CITATIONS = "SELECT id, quote, prefix, suffix FROM sources_citation WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
_END_MISPLACED = """
UPDATE monitoring_sighting s SET until = greatest(s.since, %(now)s) FROM sources_citation c, sources_location l
WHERE c.id = s.citation_id AND l.id = s.location_id AND s.until IS NULL
AND (%(ids)s::bigint[] IS NULL OR c.id = ANY(%(ids)s))
AND (btrim(c.quote) <> '' AND (c.location_id = l.id OR (
    c.location_id IS NULL AND l.source_id = c.source_id AND l.retired_at IS NULL AND l.role <> 'home'))) IS NOT TRUE
"""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What was looked for in one text. `snapshot_id` is the location's current snapshot; None if it has none."""

    location_id: int
    snapshot_id: int | None
    at: datetime
    sought: tuple[SoughtQuote, ...]


@dataclass(frozen=True, slots=True)
class RecordedSighting:
    """The sighting of a quote at a location, and the one of the same quote that held before it."""

    before: Sighting | None
    now: Sighting


def record_sightings(searches: Sequence[TextSearch]) -> list[RecordedSighting]:
    """Write what was found at locations, in five statements at most.

    A sighting goes on, in the new snapshot, if its quote, state, passage and meaning are the same; else it ends and
    another begins. Quotes that were edited or whose citation was deleted in the meantime are left out. Must be called
    in a transaction that has locked the watches of the locations.
    """
    sought = [row for search in searches for row in search.sought if not row.quote.is_empty]
    if not sought:
        return []
    current, stood = _lock_earlier_sightings(searches)
    valid = _lock_citations(sought)
    writes = _SightingWrites()
    recorded = []
    for search in searches:
        for row in search.sought:
            place = (row.quote.public_id, search.location_id)
            if valid.get(row.quote.citation_id) == row.quote.selector:
                stood_here = (*place, row.quote.selector.digest) in stood
                recorded.append(writes.add(search, row, current.get(place), stood=stood_here))
    writes.save()
    return recorded


class _SightingWrites:
    """The sightings that end, that go on in a newer snapshot, and that begin."""

    def __init__(self) -> None:
        self._ended: list[Sighting] = []
        self._moved: list[Sighting] = []
        self._new: list[Sighting] = []

    def add(self, search: TextSearch, row: SoughtQuote, last: Sighting | None, *, stood: bool) -> RecordedSighting:
        """Add what was found of a quote: the sighting goes on, ends, or begins."""
        quote, match = row.quote, missing_or_never_found(row.match, stood=stood)
        same_quote = last is not None and last.selector == quote.selector.digest
        if last and same_quote and match.state == QuoteState.UNREADABLE:  # what was seen last is still the best answer
            return RecordedSighting(last, last)
        now = as_sighting(quote, match)
        now.location_id, now.snapshot_id, now.since = search.location_id, search.snapshot_id, search.at
        if last is None:
            self._new.append(now)
            return RecordedSighting(None, now)
        now.since = max(search.at, last.since)
        if sighting_still_holds(last, match, quote.selector):
            now.pk, now.since = last.pk, last.since
            if (last.snapshot_id, last.citation_id) != (now.snapshot_id, now.citation_id):
                self._moved.append(now)
        else:
            last.until = now.since
            self._ended.append(last)
            self._new.append(now)
        return RecordedSighting(last if same_quote else None, now)

    def save(self) -> None:
        """Write the sightings that ended, went on in a new snapshot, and began."""
        if self._ended:
            Sighting.objects.bulk_update(self._ended, ["until"], batch_size=_MANY)
        if self._moved:
            values = [{name: getattr(row, name) for name in _CARRIED} for row in self._moved]
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [orjson.dumps(values).decode()])
        Sighting.objects.bulk_create(self._new, batch_size=_MANY)


def end_misplaced_sightings(*, now: datetime, citation_ids: Sequence[int] | None = None) -> int:
    """End the sightings at locations where their citation (of these citations, or of all) is no longer looked for: it
    names another location, or quotes nothing, or the location was retired. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_MISPLACED, {"now": now, "ids": None if citation_ids is None else list(citation_ids)})
        return cursor.rowcount


def tie_to_citations(citation_ids: Collection[int]) -> None:
    """Tie sightings to citations that were deleted and came back: the rows stayed, with the permanent ID alone."""
    citations = Citation.objects.filter(pk__in=citation_ids)
    lost = Sighting.objects.filter(citation=None, citation_public_id__in=citations.values("public_id"))
    of_same_id = citations.filter(public_id=OuterRef("citation_public_id"))
    lost.update(citation=Subquery(of_same_id.values("pk")[:1]))


def _lock_citations(sought: Sequence[SoughtQuote]) -> dict[int, TextQuoteSelector]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CITATIONS, [sorted({row.quote.citation_id for row in sought})])
        return {pk: TextQuoteSelector(*selector) for pk, *selector in cursor}


def _lock_earlier_sightings(
    searches: Sequence[TextSearch],
) -> tuple[dict[tuple[str, int], Sighting], set[tuple[str, int, str]]]:
    """Return the current sightings by citation and location, and the quotes that ever stood at a location.

    They are locked before the citations, in the order in which the deletion of a citation reaches them.
    """
    quotes = [row.quote for search in searches for row in search.sought]
    current = Q(until=None, citation_public_id__in=[quote.public_id for quote in quotes])
    stood = Q(citation_id__in=[quote.citation_id for quote in quotes], state__in=STOOD)
    locations = [search.location_id for search in searches]
    rows = Sighting.objects.filter(current | stood, location_id__in=locations).order_by("pk")
    by_citation: dict[tuple[str, int], Sighting] = {}
    seen: set[tuple[str, int, str]] = set()
    for row in rows.select_for_update(no_key=True):
        if row.until is None:
            by_citation[row.citation_public_id, row.location_id] = row
        if row.state in STOOD:
            seen.add((row.citation_public_id, row.location_id, row.selector))
    return by_citation, seen
