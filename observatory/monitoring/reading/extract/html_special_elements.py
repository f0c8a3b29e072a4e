"""Text in special elements of HTML, which a browser shows in its own way, put where the page shows it: form fields,
inline SVG, `srcdoc`, templates, `noscript`, dialogs.

Read: fields that a visitor cannot fill (`readonly`, `disabled`), the labels of inline SVG, the page in the `srcdoc`
of a frame, a declarative shadow root. Read only when the page has little other text: `noscript`, the fallback of
`object`, and a field that an old content management system fills with the document for a script to show. Never read:
what a visitor fills.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome_names import UNREAD

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
_KEPT = ("style", "hidden", "class", "id")  # attributes that may hide an element
# Set on a form with fields that nobody can fill: what is in it is text, and no request to a visitor.
READ_FORM = "data-read-form"
_DEEPEST = 60
_MOST_LABELS = 1_000
_MOST_NODES = 200
_MOST_TAGS_INSIDE = 10_000

_Noted = tuple[LexborNode, str]


def show_special_elements(html: str, tree: LexborHTMLParser, noted: Sequence[_Noted]) -> bool:
    """Put the text of these elements into the page; return whether there was any. `html` is the source of the tree,
    `noted` its elements with one of the UNSHOWN_TAGS, which stay as they are or are gone after that."""
    nodes: dict[str, list[LexborNode]] = {}
    for node, tag in noted:
        nodes.setdefault(tag, []).append(node)
    for dialog in nodes.get("dialog", ()):
        _show_dialog(dialog)
    drawings = nodes.get("svg", [])[:_MOST_NODES]
    shown = [_show_labels(tree, drawing) for drawing in drawings] if drawings and "</text>" in html else []
    shown += _show_values(tree, nodes.get("input", []))
    shown += [_show_text_area(tree, field) for field in nodes.get("textarea", [])[:_MOST_NODES]]
    shown += [_show_inside(tree, frame) for frame in nodes.get("iframe", [])[:_MOST_NODES]]
    spare = [*nodes.get("textarea", ()), *nodes.get("noscript", ()), *nodes.get("object", ())][:_MOST_NODES]
    shown.append(_show_document_in_element(html, tree, [node for node in spare if _may_be_document(node)]))
    # Last, because what is in a template is replaced with it.
    shown += [_show_shadow_template(tree, template) for template in nodes.get("template", ())]
    return any(shown)


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


def _insert_shown_markup(
    tree: LexborHTMLParser, node: LexborNode, markup: str, keep: tuple[str, ...] = (), tag: str = "div"
) -> None:
    """Put the markup that a special element shows before it, in a new one with some of its attributes."""
    new = tree.create_node(tag)
    new.inner_html = markup
    for name in keep:
        if name in node.attributes:
            new.attrs[name] = node.attributes[name] or ""
    node.insert_before(new)


def _as_markup(text: str) -> str:
    """Return what a field contains as markup: it may be the source of HTML."""
    if _IS_MARKUP.search(text):
        return _markup_in_special_element(text)
    return escape(text).replace("\n", "<br>")


def _markup_in_special_element(source: str) -> str:
    """Return the markup that is read of an element with a page or a part of one in it (a frame with `srcdoc`, a
    template), "" if it has more tags than any real one."""
    if source.count("<") > _MOST_TAGS_INSIDE:
        return ""
    inside = LexborHTMLParser(source)
    inside.strip_tags([*UNREAD, "input"])
    return (inside.body.inner_html if inside.body else "") or ""


def _show_labels(tree: LexborHTMLParser, svg: LexborNode) -> bool:
    """Show the labels of a drawing. Its title is that of an icon, which nobody sees."""
    attributes = svg.attributes
    if attributes.get("aria-hidden") == "true" or _NOT_DRAWN.search(attributes.get("style") or ""):
        return False
    labels = [
        text
        for label in svg.css("text, foreignObject")[:_MOST_LABELS]
        if (text := " ".join(label.text(separator=" ").split())) and not _is_part_for_later(label, svg)
    ]
    if labels:
        _insert_shown_markup(tree, svg, " " + "<br>".join(map(escape, labels)) + " ", tag="span")
    return bool(labels)


def _is_part_for_later(label: LexborNode, svg: LexborNode) -> bool:
    """Return whether the label is in a part of a drawing that is only drawn where it is used."""
    parent = label.parent
    while parent is not None and parent.mem_id != svg.mem_id:
        if parent.tag in ("defs", "symbol"):
            return True
        parent = parent.parent
    return False


def _show_values(tree: LexborHTMLParser, fields: Iterable[LexborNode]) -> list[bool]:
    """Show the values of fields that nobody can fill. Forms for visitors are left out, such as a search with a
    calendar."""
    to_fill: dict[int, bool] = {}
    shown: list[bool] = []
    for field in fields:
        attributes = field.attributes
        value = (attributes.get("value") or "").strip()
        kind = (attributes.get("type") or "").lower()
        if not value or not _is_locked(attributes) or kind not in _FIELD_TYPES or _SHARED.match(value):
            continue
        form = _form_of_field(field)
        if form is not None and form.mem_id not in to_fill:
            to_fill[form.mem_id] = _is_form_to_fill(form)
        if form is None or not to_fill[form.mem_id]:
            _insert_shown_markup(tree, field, f" {escape(value)} ", _KEPT, tag="span")
            _mark_read(form)
            shown.append(True)
    return shown


def _mark_read(form: LexborNode | None) -> None:
    if form is not None:
        form.attrs[READ_FORM] = "1"


def _form_of_field(field: LexborNode) -> LexborNode | None:
    """Return the form around a field, None without one."""
    parent = field.parent
    for _ in range(_DEEPEST):
        if parent is None or parent.tag == "form":
            return parent
        parent = parent.parent
    return None


def _is_form_to_fill(form: LexborNode) -> bool:
    """Return whether a form has something to fill. One around the whole page, as some frameworks make, is none."""
    return form.css_first("h1, main, article") is None and any(
        not _is_locked(other.attributes) and (other.attributes.get("type") or "").lower() != "hidden"
        for other in form.css("input, select, textarea")
    )


def _show_text_area(tree: LexborHTMLParser, field: LexborNode) -> bool:
    """Show the text of a field that nobody can fill; return whether there was any."""
    text = field.text().strip()
    if not text or not _is_locked(field.attributes) or _SHARED.match(text):
        return False
    _insert_shown_markup(tree, field, _as_markup(text), _KEPT)
    _mark_read(_form_of_field(field))
    return True


def _show_inside(tree: LexborHTMLParser, frame: LexborNode) -> bool:
    if "srcdoc" not in frame.attributes:
        return False
    _insert_shown_markup(tree, frame, _markup_in_special_element(frame.attributes["srcdoc"] or ""), _KEPT)
    return True


def _show_shadow_template(tree: LexborHTMLParser, template: LexborNode) -> bool:
    """Show a template that a browser shows in its place (declarative shadow DOM); return whether it is one."""
    if "shadowrootmode" not in template.attributes:
        return False
    _insert_shown_markup(tree, template, _markup_in_special_element(_TEMPLATE_TAG.sub("", template.html or "")))
    template.decompose()
    return True


def _may_be_document(node: LexborNode) -> bool:
    text = node.text()
    if len(text) < _DOCUMENT or (node.tag == "textarea" and _is_locked(node.attributes)):
        return False
    return len(text) >= _LONGEST_NOTICE or not _NEEDS_SCRIPT.search(text)


def _show_document_in_element(html: str, tree: LexborHTMLParser, spare: list[LexborNode]) -> bool:
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
        _insert_shown_markup(tree, document, _as_markup(document.text()))
    else:
        document.unwrap()
    return True
