"""Reference styles as plain text: APA (7th edition), Chicago author-date (17th), GB/T 7714-2015.

In: a CSL item (see `csl`). Out: one line. Data missing from the item is left out; a missing date is "n.d." where the
style requires it. Compared with the output of citeproc for the CSL styles (docs/site.md).
"""

from calendar import month_name
from collections.abc import Sequence
from datetime import date

from observatory.site.cite.csl import OTHERS, Item
from observatory.text.normal_forms import has_han

# GB/T 7714-2015 annex B: document type codes.
_GBT_TYPES = {
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
}
_IN_PERIODICAL = {"article-journal", "article-newspaper"}
_IN_BOOK = {"chapter", "entry"}
_PRINTED = {"book", "chapter", "report"}
_APA_KINDS = {"dataset": " [Data set]", "software": " [Computer software]"}


def apa(item: Item) -> str:
    """American Psychological Association, 7th edition."""
    names, others = people(item)
    written = [_inverted_initials(name) for name in names]
    authors = _joined(written, last=", & ", others=others, etal=", et al.", most=20)
    title = item["title"] + _version(item, " (Version {})") + _APA_KINDS.get(item["type"], "")
    dated = f"({_apa_date(item)})"
    head, title = ([_stopped(authors), dated], [title]) if authors else ([_stopped(title), dated], [])
    return _sentence([" ".join(head), *title, _apa_place(item), _publisher(item)], item)


def _apa_place(item: Item) -> str:
    """What the work stands in: a periodical with its number, or a book with its editors."""
    if item["type"] not in _IN_BOOK:
        return _periodical(item, "{volume}({issue})", ", ")
    if not _container(item):
        return ""
    editors = [_direct_initials(name) for name in item.get("editor", [])]
    edited = _joined(editors, last=" & " if len(editors) < 3 else ", & ", others=False, etal=", et al.", most=20)
    edited += (" (Ed.), " if len(editors) == 1 else " (Eds.), ") if editors else ""
    return f"In {edited}{item['container-title']}" + (f" (pp. {_range(item)})" if item.get("page") else "")


# Quotation marks within quotation marks are single ones (Chicago Manual of Style, 13.30).
_INNER_QUOTES = str.maketrans("“”", "‘’")


def chicago(item: Item) -> str:
    """Chicago Manual of Style, 17th edition, author-date reference list."""
    names, others = people(item)
    written = [_inverted(names[0]), *map(_direct, names[1:])] if names else []
    authors = _joined(written, last=", and ", others=others, etal=", et al.", most=10)
    year = _year(item) or "n.d."
    quoted = item["type"] in _IN_PERIODICAL | _IN_BOOK | {"webpage"}
    title = f"“{_stopped(item['title'].translate(_INNER_QUOTES))}”" if quoted else item["title"]
    head = [authors, year, title] if authors else [title, year]
    parts = [*head, _chicago_place(item), _version(item, "Version {}"), _publisher(item)]
    # A page is told by the day too, which the year at the head cannot hold; a newspaper has it beside its name.
    day = _long_date(item) if item["type"] in {"webpage", "entry", "document", "legislation"} else ""
    return _stopped(_sentence([*parts, day if len(_parts(item)) > 1 else ""], item))


def _chicago_place(item: Item) -> str:
    if item["type"] in _IN_BOOK and _container(item):
        editors = [_direct(name) for name in item.get("editor", [])]
        edited = _joined(editors, last=", and ", others=False, etal=", et al.", most=10)
        pieces = [f"In {item['container-title']}", f"edited by {edited}" if edited else "", _range(item)]
        return ", ".join(filter(None, pieces))
    if item["type"] == "article-newspaper" and _container(item):
        return ", ".join(filter(None, [item["container-title"], _long_date(item) if len(_parts(item)) > 1 else ""]))
    return _periodical(item, "{volume} ({issue})", ": ")


def gbt7714(item: Item, *, accessed: date) -> str:
    """GB/T 7714-2015, numeric system, with the day of access that it asks of what is read online."""
    names, others = people(item)
    written = [_gbt_name(name) for name in names]
    chinese = has_han(written[0]) if written else has_han(item["title"])
    authors = _joined(written, last=", ", others=others, etal=", 等" if chinese else ", et al", most=3)
    online = bool(item.get("URL") or item.get("DOI"))
    code = _GBT_TYPES.get(item["type"], "Z") + ("/OL" if online else "")
    version = _version(item, ": 版本{}" if chinese else ": version {}")
    title = f"{item['title']}{version}[{code}]"
    if item["type"] in _IN_BOOK and _container(item):
        title += f"//{item['container-title']}"
    read = f"[{accessed.isoformat()}]" if online else ""
    link = [item["URL"]] if item.get("URL") else []
    link += [f"DOI:{item['DOI']}"] if item.get("DOI") else []
    place = _gbt_place(item, online=online, chinese=chinese)
    return ". ".join(filter(None, [authors, title, place + read, *link])) + "."


