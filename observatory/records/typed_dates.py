"""Dates as people type them, in English and Chinese, read as EDTF: "12 March 2026", "2026年3月", "2022–2025"."""

import re
import unicodedata
from collections.abc import Iterator

from observatory.records import edtf
from observatory.records.edtf import InvalidDate

_LONGEST = 60
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# A year, a month or a day. Parts that are left out are those of the other end of an interval.
_POINTS = [
    re.compile(form)
    for form in (
        r"(?P<year>\d{4}) ?年?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<year>\d{4}) ?[-./年] ?(?P<month>\d{1,2}) ?月?",
        r"(?P<year>\d{4}) ?[-./年] ?(?P<month>\d{1,2}) ?[-./月] ?(?P<day>\d{1,2}) ?[日号]?",
        rf"{_MONTH},? (?P<year>\d{{4}})",
        rf"{_DAY}(?: of)? {_MONTH},? (?P<year>\d{{4}})",
        rf"{_MONTH} {_DAY},? (?P<year>\d{{4}})",
    )
]
_BARE_POINTS = [
    re.compile(form)
    for form in (
        rf"{_MONTH}",
        rf"{_DAY}",
        rf"{_DAY} {_MONTH}",
        rf"{_MONTH} {_DAY}",
        r"(?P<month>\d{1,2}) ?月",
        r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]?",
        r"(?P<day>\d{1,2}) ?[日号]",
    )
]
_NUMBERS_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_DECADE = re.compile(r"(\d{3})0(?:'?s| ?年代)")
_YEAR_AND_TWO_DIGITS = re.compile(r"(\d{4}) ?[-/] ?(\d\d)")

_ABOUT = [
    re.compile(r"(?:about|around|circa|ca?\.?|approx\.?|approximately|约|大约|大概)(?<![a-z]) ?(?P<rest>.+)"),
    re.compile(r"(?:about|around|circa|ca?|approx|approximately) (?P<rest>.+)"),
    re.compile(r"(?P<rest>.+?) ?(?:左右|前后)"),
]
_UNCERTAIN = [
    re.compile(r"(?:possibly|probably|perhaps|maybe) (?P<rest>.+)"),
    re.compile(r"(?:可能|或许) ?(?P<rest>.+)"),
    re.compile(r"(?P<rest>.+?) ?\((?:\?|uncertain|存疑)\)"),
]
_SINCE = [
    re.compile(r"(?:since|from) (?P<rest>.+?)(?: ?- ?| onwards?)?"),
    re.compile(r"[自从] ?(?P<rest>.+?) ?(?:起|以来|开始|至今)?"),
    re.compile(r"(?P<rest>.+?) ?(?:起|以来|至今|onwards?|(?:-|/|to|until) ?(?:present|now|today|今|\.\.)?)"),
]
_UNTIL = [
    re.compile(r"(?:until|till|up to|to) (?P<rest>.+)"),
    re.compile(r"(?:截至|截止|至|到|-|\.\. ?[-/]) ?(?P<rest>.+?) ?(?:为止|止)?"),
]
_BETWEEN = re.compile(r"between (?P<start>.+?) and (?P<end>.+)")
_TO = re.compile(r" ?(?:-|~|/|至|到|\bto\b|\buntil\b) ?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─", "-") | {"〇": "零", "～": "~", "〜": "~", "∼": "~"})
_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_HAN_NUMBER = re.compile("[零一二三四五六七八九十]+")


def read_date(text: str) -> str:
    """Return the date that somebody typed as EDTF; an EDTF date is returned as it is, the empty text too.

    Raise `InvalidDate`, with the dates that may be meant as `offers`, where the text is no date or can mean several.
    """
    if not text.strip() or edtf.is_date(text):
        return text
    typed = _normal_form(text)
    if len(typed) > _LONGEST:
        raise InvalidDate(text)
    if found := _read_normal_form(typed):
        return found
    raise InvalidDate(text, tuple(dict.fromkeys(_dates_that_may_be_meant(typed))))


