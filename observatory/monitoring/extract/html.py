"""HTML to blocks of text with their place in the tree of containers.

The tree is built by a real HTML parser (Lexbor), pruned and serialised by it, and the serialisation, which is regular
whatever the page was, is read once with a regular expression: about a millisecond for a page of 50 KB, where a walk
over node objects takes several.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.extract.chrome import CHROME, UNREAD, flags
from observatory.monitoring.extract.document import Unreadable

_TAG = re.compile(r'<(/?)([a-zA-Z][^\s>/]*)([^">]*(?:"[^"]*"[^">]*)*)>([^<]*)')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFRESH = re.compile(r"""^\s*([\d.]+)\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'\s>]+)""", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\s*\n\s*")
_INLINE, _BREAK, _CONTAINER, _CELL, _LINK = range(5)


def _all(kind: int, names: str) -> dict[str, int]:
    return dict.fromkeys(names.split(), kind)


_KINDS = {
    **_all(
        _CONTAINER, "body div section article main header footer aside nav form fieldset table tbody thead tfoot tr"
    ),
    **_all(_CONTAINER, "ul ol li dl dd dt center details figure blockquote hgroup search"),
    **_all(
        _BREAK, "p h1 h2 h3 h4 h5 h6 pre br hr address caption figcaption summary legend option menu dir marquee title"
    ),
    **_all(_CELL, "td th"),
    "a": _LINK,
}
_HOLD_BUTTONS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"])
_CHROME_TAGS = frozenset(("nav", "footer", "search"))
# Surely chrome, unless the document itself stands in it: taken out before the blocks are read.
_SURELY_CHROME = "nav, footer, [role=navigation], [role=contentinfo], [role=search], [aria-hidden=true], [hidden]"
_MAX_DEPTH = 400  # a deeper tree is an attack or an accident: what lies below is read into its ancestor
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
    """A container element: its parent's number (always smaller than its own), its tag and its flags."""

    parent: int
    tag: str
    flags: int


@dataclass(slots=True)
class Page:
    """A parsed page: the blocks in order, the containers they are in, and what the head and the markup said."""

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    full_text: str = ""
    title: str = ""
    language: str = ""
    canonical_url: str = ""
    meta_refresh_url: str = ""
    links: int = 0
    password_fields: int = 0
    forms: int = 0
    scripts: int = 0
    frames: int = 0


def parse(html: str, url: str = "") -> Page:
    """The page of this HTML; `url` is where it was read, for resolving the addresses in it. Raises Unreadable for one
    with more elements than any document has."""
    if html.count("<") > _MAX_TAGS:
        raise Unreadable(f"The page has more than {_MAX_TAGS} tags.")
    tree = LexborHTMLParser(html)
    page = Page()
    _read_head(tree, url, page)
    _count(tree, page)
    body = tree.body
    if body is None:
        return page
    _prune(tree)
    page.full_text = _LINE_ENDS.sub("\n", body.text(separator="\n")).strip()
    _prune_chrome(tree)
    source = body.html or ""
    if "<!--" in source:
        source = _COMMENT.sub("", source)
    _read_blocks(source, page)
    return page


def _read_head(tree: LexborHTMLParser, url: str, page: Page) -> None:
    title = tree.css_first("title")
    page.title = " ".join(title.text().split())[:500] if title else ""
    root = tree.root
    page.language = ((root.attributes.get("lang") if root else "") or "").strip().lower()[:20]
    base = url
    for node in tree.css("base[href], link[rel][href], meta[http-equiv][content]"):
        attributes = node.attributes
        if node.tag == "base":
            base = _join(url, attributes["href"])
        elif node.tag == "link":
            if "canonical" in (attributes.get("rel") or "").lower().split() and not page.canonical_url:
                page.canonical_url = _join(base, attributes["href"])
        elif (attributes.get("http-equiv") or "").lower() == "refresh" and not page.meta_refresh_url:
            match = _REFRESH.match(attributes["content"] or "")
            page.meta_refresh_url = _join(base, match[2]) if match else ""


