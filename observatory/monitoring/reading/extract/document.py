"""The document that the monitor extracted from one body."""

import gzip
from dataclasses import dataclass, fields

import orjson

EXTRACTOR = "5"


class UnreadableDocument(Exception):
    """Raised when a body cannot be read as what it claims to be; the message says why."""


@dataclass(frozen=True, slots=True)
class StruckText:
    """Text of a document that does not stand: struck through, deleted, or hidden from readers.

    `text` is a whole paragraph with everything in it, and `spans` are the parts that do not stand, as (start, end) in
    characters; `hidden` are the numbers of those spans that are out of sight without being crossed out. `block` is the
    number of the block that contains the rest of the paragraph; if nothing of it stands, it is the number of the block
    before which the paragraph would be.
    """

    block: int
    text: str
    spans: tuple[tuple[int, int], ...]
    hidden: tuple[int, ...] = ()

    @property
    def standing(self) -> bool:
        """Whether a part of the paragraph stands: then this text is another form of the block `block`."""
        covered = [*self.text]
        for start, end in self.spans:
            covered[start:end] = " " * (end - start)
        return bool("".join(covered).strip())

    @property
    def struck(self) -> str:
        """The words that do not stand."""
        return " ".join(" ".join(self.text[start:end] for start, end in self.spans).split())


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one visit, and the signals that the classifier needs.

    `blocks` is the main text in reading order: one per paragraph, heading, list item or table row. `full_text` is all
    visible text, navigation included, one block per line. `struck` is what is neither, in reading order. `extractor`
    names the version of the extraction rules: the contents of two documents made by different rules are not compared.
    """

    media: str  # html, pdf, docx, text or feed
    blocks: tuple[str, ...] = ()
    link_blocks: tuple[int, ...] = ()  # numbers of the blocks that are links and nothing else
    title: str = ""
    full_text: str = ""
    language: str = ""  # BCP 47 primary subtag, empty when unknown
    charset: str = ""
    canonical_url: str = ""
    meta_refresh_url: str = ""
    password_fields: int = 0
    scripts: int = 0
    pages: int = 0
    signals: tuple[str, ...] = ()  # names of markup seen that the classifier knows, e.g. "captcha"
    struck: tuple[StruckText, ...] = ()
    frame_urls: tuple[str, ...] = ()  # of the frames (frame, iframe) that readers see, in their order
    unread_pages: tuple[int, ...] = ()  # numbers (from 1) of the pages of a PDF that were left out: they are gibberish
    unread_parts: tuple[str, ...] = ()  # names of the files in a Word file whose text is not here
    # Of a feed: the key of each entry, and the numbers of its first block and of that with its date, or -1.
    entries: tuple[tuple[str, int, int], ...] = ()
    extractor: str = EXTRACTOR

    @property
    def text(self) -> str:
        """The main text, one block per line."""
        return "\n".join(self.blocks)

    @property
    def struck_blocks(self) -> tuple[str, ...]:
        """The words that are struck, deleted or hidden, one string per paragraph."""
        return tuple(text.struck for text in self.struck)

    def pack(self) -> bytes:
        """Return the document as JSON bytes, to be stored with the snapshot."""
        return orjson.dumps(self)

    @classmethod
    def unpack(cls, packed: bytes) -> "Document":
        """Return the document that `pack` serialised; unknown fields are ignored, and fields that it did not know yet
        are empty. Raises ValueError for other bytes."""
        values = orjson.loads(packed)
        if not isinstance(values, dict) or "media" not in values:
            raise ValueError("These bytes are not a packed document.")
        names = {field.name for field in fields(cls)}
        known = {name: value for name, value in values.items() if name in names}
        for name in ("blocks", "link_blocks", "signals", "frame_urls", "unread_pages", "unread_parts"):
            known[name] = tuple(known.get(name, ()))
        known["entries"] = tuple((key, first, date) for key, first, date in known.get("entries", ()))
        known["struck"] = tuple(
            StruckText(
                row["block"],
                row["text"],
                tuple((start, end) for start, end in row["spans"]),
                tuple(row.get("hidden", ())),
            )
            for row in known.get("struck", ())
        )
        return cls(**known)


def compress_document(packed: bytes) -> bytes:
    """Compress a packed document for the database."""
    return gzip.compress(packed, 3, mtime=0)


def decompress_document(kept: bytes) -> bytes:
    """Return a packed document as `pack` was given it."""
    return gzip.decompress(kept)
