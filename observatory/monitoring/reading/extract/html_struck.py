"""Mark what the readers of a web page see as deleted, or do not see at all.

Deleted: `s`, `strike`, `del`, and a line through the text. Hidden: the attribute `hidden`, `display: none`,
`visibility: hidden`, `opacity: 0`, `font-size: 0`, a place far outside the page, a `template`. Styles are read from
attributes and from plain rules of style sheets in the page (no media queries, no scripts). What a reader can unfold
(`details`, a tab with its button) stands.
"""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from observatory.monitoring.reading.extract.chrome import UNREAD
from observatory.monitoring.reading.extract.struck import BEGIN, END

_DELETED_TAGS = frozenset(("s", "strike", "del"))
STRUCK_TAGS = _DELETED_TAGS | {"template"}
# Each begins with a literal word, which the engine finds quickly.
_HIDDEN = tuple(map(re.compile, (r"hidden[\s=>/]", r"HIDDEN[\s=>/]")))
_IN_STYLE = r"\s*=\s*[\"'][^\"'>]*(?i:line-through|display\s*:\s*none|visibility\s*:|"
_IN_STYLE += r"opacity\s*:\s*0|font-size\s*:\s*0|:\s*-\d{4})"
_STYLED = tuple(map(re.compile, (f"style{_IN_STYLE}", f"STYLE{_IN_STYLE}")))
_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;{}]*line-through")
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|text-indent)\s*:\s*-\d{4}"
)
# The same, each with its first word apart: the engine finds a literal word tenfold faster.
_CSS_NOT_SHOWN = tuple(map(re.compile, _NOT_SHOWN.pattern.split("|", 1)))
_TEMPLATE_TAG = re.compile(r"</?template[^>]*>", re.I)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
# An element by its name, class or id, inside elements by their names: conditions and states are for the browser.
_PLAIN_SELECTOR = re.compile(
    r"(?:[a-z][a-z0-9]*(?:\s*>\s*|\s+)){0,4}(?:[a-z][\w-]*)?(?:[.#][a-z_][\w-]*)+|s|del|strike", re.I
)
_MAX_CSS, _MAX_RULES, _MAX_NODES, _LONGEST_SELECTOR = 500_000, 60, 5_000, 1_000
_WHOLE_PAGE = frozenset(("html", "head", "body", "main", "article"))
_TOO_MUCH = 0.5  # a page that hides more than this share of its text shows it by a script
_OPENERS = "[aria-controls], [data-target], [data-bs-target], [data-tab], [popovertarget], a[href^='#']"
_OPENER_ATTRIBUTES = ("aria-controls", "data-target", "data-bs-target", "data-tab", "popovertarget", "href")

_Nodes = dict[int, LexborNode]


def mark_struck(html: str, tree: LexborHTMLParser, elements: Sequence[LexborNode]) -> bool:
    """Put the marks of `struck` around the contents of the elements of a page that do not stand; return whether there
    are any. `html` is the source of the tree, `elements` those with one of the STRUCK_TAGS; templates are replaced."""
    deleted: _Nodes = {}
    hidden: _Nodes = {}
    for node in (*elements, *_suspects(html, tree)):
        attributes = node.attributes
        style = (attributes.get("style") or "").lower()
        if node.tag in _DELETED_TAGS or _LINE_THROUGH.search(style):
            deleted[node.mem_id] = node
        elif _is_hidden(node, attributes, style):
            hidden[node.mem_id] = node
    if "<style" in html or "<STYLE" in html:
        _add_styled(tree, deleted, hidden)
    if not deleted and not hidden:
        return False
    hidden = _really_hidden(tree, {key: node for key, node in hidden.items() if key not in deleted})
    for node in (*deleted.values(), *hidden.values()):
        _mark(node)
    return bool(deleted or hidden)


def _suspects(html: str, tree: LexborHTMLParser) -> list[LexborNode]:
    signs = (("[hidden]", _HIDDEN), ("[style]", _STYLED))
    selectors = [selector for selector, patterns in signs if any(pattern.search(html) for pattern in patterns)]
    return _matches(tree, ", ".join(selectors)) if selectors else []


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        found = tree.css(selector)[:_MAX_NODES]
    except Exception:  # a selector that this parser does not know
        return []
    return [node for node in found if (tag := node.tag) == "template" or (tag not in _WHOLE_PAGE and tag not in UNREAD)]


