"""Write the numbers of a list in the formats of Word (ST_NumberFormat, ECMA-376 part 1, 17.18.59)."""

from collections.abc import Callable

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


def _roman(value: int) -> str:
    found = ""
    if 0 < value < 4000:
        for size, sign in _ROMAN:
            found += sign * (value // size)
            value %= size
    return found


def _letters(alphabet: str) -> Callable[[int], str]:
    def write(value: int) -> str:
        repeated, at = divmod(value - 1, len(alphabet))
        return alphabet[at] * (repeated + 1) if 0 < value < _MANY else ""

    return write


def _row(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else ""


def _digits(signs: str) -> Callable[[int], str]:
    return lambda value: "".join(signs[int(figure)] for figure in str(value))


def _counting(digits: str, units: str, ten: str = "") -> Callable[[int], str]:
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
_CHINESE = _counting(_HAN, " 十百千", "十")
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _letters("abcdefghijklmnopqrstuvwxyz"),
    "russianUpper": _letters("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _letters("абвгдежзиклмнопрстуфхцчшщыэюя"),
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
    "chineseLegalSimplified": _counting(_LEGAL, " 拾佰仟"),
    "ideographLegalTraditional": _counting(_LEGAL_TRADITIONAL, " 拾佰仟"),
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
