"""Styles of a Word file: which of them strike text, and which number paragraphs (ECMA-376 part 1, 17.7)."""

from dataclasses import dataclass

from lxml import etree

from observatory.monitoring.reading.extract.docx_package import W

VALUE = f"{W}val"
RUN_PROPERTIES, RUN_STYLE = f"{W}rPr", f"{W}rStyle"
# Properties of text that readers do not see as standing (17.3.2).
_STRUCK = (f"{W}strike", f"{W}dstrike", f"{W}vanish")
_OFF = frozenset(("0", "false", "off"))
_DEEPEST = 20
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    struck: bool | None
    number: int | None
    level: int | None


class Styles:
    """The styles by their ids; each inherits what it does not say itself from the one that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default_paragraph = ""
        for element in root.iterchildren(f"{W}style") if root is not None else ():
            name = element.get(f"{W}styleId") or ""
            number, level = read_numbering(element.find(f"{W}pPr"))
            self._styles[name] = _Style(
                child_value(element, f"{W}basedOn"), says_struck(element.find(RUN_PROPERTIES)), number, level
            )
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default", "0")):
                self.default_paragraph = name
        self.struck = frozenset(name for name in self._styles if self._is_struck(name))

    def _is_struck(self, name: str) -> bool:
        return next((style.struck for style in self._chain(name) if style.struck is not None), False)

    def numbering(self, name: str) -> tuple[int | None, int | None]:
        """Return the list and the level of a style's paragraphs, None for what no style says."""
        chain = self._chain(name)
        number = next((style.number for style in chain if style.number is not None), None)
        return number, next((style.level for style in chain if style.level is not None), None)

    def _chain(self, name: str) -> list[_Style]:
        chain: list[_Style] = []
        while (style := self._styles.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            name = style.based_on
        return chain


def is_on(value: str | None) -> bool:
    """Return whether an attribute of a toggle property switches it on; one without the attribute is on."""
    return value not in _OFF


def says_struck(properties: etree._Element | None) -> bool | None:
    """Return whether the properties of a run strike or hide it; None if they say nothing about it."""
    if properties is None:
        return None
    found = [is_on(child.get(VALUE)) for child in properties.iterchildren(*_STRUCK)]
    return any(found) if found else None


def read_numbering(properties: etree._Element | None) -> tuple[int | None, int | None]:
    """Return the list and the level that the properties of a paragraph name."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    if numbering is None:
        return None, None
    return read_integer(numbering.find(f"{W}numId")), read_integer(numbering.find(f"{W}ilvl"))


def child_value(element: etree._Element, tag: str) -> str:
    """Return the value of a child, "" if there is none."""
    child = element.find(tag)
    return "" if child is None else child.get(VALUE) or ""


def read_integer(element: etree._Element | None) -> int | None:
    """Return the value of an element as a number; None if it is none, or a senseless one."""
    try:
        value = int(element.get(VALUE) or "") if element is not None else None
    except ValueError:
        return None
    return value if value is None or -_LARGEST < value < _LARGEST else None
