"""Read feeds as blocks of text: RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287), and JSON Feed 1.0 and 1.1
(https://www.jsonfeed.org/version/1.1/).

A feed is read as its title and description, and of each entry the title, the date as printed, the summary and the
text. Build dates, generators, authors, categories, and the addresses of enclosures are no text. HTML in an entry is
read by the HTML reader. The XML is parsed without its document type, so that it can define no entity and name no
other file.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise
from typing import Any, TypeVar

from lxml import etree

from observatory.monitoring.reading.extract.charset import decode_body
from observatory.monitoring.reading.extract.document import Document, StruckText, UnreadableDocument
from observatory.monitoring.reading.extract.html import parse_html
from observatory.monitoring.reading.extract.language import detect_language
from observatory.monitoring.reading.extract.xml_root import ATOM, prolog_length
from observatory.text.typography import without_spaces

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
        blocks, struck = read_feed_markup(html[:_LONGEST_ENTRY], url)
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


def read_feed_markup(html: str, url: str) -> tuple[list[str], list[StruckText]]:
    """Return the blocks and the struck text of what a feed gives as HTML, or as plain text."""
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


def newest_entries_first(entries: Sequence[Entry], dates: Sequence[str]) -> list[Entry]:
    """Return the first `MOST_ENTRIES` entries, the newest first. `dates` are those that they print.

    Nearly all feeds list the newest entry first. One that lists the oldest first is turned round: what is new is then
    never left out, and what leaves such a feed at its beginning counts as expired. Without dates the order is kept.
    """
    moments = [moment for date in dates if (moment := _moment_of_entry_date(date))]
    steps = [(before > after) - (before < after) for before, after in pairwise(moments)]
    rising, falling = steps.count(-1), steps.count(1)
    turned = len(moments) >= _FEWEST_DATES and rising > 0 and falling * _ALL_BUT <= rising + falling
    return list(entries[::-1] if turned else entries)[:MOST_ENTRIES]


def _moment_of_entry_date(date: str) -> tuple[int, ...]:
    """Return year, month, day, hour, minute and second of the date that an entry prints, as far as it has them, its
    time zone left out; nothing for what is no date."""
    if found := _DAY_FIRST.search(date):
        day, month, year, *time = found.groups()
        century = 2000 if len(year) == 2 else 0
        return (int(year) + century, _MONTHS.index(month.lower()) + 1, int(day), *(int(part or 0) for part in time))
    found = _YEAR_FIRST.search(date)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _repeats(text: str, summary: str, url: str) -> bool:
    start, whole = (without_spaces(" ".join(read_feed_markup(html, url)[0])) for html in (summary, text))
    return start.rstrip(".…[]") in whole


_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
# The text of an entry that has no other: in feeds of films and of talks.
_OTHER_TEXTS = (
    ".//{http://search.yahoo.com/mrss/}description",
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}summary",
    "{http://purl.org/dc/elements/1.1/}description",
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{0,30};")
_BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{0,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_PREFIX = re.compile(r"(</?)[\w.-]+:")


def read_feed(body: bytes, charset_hint: str | None = None, url: str = "") -> Document:
    """Return the document in a feed: `Document.entries` says where its entries begin. Raises UnreadableDocument for XML
    that is damaged beyond a few errors, or cut off."""
    text, charset = decode_body(body, charset_hint)
    root = _parse_feed_xml(text)
    channel = next((child for child in root.iterchildren("{*}channel")), root)
    found = FeedBlocks()
    title = " ".join(read_feed_markup(_markup_of_feed_element(_feed_child(channel, "title")), url)[0])
    if title:
        found.texts.append(title)
    found.add(_markup_of_feed_element(_feed_child(channel, "description", "subtitle")), url)
    entries = list(_entries(root, channel))
    for entry in newest_entries_first(entries, [_entry_date(entry) for entry in entries]):
        found.add_entry(
            _entry_key(entry),
            _markup_of_feed_element(_feed_child(entry, "title")),
            _entry_date(entry),
            *_entry_texts(entry),
            url,
        )
    language = channel.findtext("{*}language") or channel.get(_LANGUAGE) or root.get(_LANGUAGE) or ""
    return Document(
        media="feed",
        blocks=tuple(found.texts),
        title=title[:500],
        full_text="\n".join(found.texts),
        language=detect_language(" ".join(found.texts[:40]), language.strip().lower()),
        charset=charset,
        struck=tuple(found.struck),
        entries=tuple(found.entries),
    )


def _parse_feed_xml(text: str) -> etree._Element:
    """Return the root element of a feed, from which the prolog and so the document type was removed."""
    source = _ENTITY.sub(lambda match: escape(unescape(match[0])), remove_controls(text[prolog_length(text) :]))
    try:
        return etree.fromstring(source.encode(), _parser(recover=False))
    except etree.XMLSyntaxError as error:
        problem = str(error)
    mended = "".join(_with_escaped_ampersands(source))
    parser = _parser(recover=True)
    root = etree.fromstring(mended.encode(), parser)
    name = "" if root is None else re.escape(_name(root)[1])
    whole = root is not None and re.search(rf"</(?:[\w.-]+:)?{name}\s*>", source[-1_000:])
    if not whole or any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise UnreadableDocument(f"The feed is damaged, cut off or nested too deeply: {problem}")
    return root


def _with_escaped_ampersands(source: str) -> Iterator[str]:
    """Yield the source of a feed in pieces, each ampersand outside of CDATA sections escaped that begins no
    reference."""
    at = 0
    while at < len(source):
        section = source.find("<![CDATA[", at)
        end = source.find("]]>", section) if section >= 0 else -1
        if end < 0:
            section = end = len(source)
        yield _BARE_AMPERSAND.sub("&amp;", source[at:section])
        yield source[section:end]
        at = end


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _entries(root: etree._Element, channel: etree._Element) -> Iterator[etree._Element]:
    places = (channel,) if channel is root else (channel, root)  # RSS 1.0 has its items beside the channel
    return (entry for place in places for entry in place.iterchildren("{*}item", "{*}entry"))


def _feed_child(parent: etree._Element, *names: str) -> etree._Element | None:
    """Return the first child of an element of a feed with one of these names, in their order, in the namespace of its
    parent."""
    namespace, _ = _name(parent)
    found: dict[str, etree._Element] = {}
    for child in parent.iterchildren(etree.Element):
        where, name = _name(child)
        if where == namespace:
            found.setdefault(name, child)
    return next((found[name] for name in names if name in found), None)


def _name(element: etree._Element) -> tuple[str, str]:
    """Return the namespace and the name of an element; lxml's own QName refuses what its parser has mended."""
    namespace, _, name = str(element.tag).rpartition("}")
    return namespace.removeprefix("{"), name


