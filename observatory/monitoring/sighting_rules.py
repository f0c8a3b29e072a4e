"""Rules of sightings: what a match means at a location, when a sighting is replaced, which statements a change affects.

Pure functions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from observatory.monitoring.cited_quotes import CitedQuote, SoughtQuote
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.diff import DELETE, INSERT, REPLACE, Block, word_difference
from observatory.monitoring.reading.quote_match import QuoteMatch, TextPosition, TextQuoteSelector
from observatory.text.normal_forms import without_spaces

# States that say that the quote stands at the location, or did.
STOOD = (QuoteState.PRESENT, QuoteState.MOVED, QuoteState.ALTERED, QuoteState.STRUCK)
_ABSENT = (QuoteState.MISSING, QuoteState.NEVER_FOUND)
_UNKNOWN = (QuoteState.NOT_CHECKED, QuoteState.UNREADABLE)
_LONGEST_PASSAGE = 5_000  # characters
_LONGEST_CONTEXT = 300


def settle_match(match: QuoteMatch, *, stood: bool) -> QuoteMatch:
    """Return the match of a quote at a location where it stood before, or not: a quote is missing only where it once
    stood, and was never found anywhere else, such as at a mirror in another language."""
    if match.state not in _ABSENT:
        return match
    return replace(match, state=QuoteState.MISSING if stood else QuoteState.NEVER_FOUND)


def shared_columns(match: QuoteMatch) -> dict[str, Any]:
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
        **shared_columns(match),
    )


def still_holds(row: Sighting, match: QuoteMatch, selector: TextQuoteSelector) -> bool:
    """Return whether a sighting goes on: the same quote, state, passage and meaning, hidden or not, perhaps in a
    newer snapshot."""
    now = shared_columns(match)
    same = all(getattr(row, name) == now[name] for name in ("state", "passage", "meaning_changed"))
    return same and row.hidden == match.hidden and row.selector == selector.digest


def says_the_same(row: Sighting, match: QuoteMatch) -> bool:
    """Return whether a match says the same of a quote as its last sighting, apart from typography.

    A search that failed, now or then, says nothing and so nothing else.
    """
    if match.state in _UNKNOWN or row.state in _UNKNOWN:
        return True
    now = settle_match(match, stood=row.state != QuoteState.NEVER_FOUND)
    if (row.state, row.meaning_changed) != (now.state, shared_columns(now)["meaning_changed"]):
        return False
    return row.state == QuoteState.PRESENT or without_spaces(row.passage) == without_spaces(now.passage)


def is_affected(before: Sighting | None, now: Sighting) -> bool:
    """Return whether a change of a text is one of the statement: its quote stands as it did, which is worth saying, or
    not any more. A quote that never stood at the location is not affected, nor one that is as absent as before."""
    if now.state == QuoteState.NEVER_FOUND:
        return False
    if before is None or now.state in (QuoteState.PRESENT, *_UNKNOWN):
        return True
    return (before.state, before.meaning_changed, before.passage) != (now.state, now.meaning_changed, now.passage)


def is_loss(before: Sighting | None, now: Sighting) -> bool:
    """Return whether a quote that is affected no longer stands as it was quoted."""
    return is_affected(before, now) and now.state != QuoteState.PRESENT


def changed_quotes(sought: Iterable[SoughtQuote], sightings: Mapping[str, Sighting], *, worse: bool) -> list[Block]:
    """Return the visible differences of the quotes that stand otherwise than at their last sightings (by the permanent
    IDs of their citations); with `worse`, only of those that stand worse."""
    found = []
    for row in sought:
        last = sightings.get(row.quote.public_id)
        if row.quote.is_empty or last is None or last.selector != row.quote.selector.digest:
            continue
        lost = row.match.state != QuoteState.PRESENT and last.state != QuoteState.NEVER_FOUND
        if not says_the_same(last, row.match) and (lost or not worse):
            found.append(quote_difference(last, row.match, row.quote.selector))
    return found


def quote_difference(before: Sighting, match: QuoteMatch, selector: TextQuoteSelector) -> Block:
    """Return the visible difference between a sighting and a match, where the two texts as a whole do not differ."""
    old = "" if before.state in _ABSENT else before.passage or selector.exact
    new = "" if match.state in (*_ABSENT, QuoteState.STRUCK) else match.passage or selector.exact
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
