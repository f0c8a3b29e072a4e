"""GB/T 7714-2015 (numeric system), the reference style of the Chinese national standard, as plain text."""

import re
from datetime import date

from observatory.site.cite.apa_and_chicago import IN_BOOK, IN_PERIODICAL, container, number_of, publisher
from observatory.site.cite.author_names import bare_initials, join_authors
from observatory.sources.references.csl_json import (
    Item,
    Name,
    csl_years,
    date_parts,
    dates_of,
    is_approximate,
    item_authors,
)
from observatory.text.typography import has_han
from observatory.text.words_and_sentences import ends_sentence, with_full_stop

# Annex B: document type codes.
_TYPES = {
    "article-journal": "J",
    "article-newspaper": "N",
    "report": "R",
    "legislation": "A",
    "book": "M",
    "chapter": "M",
    "dataset": "DS",
    "software": "CP",
    "entry": "DB",
    "webpage": "EB",
    "thesis": "D",
    "standard": "S",
    "patent": "P",
}
_PRINTED = {"book", "chapter", "report", "thesis", "standard"}
# The page of a newspaper as it is called in China: 第4版.
_NEWS_PAGE = re.compile(r"第?\s*(\w+)\s*版")


def gbt7714(item: Item, *, accessed: date) -> str:
    """Return the reference, with the day of access that the standard asks of what is read online."""
    names, others = item_authors(item)
    chinese = has_han(bare_initials(names[0])) if names else has_han(item["title"])
    editors = item.get("editor", [])
    authors = _names(names, others=others, chinese=chinese)
    if not names and item["type"] not in IN_BOOK:
        authors, editors = _names(editors, chinese=chinese), []
    online = bool(item.get("URL") or item.get("DOI"))
    code = _TYPES.get(item["type"], "Z") + ("/OL" if online else "")
    # The number of a report, a standard, a law or a patent follows the title (annex A).
    number = f": {number_of(item)}" if number_of(item) else ""
    version = f": {'版本' if chinese else 'version '}{item['version']}" if item.get("version") else ""
    title = f"{item['title']}{number}{version}[{code}]"
    translators = _names(item.get("translator", []), chinese=chinese)
    translated = f"{translators}, {'译' if chinese or has_han(translators) else 'trans'}" if translators else ""
    if item["type"] in IN_BOOK and container(item):
        title = _sentences([title, translated]) + f"//{_sentences([_names(editors, chinese=chinese), container(item)])}"
        helpers = []
    else:
        edited = _names(editors, chinese=chinese)
        helpers = [f"{edited}, {'编' if chinese or has_han(edited) else 'ed'}" if edited else "", translated]
    read = f"[{accessed.isoformat()}]" if online else ""
    link = [item.get("URL", ""), f"DOI:{item['DOI']}" if item.get("DOI") else ""]
    place = _publication_details(item, online=online, chinese=chinese) + read
    text = _sentences([authors, title, *helpers, place, *link])
    return text + "." if online else with_full_stop(text)


def _names(names: list[Name], *, others: bool = False, chinese: bool) -> str:
    """Up to three names; of more than three the first three, with 等 or "et al" (8.1.2)."""
    etal = ", 等" if chinese else ", et al"
    return join_authors([bare_initials(name) for name in names], last=", ", others=others, etal=etal, most=3)


def _publication_details(item: Item, *, online: bool, chinese: bool) -> str:
    """Where and when a work came out, as a GB/T 7714 reference puts it: number of a periodical, day of a newspaper,
    publisher, day of a page."""
    if item["type"] == "article-newspaper":
        return ", ".join(filter(None, [item.get("container-title"), _day(item) + _news_page(item)]))
    if item["type"] == "patent":
        return _day(item)
    page = f": {item['page']}" if item.get("page") else ""
    if item["type"] in IN_PERIODICAL:
        number = item.get("volume", "") + (f"({item['issue']})" if item.get("issue") else "")
        return ", ".join(filter(None, [item.get("container-title"), _year(item), number])) + page
    by = publisher(item) or ("" if item["type"] in IN_BOOK else container(item))
    if item["type"] in _PRINTED and not online:
        # Clause 8.4: of a printed work it is said in brackets what is not known. A body that publishes itself is named.
        by = item.get("publisher", "")
        by = ("[出版地不详]: " if chinese else "[S.l.]: ") + (by or ("[出版者不详]" if chinese else "[s.n.]"))
    exact = f"({iso_date(item)})" if has_month(item) and not is_approximate(item) else ""
    if not by:
        return exact or (f"({_year(item)})" if _year(item).isdigit() else _year(item))
    return ", ".join(filter(None, [by, _year(item) + exact])) + page


def _news_page(item: Item) -> str:
    """The page of a newspaper stands in brackets after the day (annex A.5)."""
    page = item.get("page", "").strip()
    named = _NEWS_PAGE.fullmatch(page)
    return f"({named[1] if named else page})" if page else ""


def _year(item: Item) -> str:
    """The year; an estimated one in square brackets (8.8.1.3)."""
    found = csl_years(item, dash="-")
    return f"[{found}]" if found and is_approximate(item) else found


def _day(item: Item) -> str:
    return iso_date(item) if has_month(item) and not is_approximate(item) else _year(item)


def _sentences(parts: list[str]) -> str:
    text = ""
    for part in filter(None, parts):
        text += (" " if ends_sentence(text) else ". ") + part if text else part
    return text


def has_month(item: Item) -> bool:
    """Return whether an item is dated by more than its year."""
    return len(date_parts(item)) > 1


def iso_date(item: Item) -> str:
    """Return "2023-07-05", or "2023-07/2023-09" for an interval."""
    return "/".join("-".join(f"{part:02}" for part in date) for date in dates_of(item) if date != [0])