def _normal_form(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    text = _HAN_NUMBER.sub(lambda found: _han_number(found[0]), text)
    text = re.sub("-+", "-", " ".join(text.split()))
    return re.sub(r"(?<!\.)[.。,;]$", "", text)


def _han_number(text: str) -> str:
    """Return a Chinese number in a typed date in figures: 二零二六 as 2026 and 二十一 as 21."""
    if "十" not in text:
        return text.translate(_DIGITS)
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return text
    return f"{tens or '一'}{ones or '零'}".translate(_DIGITS)


def _read_normal_form(text: str) -> str:
    """Return a date in normal form as EDTF; "" if it is none or can mean several."""
    if _YEAR_AND_TWO_DIGITS.fullmatch(text) and not (month := _year_and_month(text)):
        return month
    return (
        _typed_point(text)
        or _typed_interval(text)
        or _qualified_date(text)
        or _open_interval(text)
        or _numbers_first(text)
    )


def _year_and_month(text: str) -> str:
    """Return "2023/03" as a month, "2022-25" as an interval; "" for "2011/12", which can be either."""
    return text if len(list(_dates_that_may_be_meant(text))) < 2 else ""


def _typed_point(text: str, year: str = "", month: str = "") -> str:
    """Return the year, month or day that was typed, as EDTF; `year` and `month` are those to take where the text has
    none."""
    for form in [*_POINTS, *(_BARE_POINTS if year else [])]:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            name = parts.get("name")
            months = (
                f"{_MONTHS.index(name[:3]) + 1}" if name else parts.get("month") or (month if parts.get("day") else "")
            )
            written = [parts.get("year") or year, months, parts.get("day") or ""]
            if parts.get("day") and not months:
                continue
            date = "-".join(part.zfill(2) for part in written if part)
            if edtf.is_date(date):
                return date
    return ""


def _typed_interval(text: str) -> str:
    """Return the interval of two dates that was typed, as EDTF; what one of them leaves out is that of the other: "3–5
    March 2023"."""
    if found := _BETWEEN.fullmatch(text):
        return _interval_between(found["start"], found["end"])
    text = text.removeprefix("from ")
    for found in _TO.finditer(text):
        if date := _interval_between(text[: found.start()], text[found.end() :]):
            return date
    return ""


def _interval_between(start: str, end: str) -> str:
    """Return the interval between two dates as typed, as EDTF; "" if they are none."""
    first, last = _point_or_about(start), _point_or_about(end)
    if first and not last:
        last = _typed_point(end, *_year_month(first)) or _short_year(first, end)
    elif last and not first:
        first = _typed_point(start, *_year_month(last))
    date = f"{first}/{last}"
    return date if first and last and edtf.is_date(date) else ""


def _year_month(date: str) -> tuple[str, str]:
    return date[:4], date[5:7]


def _short_year(first: str, end: str) -> str:
    return first[:2] + end if re.fullmatch(r"\d\d", end) and len(first) == 4 else ""


def _point_or_about(text: str) -> str:
    return text if edtf.is_date(text) and "/" not in text else _typed_point(text) or _qualified_date(text)


def _qualified_date(text: str) -> str:
    """Return an approximate or uncertain date as typed, as EDTF: "about 2019" is 2019~; "" if it is none."""
    for mark, forms in (("~", _ABOUT), ("?", _UNCERTAIN)):
        for form in forms:
            if (found := form.fullmatch(text)) and (date := _typed_point(found["rest"])):
                return date + mark
    found_mark = re.fullmatch(r"(.+?) ?([~?%])", text)
    return f"{date}{found_mark[2]}" if found_mark and (date := _typed_point(found_mark[1])) else ""


def _open_interval(text: str) -> str:
    """Return an interval with an open end or start as typed, as EDTF: "since 2022" is 2022/..; "" if it is none."""
    for form in _SINCE:
        if (found := form.fullmatch(text)) and (date := _point_or_about(found["rest"])):
            return f"{date}/.."
    for form in _UNTIL:
        if (found := form.fullmatch(text)) and (date := _point_or_about(found["rest"])):
            return f"../{date}"
    return ""


def _numbers_first(text: str) -> str:
    """Return "27.03.2026" as a day; "" for 03/04/2026, which is in March or in April."""
    offers = list(_dates_that_may_be_meant(text)) if _NUMBERS_FIRST.fullmatch(text) else []
    return offers[0] if len(offers) == 1 else ""


def _dates_that_may_be_meant(text: str) -> Iterator[str]:
    """Yield the dates that a typed text in normal form can mean, none of which is certain."""
    dates: list[str] = []
    if found := _NUMBERS_FIRST.fullmatch(text):
        one, other, year = found[1].zfill(2), found[2].zfill(2), found[3]
        dates = list(dict.fromkeys([f"{year}-{other}-{one}", f"{year}-{one}-{other}"]))
    elif found := _YEAR_AND_TWO_DIGITS.fullmatch(text):
        dates = [f"{found[1]}-{found[2]}", f"{found[1]}/{found[1][:2]}{found[2]}"]
    elif found := _DECADE.fullmatch(text):
        dates = [f"{found[1]}0/{found[1]}9"]
    elif years := sorted(re.findall(r"(?<!\d)[12]\d{3}(?!\d)", text)[:9]):
        dates = [years[0], f"{years[0]}~"] if len(years) == 1 else [f"{years[0]}/{years[-1]}"]
    yield from filter(edtf.is_date, dates)
