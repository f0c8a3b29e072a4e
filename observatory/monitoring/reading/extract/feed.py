"""Convert feeds to blocks of text: RSS 0.9x, 1.0 and 2.0, and Atom (RFC 4287).

A feed is read as its title and description, and of each entry the title, the date as printed, and the text. Build
dates, generators, categories and the addresses of enclosures are no text. HTML in an entry is read by the HTML reader.
The XML is parsed without its document type, so that it can define no entity and name no other file.
"""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from observatory.monitoring.reading.extract.charset import decode_body
from observatory.monitoring.reading.extract.document import Document, UnreadableDocument
from observatory.monitoring.reading.extract.feed_entries import (
    LONGEST_DATE,
    FeedBlocks,
    escape,
    newest_first,
    read_markup,
    remove_controls,
)
from observatory.monitoring.reading.extract.language import detect_language
from observatory.monitoring.reading.extract.xml_root import ATOM, prolog_length

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
    root = _parse(text)
    channel = next((child for child in root.iterchildren("{*}channel")), root)
    found = FeedBlocks()
    title = " ".join(read_markup(_markup_of(_child(channel, "title")), url)[0])
    if title:
        found.texts.append(title)
    found.add(_markup_of(_child(channel, "description", "subtitle")), url)
    entries = list(_entries(root, channel))
    for entry in newest_first(entries, [_date(entry) for entry in entries]):
        found.add_entry(_key(entry), _markup_of(_child(entry, "title")), _date(entry), *_texts(entry), url)
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


def _parse(text: str) -> etree._Element:
    """Return the root element of the XML, from which its prolog and so its document type was removed."""
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
    """Yield the source in pieces, each ampersand outside of CDATA sections escaped that begins no reference."""
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


def _child(parent: etree._Element, *names: str) -> etree._Element | None:
    """Return the first child with one of these names, in their order, in the namespace of its parent."""
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


def _key(entry: etree._Element) -> str:
    """Return what identifies an entry in its feed: its ID, else its address, else its title."""
    for name in ("guid", "id", "link", "title"):
        child = _child(entry, name)
        if child is not None and (key := (child.text or child.get("href") or "").strip()):
            return key
    return ""


def _date(entry: etree._Element) -> str:
    """Return the date of an entry as it is printed, "" without one."""
    date = _child(entry, "pubDate", "published", "issued", "updated", "modified")
    if date is None:
        date = entry.find(_DC_DATE)
    return " ".join((date.text or "").split())[:LONGEST_DATE] if date is not None else ""


def _texts(entry: etree._Element) -> tuple[str, str]:
    """Return the summary and the text of an entry as HTML."""
    content = entry.find(_ENCODED)
    if content is None:
        content = _child(entry, "content")
    summary, text = _markup_of(_child(entry, "description", "summary")), _markup_of(content)
    if not text and not summary:
        others = (entry.find(path) for path in _OTHER_TEXTS)
        summary = _markup_of(next((other for other in others if other is not None), None))
    return summary, text


def _markup_of(element: etree._Element | None) -> str:
    """Return what an element contains as HTML: a text construct of Atom (RFC 4287, 3.1 and 4.1.3) by its type, any
    other as it is, because RSS does not say whether it is text or HTML."""
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
