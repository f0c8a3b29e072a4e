"""Look for the quotes of a location in the text that a visit read, and decide whether they make it a changed one.

Quotes are looked for in the first text and in every text that differs from the last one, never at an unchanged visit.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.monitoring.http.client import Visit
from observatory.monitoring.outcomes import FILE_OUTCOMES, Outcome, QuoteState
from observatory.monitoring.quotes import sightings
from observatory.monitoring.quotes.sought_quotes import CitedQuote, SoughtQuote, quotes_at_location
from observatory.monitoring.reading.compare import Comparison, Verdict
from observatory.monitoring.reading.quote_match import QuoteMatch
from observatory.monitoring.reading.sandbox import Sandbox
from observatory.monitoring.reading.stored_text import StoredText
from observatory.monitoring.round.earlier_snapshots import Baseline
from observatory.monitoring.round.jobs import Job, VisitFinding

Ask = Callable[..., Awaitable[Any]]
_NOT_CHECKED, _UNREADABLE = QuoteMatch(QuoteState.NOT_CHECKED), QuoteMatch(QuoteState.UNREADABLE)


@dataclass(frozen=True, slots=True)
class VisitQuotes:
    """Looks for quotes with the sandbox of a run; ``ask`` runs a function that reads the database."""

    sandbox: Sandbox
    ask: Ask

    async def look_in_first_text(self, job: Job, found: VisitFinding) -> None:
        """Look for the quotes of a location in its first text."""
        found.sought = await self._search(await self._quotes_of(job), found.text)

    async def look_in_changed_text(self, found: VisitFinding, base: Baseline) -> None:
        """Look for the quotes in a text whose content has changed."""
        found.sought = await self._search(base.quotes, found.text)

    async def look_again(self, visit: Visit, found: VisitFinding, base: Baseline) -> None:
        """Look for the quotes in a text that is the last one but for noise, or that was shown before.

        If a quote stands otherwise, the content has changed after all. Of a text that was shown before that is so only
        if the quote stands worse. What a newer extractor reads otherwise in the same body is no change.
        """
        if all(quote.is_empty for quote in base.quotes):
            return
        sought, stored = await self._search(base.quotes, found.text), None
        last = base.sightings
        if found.reread:
            stored = await self._search(base.quotes, found.reread.text)
            last = {row.quote.public_id: sightings.as_sighting(row.quote, row.match) for row in stored}
        blocks = tuple(sightings.changed_quotes(sought, last, worse=bool(found.shown_before)))
        if blocks:
            after, before = tuple(block.after for block in blocks), tuple(block.before for block in blocks)
            found.comparison = Comparison(Verdict.CONTENT, 0.0, blocks, after, before)
            found.outcome, found.quotes_changed, found.sought = Outcome.CHANGED, True, sought
            if not found.shown_before:
                found.keep, found.body = True, visit.body
        elif found.shown_before:
            found.sought = sought
        elif stored:
            found.sought = stored

    async def note_unreadable(self, job: Job, found: VisitFinding) -> None:
        """Note the quotes of a location of which no text could ever be extracted."""
        if found.outcome in FILE_OUTCOMES and job.snapshot_id is None:
            found.sought = tuple(SoughtQuote(quote, _UNREADABLE) for quote in await self._quotes_of(job))

    async def _quotes_of(self, job: Job) -> Sequence[CitedQuote]:
        return await self.ask(quotes_at_location, job.location_id, job.source_id) if job.citations else ()

    async def _search(self, quotes: Sequence[CitedQuote], text: StoredText) -> tuple[SoughtQuote, ...]:
        """Return what looking for quotes in a text came to, in their order; citations without a quote are included."""
        wanted = [(quote.citation_id, quote.selector) for quote in quotes if not quote.is_empty]
        matches = dict(await self.sandbox.find_quotes(wanted, text.packed)) if wanted else {}
        return tuple(SoughtQuote(quote, matches.get(quote.citation_id, _NOT_CHECKED)) for quote in quotes)
