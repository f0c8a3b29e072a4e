"""What the monitor keeps of a text that the sandbox read."""

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from rapidfuzz import fuzz

from observatory.monitoring.compare import Comparison
from observatory.monitoring.diff import Block
from observatory.monitoring.extract.document import Document
from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.sandbox import Reading
from observatory.monitoring.verify import locate

_HELD_THE_QUOTE = 80  # likeness (0..100) from which on a changed block is the one that held the quote


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one body with what the monitor asks of it; ``outcome`` says why it is not the document, or None."""

    outcome: Outcome | None
    error: str = ""
    packed: bytes = b""  # as Document.pack makes it
    fingerprint: str = ""
    title: str = ""
    language: str = ""
    charset: str = ""
    extractor: str = ""
    canonical_url: str = ""
    refresh_url: str = ""

    @classmethod
    def of(cls, reading: Reading) -> Self:
        document = reading.document
        if document is None:
            return cls(reading.outcome, reading.reason[:300])
        error = f"the page reads: {(document.title or document.text)[:100]!r}" if reading.outcome else ""
        return cls(
            outcome=reading.outcome,
            error=error,
            packed=reading.packed,
            fingerprint=reading.fingerprint,
            title=document.title[:500].replace("\x00", ""),
            language=document.language[:12],
            charset=document.charset[:40],
            extractor=document.extractor[:40],
            canonical_url=document.canonical_url,
            refresh_url=reading.redirect,
        )

    @property
    def main_text(self) -> str:
        return Document.unpack(self.packed).text


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a citation's quote stands in a text now."""

    citation_id: int
    found: str
    similarity: float | None = None
    text: str = ""
    locator: str = ""


def pack(packed: bytes) -> bytes:
    """A packed document as the database keeps it."""
    return gzip.compress(packed, 3, mtime=0)


def unpack(kept: bytes) -> bytes:
    return gzip.decompress(kept)


def passages(quotes: Iterable[tuple[int, str]], packed: bytes, changed: Sequence[Block] = ()) -> list[Passage]:
    """Where the quotes, by their citations' ids, stand in a packed document.

    For a quote that is gone, the text that came in its place, if one of the ``changed`` blocks shows it.
    """
    document = Document.unpack(packed)
    return [_passage(number, quote, document, changed) for number, quote in quotes]


def difference_of(comparison: Comparison) -> list[dict[str, Any]]:
    """The visible difference as it is kept and shown: blocks with op, before, after and tokens (op, text, mark)."""
    return [asdict(block) for block in comparison.blocks]


def _passage(number: int, quote: str, document: Document, changed: Sequence[Block]) -> Passage:
    if not quote.strip():
        return Passage(number, "unquoted")
    found = locate(quote, document)
    text = found.text or _in_its_place(quote, changed)
    return Passage(number, str(found.found), round(found.similarity, 3), text[:2_000], found.locator[:200])


def _in_its_place(quote: str, changed: Sequence[Block]) -> str:
    best = max(changed, key=lambda block: fuzz.partial_ratio(quote, block.before), default=None)
    return best.after if best and fuzz.partial_ratio(quote, best.before) >= _HELD_THE_QUOTE else ""
