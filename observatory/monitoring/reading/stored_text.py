"""Values that the monitor stores for a text read by the sandbox."""

from dataclasses import dataclass
from typing import Self

from observatory.monitoring.outcomes import Outcome
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.sandbox import ReadResult


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of one body, with the values that the monitor stores of it; ``outcome`` says why it is not the document,
    or is None."""

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
    frame_urls: tuple[str, ...] = ()  # that may hold the text of a page with little of its own, the likeliest first
    own_letters: int = 0
    file_digest: str = ""  # of a file that cannot be read

    @classmethod
    def from_result(cls, reading: ReadResult) -> Self:
        """Return the values to store of what the sandbox read."""
        document = reading.document
        if document is None:
            return cls(reading.outcome, reading.reason[:300], file_digest=reading.file_digest)
        reads = f"the page reads: {(document.title or document.text)[:100]!r}"
        error = (reading.reason or reads) if reading.outcome else ""
        return cls(
            outcome=reading.outcome,
            error=error[:400],
            packed=reading.packed,
            fingerprint=reading.fingerprint,
            title=document.title[:500].replace("\x00", ""),
            language=document.language[:12],
            charset=document.charset[:40],
            extractor=document.extractor[:40],
            canonical_url=document.canonical_url,
            refresh_url=reading.redirect,
            frame_urls=reading.frames,
            own_letters=reading.own_letters,
        )

    @property
    def main_text(self) -> str:
        return Document.unpack(self.packed).text
