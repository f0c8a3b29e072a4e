"""List the citations that a change affects, and decide whether it affects them. Called only by `settle_changes`, in
the transaction of the visit.

A row that a curator has decided stays as it was decided, unless its quote stands otherwise since.
"""

from collections.abc import Iterable, Sequence

from observatory.monitoring.models import AffectedCitation, Change, Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import UNKNOWN, RecordedSighting
from observatory.monitoring.quotes.sought_quotes import CitedQuote, SoughtQuote
from observatory.monitoring.reading.text_diff import Block
from observatory.sources.models import Citation
from observatory.text.locators import paragraph_locator
from observatory.text.typography import without_spaces

_SEEN = ("state", "meaning_changed", "similarity", "passage", "prefix", "suffix", "differences")
_REPLACED = [
    field.name for field in AffectedCitation._meta.concrete_fields if field.name not in ("id", "change", "citation")
]
_LONGEST_PASSAGE = 5_000  # characters


def list_affected(
    change: Change, sought: Iterable[SoughtQuote], sightings: Sequence[RecordedSighting], blocks: Sequence[Block]
) -> None:
    """List the citations of a location whose text has changed: those whose quote no longer stands as it stood, those
    whose quote still stands, and those without a quote.

    A quote that is gone gets the text that replaced it, if a changed block shows it. While the change is open,
    what it lists is compared with the text before it: a quote that went before the latest visit stays in the list.
    """
    listed = {row.citation_id: row for row in change.affected.all()}
    quotes = {row.quote.citation_id: row.quote for row in sought}
    wanted = [
        _affected_row(change, recorded.now, quotes[recorded.now.citation_id], blocks)
        for recorded in sightings
        if _is_listed(listed.get(recorded.now.citation_id), recorded)
    ]
    wanted += [
        AffectedCitation(change=change, citation_id=quote.citation_id, state=AffectedCitation.UNQUOTED)
        for quote in quotes.values()
        if quote.is_empty
    ]
    _write_affected(listed, wanted)


def list_statements(change: Change, quotes: Sequence[CitedQuote]) -> None:
    """List the citations of a location that has moved, as their quotes were last seen there."""
    current = Sighting.objects.current().filter(location_id=change.location_id)
    seen = {(row.citation_public_id, row.selector): row for row in current} if quotes else {}
    wanted = []
    for quote in quotes:
        row = AffectedCitation(change=change, citation_id=quote.citation_id, state=QuoteState.NOT_CHECKED)
        if quote.is_empty:
            row.state = AffectedCitation.UNQUOTED
        elif sighting := seen.get((quote.public_id, quote.selector.digest)):
            row = _affected_row(change, sighting, quote, ())
        wanted.append(row)
    _write_affected({row.citation_id: row for row in change.affected.all()}, wanted)


def list_replaced(change: Change, quotes: Sequence[CitedQuote]) -> None:
    """List the citations of a location whose file, which cannot be read, was replaced: of none is known whether its
    quote is in the new one. What was decided on the file before it is to be decided again."""
    states = ((quote, AffectedCitation.UNQUOTED if quote.is_empty else QuoteState.UNREADABLE) for quote in quotes)
    wanted = [AffectedCitation(change=change, citation_id=quote.citation_id, state=state) for quote, state in states]
    change.affected.filter(citation__in=[row.citation_id for row in wanted]).exclude(decision="").delete()
    _write_affected({row.citation_id: row for row in change.affected.all()}, wanted)


def list_unreadable(change: Change, source_id: int) -> None:
    """List all citations of a source that can no longer be read."""
    citations = Citation.objects.filter(source_id=source_id).values_list("pk", flat=True)
    AffectedCitation.objects.bulk_create(
        [AffectedCitation(change=change, citation_id=pk, state=QuoteState.UNREADABLE) for pk in citations],
        ignore_conflicts=True,
    )


def is_any_quote_lost(change: Change, sightings: Sequence[RecordedSighting]) -> bool:
    """Return whether a quote that the change lists still does not stand, or another one no longer does."""
    listed = set(change.affected.values_list("citation_id", flat=True))
    return any(is_loss(None if row.now.citation_id in listed else row.before, row.now) for row in sightings)


def _is_listed(listed: AffectedCitation | None, recorded: RecordedSighting) -> bool:
    """Return whether a change lists a citation with this sighting as affected."""
    if recorded.now.state == QuoteState.NEVER_FOUND:
        return False
    if listed is not None and listed.decision:  # perhaps of a quote that the decision replaced
        return is_loss(recorded.before, recorded.now)
    return listed is not None or is_affected(recorded.before, recorded.now)


def _affected_row(change: Change, sighting: Sighting, quote: CitedQuote, blocks: Sequence[Block]) -> AffectedCitation:
    """Return the row of a citation that a change affects, as its quote stands now."""
    row = AffectedCitation(change=change, citation_id=quote.citation_id)
    for name in _SEEN:
        setattr(row, name, getattr(sighting, name))
    if not row.passage:
        row.passage = _in_its_place(quote, blocks)[:_LONGEST_PASSAGE]
    if sighting.start:
        row.locator = paragraph_locator(sighting.start[0] + 1, sighting.passage)
    elif sighting.passage and sighting.state in (QuoteState.PRESENT, QuoteState.MOVED):
        row.locator = "outside the main text"
    return row


def _in_its_place(quote: CitedQuote, blocks: Sequence[Block]) -> str:
    """Return what replaced the block that contained the quote; empty if no changed block did."""
    wanted = without_spaces(quote.selector.exact)
    return next((block.after for block in blocks if wanted in without_spaces(block.before)), "")


def _write_affected(listed: dict[int, AffectedCitation], wanted: Sequence[AffectedCitation]) -> None:
    """Replace the affected citations of a change, except those that say the same as before."""
    outdated = []
    for row in wanted:
        before = listed.get(row.citation_id)
        if before is None or any(getattr(before, name) != getattr(row, name) for name in ("state", "passage")):
            outdated.append(row)
    AffectedCitation.objects.bulk_create(
        outdated, update_conflicts=True, unique_fields=["change", "citation"], update_fields=_REPLACED
    )
    gone = set(listed) - {row.citation_id for row in wanted}
    if undecided := [listed[pk].pk for pk in gone if not listed[pk].decision]:
        AffectedCitation.objects.filter(pk__in=undecided).delete()


def is_affected(before: Sighting | None, now: Sighting) -> bool:
    """Return whether a change of a text is one of the statement: its quote stands as it did, which is worth saying, or
    not any more. A quote that never stood at the location is not affected, nor one that is as absent as before."""
    if now.state == QuoteState.NEVER_FOUND:
        return False
    if before is None or now.state in (QuoteState.PRESENT, *UNKNOWN):
        return True
    return (before.state, before.meaning_changed, before.passage) != (now.state, now.meaning_changed, now.passage)


def is_loss(before: Sighting | None, now: Sighting) -> bool:
    """Return whether a quote that is affected no longer stands as it was quoted."""
    return is_affected(before, now) and now.state != QuoteState.PRESENT
