"""Text in elements that a browser shows in its own way, put where the page shows it.

Read: fields that a visitor cannot fill (`readonly`, `disabled`), the labels of inline SVG, the page in the `srcdoc` of
a frame, a declarative shadow root. Read only when the page has little other text: `noscript`, the fallback of `object`,
and a field that an old content management system fills with the document for a script to show. Never read: what a
visitor fills.
"""

import re
from collections.abc import Iterable
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome import UNREAD

_FALLBACKS = frozenset(("noscript", "object"))
UNSHOWN_TAGS = _FALLBACKS | {"textarea", "input", "svg", "iframe", "template", "dialog"}
_FIELD_TYPES = frozenset(("", "text", "number", "date", "month", "week", "time", "datetime-local", "email", "tel"))
_IS_MARKUP = re.compile(r"</?(?:p|br|div|table|span|h\d|li)\b[^>]*>", re.I)
_SHARED = re.compile(r"^\s*(?:https?://|<(?:iframe|script|a|img|blockquote)\b)", re.I)  # to be copied, not read
_OPEN_DIALOG = re.compile(r"(?i)(?<!\S)(?:modal|dialog|pop-?up)(?!\S)")
_TEMPLATE_TAG = re.compile(r"</?template[^>]*>", re.I)
_NEEDS_SCRIPT = re.compile(r"java\s?script", re.I)
_NOT_DRAWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DOCUMENT = 120  # characters of a fallback or a field that may be the document
_LONGEST_NOTICE = 900  # characters of a request to switch scripts on
_MOST_LABELS = 1_000
_MOST_NODES = 200

_Noted = tuple[LexborNode, str]


def show_unshown(html: str, tree: LexborHTMLParser, noted: Iterable[_Noted]) -> bool:
    """Put the text of these elements into the page; return whether there was any. `html` is the source of the tree,
    `noted` its elements with one of the UNSHOWN_TAGS, which stay as they are or are gone after that."""
    noted = list(noted)
    has_labels = any(tag == "svg" for _, tag in noted) and "<text" in html
    shown = False
    spare: list[LexborNode] = []
    labels = values = 0
    for node, tag in noted:
        if tag == "svg":
            if has_labels and labels < _MOST_LABELS:
                labels += (found := _show_labels(tree, node))
                shown = shown or found > 0
        elif tag == "input":
            if values < _MOST_NODES and _show_value(tree, node):
                values += 1
                shown = True
        elif tag == "textarea":
            if text := node.text().strip():
                if _is_locked(node.attributes) and not _SHARED.match(text):
                    _insert(tree, node, _as_markup(text), ("style", "hidden", "class", "id"))
                    shown = True
                elif len(text) >= _DOCUMENT:
                    spare.append(node)
        elif tag == "iframe" and "srcdoc" in node.attributes:
            _insert(tree, node, _page_inside(node.attributes["srcdoc"] or ""), ("style", "hidden", "class", "id"))
            shown = True
        elif tag == "dialog":
            _show_dialog(node)
        elif tag == "template" and "shadowrootmode" in node.attributes:
            _insert(tree, node, _page_inside(_TEMPLATE_TAG.sub("", node.html or "")))
            node.decompose()
            shown = True
        elif tag in _FALLBACKS and len(spare) < _MOST_NODES and _may_be_document(node):
            spare.append(node)
    return _show_document(html, tree, spare) or shown


def _show_dialog(dialog: LexborNode) -> None:
    """Take from an open dialog what says no more than that: it is read with the text around it. One that is named after
    cookies or a menu is still beside the text."""
    attributes = dialog.attributes
    if "open" in attributes:
        for name in ("role", "aria-modal"):
            if name in attributes:
                del dialog.attrs[name]
        if "class" in attributes:
            dialog.attrs["class"] = _OPEN_DIALOG.sub("", attributes["class"] or "")


