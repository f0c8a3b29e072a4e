"""Look for quotes in the stored texts of their sources, without a visit: when a citation is saved or loaded, after a
file was attached, and on request.

The texts are searched in a sandboxed process and outside of any transaction; the sightings of a location are then
written in one transaction, unless a visit has replaced its snapshot in the meantime.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from observatory.monitoring.models import Sighting, Snapshot, Watch
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import (
    RecordedSighting,
    TextSearch,
    decisive_sighting,
    end_misplaced_sightings,
    record_sightings,
)
from observatory.monitoring.quotes.sought_quotes import (
    CitedQuote,
    SoughtQuote,
    StoredQuotes,
    stored_quotes_of,
    unseen_quotes,
)
from observatory.monitoring.reading.extract.document import Document, decompress_document
from observatory.monitoring.reading.quote_match import QuoteMatch
from observatory.monitoring.reading.sandbox import Limits, Sandbox
from observatory.sources.models import Citation
from observatory.text.input_cleaning import clean_text
from observatory.text.typography import without_spaces

log = logging.getLogger(__name__)
SECONDS_FOR_A_FORM = 8.0  # somebody waits for the answer: what takes longer is not checked now
WAITING = Limits(memory_mb=768, cpu_seconds=5, wall_seconds=SECONDS_FOR_A_FORM)
_NOT_CHECKED = QuoteMatch(QuoteState.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """The answer for one citation: its decisive sighting, with location and snapshot; None if no text of its source is
    stored."""

    citation: Citation
    sighting: Sighting | None


def check_citations(
    *, citations: Collection[int], fill_context: Collection[int] = (), seconds: float = SECONDS_FOR_A_FORM
) -> list[CheckedCitation]:
    """Look for the quotes of citations (IDs) in the stored texts of their locations, and write the sightings.

    Returns an answer for each citation that quotes something. Quotes that were already looked for in the current text
    are not looked for again; those that `seconds` do not suffice for are NOT_CHECKED: `check_unseen_quotes` looks for
    them later. Those of `fill_context` that have no context yet, and stand exactly once in a text, get it from there.
    """
    stored = stored_quotes_of(citations)
    seen = _seen(stored)
    stored = [
        replace(text, quotes=tuple(quote for quote in text.quotes if not _is_seen(quote, text, seen)))
        for text in stored
    ]
    _search_and_record([text for text in stored if text.quotes], seconds=seconds, fill_context=fill_context)
    end_misplaced_sightings(now=timezone.now(), citation_ids=list(citations))
    return _answers_for_citations(citations)


def check_quotes_after_decision(citations: Collection[int]) -> None:
    """Look for the quotes of citations that a decision has just changed. What goes wrong is logged, and never undoes
    the decision: `check_unseen_quotes` looks for them again."""
    try:
        check_citations(citations=citations)
    except Exception:
        log.exception("After a decision on the citations %s", citations)


def check_unseen_quotes(*, limit: int, seconds: float) -> int:
    """Look for up to so many quotes that were not looked for in the current text of a location. Returns how many.

    End the sightings of citations that are no longer looked for at a location.
    """
    now = timezone.now()
    end_misplaced_sightings(now=now)
    stored = unseen_quotes(now=now, limit=limit)
    return len(_search_and_record(stored, seconds=seconds))


def check_stored_quotes(stored: Sequence[StoredQuotes]) -> list[RecordedSighting]:
    """Look for all quotes at these locations, even if they were looked for before, and write the sightings."""
    return _search_and_record(stored, seconds=None)


def _search_and_record(
    stored: Sequence[StoredQuotes], *, seconds: float | None, fill_context: Collection[int] = ()
) -> list[RecordedSighting]:
    """Look for quotes in stored texts, fill in missing contexts, and write the sightings."""
    if not stored:
        return []
    texts = _load_stored_texts(stored)
    with _quote_search(seconds) as search:
        searches = [search(text, texts[text.snapshot_id].packed) for text in stored if text.snapshot_id in texts]
        filled = _fill_contexts(searches, texts, set(fill_context))
        if filled:
            again = [
                replace(text, quotes=tuple(filled[q.citation_id] for q in text.quotes if q.citation_id in filled))
                for text in stored
            ]
            searches = [_without(row, filled) for row in searches]
            searches += [search(text, texts[text.snapshot_id].packed) for text in again if text.quotes]
    return _record_current_searches(_join_by_location(searches))


@dataclass(frozen=True, slots=True)
class _Text:
    packed: bytes
    body_sha256: str


def _load_stored_texts(stored: Sequence[StoredQuotes]) -> dict[int, _Text]:
    """Return the texts of snapshots by their IDs; one that the retention policy has deleted is missing."""
    rows = Snapshot.objects.filter(pk__in={text.snapshot_id for text in stored})
    return {
        pk: _Text(decompress_document(packed), body) for pk, packed, body in rows.values_list("pk", "packed", "body")
    }


@contextmanager
def _quote_search(seconds: float | None) -> Iterator:
    """Yield a function that looks for the quotes of a location in a text. It uses one process for all texts; what the
    time does not suffice for is NOT_CHECKED."""
    ends = None if seconds is None else time.monotonic() + seconds

    def search(text: StoredQuotes, packed: bytes) -> TextSearch:
        wanted = [(quote.citation_id, quote.selector) for quote in text.quotes]
        left = None if ends is None else ends - time.monotonic()
        try:
            matches = dict(runner.run(_find(sandbox, wanted, packed, left)))
        except (TimeoutError, OSError):
            matches = {}
        sought = tuple(SoughtQuote(quote, matches.get(quote.citation_id, _NOT_CHECKED)) for quote in text.quotes)
        return TextSearch(text.location_id, text.snapshot_id, timezone.now(), sought)

    sandbox = Sandbox(workers=1, limits=WAITING if seconds is not None else None)
    with asyncio.Runner() as runner:
        runner.run(sandbox.__aenter__())
        try:
            yield search
        finally:
            runner.run(sandbox.__aexit__())


async def _find(sandbox: Sandbox, wanted: list, packed: bytes, seconds: float | None) -> list[tuple[int, QuoteMatch]]:
    if seconds is not None and seconds <= 0:
        raise TimeoutError
    async with asyncio.timeout(seconds):
        return await sandbox.find_quotes(wanted, packed)


@transaction.atomic
def _record_current_searches(searches: Sequence[TextSearch]) -> list[RecordedSighting]:
    """Write what was found in the stored texts that are still the current ones."""
    locations = sorted(search.location_id for search in searches)
    watches = Watch.objects.select_for_update().filter(location_id__in=locations).order_by("location_id")
    current = dict(watches.values_list("location_id", "snapshot_id"))
    return record_sightings([row for row in searches if current.get(row.location_id) == row.snapshot_id])


def _join_by_location(searches: Iterable[TextSearch]) -> list[TextSearch]:
    """Join the searches for quotes at the same location."""
    joined: dict[int, TextSearch] = {}
    for row in searches:
        before = joined.get(row.location_id)
        joined[row.location_id] = replace(row, sought=before.sought + row.sought) if before else row
    return list(joined.values())


def _without(search: TextSearch, citation_ids: Collection[int]) -> TextSearch:
    return replace(search, sought=tuple(row for row in search.sought if row.quote.citation_id not in citation_ids))


@transaction.atomic
def _fill_contexts(
    searches: Sequence[TextSearch], texts: dict[int, _Text], citation_ids: set[int]
) -> dict[int, CitedQuote]:
    """Give citations the context in which their quote stands, once, in the first text where it does. Returns their
    quotes with the context."""
    filled: dict[int, CitedQuote] = {}
    without = Citation.objects.filter(pk__in=citation_ids, prefix="", suffix="", quoted_from="")
    locked = without.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    empty = set(locked) if citation_ids else set()
    for search in searches:
        text = texts[search.snapshot_id]
        wanted = [
            row for row in search.sought if row.quote.citation_id in empty and row.quote.citation_id not in filled
        ]
        present = [row for row in wanted if row.match.state == QuoteState.PRESENT and row.match.start]
        form = without_spaces(Document.unpack(text.packed).text) if present else ""
        for row in present:
            if form.count(without_spaces(row.quote.selector.exact)) != 1:
                continue
            prefix, suffix = (clean_text(side, one_line=True) for side in (row.match.prefix, row.match.suffix))
            selector = replace(row.quote.selector, prefix=prefix[-300:].strip(), suffix=suffix[:300].strip())
            same = without.filter(pk=row.quote.citation_id, quote=selector.exact)
            if same.update(prefix=selector.prefix, suffix=selector.suffix, quoted_from=text.body_sha256):
                filled[row.quote.citation_id] = replace(row.quote, selector=selector)
    return filled


def _seen(stored: Sequence[StoredQuotes]) -> dict[tuple[str, int], Sighting]:
    public_ids = {quote.public_id for text in stored for quote in text.quotes}
    rows = Sighting.objects.current().filter(citation_public_id__in=public_ids).exclude(state=QuoteState.NOT_CHECKED)
    return {(row.citation_public_id, row.location_id): row for row in rows}


def _is_seen(quote: CitedQuote, text: StoredQuotes, seen: dict[tuple[str, int], Sighting]) -> bool:
    row = seen.get((quote.public_id, text.location_id))
    return row is not None and (row.snapshot_id, row.selector) == (text.snapshot_id, quote.selector.digest)


def _answers_for_citations(citation_ids: Collection[int]) -> list[CheckedCitation]:
    """Return the citations that quote something, each with the sighting that counts for it after the check."""
    citations = Citation.objects.filter(pk__in=citation_ids).exclude(quote="").order_by("pk")
    citations = list(citations.select_related("record", "source", "relation__subject", "relation__object", "milestone"))
    rows = Sighting.objects.current().filter(citation_public_id__in=[row.public_id for row in citations])
    rows_of: dict[str, list[Sighting]] = {}
    for row in rows.select_related("snapshot").defer("snapshot__packed"):
        rows_of.setdefault(row.citation_public_id, []).append(row)
    return [
        CheckedCitation(
            citation, decisive_sighting(rows_of.get(citation.public_id, ()), CitedQuote.selector_of(citation))
        )
        for citation in citations
    ]
