"""Several values in one cell: `one; two`, and values of several parts: `Plann | en | spelling; 方案 | zh-Hans`; and the
columns whose cells are such lists (`CodesColumn`, `ItemsColumn`).

A part that contains a separator, a quotation mark or a line break stands in double quotes, which are doubled within it
(as in RFC 4180), so every text can be written and read back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from observatory.exchange.errors import CellError
from observatory.exchange.single_value_columns import (
    Column,
    Raw,
    codes_by_word,
    find_code,
    set_at_place,
    value_at_place,
    within_limit,
)
from observatory.records.translatable_messages import gettext as _
from observatory.text.input_cleaning import clean_text

ITEM = ";"
PART = "|"
_BETWEEN_ITEMS = ";；\n"
_BETWEEN_PARTS = "|｜"


def read_items(text: str) -> list[list[str]]:
    """Return the items of a cell with several values, each as its parts, without white space around them. Empty items
    are left out. Raises `CellError` where a quotation mark is not closed."""
    items: list[list[str]] = []
    parts: list[str] = []
    part, place, quoted = "", 0, False
    while place < len(text):
        letter = text[place]
        if letter == '"' and not part.strip():
            part, place = _quoted_part(text, place + 1)
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


def _quoted_part(text: str, start: int) -> tuple[str, int]:
    """Return the part of a cell that stands in quotes from `start`, and the place after the closing mark."""
    place, found = start, ""
    while (end := text.find('"', place)) >= 0:
        found += text[place:end]
        if text[end + 1 : end + 2] != '"':
            return found, end + 1
        found, place = f'{found}"', end + 2
    raise CellError(_("a quotation mark is not closed"), _("Close it, or write it twice if it belongs to the text."))


def write_items(items: Iterable[Sequence[str]]) -> str:
    """Return items as one cell; empty parts at the end of an item are left out."""
    return f"{ITEM} ".join(_written_item(item) for item in items)


def _written_item(parts: Sequence[str]) -> str:
    last = max((place for place, part in enumerate(parts) if part), default=-1)
    return f" {PART} ".join(map(_written_part, parts[: last + 1]))


def _written_part(text: str) -> str:
    marks = _BETWEEN_ITEMS + _BETWEEN_PARTS + '"'
    if text != text.strip() or any(mark in text for mark in marks):
        return '"{}"'.format(text.replace('"', '""'))
    return text


@dataclass(frozen=True, kw_only=True)
class CodesColumn(Column):
    """Several values of a list, by their codes or labels, with semicolons between."""

    known: Sequence[tuple[str, str, str]] = field(default=(), repr=False)

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return codes_by_word(self.known)

    def read(self, raw: Raw) -> list[str]:
        """Return the codes in a cell with several values, each once. Raises `CellError`."""
        if isinstance(raw, str):
            words = [part for item in read_items(within_limit(clean_text(raw))) for part in item if part]
        else:
            words = [clean_text(_only_text(item)) for item in raw]
        return list(dict.fromkeys(find_code(word, self._codes, self.known) for word in words if word))

    def write(self, value: Any) -> str:
        return write_items([code] for code in value or [])

    def plain(self, value: Any) -> Any:
        return list(value or [])

    @property
    def examples(self) -> Iterable[tuple[str, str, str]]:
        return self.known


@dataclass(frozen=True, kw_only=True)
class ItemsColumn(Column):
    """A list of values with several parts, such as names: `Plann | en | spelling`."""

    parts: Sequence[Column] = ()

    def read(self, raw: Raw) -> list[dict[str, Any]]:
        if isinstance(raw, str):
            return [self._item(number, item) for number, item in enumerate(read_items(clean_text(raw)), 1)]
        return [self._json_item(number, item) for number, item in enumerate(raw, 1)]

    def write(self, value: Any) -> str:
        return write_items(self.texts(item) for item in value or [])

    def plain(self, value: Any) -> Any:
        return [
            {part.name: text for part in self.parts if (text := part.write(value_at_place(item, part.place)))}
            for item in value or []
        ]

    def texts(self, item: dict[str, Any]) -> list[str]:
        """Return the parts of one item as texts."""
        return [part.write(value_at_place(item, part.place)) for part in self.parts]

    def split(self, texts: list[str]) -> list[str]:
        """Return the texts of one item of a list cell, one for each part, from those in the cell."""
        if len(texts) > len(self.parts):
            reason = _("“%s” has more parts than the column") % " | ".join(texts)[:80]
            raise CellError(reason, _("Put a text with ; or | in double quotes."))
        return texts

    def _item(self, number: int, texts: list[str]) -> dict[str, Any]:
        return self._item_of_parts(
            number, dict(zip((part.name for part in self.parts), self.split(texts), strict=False))
        )

    def _json_item(self, number: int, item: Any) -> dict[str, Any]:
        """Return an item of a list in a JSON file, which is an object with its parts or a text. Raises `CellError`."""
        if isinstance(item, str):
            return self._item(number, [item])
        if not isinstance(item, dict):
            raise CellError(_("a list of objects is expected"), self.help)
        if unknown := item.keys() - {part.name for part in self.parts}:
            words = ", ".join(part.name for part in self.parts)
            raise CellError(_("unknown key “%s”") % sorted(unknown)[0][:80], _("Use the keys %s.") % words)
        return self._item_of_parts(number, {name: _only_text(value) for name, value in item.items()})

    def _item_of_parts(self, number: int, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return one item of a list cell as it is in a catalogue entry, from the texts of its parts. Raises
        `CellError`."""
        made: dict[str, Any] = {}
        for part in self.parts:
            try:
                value = part.read(texts.get(part.name, ""))
            except CellError as error:
                words = {"number": number, "part": part.label, "reason": error.reason}
                raise CellError(_("item %(number)d, %(part)s: %(reason)s") % words, error.remedy) from None
            if value:
                set_at_place(made, part.place, value)
        return made


class ContributorsColumn(ItemsColumn):
    """Contributors: a person as “Bi, K.”, a body by its name; with all parts where that is not enough."""

    def texts(self, item: dict[str, Any]) -> list[str]:
        """Return a contributor as the parts of an item of a list cell: in one part where a comma tells family and given
        name."""
        family, given, literal = item.get("family", ""), item.get("given", ""), item.get("literal", "")
        if not item.get("original") and item.get("role", "author") == "author":
            if literal and "," not in literal and "，" not in literal:
                return [literal]
            if family and given and not any(mark in family + given for mark in ",，"):
                return [f"{family}, {given}"]
            if family and not given and "," not in family:
                return [f"{family},"]
        return super().texts(item)

    def split(self, texts: list[str]) -> list[str]:
        if len(texts) == 1:
            family, comma, given = texts[0].replace("，", ",").partition(",")
            return [family.strip(), given.strip()] if comma else ["", "", texts[0]]
        return super().split(texts)


def _only_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise CellError(_("a single value is expected within the list"), _("Write a text."))
    return str(value)