def _join(base: str, reference: str | None) -> str:
    try:
        return urljoin(base, (reference or "").strip())
    except ValueError:
        return ""


def _count(tree: LexborHTMLParser, page: Page) -> None:
    for node in tree.css("input[type=password i], form, script, iframe, a"):
        tag = node.tag
        if tag == "a":
            page.links += 1
        elif tag == "script":
            page.scripts += 1
        elif tag == "form":
            page.forms += 1
        elif tag == "iframe":
            page.frames += 1
        else:
            page.password_fields += 1


def _prune(tree: LexborHTMLParser) -> None:
    """Take out what is never read, and put back the addresses that Cloudflare hides from robots."""
    for node in tree.css("[data-cfemail]"):
        if address := _unhide(node.attributes.get("data-cfemail") or ""):
            node.replace_with(address)
    for node in tree.css(UNREAD):
        if node.tag != "button" or not _in_heading(node):
            node.decompose()


def _unhide(code: str) -> str:
    """The mail address in a `data-cfemail` attribute: hexadecimal bytes, each xored with the first."""
    try:
        first, *rest = bytes.fromhex(code)
        return bytes(byte ^ first for byte in rest).decode("utf-8")
    except ValueError:
        return ""


def _in_heading(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in _HOLD_BUTTONS


def _prune_chrome(tree: LexborHTMLParser) -> None:
    for node in tree.css(_SURELY_CHROME):
        if node.css_first("main, article, h1") is None and node.tag not in ("body", "main", "article"):
            node.decompose()


def _read_blocks(source: str, page: Page) -> None:
    """Fills the page's containers and blocks from its serialised body."""
    nodes, blocks = page.nodes, page.blocks
    kind_of = _KINDS.get
    stack: list[int] = []
    buffer: list[str] = []
    link_chars, in_link, block_tag, home = 0, False, "", 0
    for slash, tag, attributes, text in _TAG.findall(source):
        kind = kind_of(tag, _INLINE)
        if kind == _LINK:
            in_link = not slash
        elif kind:
            if buffer:
                if kind == _CELL:
                    # The cells of a row that hold plain text make one block: a row is read as a whole.
                    buffer.append(" ")
                    if slash and stack:
                        home = max(nodes[stack[-1]].parent, 0)
                else:
                    _add_block(blocks, buffer, home, block_tag, link_chars)
                    buffer, link_chars = [], 0
            if kind == _BREAK:
                block_tag = "" if slash else tag
            elif slash:
                block_tag = ""
                if len(stack) > 1:
                    stack.pop()
            else:
                block_tag = ""
                _open(nodes, stack, tag, attributes)
        if text and not text.isspace():
            if not buffer:
                home = stack[-1] if stack else 0
            buffer.append(text)
            if in_link:
                link_chars += len(text.strip())
        elif text and buffer:
            buffer.append(" ")
    if buffer:
        _add_block(blocks, buffer, home, block_tag, link_chars)


def _open(nodes: list[Node], stack: list[int], tag: str, attributes: str) -> None:
    if len(stack) >= _MAX_DEPTH:
        stack.append(stack[-1])
        return
    bits = flags(attributes) if attributes else 0
    nodes.append(Node(stack[-1] if stack else -1, tag, bits | CHROME if tag in _CHROME_TAGS else bits))
    stack.append(len(nodes) - 1)


def _add_block(blocks: list[Block], pieces: list[str], home: int, tag: str, link_chars: int) -> None:
    text = " ".join("".join(pieces).split())
    if "&" in text:
        text = _unescape(text)
    if text:
        blocks.append(Block(text, home, tag, min(link_chars, len(text))))


def _unescape(text: str) -> str:
    # The serialiser escapes these four in text and nothing else (HTML Living Standard, 13.3).
    text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(text.split())
