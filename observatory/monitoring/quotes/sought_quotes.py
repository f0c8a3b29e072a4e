"""The quotes that are looked for, and where: of each citation its selector, and the locations at which it may stand.

A citation that names the location where it was read is looked for there. Any other is looked for at every location of
its source, except retired ones and the home page of the publisher.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, Q, QuerySet

from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.sources.models import Citation, Location

COLUMNS = ("pk", "public_id", "quote", "prefix", "suffix")
# A search that failed (the reader ran out of time) is repeated for this long, then only at the next reading.
RETRY_FOR = timedelta(hours=1)

# The digest is that of `TextQuoteSelector.digest`.
_STORED = """
WITH place AS (
    SELECT id AS citation_id, location_id FROM sources_citation WHERE location_id IS NOT NULL
    UNION ALL
    SELECT c.id, l.id FROM sources_citation c JOIN sources_location l ON l.source_id = c.source_id
    WHERE c.location_id IS NULL AND l.retired_at IS NULL AND l.role <> 'home'
)
SELECT place.location_id, w.snapshot_id, c.id, c.public_id, c.quote, c.prefix, c.suffix
FROM place JOIN sources_citation c ON c.id = place.citation_id
JOIN monitoring_watch w ON w.location_id = place.location_id AND w.snapshot_id IS NOT NULL
{join} WHERE btrim(c.quote) <> '' AND {where} ORDER BY place.location_id, c.id LIMIT %(limit)s
"""
_UNSEEN_JOIN = """
LEFT JOIN monitoring_sighting s
    ON s.citation_public_id = c.public_id AND s.location_id = place.location_id AND s.until IS NULL
"""
_UNSEEN = """
(s.id IS NULL OR s.snapshot_id IS DISTINCT FROM w.snapshot_id
    OR s.selector <> left(encode(sha256(convert_to(
        c.quote || E'\\x1f' || c.prefix || E'\\x1f' || c.suffix, 'UTF8')), 'hex'), 32)
    OR (s.state = 'not_checked' AND s.since > %(retry_since)s))
"""

_NEXT = """
place.location_id IN (
    SELECT w.location_id FROM monitoring_watch w JOIN sources_location l ON l.id = w.location_id
    WHERE w.snapshot_id IS NOT NULL AND w.location_id > %(after)s
    AND (%(source)s::bigint IS NULL OR l.source_id = %(source)s)
    AND (%(only)s::bigint IS NULL OR l.id = %(only)s)
    AND EXISTS (SELECT FROM sources_citation q WHERE q.source_id = l.source_id AND btrim(q.quote) <> ''
        AND (q.location_id = l.id OR (q.location_id IS NULL AND l.retired_at IS NULL AND l.role <> 'home')))
    ORDER BY w.location_id LIMIT %(locations)s)
"""


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """The quote of a citation; `selector.exact` is empty if the citation has none."""

    citation_id: int
    public_id: str
    selector: TextQuoteSelector

    @property
    def is_empty(self) -> bool:
        return not self.selector.exact.strip()

    @staticmethod
    def selector_of(citation: Citation) -> TextQuoteSelector:
        """Return the selector of a citation."""
        return TextQuoteSelector(citation.quote, citation.prefix, citation.suffix)


@dataclass(frozen=True, slots=True)
class SoughtQuote:
    """A quote, and what looking for it in one text came to."""

    quote: CitedQuote
    match: QuoteMatch


@dataclass(frozen=True, slots=True)
class StoredQuotes:
    """The quotes to look for in the current snapshot of a location."""

    location_id: int
    snapshot_id: int
    quotes: tuple[CitedQuote, ...]


def quotes_at_location(location_id: int, source_id: int | None) -> list[CitedQuote]:
    """Return the quotes to look for at a location, with the citations there that quote nothing; one query."""
    if source_id is None:
        return []
    used = Location.objects.filter(pk=location_id, retired_at=None).exclude(role=Location.Role.HOME)
    citations = Citation.objects.filter(Q(location_id=location_id) | Q(Exists(used), location=None))
    return _quotes_of_citations(citations.filter(source_id=source_id))


def stored_quotes_of(citation_ids: Collection[int]) -> list[StoredQuotes]:
    """Return where the quotes of citations can be looked for in stored texts, by location; one query."""
    return _stored_quotes("", "c.id = ANY(%(ids)s)", ids=list(citation_ids), limit=None)


def stored_quotes_after(
    location_id: int, *, locations: int, source_id: int | None = None, only: int | None = None
) -> list[StoredQuotes]:
    """Return the quotes at the next so many locations that have a stored text, in the order of their IDs: of all, of
    those of one source, or at one location only."""
    return _stored_quotes("", _NEXT, after=location_id, locations=locations, source=source_id, only=only, limit=None)


def unseen_quotes(*, now: datetime, limit: int) -> list[StoredQuotes]:
    """Return up to so many quotes that were not looked for in the current snapshot of a location: the citation is new
    or was edited, it came from a file, or the last search failed."""
    return _stored_quotes(_UNSEEN_JOIN, _UNSEEN, retry_since=now - RETRY_FOR, limit=limit)


def _stored_quotes(join: str, where: str, **parameters: object) -> list[StoredQuotes]:
    """Return the quotes to look for, by the stored text (location and snapshot) in which they are looked for."""
    found: dict[tuple[int, int], list[CitedQuote]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STORED.format(join=join, where=where), parameters)
        for location_id, snapshot_id, citation_id, public_id, *selector in cursor:
            quote = CitedQuote(citation_id, public_id, TextQuoteSelector(*selector))
            found.setdefault((location_id, snapshot_id), []).append(quote)
    return [StoredQuotes(*place, tuple(quotes)) for place, quotes in found.items()]


def _quotes_of_citations(citations: QuerySet) -> list[CitedQuote]:
    rows = citations.order_by("pk").values_list(*COLUMNS)
    return [CitedQuote(pk, public_id, TextQuoteSelector(*selector)) for pk, public_id, *selector in rows]
