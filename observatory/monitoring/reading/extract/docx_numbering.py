"""Automatic numbers of paragraphs in Word files: "第一条", "1.2", "(a)" (ECMA-376 part 1, 17.9).

A paragraph, or its style, names a list (`w:num`) and a level of it. Lists of one definition (`w:abstractNum`) go on
counting where the other stopped, unless they say where to start. Bullets are typography and no text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from observatory.monitoring.reading.extract.docx_number_formats import format_number
from observatory.monitoring.reading.extract.docx_package import W
from observatory.monitoring.reading.extract.docx_styles import VALUE, Styles, child_value, is_on, read_integer

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LEVEL = f"{W}lvl"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level, counted from 1, after which the count begins again; 0 is never
    legal: bool = False  # figures for all levels
    style: str = ""


@dataclass(slots=True)
class _List:
    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)  # where this list starts, for levels not yet used


class Numbering:
    """Counts the numbered paragraphs of one text in their order. `load` returns the lists of the file; it is called at
    the first paragraph that has one."""

    def __init__(self, load: Callable[[], etree._Element | None], styles: Styles) -> None:
        self._load, self._styles = load, styles
        self._lists: dict[int, _List] | None = None
        self._counts: dict[str, dict[int, int]] = {}

    def _read_lists(self) -> dict[int, _List]:
        root = self._load()
        if root is None:
            return {}
        definitions = {element.get(f"{W}abstractNumId") or "": element for element in root.iter(f"{W}abstractNum")}
        lists = {number: element for element in root.iter(f"{W}num") if (number := _list_number(element)) is not None}
        read = {}
        for number, element in lists.items():
            definition = self._definition(child_value(element, f"{W}abstractNumId"), definitions, lists)
            found = _List(definition, _levels(definitions.get(definition)))
            for override in element.iterchildren(f"{W}lvlOverride"):
                level = _attribute(override, f"{W}ilvl")
                if (own := override.find(_LEVEL)) is not None:
                    found.levels[level] = _level(own)
                if (start := read_integer(override.find(f"{W}startOverride"))) is not None:
                    found.starts[level] = start
            read[number] = found
        return read

    def _definition(self, name: str, definitions: dict[str, etree._Element], lists: dict[int, etree._Element]) -> str:
        """Return the definition itself where a name leads to another one through a style (17.9.21)."""
        element = definitions.get(name)
        style = child_value(element, f"{W}numStyleLink") if element is not None else ""
        number = self._styles.numbering(style)[0] if style else None
        linked = lists.get(number) if number is not None else None
        return name if linked is None else child_value(linked, f"{W}abstractNumId")

    def number(self, number: int | None, level: int | None, style: str) -> str:
        """Return the number of the next paragraph, given the list and the level that it names itself, and its style;
        "" if it has none."""
        by_style = self._styles.numbering(style)
        number = by_style[0] if number is None else number
        if not number:
            return ""
        if self._lists is None:
            self._lists = self._read_lists()
        of = self._lists.get(number)
        if of is None:
            return ""
        if level is None:
            linked = (at for at, found in of.levels.items() if style and found.style == style)
            level = next(linked, by_style[1] or 0)
        if level not in of.levels:
            return ""
        return self._written(of, level, self._count(of, level))

    def _count(self, of: _List, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(of.definition, {})
        if level in of.starts:
            counts[level] = of.starts.pop(level)
        else:
            counts[level] = counts[level] + 1 if level in counts else of.levels[level].start
        for deeper in [at for at in counts if at > level]:
            restart = of.levels[deeper].restart if deeper in of.levels else None
            if restart is None or restart > level:
                del counts[deeper]
        return counts

    def _written(self, of: _List, level: int, counts: dict[int, int]) -> str:
        own = of.levels[level]
        if own.format == "bullet":
            return ""

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            found = of.levels.get(at, _Level())
            if found.format in ("none", "bullet"):
                return ""
            value = counts.get(at, found.start)
            return str(value) if own.legal else format_number(value, found.format)

        return _PLACE.sub(place, own.text)


def _list_number(element: etree._Element) -> int | None:
    try:
        return int(element.get(f"{W}numId") or "")
    except ValueError:
        return None


def _attribute(element: etree._Element, name: str) -> int:
    value = element.get(name) or ""
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _levels(definition: etree._Element | None) -> dict[int, _Level]:
    if definition is None:
        return {}
    found = [(_attribute(level, f"{W}ilvl"), _level(level)) for level in definition.iterchildren(_LEVEL)]
    return dict(found[:_LEVELS])


def _level(element: etree._Element) -> _Level:
    start = read_integer(element.find(f"{W}start"))
    legal = element.find(f"{W}isLgl")
    format_names = [child.get(VALUE) or "" for child in element.iter(f"{W}numFmt")]
    return _Level(
        start=1 if start is None else start,
        # A format of later versions of Word is followed by one for the earlier ones.
        format=next((name for name in format_names if name != "custom"), "decimal"),
        text=child_value(element, f"{W}lvlText")[:200],
        restart=read_integer(element.find(f"{W}lvlRestart")),
        legal=legal is not None and is_on(legal.get(VALUE)),
        style=child_value(element, f"{W}pStyle"),
    )
