"""Mark what the readers of a web page see as deleted, or do not see at all.

Deleted: `s`, `strike`, `del`, and a line through the text. Hidden: the attribute `hidden`, a closed `dialog`,
`display: none`, `visibility: hidden`, `opacity: 0`, `font-size: 0`, no height, a place far outside the page, a clip,
a `template`. Styles are read from attributes and from plain rules of style sheets in the page (no media queries, no
scripts). What a reader can unfold (`details`, a tab with its button: see `html_folds`) stands. So does text for
screen readers (`sr-only`): it says what a picture shows to others, such as the tick in a table.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome_names import UNREAD
from observatory.monitoring.reading.extract.html_css import LINE_THROUGH, NOT_SHOWN, find_selectors
from observatory.monitoring.reading.extract.html_folds import Openers, can_be_unfolded
from observatory.monitoring.reading.extract.struck import BEGIN, END, HIDDEN

_DELETED_TAGS = frozenset(("s", "strike", "del"))
STRUCK_TAGS = _DELETED_TAGS | {"template", "dialog"}
# Each begins with a literal word, which the engine finds quickly.
_HIDDEN = tuple(map(re.compile, (r"hidden[\s=>/]", r"HIDDEN[\s=>/]")))
_IN_STYLE = r"\s*=\s*[\"'][^\"'>]*(?i:line-through|display\s*:\s*none|visibility\s*:|opacity\s*:\s*0|clip(?:-path)?\s*:"
_IN_STYLE += r"|font-size\s*:\s*0|height\s*:\s*0|:\s*-\d{3})"
_STYLED = tuple(map(re.compile, (f"style{_IN_STYLE}", f"STYLE{_IN_STYLE}")))
_TEMPLATE_TAG = re.compile(r"</?template[^>]*>", re.I)
_SHOWN_INLINE = re.compile(
    r"display\s*:\s*(?!none)|visibility\s*:\s*visible|opacity\s*:\s*(?:1|0?\.)|height\s*:\s*(?!0)"
)
_FOR_SCREEN_READERS = re.compile(r"(?i)sr-only|visually-?hidden|screen-?reader|assistive|a11y|access-hide")
_MAX_NODES = 5_000
_WHOLE_PAGE = frozenset(("html", "head", "body", "main", "article"))
_TOO_MUCH = 0.5  # a page that hides more than this share of its text shows it by a script

_Nodes = dict[int, LexborNode]


def mark_struck_or_hidden(html: str, tree: LexborHTMLParser, elements: Sequence[LexborNode]) -> bool:
    """Put the marks of `struck` around the contents of the elements of a page that do not stand; return whether there
    are any. `html` is the source of the tree, `elements` those with one of the STRUCK_TAGS; templates are replaced, and
    what can be unfolded loses the attributes that hide it."""
    deleted: _Nodes = {}
    hidden: _Nodes = {}
    for node in (*elements, *_suspects(html, tree)):
        attributes = node.attributes
        style = (attributes.get("style") or "").lower()
        if node.tag in _DELETED_TAGS or LINE_THROUGH.search(style):
            deleted[node.mem_id] = node
        elif _is_hidden(node, attributes, style):
            hidden[node.mem_id] = node
    if "<style" in html or "<STYLE" in html:
        _add_styled(tree, deleted, hidden)
    if not deleted and not hidden:
        return False
    hidden = _really_hidden(html, tree, {key: node for key, node in hidden.items() if key not in deleted})
    for node in deleted.values():
        _mark_struck_element(node, BEGIN)
    for node in hidden.values():
        _mark_struck_element(node, HIDDEN)
    return bool(deleted or hidden)


def _suspects(html: str, tree: LexborHTMLParser) -> list[LexborNode]:
    signs = (("[hidden]", _HIDDEN), ("[style]", _STYLED))
    selectors = [selector for selector, patterns in signs if any(pattern.search(html) for pattern in patterns)]
    return _elements_of_selector(tree, ", ".join(selectors)) if selectors else []


def _elements_of_selector(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Return the elements that a selector of a style sheet strikes or hides."""
    try:
        found = tree.css(selector)[:_MAX_NODES]
    except Exception:  # a selector that this parser does not know
        return []
    return [node for node in found if (tag := node.tag) == "template" or (tag not in _WHOLE_PAGE and tag not in UNREAD)]


def _is_hidden(node: LexborNode, attributes: dict[str, str | None], style: str) -> bool:
    if node.tag == "template" or (node.tag == "dialog" and "open" not in attributes):
        return True
    hidden = "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found"
    return hidden or (bool(NOT_SHOWN.search(style)) and not _is_for_screen_readers(node))


def _is_for_screen_readers(node: LexborNode) -> bool:
    return _FOR_SCREEN_READERS.search(node.attributes.get("class") or "") is not None


def _add_styled(tree: LexborHTMLParser, deleted: _Nodes, hidden: _Nodes) -> None:
    """Add the elements that a style sheet of the page strikes or hides."""
    css = "\n".join(node.text() for node in tree.css("style"))
    striking, hiding = find_selectors(css)
    for selector in striking:
        deleted |= {node.mem_id: node for node in _elements_of_selector(tree, selector)}
    for selector in hiding:
        for node in _elements_of_selector(tree, selector):
            style = (node.attributes.get("style") or "").lower()
            if not _SHOWN_INLINE.search(style) and not _is_for_screen_readers(node):
                hidden[node.mem_id] = node


def _really_hidden(html: str, tree: LexborHTMLParser, hidden: _Nodes) -> _Nodes:
    """Leave out what is empty, what a reader can unfold, and everything on a page that hides most of its text."""
    surely = {key: node for key, node in hidden.items() if node.tag in ("template", "dialog")}
    filled = {key: node for key, node in hidden.items() if key not in surely and node.text().strip()}
    dialogs = [key for key, node in surely.items() if node.tag == "dialog"]
    if not filled and not dialogs:
        return surely
    openers = Openers(html, tree)
    for key in dialogs:
        if can_be_unfolded(surely[key], openers):
            surely.pop(key).attrs["role"] = "dialog"  # beside the text, but not struck
    closed: _Nodes = {}
    for key, node in filled.items():
        if can_be_unfolded(node, openers):
            _unfold(node)
        else:
            closed[key] = node
    outer = sum(len(node.text()) for node in closed.values() if not _is_inside_hidden(node, closed))
    return surely if outer > _TOO_MUCH * _length_of_page_text(tree) else surely | closed


def _length_of_page_text(tree: LexborHTMLParser) -> int:
    """Return the number of characters of the page, scripts and style sheets left out."""
    if tree.body is None:
        return 0
    code = sum(len(node.text()) for node in tree.body.css("script, style"))
    return len(tree.body.text()) - code


def _unfold(node: LexborNode) -> None:
    for name in ("hidden", "style", "aria-hidden"):
        if name in node.attributes:
            del node.attrs[name]


def _is_inside_hidden(node: LexborNode, others: _Nodes) -> bool:
    """Return whether an element is in one of the other hidden ones."""
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def _mark_struck_element(node: LexborNode, begin: str) -> None:
    """Put a mark around what a struck or hidden element contains."""
    if node.tag == "template":
        # What a template contains is no part of the page's tree.
        body = LexborHTMLParser(_TEMPLATE_TAG.sub("", node.html or "")).body
        node.replace_with(f"{begin}{body.text(separator=' ') if body else ''}{END}")
    elif (first := node.first_child) is not None:
        first.insert_before(begin)
        node.insert_child(END)
