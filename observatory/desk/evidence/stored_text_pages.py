"""The stored text of a source beside a record: which snapshots there are and the chosen one, cut into pages, with the
quotes marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from observatory.desk.evidence.quote_search import QuoteNotThere, QuoteSearch
from observatory.desk.evidence.statements_with_citations import CitedSource
from observatory.monitoring.models import Snapshot, Watch
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import TextPosition
from observatory.public.links import host
from observatory.sources.models import Source

LONGEST_PAGE = 40_000  # characters, the markup of each paragraph included
_MARKUP = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage that is the quote of a citation. `css` is the class of its colour."""

    start: TextPosition
    end: TextPosition
    citation_id: int
    css: str = "present"

    def within(self, block: int, offset: int, length: int) -> tuple[int, int]:
        """Return which part of some characters of a block is marked, as offsets in these; an empty span if none is."""
        if not self.start.block <= block <= self.end.block:
            return 0, 0
        low = self.start.offset if block == self.start.block else 0
        high = self.end.offset if block == self.end.block else offset + length
        return max(0, low - offset), max(0, min(length, high - offset))


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text of one paragraph with the marks that cover it; `opens` are the citations whose mark begins here."""

    text: str
    css: str = ""
    opens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a page: (part of) a block of the main text, or text that is struck out there."""

    block: int
    offset: int
    text: str
    struck: bool = False


def split_pages(document: Document) -> list[list[Piece]]:
    """Return the paragraphs of a document in pages of at most `LONGEST_PAGE` characters; at least one page."""
    pages: list[list[Piece]] = [[]]
    room = LONGEST_PAGE
    for piece in _pieces_of_text(document):
        cost = len(piece.text) + _MARKUP
        if cost > room and pages[-1]:
            pages.append([])
            room = LONGEST_PAGE
        pages[-1].append(piece)
        room -= cost
    return pages


def _pieces_of_text(document: Document):
    """Yield the pieces of a stored text that fit on pages, struck words before what took their place."""
    struck: dict[int, list[str]] = {}
    for row in getattr(document, "struck", ()):
        struck.setdefault(row.block, []).append(row.struck)
    longest = LONGEST_PAGE - _MARKUP
    for block, text in enumerate(document.blocks):
        for gone in struck.pop(block, ()):
            yield Piece(block, 0, gone[:longest], struck=True)
        for offset in range(0, len(text) or 1, longest):
            yield Piece(block, offset, text[offset : offset + longest])
    for block in sorted(struck):
        for gone in struck[block]:
            yield Piece(block, 0, gone[:longest], struck=True)


def page_of_position(pages: Sequence[Sequence[Piece]], position: TextPosition) -> int:
    """Return the number (from 0) of the page on which a position is; 0 if it is on none."""
    for number, page in enumerate(pages):
        for piece in page:
            inside = piece.offset <= position.offset < piece.offset + max(len(piece.text), 1)
            if piece.block == position.block and inside and not piece.struck:
                return number
    return 0


def segments_of_piece(piece: Piece, marks: Sequence[Mark], current: int | None) -> list[Segment]:
    """Return the text of a piece cut where marks begin and end; the mark of the citation `current` stands out."""
    if piece.struck:
        return [Segment(piece.text)]
    spans = [(*mark.within(piece.block, piece.offset, len(piece.text)), mark) for mark in marks]
    spans = [span for span in spans if span[0] < span[1]]
    cuts = sorted({0, len(piece.text), *(edge for span in spans for edge in span[:2])})
    found = []
    for low, high in pairwise(cuts):
        covering = [mark for start, end, mark in spans if start <= low and high <= end]
        begins = (piece.block, piece.offset + low)
        opens = tuple(m.citation_id for m in covering if (m.start.block, m.start.offset) == begins)
        found.append(Segment(piece.text[low:high], _css(covering, current), opens))
    return found


def _css(covering: Sequence[Mark], current: int | None) -> str:
    if not covering:
        return ""
    own = [mark for mark in covering if mark.citation_id == current]
    return f"quoted {(own or covering)[0].css}" + (" current" if own else "")


def paragraph_html(piece: Piece, found: Sequence[Segment], locator: str) -> SafeString:
    """Return a paragraph of a stored text as HTML. Its text is that of the piece to the character: the script counts
    offsets in it."""
    if piece.struck:
        return format_html('<p class="struck"><del>{}</del></p>', piece.text)
    return format_html(
        '<p id="{}" data-block="{}" data-offset="{}" data-locator="{}">{}</p>',
        f"b{piece.block + 1}" if piece.offset == 0 else f"b{piece.block + 1}-{piece.offset}",
        str(piece.block),
        str(piece.offset),
        locator,
        format_html_join("", "{}", ((_segment_html(segment),) for segment in found)),
    )


def _segment_html(segment: Segment) -> SafeString | str:
    if not segment.css:
        return segment.text
    anchor = format_html(' id="q{}"', str(segment.opens[0])) if segment.opens else ""
    return format_html('<mark class="{}"{}>{}</mark>', segment.css, anchor, segment.text)


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
    snapshots = Snapshot.objects.filter(location__source=source).defer(*_NOT_LISTED).select_related("location")
    watched = dict(Watch.objects.filter(location__source=source).values_list("location", "snapshot"))
    newest_first = list(snapshots.order_by("-taken_at", "-pk")[:MOST_SNAPSHOTS])
    newest = {snapshot.location_id: snapshot.pk for snapshot in reversed(newest_first)}
    current = newest | {location: pk for location, pk in watched.items() if pk}
    return [SnapshotChoice(snapshot, snapshot.pk == current[snapshot.location_id]) for snapshot in newest_first]


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
    search = QuoteSearch(document.blocks)
    marks = [_quote_mark(cited, snapshot, search) for cited in citations if cited.citation.source_id == source.pk]
    return [mark for mark in marks if mark is not None]


def _quote_mark(cited: CitedSource, snapshot: Snapshot, search: QuoteSearch) -> Mark | None:
    """Return where a cited quote is marked in a stored text; None if it is not there."""
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