def _gbt_place(item: Item, *, online: bool, chinese: bool) -> str:
    """Where and when it came out: number of a periodical, day of a newspaper, publisher, day of a page."""
    page = f": {item['page']}" if item.get("page") else ""
    if item["type"] in _IN_PERIODICAL:
        number = item.get("volume", "") + (f"({item['issue']})" if item.get("issue") else "")
        when = _iso(item) if item["type"] == "article-newspaper" else _year(item)
        return ", ".join(filter(None, [item.get("container-title"), when, number])) + page
    by = _publisher(item) or ("" if item["type"] in _IN_BOOK else _container(item))
    if item["type"] in _PRINTED and not online:
        # Clause 8.4: of a printed work it is said in brackets what is not known. A body that publishes itself is named.
        by = item.get("publisher", "")
        by = ("[出版地不详]: " if chinese else "[S.l.]: ") + (by or ("[出版者不详]" if chinese else "[s.n.]"))
    if not by:
        return f"({_iso(item)})" if _iso(item) else ""
    exact = f"({_iso(item)})" if len(_parts(item)) > 1 else ""
    return ", ".join(filter(None, [by, _year(item) + exact])) + page


def people(item: Item) -> tuple[list[dict[str, str]], bool]:
    """Return the authors of an item, and whether its list ends in "and others"."""
    names = item.get("author", [])
    kept = [name for name in names if name.get("literal", "").strip().lower() not in OTHERS]
    return kept, len(kept) < len(names)


def _joined(names: Sequence[str], *, last: str, others: bool, etal: str, most: int) -> str:
    if others or len(names) > most:
        return ", ".join(names[:most]) + etal if names else ""
    if len(names) < 3 and last.startswith(", and"):
        last = last if names and "," in names[0] else last.removeprefix(",")
    return last.join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _direct(name: dict[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    if has_han(name["family"]):
        return name["family"] + name.get("given", "")
    return " ".join(filter(None, [name.get("given"), name["family"]]))


def _inverted(name: dict[str, str]) -> str:
    if "literal" in name or has_han(name["family"]):
        return _direct(name)
    return ", ".join(filter(None, [name["family"], name.get("given")]))


def _inverted_initials(name: dict[str, str]) -> str:
    if "literal" in name or has_han(name["family"]):
        return _direct(name)
    return ", ".join(filter(None, [name["family"], _initials(name, ". ", ".")]))


def _gbt_name(name: dict[str, str]) -> str:
    if "literal" in name or has_han(name["family"]):
        return _direct(name)
    return " ".join(filter(None, [name["family"].upper(), _initials(name, " ", "")]))


def _direct_initials(name: dict[str, str]) -> str:
    if "literal" in name or has_han(name["family"]):
        return _direct(name)
    return " ".join(filter(None, [_initials(name, ". ", "."), name["family"]]))


def _initials(name: dict[str, str], between: str, end: str) -> str:
    letters = [part[0].upper() for part in name.get("given", "").replace("-", " ").replace(".", " ").split()]
    return between.join(letters) + end if letters else ""


def _parts(item: Item) -> list[int]:
    return item.get("issued", {}).get("date-parts", [[]])[0]


def _year(item: Item) -> str:
    return str(_parts(item)[0]) if _parts(item) else ""


def _iso(item: Item) -> str:
    return "-".join(f"{part:02}" for part in _parts(item))


def _apa_date(item: Item) -> str:
    year, month, day = [*_parts(item), None, None, None][:3]
    if year is None or item["type"] == "article-journal" or month is None:
        return str(year or "n.d.")
    return f"{year}, {month_name[month]}" + (f" {day}" if day else "")


def _long_date(item: Item) -> str:
    """Return the date as Chicago writes it: "July 5, 2023"."""
    year, month, day = [*_parts(item), None, None, None][:3]
    if year is None or month is None:
        return str(year or "")
    return f"{month_name[month]}{f' {day}' if day else ''}{',' if day else ''} {year}"


def _range(item: Item) -> str:
    """Return the pages with an en dash, as APA and Chicago write ranges."""
    return item.get("page", "").replace("-", "–")


def _version(item: Item, form: str) -> str:
    return form.format(item["version"]) if item.get("version") else ""


def _periodical(item: Item, form: str, before_pages: str) -> str:
    if not _container(item):
        return ""
    number = form.format(volume=item.get("volume", ""), issue=item.get("issue", ""))
    number = number.replace("()", "").strip()
    comma = ", " if form.startswith("{volume}(") else " "
    text = item["container-title"] + (comma + number if number else "")
    return text + (before_pages + _range(item) if item.get("page") else "")


def _container(item: Item) -> str:
    return _unless_author(item, "container-title")


def _publisher(item: Item) -> str:
    return _unless_author(item, "publisher")


def _unless_author(item: Item, name: str) -> str:
    # A body that publishes its own work is named once.
    authors = [author.get("literal") for author in item.get("author", [])]
    return "" if item.get(name) in authors else item.get(name, "")


def _sentence(parts: Sequence[str], item: Item) -> str:
    link = f"https://doi.org/{item['DOI']}" if item.get("DOI") else item.get("URL", "")
    return f"{' '.join(map(_stopped, filter(None, parts)))} {link}".strip()


def _stopped(part: str) -> str:
    return part if part.endswith((".", ".”", "?", "?”", "!", "!”", "。")) else part + "."
