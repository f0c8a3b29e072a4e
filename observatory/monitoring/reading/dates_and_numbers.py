"""Dates, times, numbers, shares, ranges and amounts of money in a text, and what each is worth: "15 August 2025" and
"2025-08-15" are one date, "45亿" and "4.5 billion" one number. Pure functions.
"""

import re
import unicodedata

_EN_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_FR_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_MONTHS = {name: number for names in (_EN_MONTHS, _FR_MONTHS) for number, name in enumerate(names, 1)}
_MONTHS |= {name[:3]: number for number, name in enumerate(_EN_MONTHS, 1)} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_HAN_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "廿": 20,
}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000}
_HAN = "〇○零一二三四五六七八九十百千两"
_SCALES = {
    "万": 10**4, "亿": 10**8, "万亿": 10**12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "mille": 10**3, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "bn": 10**9, "k": 10**3,
}  # fmt: skip
_SCALE = r"万亿|亿|万|(?:thousand|millions?|billions?|trillions?|mille|milliards?|bn)\b"
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_FIGURES = r"[-−–]?\d+(?:[, \u00a0\u2009\u202f]\d{3}(?!\d))*(?:\.\d+)?|[-−–]?\d+,\d{1,2}(?!\d)"
_PER_CENT = r"\s*(?:[%％]|per\s?cent\b|pour\s?cent\b)"

VALUE = re.compile(
    "|".join(
        (
            rf"(?P<date>\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*[日号])?)?"
            rf"|[{_HAN}]{{4}}年(?:[{_HAN}]{{1,3}}月(?:[{_HAN}]{{1,3}}[日号])?)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]"
            rf"|(?<!\d)\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}(?!\d)"
            rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?:{_MONTH})\b\.?(?:,?\s+\d{{4}}\b)?"
            rf"|\b(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}}\b)?|\b(?:{_MONTH})\.?\s+\d{{4}}\b)",
            r"(?P<time>(?<![\d:])\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?![\d:]))",
            rf"(?P<ordinal>\b(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))\b)",
            rf"(?P<share>(?:{_FIGURES}){_PER_CENT}|百分之[{_HAN}点\d.]+|\b(?:{_WORD})(?:[\s-](?:{_WORD}))?{_PER_CENT})",
            rf"(?P<number>(?<![0-9A-Za-zÀ-ɏ.])(?:{_FIGURES})(?:\s?(?:{_SCALE}))?|\d+(?:\.\d+)?(?:\s?(?:{_SCALE}))?"
            rf"|[{_HAN}]+(?:万亿|[万亿])(?:[{_HAN}]+万?)?|(?!千[米克瓦卡赫帕伏])[{_HAN}]+(?:点[{_HAN}]+)?"
            rf"|\b(?:{_WORD}|hundred)(?:[\s-](?:and\s)?(?:{_WORD}|hundred))*(?:\s(?:{_SCALE}))?\b)",
        )
    ),
    re.IGNORECASE,
)


def value_of(text: str) -> str:
    """Return what a date, a number or a share is worth, as "date 2025-08-15", "number 4500" or "share 12"; "" for any
    other text."""
    match = VALUE.fullmatch(text.strip())
    if match is None:
        return ""
    found = unicodedata.normalize("NFKC", match[0]).lower()
    match match.lastgroup:
        case "date":
            return _worth_of_date(found)
        case "time":
            return f"time {found}"
        case "share":
            return _worth_of_share(found)
        case "ordinal":
            return f"ordinal {found[:-2] if found[0].isdigit() else _ORDINALS.index(found) + 1}"
    number = _number_in_words_or_figures(found)
    return "" if number is None else f"number {number:g}" if abs(number) < 10**5 else f"number {number:.6g}"


def _worth_of_date(text: str) -> str:
    """Return what a written date is worth: "date 2025-08-15", with zeros for what it does not say."""
    month = next((_MONTHS[name] for name in re.findall(r"[^\W\d_]+", text) if name in _MONTHS), 0)
    han = "年" in text or "月" in text
    figures = [_han_date_part(part) if han else int(part) for part in re.findall(rf"\d+|[{_HAN}]+", text)]
    if han:
        names = re.findall("[年月日号]", text)
        parts = dict(zip(names, figures, strict=False))
        year, month, day = parts.get("年", 0), parts.get("月", 0), parts.get("日", parts.get("号", 0))
    elif month:
        year = next((figure for figure in figures if figure > 31), 0)
        day = next((figure for figure in figures if figure <= 31), 0)
    elif figures[0] > 31:
        year, month, day = figures
    else:  # the day first, as in most of the world, unless there is no such month
        day, month, year = figures if figures[1] <= 12 else (figures[1], figures[0], figures[2])
    return f"date {year}-{month:02}-{day:02}"


