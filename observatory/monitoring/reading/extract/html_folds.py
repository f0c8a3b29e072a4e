"""What a reader of a web page can unfold: tabs, accordions and the like, by their buttons and links."""

import re
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ATTRIBUTES = (
    "aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle", "popovertarget", "commandfor",
    "href", "for",
)  # fmt: skip
_OPENERS = ", ".join(f"[{name}]" for name in _ATTRIBUTES[:-2]) + ", label[for], a[href*='#']"
_FOLD_ROLES = frozenset(("tabpanel",))
_FOLD_NAMES = re.compile(
    r"(?i)(?<![a-z])(?:tab|tabs|tab-?(?:pane|panel|content|con|box|bd|body|item)\w*|accordion\w*|collaps\w*|fold\w*"
    r"|expand\w*|spoiler|toggle\w*|faq\w*|panel|read-?more|show-?more)(?![a-z])"
)
_CONTROLS = (
    "button, summary, label[for], [role=button], [role=tab], [aria-expanded], [onclick], [onmouseover], [data-toggle],"
    " [data-bs-toggle], a[href='#'], a[href^='javascript:']"
)
_UNFOLD_WORDS = re.compile(
    r"(?i)\b(?:more|show|read|expand|open|unfold|details?|full|view|toggle|mehr|anzeigen|plus|afficher|voir|suite|más"
    r"|ver|mostrar|mais|altro|więcej|rozwiń|показать|ещё|подробнее)\b|展开|展開|更多|全文|显示|顯示|查看|详[细情]|詳細|続き|表示"
)
_MOST_OPENERS, _MOST_CONTROLS = 5_000, 20
_CALL = re.compile(r"""\(\s*(?:["']|&quot;|&#39;)#?([\w-]+)(?:["']|&quot;|&#39;)\s*[,)]""")
_NEAR = 3  # elements before a folded part among which its button may be


class Openers:
    """What the buttons, the links and the scripts of a page refer to."""

    def __init__(self, html: str, tree: LexborHTMLParser) -> None:
        """`html` is the source of the tree."""
        self._html = html
        self._with_controls: dict[int, bool] = {}
        self._ids, self.classes = _targets_of_controls(tree)

    def has_id(self, name: str) -> bool:
        """Return whether a control or a call in a script names the id."""
        return name in self._ids or name in self._called

    def has_control(self, node: LexborNode) -> bool:
        """Return whether the element is a control or contains one."""
        key = node.mem_id
        if key not in self._with_controls:
            self._with_controls[key] = _is_control(node) or node.css_first(_CONTROLS) is not None
        return self._with_controls[key]

    @cached_property
    def _called(self) -> frozenset[str]:
        return frozenset(_CALL.findall(self._html))


def _targets_of_controls(tree: LexborHTMLParser) -> tuple[set[str], set[str]]:
    """Return the ids and the classes of what the controls of a page unfold."""
    ids: set[str] = set()
    classes: set[str] = set()
    for node in tree.css(_OPENERS)[:_MOST_OPENERS]:
        attributes = node.attributes
        for name in _ATTRIBUTES:
            value = attributes.get(name)
            if not value:
                continue
            if name == "href":
                value = value.rpartition("#")[2]
            for word in value.split():
                if word.startswith("."):
                    classes.add(word[1:])
                else:
                    ids.add(word.removeprefix("#"))
    return ids, classes


def can_be_unfolded(node: LexborNode, openers: Openers) -> bool:
    """Return whether a reader can unfold a hidden element: something on the page opens it, or it is a tab or the like
    and has a control beside it."""
    attributes = node.attributes
    if (name := attributes.get("id")) and openers.has_id(name):
        return True
    if openers.classes.intersection((attributes.get("class") or "").split()):
        return True
    if attributes.get("role") in _FOLD_ROLES:
        return True
    parent = node.parent
    if _is_named_fold(attributes) or (parent is not None and _is_named_fold(parent.attributes)):
        return any(
            openers.has_control(other)
            for part in (node, parent)
            if part is not None
            for other in _elements_before(part, _NEAR)
        )
    return _is_opened_by_neighbour(node, openers)


def _is_named_fold(attributes: dict[str, str | None]) -> bool:
    return _FOLD_NAMES.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}") is not None


def _is_opened_by_neighbour(node: LexborNode, openers: Openers) -> bool:
    """Return whether the element right before has a control that says it unfolds something, and names nothing else."""
    return any(
        _is_control(control) and _says_unfold(control)
        for other in _elements_before(node, 1)
        if openers.has_control(other)
        for control in (other, *other.css(_CONTROLS)[:_MOST_CONTROLS])
    )


def _says_unfold(control: LexborNode) -> bool:
    attributes = control.attributes
    if any(attributes.get(name) for name in _ATTRIBUTES if name != "href"):
        return False
    return "aria-expanded" in attributes or _UNFOLD_WORDS.search(control.text()[:80]) is not None


def _is_control(node: LexborNode) -> bool:
    """Return whether an element is a control that may unfold something: a button, a tab, a link within the page."""
    attributes = node.attributes
    return (
        node.tag in ("button", "summary")
        or attributes.get("role") in ("button", "tab")
        or any(name in attributes for name in ("aria-expanded", "onclick", "onmouseover", "data-toggle"))
        or (node.tag == "label" and "for" in attributes)
        or (node.tag == "a" and (attributes.get("href") or "").startswith(("javascript:", "#")))
    )


def _elements_before(node: LexborNode, most: int) -> list[LexborNode]:
    """Return the elements right before an element, in its parent."""
    found: list[LexborNode] = []
    other = node.prev
    while other is not None and len(found) < most:
        if other.is_element_node:
            found.append(other)
        other = other.prev
    return found
