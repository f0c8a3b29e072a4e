"""Which stored text of which source is shown beside a record: the choices, and the one that is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatory.desk.evidence.passages import BlockSearch, QuoteNotThere
from observatory.desk.evidence.statements import CitedSource
from observatory.desk.evidence.stored_page import Mark
from observatory.monitoring.models import Snapshot, Watch
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import TextPosition
from observatory.public.localise import host
from observatory.sources.models import Source

MOST_SNAPSHOTS = 100
_NOT_LISTED = ("packed", "headers")


@dataclass(frozen=True, slots=True)
class SnapshotChoice:
    """One stored text of a source. `current`: it is what the location said at the last visit, or the newest file
    attached there."""

    snapshot: Snapshot
    current: bool

    @property
    def place(self) -> str:
        """The host that it was read from; "" for a file that somebody attached."""
        return host(self.snapshot.url) if self.snapshot.url else ""


def snapshot_choices(source: Source) -> list[SnapshotChoice]:
    """Return the newest stored texts of all locations of a source, newest first, without their contents."""
    rows = Snapshot.objects.filter(location__source=source).defer(*_NOT_LISTED).select_related("location")
    watched = dict(Watch.objects.filter(location__source=source).values_list("location", "snapshot"))
    listed = list(rows.order_by("-taken_at", "-pk")[:MOST_SNAPSHOTS])
    newest = {row.location_id: row.pk for row in reversed(listed)}
    current = newest | {location: pk for location, pk in watched.items() if pk}
    return [SnapshotChoice(row, row.pk == current[row.location_id]) for row in listed]


def choose_snapshot(
    choices: Sequence[SnapshotChoice], cited: CitedSource | None, wanted: int | None
) -> SnapshotChoice | None:
    """Return the wanted choice; else the current text of the citation's location, then one that has its quote, then
    any current one, then the newest. None if there is none."""
    seen = {row.snapshot_id for row in (cited.sightings if cited else ()) if row.state == QuoteState.PRESENT}
    location = cited.citation.location_id if cited else None

    def rank(choice: SnapshotChoice) -> tuple[bool, ...]:
        row = choice.snapshot
        return row.pk == wanted, row.location_id == location, choice.current, row.pk in seen

    return max(choices, key=rank, default=None)  # of equal ones the first, which is the newest


def quote_marks(citations: Sequence[CitedSource], source: Source, snapshot: Snapshot, document: Document) -> list[Mark]:
    """Return the marks of the quotes of a record in a stored text: from the sightings of this very text, else by
    looking for the words."""
    search = BlockSearch(document.blocks)
    marks = [_mark(cited, snapshot, search) for cited in citations if cited.citation.source_id == source.pk]
    return [mark for mark in marks if mark is not None]


def _mark(cited: CitedSource, snapshot: Snapshot, search: BlockSearch) -> Mark | None:
    row = cited.citation
    if not row.quote:
        return None
    for seen in cited.sightings:
        if seen.snapshot_id == snapshot.pk and seen.selector == cited.selector.digest and seen.start and seen.end:
            return Mark(TextPosition(*seen.start), TextPosition(*seen.end), row.pk, seen.state)
    try:
        place = search.find(row.quote, row.prefix, row.suffix)
    except QuoteNotThere as problem:
        if problem.field == "quote":
            return None
        place = search.find(row.quote)
    return Mark(place.start, place.end, row.pk)
