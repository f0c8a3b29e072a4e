"""Convert HTML to blocks of text with their position in the tree of containers.

A real HTML parser (Lexbor) builds the tree, prunes and serialises it. The serialisation is regular for any page, so one
regular expression reads it: about a millisecond for a page of 50 KB, where a walk over node objects takes several.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome_names import CHROME, UNREAD, chrome_flags
from observatory.monitoring.reading.extract.document import StruckText, UnreadableDocument
from observatory.monitoring.reading.extract.frames import FRAME_TAGS, frame_urls
from observatory.monitoring.reading.extract.html_notes import NOTE_TAGS, mark_notes, mark_notes_by_name
from observatory.monitoring.reading.extract.html_special_elements import UNSHOWN_TAGS, show_special_elements
from observatory.monitoring.reading.extract.html_struck_or_hidden import STRUCK_TAGS, mark_struck_or_hidden
from observatory.monitoring.reading.extract.html_tables import keep_cell_places
from observatory.monitoring.reading.extract.struck import StruckReader, standing_text, without_marks
from observatory.text.typography import collapse_spaces

_TAG = re.compile(r'<(/?[a-zA-Z][^">]*+(?:"[^"]*+"[^">]*+)*+)>')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFRESH = re.compile(r"""^\s*([\d.]+)\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'\s>]+)""", re.IGNORECASE)
_INLINE, _BREAK, _CONTAINER, _CELL, _LINK = range(5)


def _all(kind: int, names: str) -> dict[str, int]:
    return dict.fromkeys(names.split(), kind)


_KINDS = {
    **_all(
        _CONTAINER, "body div section article main header footer aside nav form fieldset table tbody thead tfoot tr"
    ),
    **_all(_CONTAINER, "ul ol li dl dd dt center details figure blockquote hgroup search dialog"),
    **_all(
        _BREAK, "p h1 h2 h3 h4 h5 h6 pre br hr address caption figcaption summary legend option menu dir marquee title"
    ),
    **_all(_CELL, "td th"),
    "a": _LINK,
}
_HOLD_BUTTONS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"])
_CHROME_TAGS = frozenset(("nav", "footer", "search", "aside"))
# Surely chrome, unless the document itself is in it: removed before the blocks are read.
_MAY_BE_CHROME = "nav, footer, [role], [aria-hidden]"
_SURELY_CHROME = frozenset(("nav", "footer"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "search"))
_DRAWN = re.compile(r"(?i)katex|mathjax|mjx|icon|material|emoji|glyph|(?<![a-z])fa(?![a-z])")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
_WORDS = 3
_NEVER_CHROME = frozenset(("html", "body", "main", "article"))
_WITH_ATTRIBUTES = frozenset(("base", "link", "meta", "input"))
_NOTED = UNREAD | STRUCK_TAGS | _WITH_ATTRIBUTES | NOTE_TAGS | FRAME_TAGS | {"table"}
_Noted = tuple[LexborNode, str]
_MAX_DEPTH = 400  # a deeper tree is an attack or an accident: its text is added to the ancestor at this depth
_MAX_TAGS = 400_000


@dataclass(slots=True)
class Block:
    """A run of text between two breaks: which container it is in, its tag, and how much of it is links."""

    text: str
    node: int
    tag: str
    link_chars: int


@dataclass(slots=True)
class Node:
    """A container element: its parent's number (always smaller than its own), its tag, its flags and its attributes."""

    parent: int
    tag: str
    flags: int
    attributes: str = ""


@dataclass(slots=True)
class Page:
    """A parsed page: the blocks in order, the containers they are in, and what the head and the markup said. The text
    in `struck` (struck through or hidden) counts these blocks, and is in none of them."""

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    struck: list[StruckText] = field(default_factory=list)
    full_text: str = ""
    title: str = ""
    language: str = ""
    canonical_url: str = ""
    meta_refresh_url: str = ""
    frame_urls: tuple[str, ...] = ()
    password_fields: int = 0
    scripts: int = 0