def _is_hidden(node: LexborNode, attributes: dict[str, str | None], style: str) -> bool:
    hidden = "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found"
    return hidden or node.tag == "template" or bool(_NOT_SHOWN.search(style))


def _add_styled(tree: LexborHTMLParser, deleted: _Nodes, hidden: _Nodes) -> None:
    """Add the elements that a style sheet of the page strikes or hides."""
    css = "\n".join(node.text() for node in tree.css("style"))[:_MAX_CSS]
    if not any(
        word in css
        for word in ("line-through", "none", "hidden", "collapse", "opacity", "font-size", "left", "text-indent")
    ):
        return
    if "/*" in css:
        css = _CSS_COMMENT.sub("", css)
    lowered = css.lower()
    if "line-through" in lowered:
        for selector in _plain_selectors(css, _LINE_THROUGH.finditer(lowered)):
            deleted |= {node.mem_id: node for node in _matches(tree, selector)}
    for pattern in _CSS_NOT_SHOWN:
        for selector in _plain_selectors(css, pattern.finditer(lowered)):
            nodes = {node.mem_id: node for node in _matches(tree, selector)}
            if nodes and not _is_shown_elsewhere(selector, lowered):
                hidden |= nodes


def _plain_selectors(css: str, declarations: Iterator[re.Match[str]]) -> Iterator[str]:
    """Yield the plain selectors of the rules with these declarations, outside blocks such as @media, which hold for
    some screens only."""
    for number, declaration in enumerate(declarations):
        if number >= _MAX_RULES:
            return
        start = css.rfind("{", 0, declaration.start())
        if start < 0 or css.count("{", 0, start) != css.count("}", 0, start):
            continue
        before = max(css.rfind(mark, 0, start) for mark in "{};") + 1
        for selector in css[before:start][:_LONGEST_SELECTOR].split(","):
            if _PLAIN_SELECTOR.fullmatch(selector.strip()):
                yield selector.strip()


def _is_shown_elsewhere(selector: str, css: str) -> bool:
    """Return whether another rule shows elements of that name: then a script opens and closes them."""
    name = re.escape(re.findall(r"[.#][\w-]+", selector.lower())[-1])
    shows = r"(?![\w-])[^{}]*\{[^{}]*(?:display\s*:(?!\s*none)|visibility\s*:\s*visible|opacity\s*:\s*(?:1|\.|0\.))"
    return re.search(name + shows, css) is not None


def _really_hidden(tree: LexborHTMLParser, hidden: _Nodes) -> _Nodes:
    """Leave out what is empty, what a button or a link opens, and everything on a page that hides most of its text."""
    templates = {key: node for key, node in hidden.items() if node.tag == "template"}
    filled = {key: node for key, node in hidden.items() if key not in templates and node.text().strip()}
    if not filled:
        return templates
    opened = _opened(tree)
    closed = {key: node for key, node in filled.items() if (node.attributes.get("id") or "") not in opened}
    body = tree.body
    total = len(body.text()) if body else 0
    outer = sum(len(node.text()) for node in closed.values() if not _is_inside(node, closed))
    return templates if outer > _TOO_MUCH * total else templates | closed


def _opened(tree: LexborHTMLParser) -> set[str]:
    """Return the ids that buttons and links of the page refer to."""
    opened: set[str] = set()
    for node in tree.css(_OPENERS):
        attributes = node.attributes
        for name in _OPENER_ATTRIBUTES:
            opened.update((attributes.get(name) or "").replace("#", " ").split())
    return opened


def _is_inside(node: LexborNode, others: _Nodes) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in others:
            return True
        parent = parent.parent
    return False


def _mark(node: LexborNode) -> None:
    if node.tag == "template":
        # What a template contains is no part of the page's tree.
        body = LexborHTMLParser(_TEMPLATE_TAG.sub("", node.html or "")).body
        node.replace_with(f"{BEGIN}{body.text(separator=' ') if body else ''}{END}")
    elif (first := node.first_child) is not None:
        first.insert_before(BEGIN)
        node.insert_child(END)