def _han_date_part(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    return int(_chinese_number(text) or 0)


def _worth_of_share(text: str) -> str:
    """Return what a written share is worth: "share 12"; "" for none."""
    if text.startswith("百分之"):
        rest = text[3:]
        number = float(rest) if re.fullmatch(r"\d+(?:\.\d+)?", rest) else _chinese_number(rest)
    else:
        number = _number_in_words_or_figures(re.sub(r"\s*(?:%|per\s?cent|pour\s?cent)$", "", text))
    return "" if number is None else f"share {number:g}"


def _number_in_words_or_figures(text: str) -> float | None:
    """Return the number that is written in figures, in words or in Chinese, with its scale ("3 million"); None for
    none."""
    scale = 1
    if match := re.search(rf"\s?({_SCALE})$", text):
        name = match[1] if match[1] in _SCALES else match[1].rstrip("s")
        scale, text = _SCALES.get(name, 1), text[: match.start()]
    if re.match(r"[-−–]?\d", text):
        plain = re.sub(r"[−–]", "-", text)
        if re.fullmatch(r"-?\d+,\d{1,2}", plain):
            plain = plain.replace(",", ".")
        plain = re.sub(r"[,\s]", "", plain)
        return float(plain) * scale
    if text and text[0] in _HAN:
        number = _chinese_number(text)
        return None if number is None else number * scale
    return _word_number(text, scale)


def _word_number(text: str, scale: int) -> float | None:
    """Return the number that is written in English words, None for other words."""
    total = 0
    for word in re.split(r"[\s-]+", text.strip()):
        if word == "hundred":
            total = max(1, total) * 100
        elif word in _WORDS:
            total += _WORDS[word]
        elif word != "and":
            return None
    return total * scale


def _chinese_number(text: str) -> float | None:
    """Return the number written in Chinese, as a row of figures ("二〇二四") or with its units ("三百万")."""
    whole, point, fraction = text.partition("点")
    if point:
        decimals = "".join(str(_HAN_FIGURES.get(figure, "")) for figure in fraction)
        base = _chinese_number(whole)
        return None if base is None or not decimals.isdigit() else base + float(f"0.{decimals}")
    if len(text) > 1 and all(figure in _HAN_FIGURES for figure in text):
        return float("".join(str(_HAN_FIGURES[figure] % 10) for figure in text))
    total, section, figure = 0, 0, 0
    for character in text:
        if character in _HAN_FIGURES:
            figure = _HAN_FIGURES[character]
        elif character in _HAN_UNITS:
            section += (figure or 1) * _HAN_UNITS[character]
            figure = 0
        elif character in "万亿":
            total = (total + section + figure) * _SCALES[character]
            section = figure = 0
        else:
            return None
    return float(total + section + figure)


_FIGURE = r"(?<![\d.,])\d[\d.,]{0,20}"


_RANGE = re.compile(
    rf"(?:\bfrom |[自从由])?({_FIGURE})年? ?(?:\bto\b|\bthrough\b|[至到\-–—~～]) ?({_FIGURE})", re.IGNORECASE
)


_AMOUNT = rf"{_FIGURE} ?(?:thousand|million|billion|trillion|万亿|亿|万)?"


# Not the sign ¥, which is that of the yen too.
_YUAN = re.compile(
    rf"(?:\b(?:RMB|CNY)|人民币) ?({_AMOUNT})(?: ?(?:yuan\b|元))?|({_AMOUNT}) ?(?:yuan\b|元(?:人民币)?|RMB\b|CNY\b)",
    re.IGNORECASE,
)


def with_plain_figures(text: str) -> str:
    """Return a text with its ranges and its amounts in yuan in one wording. Figures, other currencies and all other
    words stay."""
    text = _RANGE.sub(r"\1–\2", text)
    return _YUAN.sub(lambda found: f"{(found[1] or found[2]).strip()} yuan ", text)
