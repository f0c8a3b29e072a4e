"""Look for quotes in a packed document in one sandboxed process, from a test that has no event loop."""

import asyncio
from collections.abc import Sequence

from observatory.monitoring.quotes.quotes_in_stored_texts import WAITING
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.sandbox import Limits, Sandbox


def find_quotes_in(
    selectors: Sequence[tuple[int, TextQuoteSelector]], packed: bytes, limits: Limits = WAITING
) -> list[tuple[int, QuoteMatch]]:
    """Return what each quote is in a packed document, with the numbers that they were given with, in the same order.

    One reading process is started and ended. The state is NOT_CHECKED for quotes that it did not get through.
    """
    return asyncio.run(_find(selectors, packed, limits)) if selectors else []


async def _find(
    selectors: Sequence[tuple[int, TextQuoteSelector]], packed: bytes, limits: Limits
) -> list[tuple[int, QuoteMatch]]:
    async with Sandbox(workers=1, limits=limits) as sandbox:
        return await sandbox.find_quotes(selectors, packed)
