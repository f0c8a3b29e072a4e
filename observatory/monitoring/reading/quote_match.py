"""What is looked for in a document, and what was found: a quote with its context, and the passage that stands there."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from observatory.monitoring.outcomes import QuoteState
from observatory.text.quote_selector import selector_digest


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """A quote with the text before and after it (W3C Web Annotation Data Model, section 4.2.4).

    `prefix` and `suffix` may be empty: then the context is not compared.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""

    @property
    def digest(self) -> str:
        """A digest (32 hexadecimal digits) by which a sighting names the quote that was looked for."""
        return selector_digest(self.exact, self.prefix, self.suffix)


@dataclass(frozen=True, slots=True)
class TextPosition:
    """A position in the main text of a document: number of the block (from 0) and offset in it, in characters."""

    block: int
    offset: int


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """The result of looking for one quote in one document.

    `passage` is the text that stands in the place of the quote now, in the document's own words and no longer than
    needed; `prefix` and `suffix` are the text around it. `start` and `end` are None if it is outside the main text, or
    absent. `differences` lead from the quote to the passage, as tokens (equal | delete | insert, text, mark) like
    those of `text_diff.Block`. `meaning_changed` is None unless the state is altered. `similarity` is 0..1. `hidden` is
    true of a missing quote whose words are in the document where readers do not see them, without anything that shows
    that they are the cited passage.
    """

    state: QuoteState
    similarity: float = 0.0
    passage: str = ""
    prefix: str = ""
    suffix: str = ""
    start: TextPosition | None = None
    end: TextPosition | None = None
    differences: tuple[tuple[str, str, str], ...] = ()
    meaning_changed: bool | None = None
    hidden: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the match as JSON values."""
        return asdict(self) | {"state": str(self.state)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Return the match that `as_json` returned the values of."""
        places = {name: TextPosition(**values[name]) if values[name] else None for name in ("start", "end")}
        differences = tuple((op, text, mark) for op, text, mark in values["differences"])
        return cls(**values | places | {"state": QuoteState(values["state"]), "differences": differences})