def _is_locked(attributes: dict[str, str | None]) -> bool:
    return "readonly" in attributes or "disabled" in attributes


def _insert(
    tree: LexborHTMLParser, node: LexborNode, markup: str, keep: tuple[str, ...] = (), tag: str = "div"
) -> None:
    """Put markup before the element, in a new one with some of its attributes."""
    new = tree.create_node(tag)
    new.inner_html = markup
    for name in keep:
        if name in node.attributes:
            new.attrs[name] = node.attributes[name] or ""
    node.insert_before(new)


def _as_markup(text: str) -> str:
    """Return what a field contains as markup: it may be the source of HTML."""
    if _IS_MARKUP.search(text):
        return _page_inside(text)
    return escape(text).replace("\n", "<br>")


def _page_inside(source: str) -> str:
    """Return the markup that is read of a page inside the page."""
    inside = LexborHTMLParser(source)
    inside.strip_tags([*UNREAD, "input"])
    return (inside.body.inner_html if inside.body else "") or ""


def _show_labels(tree: LexborHTMLParser, svg: LexborNode) -> int:
    """Show the labels of a drawing, and return how many it has. Its title is that of an icon, which nobody sees."""
    attributes = svg.attributes
    if attributes.get("aria-hidden") == "true" or _NOT_DRAWN.search(attributes.get("style") or ""):
        return 0
    labels = [
        text
        for label in svg.css("text, foreignObject")[:_MOST_LABELS]
        if (text := " ".join(label.text(separator=" ").split())) and not _is_part_for_later(label, svg)
    ]
    if labels:
        _insert(tree, svg, " " + "<br>".join(map(escape, labels)) + " ", tag="span")
    return len(labels)


def _is_part_for_later(label: LexborNode, svg: LexborNode) -> bool:
    """Return whether the label is in a part of a drawing that is only drawn where it is used."""
    parent = label.parent
    while parent is not None and parent.mem_id != svg.mem_id:
        if parent.tag in ("defs", "symbol"):
            return True
        parent = parent.parent
    return False


def _show_value(tree: LexborHTMLParser, field: LexborNode) -> bool:
    attributes = field.attributes
    value = (attributes.get("value") or "").strip()
    if (
        not value
        or not _is_locked(attributes)
        or (attributes.get("type") or "").lower() not in _FIELD_TYPES
        or _SHARED.match(value)
        or _is_in_form_to_fill(field)
    ):
        return False
    _insert(tree, field, f" {escape(value)} ", ("style", "hidden", "class", "id"), tag="span")
    return True


def _is_in_form_to_fill(field: LexborNode) -> bool:
    """Return whether the field belongs to a form for visitors, such as a search with a calendar. A form around the
    whole page, as some frameworks make, is none."""
    parent = field.parent
    while parent is not None and parent.tag != "form":
        parent = parent.parent
    return (
        parent is not None
        and parent.css_first("h1, main, article") is None
        and any(
            not _is_locked(other.attributes) and (other.attributes.get("type") or "").lower() != "hidden"
            for other in parent.css("input, select, textarea")
        )
    )


def _may_be_document(node: LexborNode) -> bool:
    text = node.text()
    return len(text) >= _DOCUMENT and not (len(text) < _LONGEST_NOTICE and _NEEDS_SCRIPT.search(text))


def _show_document(html: str, tree: LexborHTMLParser, spare: list[LexborNode]) -> bool:
    """Show the longest of what may be the document if the page has less than half as much text without it."""
    if not spare:
        return False
    document = max(spare, key=lambda node: len(node.text()))
    rest = LexborHTMLParser(html)
    rest.strip_tags([*UNREAD])
    others = rest.body.text() if rest.body else ""
    if 2 * len("".join(others.split())) >= len("".join(document.text().split())):
        return False
    if document.tag == "textarea":
        _insert(tree, document, _as_markup(document.text()))
    else:
        document.unwrap()
    return True
