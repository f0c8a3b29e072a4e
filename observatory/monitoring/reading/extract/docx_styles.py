"""Styles of a Word file: which of them strike text, and which number paragraphs (ECMA-376 part 1, 17.7)."""

from lxml import etree

from observatory.monitoring.reading.extract.docx_package import W
from observatory.monitoring.reading.extract.struck import BEGIN, HIDDEN

VALUE = f"{W}val"
RUN_PROPERTIES, RUN_STYLE = f"{W}rPr", f"{W}rStyle"
# Properties of text that readers do not see as standing (17.3.2), and its mark.
_STRUCK = {f"{W}strike": BEGIN, f"{W}dstrike": BEGIN, f"{W}vanish": HIDDEN}
_OFF = frozenset(("0", "false", "off"))
_ID, _DEFAULT = f"{W}styleId", f"{W}default"
_DEEPEST = 20
_LARGEST = 1_000_000


class Styles:
    """The styles by their ids; each inherits what it does not say itself from the one that it is based on. A file has
    hundreds, and uses few: a style is read when it is asked for."""

    def __init__(self, root: etree._Element | None) -> None:
        found = list(root.iterchildren(f"{W}style")) if root is not None else []
        self._elements = {element.get(_ID) or "": element for element in found}
        defaults = (element for element in found if element.get(_DEFAULT) is not None and is_on(element.get(_DEFAULT)))
        self._default = next((name.get(_ID) or "" for name in defaults if name.get(f"{W}type") == "paragraph"), "")
        self._struck: dict[str, str] = {}
        self._numbering: dict[str, tuple[int | None, int | None]] = {}

    def mark_of(self, name: str) -> str:
        """Return the mark of text that a style strikes or hides (see `struck`), "" if it stands."""
        if name not in self._struck:
            says = (mark_of_run(style.find(RUN_PROPERTIES)) for style in self._style_and_its_bases(name))
            self._struck[name] = next((mark for mark in says if mark is not None), "")
        return self._struck[name]

    def numbering(self, name: str) -> tuple[int | None, int | None]:
        """Return the list and the level of the paragraphs of a style, or of the default one for "" or for an unknown
        one; None for what no style says."""
        if name not in self._numbering:
            found = [
                read_numbering(style.find(f"{W}pPr"))
                for style in self._style_and_its_bases(name) or self._style_and_its_bases(self._default)
            ]
            number = next((number for number, _ in found if number is not None), None)
            self._numbering[name] = number, next((level for _, level in found if level is not None), None)
        return self._numbering[name]

    def _style_and_its_bases(self, name: str) -> list[etree._Element]:
        """Return a style of the Word file and those it is based on, itself first."""
        chain: list[etree._Element] = []
        while (style := self._elements.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            name = child_value(style, f"{W}basedOn")
        return chain


def is_on(value: str | None) -> bool:
    """Return whether an attribute of a toggle property switches it on; one without the attribute is on."""
    return value not in _OFF


def mark_of_run(properties: etree._Element | None) -> str | None:
    """Return the mark of a run that its properties strike or hide, "" if they say that it stands; None if they say
    nothing about it."""
    if properties is None:
        return None
    found = list(properties.iterchildren(*_STRUCK))
    marks = {_STRUCK[str(child.tag)] for child in found if is_on(child.get(VALUE))}
    if marks:
        return BEGIN if BEGIN in marks else HIDDEN
    return "" if found else None


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
    """Return the value (`w:val`) of an element in a Word file as a number; None if it is none, or a senseless one."""
    try:
        value = int(element.get(VALUE) or "") if element is not None else None
    except ValueError:
        return None
    return value if value is None or -_LARGEST < value < _LARGEST else None