def _entry_key(entry: etree._Element) -> str:
    """Return what identifies an entry in its feed: its ID, else its address, else its title."""
    for name in ("guid", "id", "link", "title"):
        child = _feed_child(entry, name)
        if child is not None and (key := (child.text or child.get("href") or "").strip()):
            return key
    return ""


def _entry_date(entry: etree._Element) -> str:
    """Return the date of an entry as it is printed, "" without one."""
    date = _feed_child(entry, "pubDate", "published", "issued", "updated", "modified")
    if date is None:
        date = entry.find(_DC_DATE)
    return " ".join((date.text or "").split())[:LONGEST_DATE] if date is not None else ""


def _entry_texts(entry: etree._Element) -> tuple[str, str]:
    """Return the summary and the text of an entry as HTML."""
    content = entry.find(_ENCODED)
    if content is None:
        content = _feed_child(entry, "content")
    summary, text = (
        _markup_of_feed_element(_feed_child(entry, "description", "summary")),
        _markup_of_feed_element(content),
    )
    if not text and not summary:
        others = (entry.find(path) for path in _OTHER_TEXTS)
        summary = _markup_of_feed_element(next((other for other in others if other is not None), None))
    return summary, text


def _markup_of_feed_element(element: etree._Element | None) -> str:
    """Return what an element of a feed contains as HTML: a text construct of Atom (RFC 4287, 3.1 and 4.1.3) by its
    type, any other as it is, because RSS does not say whether it is text or HTML."""
    if element is None:
        return ""
    kind = (element.get("type") or "").strip().lower()
    atom = _name(element)[0] in ATOM
    if len(element) or kind in ("xhtml", "application/xhtml+xml"):
        return _inner_html(element)
    text = element.text or ""
    if not atom:
        return text
    if kind in ("html", "text/html") or element.get("mode") == "escaped":
        return text
    return escape(text) if kind in ("", "text") or kind.startswith("text/") else ""


def _inner_html(element: etree._Element) -> str:
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return escape(element.text or "") + _PREFIX.sub(r"\1", "".join(children))


_PARAGRAPHS = re.compile(r"\s*\n\s*")
_Values = Mapping[str, Any]


def read_json_feed(body: bytes, charset_hint: str | None = None, url: str = "") -> Document:
    """Return the document in a JSON feed. Raises UnreadableDocument for JSON that is damaged, cut off or no feed."""
    text, charset = decode_body(body, charset_hint)
    feed = _parse_feed_json(text)
    items = [item for item in feed["items"] if isinstance(item, dict)]
    found = FeedBlocks()
    title = " ".join(read_feed_markup(escape(_item_text(feed, "title")), url)[0])
    if title:
        found.texts.append(title)
    found.add(escape(_item_text(feed, "description")), url)
    for item in newest_entries_first(items, [_item_date(item) for item in items]):
        content = _item_text(item, "content_html") or _as_html(_item_text(item, "content_text"))
        words = (escape(_item_text(item, name)) for name in ("title", "summary"))
        found.add_entry(_json_item_key(item), next(words), _item_date(item), next(words), content, url)
    return Document(
        media="feed",
        blocks=tuple(found.texts),
        title=title[:500],
        full_text="\n".join(found.texts),
        language=detect_language(" ".join(found.texts[:40]), _item_text(feed, "language").strip().lower()),
        charset=charset,
        struck=tuple(found.struck),
        entries=tuple(found.entries),
    )


def _parse_feed_json(text: str) -> dict[str, Any]:
    """Return the object of a JSON feed. Raises UnreadableDocument for anything else."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as problem:
        raise UnreadableDocument(f"The feed is damaged, cut off or nested too deeply: {problem}") from problem
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise UnreadableDocument("The JSON feed has no list of items.")
    return feed


def _item_text(values: _Values, name: str) -> str:
    """Return a member that is text, without control characters and halves of characters; "" for any other value."""
    value = values.get(name)
    return remove_controls(value).encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _item_date(item: _Values) -> str:
    return " ".join((_item_text(item, "date_published") or _item_text(item, "date_modified")).split())[:LONGEST_DATE]


def _json_item_key(item: _Values) -> str:
    """Return what identifies an item of a JSON feed: its ID, which older feeds give as a number, else its address, else
    its title."""
    number = item.get("id")
    if isinstance(number, int):
        return str(number)[:40]
    return next((key for name in ("id", "url", "title") if (key := _item_text(item, name).strip())), "")


def _as_html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _PARAGRAPHS.split(text.strip()) if line)