def parse_html(html: str, url: str = "") -> Page:
    """Parse HTML into a page; `url` is where it was fetched, to resolve its links. Raises UnreadableDocument if it has
    more elements than any real document."""
    if html.count("<") > _MAX_TAGS:
        raise UnreadableDocument(f"The page has more than {_MAX_TAGS} tags.")
    html = without_marks(html)
    tree = LexborHTMLParser(html)
    page = Page()
    noted = _meaningful_elements(tree)
    _read_head(tree, noted, url, page)
    if show_special_elements(html, tree, [(node, tag) for node, tag in noted if tag in UNSHOWN_TAGS]):
        noted = _meaningful_elements(tree)
    has_struck = mark_struck_or_hidden(html, tree, [node for node, tag in noted if tag in STRUCK_TAGS])
    mark_notes([(node, tag) for node, tag in noted if tag in NOTE_TAGS])
    noted = [(node, tag) for node, tag in noted if tag not in STRUCK_TAGS and tag not in NOTE_TAGS]
    body = tree.body
    if body is None:
        return page
    if "data-cfemail" in html:
        _show_addresses(tree)
    _remove_unread_elements(noted)
    keep_cell_places([node for node, tag in noted if tag == "table"])
    visible = body.text(separator="\n")
    if has_struck:
        visible = standing_text(visible)
    page.full_text = "\n".join(line for line in map(str.strip, visible.split("\n")) if line)
    _prune_chrome(tree)
    source = body.html or ""
    if mark_notes_by_name(source, tree):
        source = body.html or ""
    if "<!--" in source:
        source = _COMMENT.sub("", source)
    _read_blocks(source, page)
    if has_struck:
        _take_struck_out_of_page(page)
    return page


def _meaningful_elements(tree: LexborHTMLParser) -> list[_Noted]:
    """Return the elements that mean something, by one pass over all: a query would cost a quarter of that for each of
    its selectors."""
    return [(node, tag) for node in tree.css("*") if (tag := node.tag) in _NOTED]


def _read_head(tree: LexborHTMLParser, noted: list[_Noted], url: str, page: Page) -> None:
    """Note on the page what the head of its HTML says: title, language, addresses, fields and scripts."""
    title = tree.css_first("title")
    page.title = " ".join(title.text().split())[:500] if title else ""
    root = tree.root
    page.language = ((root.attributes.get("lang") if root else "") or "").strip().lower()[:20]
    base = url
    for node, tag in noted:
        if tag == "script":
            page.scripts += 1
        elif tag in _WITH_ATTRIBUTES:
            attributes = node.attributes
            if tag == "base" and "href" in attributes:
                base = _joined_url(url, attributes["href"])
            elif tag == "link" and "href" in attributes:
                if "canonical" in (attributes.get("rel") or "").lower().split() and not page.canonical_url:
                    page.canonical_url = _joined_url(base, attributes["href"])
            elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
                match = _REFRESH.match(attributes.get("content") or "")
                page.meta_refresh_url = page.meta_refresh_url or (_joined_url(base, match[2]) if match else "")
            elif tag == "input" and (attributes.get("type") or "").lower() == "password":
                page.password_fields += 1
    page.frame_urls = frame_urls(noted, base)


def _joined_url(base: str, reference: str | None) -> str:
    try:
        return urljoin(base, (reference or "").strip())
    except ValueError:
        return ""


def _show_addresses(tree: LexborHTMLParser) -> None:
    """Restore the e-mail addresses that Cloudflare hides from robots."""
    for node in tree.css("[data-cfemail]"):
        if address := _unhide_mail_address(node.attributes.get("data-cfemail") or ""):
            node.replace_with(address)


def _remove_unread_elements(noted: list[_Noted]) -> None:
    """Remove elements that are never read, from the end, so that no part of a removed element is accessed."""
    for node, tag in reversed(noted):
        if tag in UNREAD and (tag != "button" or not _in_heading(node)):
            node.decompose()


def _unhide_mail_address(code: str) -> str:
    """Return the mail address in a `data-cfemail` attribute: hexadecimal bytes, each xored with the first."""
    try:
        first, *rest = bytes.fromhex(code)
        return bytes(byte ^ first for byte in rest).decode("utf-8")
    except ValueError:
        return ""


