"""Several values in one cell: `one; two`, and values of several parts: `Plann | en | spelling; 方案 | zh-Hans`.

A part that contains a separator, a quotation mark or a line break stands in double quotes, which are doubled within it
(as in RFC 4180), so every text can be written and read back.
"""

from collections.abc import Iterable, Sequence

from observatory.exchange.errors import CellError
from observatory.records.messages import gettext as _

ITEM = ";"
PART = "|"
_BETWEEN_ITEMS = ";；\n"
_BETWEEN_PARTS = "|｜"


def read_items(text: str) -> list[list[str]]:
    """Return the items of a cell, each as its parts, without white space around them. Empty items are left out.
    Raises `CellError` where a quotation mark is not closed."""
    items: list[list[str]] = []
    parts: list[str] = []
    part, place, quoted = "", 0, False
    while place < len(text):
        letter = text[place]
        if letter == '"' and not part.strip():
            part, place = _quoted(text, place + 1)
            quoted = True
            continue
        if letter in _BETWEEN_ITEMS + _BETWEEN_PARTS:
            parts.append(part if quoted else part.strip())
            part, quoted = "", False
            if letter in _BETWEEN_ITEMS:
                items.append(parts)
                parts = []
        elif not (quoted and letter.isspace()):
            part += letter
        place += 1
    items.append([*parts, part if quoted else part.strip()])
    return [item for item in items if any(item)]


def _quoted(text: str, start: int) -> tuple[str, int]:
    """Return the text in quotes from `start`, and the place after the closing mark."""
    place, found = start, ""
    while (end := text.find('"', place)) >= 0:
        found += text[place:end]
        if text[end + 1 : end + 2] != '"':
            return found, end + 1
        found, place = f'{found}"', end + 2
    raise CellError(_("a quotation mark is not closed"), _("Close it, or write it twice if it belongs to the text."))


def write_items(items: Iterable[Sequence[str]]) -> str:
    """Return items as one cell; empty parts at the end of an item are left out."""
    return f"{ITEM} ".join(_item(item) for item in items)


def _item(parts: Sequence[str]) -> str:
    last = max((place for place, part in enumerate(parts) if part), default=-1)
    return f" {PART} ".join(map(_part, parts[: last + 1]))


def _part(text: str) -> str:
    marks = _BETWEEN_ITEMS + _BETWEEN_PARTS + '"'
    if text != text.strip() or any(mark in text for mark in marks):
        return '"{}"'.format(text.replace('"', '""'))
    return text
