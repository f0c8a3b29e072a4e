"""Automatic numbers of paragraphs in Word files: "第一条", "1.2", "(a)" (ECMA-376 part 1, 17.9), in the formats of Word
(ST_NumberFormat, 17.18.59): Roman, letters, Chinese numerals.

A paragraph, or its style, names a list (`w:num`) and a level of it. Lists of one definition (`w:abstractNum`) go on
counting where the other stopped, unless they say where to start. Bullets are typography and no text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from observatory.monitoring.reading.extract.docx_package import W
from observatory.monitoring.reading.extract.docx_styles import VALUE, Styles, child_value, is_on, read_integer

_HAN = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MANY = 1_000  # a letter is repeated: 27 is "aa"; beyond this a figure is as good


def format_number(value: int, name: str) -> str:
    """Return the number in the format of this name; in figures if the format is not known or has no such number."""
    write = _FORMATS.get(name)
    return (write(value) if write is not None and value >= 0 else "") or str(value)


def _roman_numeral(value: int) -> str:
    """Return the number of a paragraph in capital Roman figures; "" for one that they cannot write."""
    found = ""
    if 0 < value < 4000:
        for size, sign in _ROMAN:
            found += sign * (value // size)
            value %= size
    return found


def _letter_numerals(alphabet: str) -> Callable[[int], str]:
    """Return a writer of paragraph numbers as letters: a to z, then aa, bb."""

    def write(value: int) -> str:
        repeated, at = divmod(value - 1, len(alphabet))
        return alphabet[at] * (repeated + 1) if 0 < value < _MANY else ""

    return write


def _row(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else ""


def _digits(signs: str) -> Callable[[int], str]:
    return lambda value: "".join(signs[int(figure)] for figure in str(value))


def _chinese_numerals(digits: str, units: str, ten: str = "") -> Callable[[int], str]:
    """Return a writer of Chinese numerals; `ten` is how 10 to 19 begin where that is shorter than "一十"."""

    def write(value: int) -> str:
        if not 0 < value < 10_000:
            return digits[0] if value == 0 else ""
        if ten and 10 <= value < 20:
            return ten + (digits[value - 10] if value > 10 else "")
        found = ""
        figures = str(value)
        for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
            if figure != "0":
                found += digits[int(figure)] + units[place].strip()
            elif found and not found.endswith(digits[0]):
                found += digits[0]
        return found.rstrip(digits[0])

    return write


def _stems_and_branches(value: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[(value - 1) % 10] + "子丑寅卯辰巳午未申酉戌亥"[(value - 1) % 12]


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_CHINESE = _chinese_numerals(_HAN, " 十百千", "十")
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "upperRoman": _roman_numeral,
    "lowerRoman": lambda value: _roman_numeral(value).lower(),
    "upperLetter": _letter_numerals("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _letter_numerals("abcdefghijklmnopqrstuvwxyz"),
    "russianUpper": _letter_numerals("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _letter_numerals("абвгдежзиклмнопрстуфхцчшщыэюя"),
    "ordinal": _ordinal,
    "numberInDash": lambda value: f"- {value} -",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedCircleChinese": _row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    "decimalEnclosedParen": _row("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _row("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "ideographEnclosedCircle": _row("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "chineseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "japaneseCounting": lambda value: _CHINESE(value).replace("一百", "百").replace("一千", "千"),
    "chineseLegalSimplified": _chinese_numerals(_LEGAL, " 拾佰仟"),
    "ideographLegalTraditional": _chinese_numerals(_LEGAL_TRADITIONAL, " 拾佰仟"),
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "ganada": _row("가나다라마바사아자차카타파하"),
    "chosung": _row("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "aiueo": _row(_KANA),
    "aiueoFullWidth": _row(_KANA),
    "iroha": _row("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"),
    "ideographTraditional": _row("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _row("子丑寅卯辰巳午未申酉戌亥"),
    "ideographZodiacTraditional": lambda value: _stems_and_branches(value) if value else "",
}


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
        """Return the lists of the part with the numbering, by their numbers."""
        root = self._load()
        if root is None:
            return {}
        definitions = {element.get(f"{W}abstractNumId") or "": element for element in root.iter(f"{W}abstractNum")}
        lists = {number: element for element in root.iter(f"{W}num") if (number := _list_number(element)) is not None}
        read = {}
        for number, element in lists.items():
            definition = self._definition_of_list(child_value(element, f"{W}abstractNumId"), definitions, lists)
            found = _List(definition, _levels(definitions.get(definition)))
            for override in element.iterchildren(f"{W}lvlOverride"):
                level = _attribute(override, f"{W}ilvl")
                if (own := override.find(_LEVEL)) is not None:
                    found.levels[level] = _numbering_level(own)
                if (start := read_integer(override.find(f"{W}startOverride"))) is not None:
                    found.starts[level] = start
            read[number] = found
        return read

    def _definition_of_list(
        self, name: str, definitions: dict[str, etree._Element], lists: dict[int, etree._Element]
    ) -> str:
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
        return self._number_as_written(of, level, self._count_paragraph(of, level))

    def _count_paragraph(self, of: _List, level: int) -> dict[int, int]:
        """Count a paragraph at a level of its list; return the numbers of all levels."""
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

    def _number_as_written(self, of: _List, level: int, counts: dict[int, int]) -> str:
        """Return the number of a paragraph as its level writes it: "Article 1.2"."""
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
    found = [(_attribute(level, f"{W}ilvl"), _numbering_level(level)) for level in definition.iterchildren(_LEVEL)]
    return dict(found[:_LEVELS])


def _numbering_level(element: etree._Element) -> _Level:
    """Return a level of a list: how its paragraphs are numbered."""
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