def _in_heading(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in _HOLD_BUTTONS


def _prune_chrome(tree: LexborHTMLParser) -> None:
    """Remove from the tree of the page what is surely no text: navigation, icons and the like."""
    for node in reversed(tree.css(_MAY_BE_CHROME)):
        tag = node.tag or ""
        if tag in _NEVER_CHROME:
            continue
        attributes = node.attributes
        chrome = tag in _SURELY_CHROME or attributes.get("role") in _CHROME_ROLES or _is_icon(node, tag, attributes)
        if chrome and node.css_first("main, article, h1") is None:
            node.decompose()


def _is_icon(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
    """Return whether screen readers are to leave out what is no running text: an icon, the drawing of a formula. A
    container may be a part that a script moves into view: that is decided later, from the whole page."""
    if attributes.get("aria-hidden") != "true" or _KINDS.get(tag) == _CONTAINER:
        return False
    text = node.text()
    return _DRAWN.search(attributes.get("class") or "") is not None or not (
        len(text.split()) >= _WORDS or len(_WIDE.findall(text)) >= 2 * _WORDS
    )


def _read_blocks(source: str, page: Page) -> None:
    """Fill the containers and blocks of the page from its serialised body."""
    nodes, blocks = page.nodes, page.blocks
    stack: list[int] = []
    buffer: list[str] = []
    link_chars, in_link, block_tag, home = 0, False, "", 0
    pieces = iter(_TAG.split(source))
    next(pieces)  # what is before the first tag
    for tag_source, text in zip(pieces, pieces, strict=True):
        if tag_source.startswith("a "):
            in_link = True
        else:
            kind, tag, opens, _bits = _parse_html_tag(tag_source)
            if kind == _LINK:
                in_link = opens
            elif kind:
                if buffer:
                    if kind == _CELL:
                        # Cells of a row that contain plain text become one block: a row is read as a whole.
                        buffer.append(" ")
                        if not opens and stack:
                            home = max(nodes[stack[-1]].parent, 0)
                    else:
                        _add_html_block(blocks, buffer, home, block_tag, link_chars)
                        buffer, link_chars = [], 0
                block_tag = ""
                if kind == _BREAK:
                    block_tag = tag if opens else ""
                elif opens:
                    _open_container(nodes, stack, tag_source)
                elif len(stack) > 1:
                    stack.pop()
        if text and not text.isspace():
            if not buffer:
                home = stack[-1] if stack else 0
            buffer.append(text)
            if in_link:
                link_chars += len(text.strip())
        elif text and buffer:
            buffer.append(" ")
    if buffer:
        _add_html_block(blocks, buffer, home, block_tag, link_chars)


@lru_cache(maxsize=8192)
def _parse_html_tag(tag_source: str) -> tuple[int, str, bool, int]:
    """Return what a tag ('/p', 'div class="a b"') means for reading: its kind, its name, whether it opens, and its
    flags."""
    name, _, attributes = tag_source.partition(" ")
    opens, tag = not name.startswith("/"), name.lstrip("/")
    kind = _KINDS.get(tag, _INLINE)
    bits = chrome_flags(" " + attributes) if attributes and kind in (_CONTAINER, _CELL) else 0
    return kind, tag, opens, bits | CHROME if tag in _CHROME_TAGS else bits


def _open_container(nodes: list[Node], stack: list[int], tag_source: str) -> None:
    """Note a container that a tag opens, below the one that is open."""
    if len(stack) >= _MAX_DEPTH:
        stack.append(stack[-1])
        return
    _, tag, _, bits = _parse_html_tag(tag_source)
    nodes.append(Node(stack[-1] if stack else -1, tag, bits, tag_source))
    stack.append(len(nodes) - 1)


def _take_struck_out_of_page(page: Page) -> None:
    """Take what does not stand out of the blocks that were read from HTML."""
    reader = StruckReader()
    blocks: list[Block] = []
    for block in page.blocks:
        standing, gone = reader.read(block.text, len(blocks))
        if gone:
            page.struck.append(gone)
        if standing:
            blocks.append(Block(standing, block.node, block.tag, min(block.link_chars, len(standing))))
    page.blocks = blocks


def _add_html_block(blocks: list[Block], pieces: list[str], home: int, tag: str, link_chars: int) -> None:
    """Add the collected text of an element to the blocks of the page, unless it is empty."""
    text = collapse_spaces("".join(pieces))
    if "&" in text:
        text = _unescape(text)
    if text:
        blocks.append(Block(text, home, tag, min(link_chars, len(text))))


def _unescape(text: str) -> str:
    # The serialiser escapes these four in text and nothing else (HTML Living Standard, 13.3).
    text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return collapse_spaces(text)
