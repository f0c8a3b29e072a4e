"""Cut a stored document into pages of bounded size, and mark the quotes in one of them. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import TextPosition

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
    for piece in _pieces(document):
        cost = len(piece.text) + _MARKUP
        if cost > room and pages[-1]:
            pages.append([])
            room = LONGEST_PAGE
        pages[-1].append(piece)
        room -= cost
    return pages


def _pieces(document: Document):
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


def page_of(pages: Sequence[Sequence[Piece]], position: TextPosition) -> int:
    """Return the number (from 0) of the page on which a position is; 0 if it is on none."""
    for number, page in enumerate(pages):
        for piece in page:
            inside = piece.offset <= position.offset < piece.offset + max(len(piece.text), 1)
            if piece.block == position.block and inside and not piece.struck:
                return number
    return 0


def segments(piece: Piece, marks: Sequence[Mark], current: int | None) -> list[Segment]:
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
    """Return a paragraph as HTML. Its text is that of the piece to the character: the script counts offsets in it."""
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
