"""The document that the monitor extracted from one body."""

from dataclasses import dataclass, fields

import orjson

EXTRACTOR = "2"


class UnreadableDocument(Exception):
    """Raised when a body cannot be read as what it claims to be; the message says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one visit, and the signals that the classifier needs.

    `blocks` is the main text in reading order: one per paragraph, heading, list item or table row. `full_text` is all
    visible text, navigation included, one block per line. `extractor` names the version of the extraction rules: the
    contents of two documents made by different rules are not compared.
    """

    media: str  # html, pdf, docx or text
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
    extractor: str = EXTRACTOR

    @property
    def text(self) -> str:
        """The main text, one block per line."""
        return "\n".join(self.blocks)

    def pack(self) -> bytes:
        """Return the document as JSON bytes, to be stored with the snapshot."""
        return orjson.dumps(self)

    @classmethod
    def unpack(cls, packed: bytes) -> "Document":
        """Return the document that `pack` serialised; unknown fields are ignored. Raises ValueError for other bytes."""
        values = orjson.loads(packed)
        if not isinstance(values, dict) or "media" not in values:
            raise ValueError("These bytes are not a packed document.")
        names = {field.name for field in fields(cls)}
        kept = {name: value for name, value in values.items() if name in names}
        for name in ("blocks", "link_blocks", "signals"):
            kept[name] = tuple(kept.get(name, ()))
        return cls(**kept)
