"""Mark what the readers of a web page see as deleted, or do not see at all.

Deleted: `s`, `strike`, `del`, and a line through the text. Hidden: the attribute `hidden`, `display: none`, `visibility:
hidden`, a `template`. Styles are read from attributes and from plain rules of style sheets in the page
(no media queries, no scripts). What a reader can unfold (`details`, a tab with its button) stands.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.struck import BEGIN, END

_SIGNS = ("<s>", "<s ", "<strike", "<del>", "<del ", "<template", "line-through", " hidden", ":hidden", "collapse")
_DELETED_TAGS = frozenset(("s", "strike", "del"))
_TAGS = "s, strike, del, template, [hidden], [style]"
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.I)
_TEMPLATE_TAG = re.compile(r"</?template[^>]*>", re.I)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# An element by its name, class or id, nothing else: conditions and states are for the browser.
_PLAIN_SELECTOR = re.compile(r"(?:[a-zA-Z][\w-]*)?(?:[.#][a-zA-Z_][\w-]*)+|s|del|strike")
_SETS_DISPLAY = re.compile(r"(?:display|visibility)\s*:\s*(?!none|hidden|collapse)", re.I)
_MAX_CSS, _MAX_RULES, _MAX_NODES = 500_000, 60, 20_000
_WHOLE_PAGE = frozenset(("html", "head", "body", "main", "article"))
_TOO_MUCH = 0.5  # a page that hides more than this share of its text shows it by a script


def may_have_struck(html: str) -> bool:
    """Return whether the source of a page has any sign of text that does not stand; a quick look."""
    lowered = html.lower()
    return any(sign in lowered for sign in _SIGNS) or ("display" in lowered and bool(_NOT_SHOWN.search(lowered)))


def mark_struck(tree: LexborHTMLParser) -> None:
    """Put the marks of `struck` around the contents of the elements of a page that do not stand."""
    deleted: dict[int, LexborNode] = {}
    hidden: dict[int, LexborNode] = {}
    through, unseen, seen = _rules(tree)
    for node in _elements(tree):
        attributes = node.attributes
        style = attributes.get("style") or ""
        if node.tag in _DELETED_TAGS or _LINE_THROUGH.search(style):
            deleted[node.mem_id] = node
        elif _is_hidden(node, attributes, style):
            hidden[node.mem_id] = node
    for selectors, nodes in ((through, deleted), (unseen, hidden)):
        for selector in selectors:
            for node in _matches(tree, selector):
                if nodes is deleted or not _shown_again(node, seen):
                    nodes.setdefault(node.mem_id, node)
    _mark(deleted)
    _mark(_really_hidden(tree, hidden, deleted))


def _elements(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for number, node in enumerate(tree.css(_TAGS)):
        if number >= _MAX_NODES:
            return
        if node.tag not in _WHOLE_PAGE:
            yield node


def _is_hidden(node: LexborNode, attributes: dict[str, str | None], style: str) -> bool:
    return node.tag == "template" or "hidden" in attributes or bool(_NOT_SHOWN.search(style))


def _rules(tree: LexborHTMLParser) -> tuple[list[str], list[str], set[str]]:
    """Return the plain selectors of the style sheets that strike text and those that hide it, and every selector that
    shows something."""
    css = "\n".join(node.text() for node in tree.css("style"))[:_MAX_CSS]
    through: list[str] = []
    unseen: list[str] = []
    seen: set[str] = set()
    if not (_LINE_THROUGH.search(css) or _NOT_SHOWN.search(css)):
        return through, unseen, seen
    for selectors, declarations in _RULE.findall(_without_conditions(_CSS_COMMENT.sub("", css))):
        names = [name.strip() for name in selectors.split(",")]
        if _SETS_DISPLAY.search(declarations):
            seen.update(re.findall(r"[.#][\w-]+", selectors))
        plain = [name for name in names if _PLAIN_SELECTOR.fullmatch(name)]
        if _LINE_THROUGH.search(declarations):
            through.extend(plain)
        elif _NOT_SHOWN.search(declarations):
            unseen.extend(plain)
    return through[:_MAX_RULES], unseen[:_MAX_RULES], seen


def _without_conditions(css: str) -> str:
    """Return the rules outside blocks such as @media, which hold for some screens only."""
    kept: list[str] = []
    depth, start, skipping = 0, 0, False
    for brace in re.finditer(r"[{}]", css):
        if brace[0] == "{":
            if not depth and "@" in css[start : brace.start()]:
                kept.append(css[start : css.rfind("@", start, brace.start())])
                skipping = True
            depth += 1
        else:
            depth = max(0, depth - 1)
            if not depth:
                if not skipping:
                    kept.append(css[start : brace.end()])
                start, skipping = brace.end(), False
    return "".join(kept)


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return [node for node in tree.css(selector)[:_MAX_NODES] if node.tag not in _WHOLE_PAGE]
    except Exception:
        return []


def _shown_again(node: LexborNode, seen: set[str]) -> bool:
    """Return whether another rule shows elements with one of the node's names: then a script may do so."""
    names = {f".{name}" for name in (node.attributes.get("class") or "").split()}
    return not names.isdisjoint(seen) or f"#{node.attributes.get('id') or ''}" in seen


def _really_hidden(
    tree: LexborHTMLParser, hidden: dict[int, LexborNode], deleted: dict[int, LexborNode]
) -> dict[int, LexborNode]:
    """Leave out what a button or a link opens, and everything on a page that hides most of its text at first."""
    if not hidden:
        return hidden
    opened = _opened(tree)
    left = {
        key: node
        for key, node in hidden.items()
        if key not in deleted and (not (name := node.attributes.get("id")) or name not in opened)
    }
    outer = [node for key, node in left.items() if not _inside(node, left) and node.tag != "template"]
    body = tree.body
    total = len(body.text()) if body else 0
    too_much = sum(len(node.text()) for node in outer) > _TOO_MUCH * total
    return {key: node for key, node in left.items() if node.tag == "template"} if too_much else left


def _opened(tree: LexborHTMLParser) -> set[str]:
    """Return the ids that buttons and links of the page refer to."""
    opened: set[str] = set()
    for node in tree.css("[aria-controls], [data-target], [data-bs-target], [data-tab], a[href^='#'], [popovertarget]"):
        attributes = node.attributes
        for name in ("aria-controls", "data-target", "data-bs-target", "data-tab", "popovertarget"):
            opened.update((attributes.get(name) or "").replace("#", " ").split())
        if node.tag == "a":
            opened.add((attributes.get("href") or "").lstrip("#"))
    return opened - {""}


def _inside(node: LexborNode, others: dict[int, LexborNode]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def _mark(nodes: dict[int, LexborNode]) -> None:
    for node in nodes.values():
        if node.tag == "template":
            # What a template contains is no part of the page's tree.
            body = LexborHTMLParser(_TEMPLATE_TAG.sub("", node.html or "")).body
            node.replace_with(f"{BEGIN}{body.text(separator=' ') if body else ''}{END}")
        else:
            _wrap(node)


def _wrap(node: LexborNode) -> None:
    first = node.first_child
    if first is None:
        return
    first.insert_before(BEGIN)
    node.insert_child(END)
