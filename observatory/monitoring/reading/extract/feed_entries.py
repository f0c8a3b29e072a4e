"""What feeds of all formats have in common: the blocks of their entries, and the order in which these are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from observatory.monitoring.reading.extract.document import StruckText
from observatory.monitoring.reading.extract.html import parse_html
from observatory.text.normal_forms import without_spaces

Entry = TypeVar("Entry")
MOST_ENTRIES = 500
LONGEST_KEY, LONGEST_DATE = 300, 100  # characters
_LONGEST_ENTRY = 300_000  # characters of its HTML; the rest is left out
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:\D{1,3}(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[\s-]+({'|'.join(_MONTHS)})[a-z]*\.?[\s-]+(\d{{2,4}}){_TIME}", re.I)  # RFC 5322
_YEAR_FIRST = re.compile(rf"([12]\d{{3}})[-/.年\s]{{1,2}}(\d{{1,2}})[-/.月\s]{{1,2}}(\d{{1,2}}){_TIME}")  # RFC 3339
_FEWEST_DATES = 3  # from which the order of the entries is seen
_ALL_BUT = 4  # of so many steps one may go the other way: an entry that stays at the top, or was dated again


@dataclass(slots=True)
class FeedBlocks:
    """The blocks of a feed as they are read; `entries` are those of `Document.entries`."""

    texts: list[str] = field(default_factory=list)
    struck: list[StruckText] = field(default_factory=list)
    entries: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, html: str, url: str) -> None:
        """Add the text of some HTML, or of plain text."""
        blocks, struck = read_markup(html[:_LONGEST_ENTRY], url)
        self.struck += [replace(text, block=text.block + len(self.texts)) for text in struck]
        self.texts += blocks

    def add_entry(self, key: str, title: str, date: str, summary: str, text: str, url: str) -> None:
        """Add the title, the date as printed and the text of an entry; a summary that the text repeats is left out."""
        first = len(self.texts)
        self.add(title, url)
        at = len(self.texts) if date else -1
        if date:
            self.texts.append(date)
        if not text or not _repeats(text, summary, url):
            self.add(summary, url)
        self.add(text, url)
        self.entries.append((key[:LONGEST_KEY], first, at))


def read_markup(html: str, url: str) -> tuple[list[str], list[StruckText]]:
    """Return the blocks and the struck text of some HTML, or of plain text."""
    if not _MARKUP.search(html):
        return ([plain] if (plain := " ".join(html.split())) else []), []
    page = parse_html(html, url)
    return [block.text for block in page.blocks], page.struck


def remove_controls(text: str) -> str:
    """Return the text without the control characters that no text of a feed may have."""
    return _NO_CHARACTER.sub("", text)


def escape(text: str) -> str:
    """Return plain text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def newest_first(entries: Sequence[Entry], dates: Sequence[str]) -> list[Entry]:
    """Return the first `MOST_ENTRIES` entries, the newest first. `dates` are those that they print.

    Nearly all feeds list the newest entry first. One that lists the oldest first is turned round: what is new is then
    never left out, and what leaves such a feed at its beginning counts as expired. Without dates the order is kept.
    """
    moments = [moment for date in dates if (moment := _moment(date))]
    steps = [(before > after) - (before < after) for before, after in pairwise(moments)]
    rising, falling = steps.count(-1), steps.count(1)
    turned = len(moments) >= _FEWEST_DATES and rising > 0 and falling * _ALL_BUT <= rising + falling
    return list(entries[::-1] if turned else entries)[:MOST_ENTRIES]


def _moment(date: str) -> tuple[int, ...]:
    """Return year, month, day, hour, minute and second of a printed date, as far as it has them, its time zone left
    out; nothing for what is no date."""
    if found := _DAY_FIRST.search(date):
        day, month, year, *time = found.groups()
        century = 2000 if len(year) == 2 else 0
        return (int(year) + century, _MONTHS.index(month.lower()) + 1, int(day), *(int(part or 0) for part in time))
    found = _YEAR_FIRST.search(date)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _repeats(text: str, summary: str, url: str) -> bool:
    start, whole = (without_spaces(" ".join(read_markup(html, url)[0])) for html in (summary, text))
    return start.rstrip(".…[]") in whole
