"""Find cited quotes in a changed text, and the passages that replaced them. Pure functions.

The text is untrusted: `pool.Sandbox.locate_quotes` runs this in a process with limits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quotes import QuoteFinder

UNQUOTED, UNSEARCHED = "unquoted", "unsearched"
_HELD_THE_QUOTE = 80  # similarity (0..100) from which a changed block is the one that contained the quote


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where the quote of a citation is in a text now; ``found`` is a value of `AffectedCitation.Found`."""

    citation_id: int
    found: str
    similarity: float | None = None
    text: str = ""
    locator: str = ""


def find_quotes(
    quotes: Iterable[tuple[int, str]], document: Document, changed: Sequence[tuple[str, str]] = ()
) -> list[QuotePlace]:
    """Return where each quote is in the document. The quotes are given with the IDs of their citations.

    A quote that is gone gets the text that replaced it, if one of the blocks ``changed`` (before, after) shows it.
    """
    places = QuoteFinder(document)
    return [_passage(number, quote, places, changed) for number, quote in quotes]


def _passage(number: int, quote: str, places: QuoteFinder, changed: Sequence[tuple[str, str]]) -> QuotePlace:
    if not quote.strip():
        return QuotePlace(number, UNQUOTED)
    found = places.locate(quote)
    text = found.text or _in_its_place(quote, changed)
    return QuotePlace(number, str(found.found), round(found.similarity, 3), text[:2_000], found.locator[:200])


def _in_its_place(quote: str, changed: Sequence[tuple[str, str]]) -> str:
    likeness, after = max(((fuzz.partial_ratio(quote, before), after) for before, after in changed), default=(0, ""))
    return after if likeness >= _HELD_THE_QUOTE else ""
