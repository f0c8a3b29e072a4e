"""Dates in references as EDTF: CSL dates, dates of RIS, and dates as references write them."""

import re
from typing import Any

from observatory.records import edtf
from observatory.records.edtf import InvalidDate
from observatory.records.typed_dates import read_date

_RIS = re.compile(r"(\d{4})?/(\d{1,2})?/(\d{1,2})?(?:/(.*))?")
_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}.*")


def written_date(text: str) -> str:
    """Return a date in a reference as EDTF; "" for the empty text, and for a text that is no date.

    >>> written_date("2023-07-10T08:00:00+08:00"), written_date("March 2023"), written_date("2022/2025")
    ('2023-07-10', '2023-03', '2022/2025')
    """
    text = text.strip()
    if found := _TIMESTAMP.fullmatch(text):
        text = found[1]
    try:
        return read_date(text)
    except InvalidDate as error:
        return _without_unknown_parts(text) if not error.offers else ""


def date_or_year(text: str) -> tuple[str, bool]:
    """Return a date in a reference as EDTF and whether all of the text was understood; the year alone if no more
    was."""
    if found := written_date(text):
        return found, True
    years = re.findall(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)", text)
    return (years[0], False) if len(set(years)) == 1 else ("", not text.strip())


def date_of_csl(value: Any) -> str:
    """Return a CSL date as EDTF; "" if there is none. Types are not trusted: numbers may be text.

    Two dates are an interval; [0] is an open end, as citeproc-js and pandoc have it. "circa" is approximate.
    """
    if not isinstance(value, dict):
        return written_date(value) if isinstance(value, str) else ""
    mark = "~" if value.get("circa") else ""
    parts = value.get("date-parts")
    dates = [_point_of_csl_date(each) for each in parts[:2]] if isinstance(parts, list) else []
    if dates and dates[0]:
        found = "/".join(date + (mark if date != ".." else "") for date in dates if date)
        return found if edtf.is_date(found) else dates[0]
    for name in ("edtf", "raw", "literal"):
        if isinstance(text := value.get(name), str) and (found := _literal_csl_date(text)):
            return found
    return ""


def date_of_ris(date: str, year: str) -> str:
    """Return the date of a RIS record as EDTF: of `DA` or `Y1`, else of `PY`, as "2023/03/27/", "2023" or written.

    The last part of a RIS date is a remark; "ca. 2019" and an interval are read there.
    """
    found = _RIS.fullmatch(date.strip())
    if not found:
        return written_date(date) or _ris_year(year) or date_or_year(date)[0]
    written = "-".join(part.zfill(2) for part in (found[1] or _ris_year(year)[:4], found[2], found[3]) if part)
    point = written if edtf.is_date(written) else written[:4] if edtf.is_date(written[:4]) else ""
    remark = (found[4] or "").strip()
    if remark and (meant := written_date(remark.removesuffix("–") + ("-" if remark.endswith("–") else ""))):
        if meant.endswith("~"):
            return point + "~" if point else meant
        if "/" in meant and (not point or meant.startswith(point[:4])):
            return meant
    return point


def _ris_year(year: str) -> str:
    return written_date(year.strip().rstrip("/").split("/", maxsplit=1)[0]) or date_or_year(year)[0]


def _point_of_csl_date(value: Any) -> str:
    """Return one date of `date-parts`: "2023-03-27", ".." for [0], "" for what is no date."""
    if not isinstance(value, list):
        value = [value]
    numbers: list[int] = []
    for part in value[:3]:
        if isinstance(part, bool) or not re.fullmatch(r"\d{1,4}", str(part).strip()):
            break
        numbers.append(int(str(part).strip()))
    if numbers == [0]:
        return ".."
    while numbers:
        year, *others = numbers
        date = "-".join([f"{year:04}", *(f"{part:02}" for part in others)])
        if edtf.is_date(date):
            return date
        numbers.pop()
    return ""


def _literal_csl_date(text: str) -> str:
    start, dash, end = text.partition("–")
    return f"../{end}" if dash and not start and edtf.is_date(f"../{end}") else written_date(text)


def _without_unknown_parts(text: str) -> str:
    """Return the date of a reference without zeros, "2023" for "2023-00-00" and "2023-03" for "2023-03-00", which
    databases write for "not known"."""
    found = re.sub(r"([-/.])0{1,2}(?=$|[-/.])", "", text)
    if found == text:
        return ""
    try:
        return read_date(found)
    except InvalidDate:
        return ""
