"""The date of an item in references: years, days, intervals, open and approximate dates.

In: the CSL date that `items.edtf_date` makes. A second date that is [0] is an open end.
"""

from calendar import month_name

from observatory.sources.references.items import Item, date_parts, dates_of, is_approximate, years

# What APA dates by the year alone, however much is known (its CSL style does the same).
_BY_YEAR = {"article-journal", "book", "chapter", "report", "dataset", "thesis", "standard", "patent"}


def has_month(item: Item) -> bool:
    """Return whether an item is dated by more than its year."""
    return len(date_parts(item)) > 1


def apa_date(item: Item) -> str:
    """Return "2023, March 27", "2023, March–May", "2022–present", "ca. 2019" or "n.d." (APA 7, 9.13 to 9.17)."""
    dates = [date for date in dates_of(item) if date != [0]]
    if not years(item):
        return "n.d."
    circa = "ca. " if is_approximate(item) else ""
    if item["type"] in _BY_YEAR or not dates or any(len(date) == 1 for date in dates):
        return circa + years(item, present="present")
    spelled = [f"{date[0]}, {_month_day(date)}" for date in dates]
    if len(dates) < len(dates_of(item)):
        return f"{circa}{spelled[0]}–present"
    if len(dates) == 2 and dates[0][0] == dates[1][0]:
        return f"{circa}{dates[0][0]}, {_within_a_year(*dates)}"
    return circa + "–".join(spelled)


def chicago_year(item: Item) -> str:
    """Return "2022–2024", "[ca. 2019]" or "n.d." (Chicago 17, 14.145 and 15.44)."""
    found = years(item)
    return f"[ca. {found}]" if found and is_approximate(item) else found or "n.d."


def long_date(item: Item) -> str:
    """Return the date as Chicago writes it: "July 5, 2023", "March 3–5, 2023"; "" if no month is known."""
    dates = dates_of(item)
    if not dates or any(len(date) == 1 for date in dates):
        return ""
    if len(dates) == 1 or dates[0][0] != dates[1][0]:
        return "–".join(_with_year(_month_day(date), date) for date in dates)
    return _with_year(_within_a_year(*dates), dates[0])


def iso_date(item: Item) -> str:
    """Return "2023-07-05", or "2023-07/2023-09" for an interval."""
    return "/".join("-".join(f"{part:02}" for part in date) for date in dates_of(item) if date != [0])


def _month_day(date: list[int]) -> str:
    return f"{month_name[date[1]]} {date[2]}" if len(date) > 2 else month_name[date[1]]


def _with_year(spelled: str, date: list[int]) -> str:
    return f"{spelled}, {date[0]}" if len(date) > 2 else f"{spelled} {date[0]}"


def _within_a_year(first: list[int], last: list[int]) -> str:
    if first[1] == last[1] and len(first) == len(last) == 3:
        return f"{_month_day(first)}–{last[2]}"
    return f"{_month_day(first)}–{_month_day(last)}"
