"""Reference styles APA (7th edition) and Chicago author-date (17th) as plain text, with the dates as each writes them.
GB/T 7714 is in `gbt7714`.
"""

from calendar import month_name
from collections.abc import Sequence

from observatory.site.cite.author_names import (
    direct_initials,
    direct_name,
    inverted_initials,
    inverted_name,
    join_authors,
    persons,
)
from observatory.sources.references.csl_json import Item, csl_years, dates_of, is_approximate, item_authors
from observatory.text.words_and_sentences import with_full_stop

# What APA dates by the year alone, however much is known (its CSL style does the same).
_BY_YEAR = {"article-journal", "book", "chapter", "report", "dataset", "thesis", "standard", "patent"}


def apa_date(item: Item) -> str:
    """Return "2023, March 27", "2023, March–May", "2022–present", "ca. 2019" or "n.d." (APA 7, 9.13 to 9.17)."""
    dates = [date for date in dates_of(item) if date != [0]]
    if not csl_years(item):
        return "n.d."
    circa = "ca. " if is_approximate(item) else ""
    if item["type"] in _BY_YEAR or not dates or any(len(date) == 1 for date in dates):
        return circa + csl_years(item, present="present")
    spelled = [f"{date[0]}, {_month_day(date)}" for date in dates]
    if len(dates) < len(dates_of(item)):
        return f"{circa}{spelled[0]}–present"
    if len(dates) == 2 and dates[0][0] == dates[1][0]:
        return f"{circa}{dates[0][0]}, {_within_a_year(*dates)}"
    return circa + "–".join(spelled)


def chicago_year(item: Item) -> str:
    """Return "2022–2024", "[ca. 2019]" or "n.d." (Chicago 17, 14.145 and 15.44)."""
    found = csl_years(item)
    return f"[ca. {found}]" if found and is_approximate(item) else found or "n.d."


def long_date(item: Item) -> str:
    """Return the date as Chicago writes it: "July 5, 2023", "March 3–5, 2023"; "" if no month is known."""
    dates = dates_of(item)
    if not dates or any(len(date) == 1 for date in dates):
        return ""
    if len(dates) == 1 or dates[0][0] != dates[1][0]:
        return "–".join(_with_year(_month_day(date), date) for date in dates)
    return _with_year(_within_a_year(*dates), dates[0])


def _month_day(date: list[int]) -> str:
    return f"{month_name[date[1]]} {date[2]}" if len(date) > 2 else month_name[date[1]]


def _with_year(spelled: str, date: list[int]) -> str:
    return f"{spelled}, {date[0]}" if len(date) > 2 else f"{spelled} {date[0]}"


def _within_a_year(first: list[int], last: list[int]) -> str:
    if first[1] == last[1] and len(first) == len(last) == 3:
        return f"{_month_day(first)}–{last[2]}"
    return f"{_month_day(first)}–{_month_day(last)}"


IN_PERIODICAL = frozenset({"article-journal", "article-newspaper"})
IN_BOOK = frozenset({"chapter", "entry"})
_DASHES = str.maketrans("—–", "--")
_INNER_QUOTES = str.maketrans("“”", "‘’")
_WITH_DAY = frozenset({"webpage", "entry", "document", "legislation", "standard", "dataset"})
_APA_KINDS = {"dataset": " [Data set]", "software": " [Computer software]"}


def apa(item: Item) -> str:
    """American Psychological Association, 7th edition. More than twenty authors: the first 19 and the last (9.8)."""
    names, others = item_authors(item)
    written = [inverted_initials(name) for name in names]
    authors = join_authors(written, last=", & ", others=others, etal=", et al.", most=20, shown=19, final=True)
    editors = item.get("editor", []) if item["type"] not in IN_BOOK else []
    if not authors and editors:
        by = join_authors([inverted_initials(name) for name in editors], last=", & ", others=False, etal="", most=20)
        authors, editors = f"{by} {'(Ed.)' if len(editors) == 1 else '(Eds.)'}", []
    title = item["title"] + _apa_details(item, editors) + _apa_kind(item)
    dated = f"({apa_date(item)})"
    head, title = ([with_full_stop(authors), dated], [title]) if authors else ([with_full_stop(title), dated], [])
    by = "" if _is_thesis_online(item) else publisher(item)
    return _sentence([" ".join(head), *title, _apa_place(item), by], item)


def _apa_kind(item: Item) -> str:
    """What is in square brackets after the title: the kind of work, the university of a thesis read online (10.6)."""
    return f" [{publisher(item)}]" if _is_thesis_online(item) else _APA_KINDS.get(item["type"], "")


def _is_thesis_online(item: Item) -> bool:
    return bool(item["type"] == "thesis" and publisher(item) and (item.get("URL") or item.get("DOI")))


def _apa_details(item: Item, editors: list[dict[str, str]]) -> str:
    """What is in brackets after the title: the number, editors, translators (9.10), the version."""
    translators = item.get("translator", [])
    role = "Ed." if len(editors) == 1 else "Eds."
    helpers = [(editors, role), (translators, "Trans.")]
    if editors == translators:
        helpers = [(editors, f"{role} & Trans.")]
    details = list(filter(None, [_numbered(item, "Patent No. ")]))
    details += [f"{persons(names, direct_initials, ', & ')}, {role}" for names, role in helpers if names]
    if item.get("version"):
        details.append(f"Version {item['version']}")
    return f" ({'; '.join(details)})" if details else ""


def _apa_place(item: Item) -> str:
    """What the work stands in: a periodical with its number, or a book with its editors."""
    if item["type"] not in IN_BOOK:
        return _periodical(item, "{volume}({issue})", ", ")
    if not container(item):
        return ""
    editors = item.get("editor", [])
    edited = persons(editors, direct_initials, ", & ")
    edited += (" (Ed.), " if len(editors) == 1 else " (Eds.), ") if editors else ""
    return f"In {edited}{item['container-title']}" + (f" (pp. {_range(item)})" if item.get("page") else "")


def chicago(item: Item) -> str:
    """Chicago Manual of Style, 17th edition, author-date reference list. More than ten authors: the first seven
    (14.76)."""
    names, others = item_authors(item)
    authors = _chicago_head(names, others=others)
    editors, translators = (
        item.get(role, []) if item["type"] not in IN_BOOK else [] for role in ("editor", "translator")
    )
    if not authors and editors:
        authors, editors = f"{_chicago_head(editors)}, {'ed' if len(editors) == 1 else 'eds'}", []
    quoted = item["type"] in IN_PERIODICAL | IN_BOOK | {"webpage", "thesis", "dataset"}
    title = f"“{with_full_stop(single_quotes(item['title']))}”" if quoted else item["title"]
    head = [authors, chicago_year(item), title] if authors else [title, chicago_year(item)]
    helpers = [helper[0].upper() + helper[1:] for helper in _chicago_helpers(editors, translators)]
    version = f"Version {item['version']}" if item.get("version") else ""
    number = _numbered(item, "Patent ")
    if item["type"] == "patent" and number:
        issued = long_date(item) or (chicago_year(item) if csl_years(item) else "")
        number = ", issued ".join(filter(None, [number, issued]))
    # A page is told by the day too, which the year at the head cannot hold; a newspaper has it beside its name.
    day = long_date(item) if item["type"] in _WITH_DAY else ""
    return with_full_stop(
        _sentence([*head, *helpers, _chicago_place(item), number, version, publisher(item), day], item)
    )


def _numbered(item: Item, patent: str) -> str:
    """Return the number of a work as it is printed: "No. 12", "GB/T 35273-2020", of a patent with the word for it."""
    number = number_of(item)
    before = patent if item["type"] == "patent" else "No. " if number.isdecimal() else ""
    return before + number if number else ""


def number_of(item: Item) -> str:
    """Return the number of a work, unless it is part of its title, as those of standards often are."""
    number = item.get("number", "")
    return "" if number.translate(_DASHES) in item["title"].translate(_DASHES) else number


def single_quotes(title: str) -> str:
    """Return a title as it is within quotation marks, where its own are single ones (Chicago 17, 13.30)."""
    return title.translate(_INNER_QUOTES)


def _chicago_head(names: list[dict[str, str]], *, others: bool = False) -> str:
    written = [inverted_name(names[0]), *map(direct_name, names[1:])] if names else []
    return join_authors(written, last=", and ", others=others, etal=", et al.", most=10, shown=7)


def _chicago_helpers(editors: list[dict[str, str]], translators: list[dict[str, str]]) -> list[str]:
    if editors and editors == translators:
        return [f"edited and translated by {persons(editors, direct_name, ', and ')}"]
    pairs = (("edited by", editors), ("translated by", translators))
    return [f"{words} {persons(names, direct_name, ', and ')}" for words, names in pairs if names]


def _chicago_place(item: Item) -> str:
    if item["type"] in IN_BOOK and container(item):
        helpers = _chicago_helpers(item.get("editor", []), item.get("translator", []))
        return ", ".join(filter(None, [f"In {item['container-title']}", *helpers, _range(item)]))
    if item["type"] == "article-newspaper" and container(item):
        return ", ".join(filter(None, [item["container-title"], long_date(item)]))
    return _periodical(item, "{volume} ({issue})", ": ")


def container(item: Item) -> str:
    """Return what an item stands in, unless that is its author."""
    return _unless_author(item, "container-title")


def publisher(item: Item) -> str:
    """Return the publisher, unless it is the author: a body that publishes its own work is named once."""
    return _unless_author(item, "publisher")


def _unless_author(item: Item, name: str) -> str:
    authors = [author.get("literal") for author in item.get("author", [])]
    return "" if item.get(name) in authors else item.get(name, "")


def _range(item: Item) -> str:
    """Return the pages with an en dash, as APA and Chicago write ranges."""
    return item.get("page", "").replace("-", "–")


def _periodical(item: Item, form: str, before_pages: str) -> str:
    """The periodical in which a work of an APA or Chicago reference stands, with volume, number and pages."""
    if not container(item):
        return ""
    number = form.format(volume=item.get("volume", ""), issue=item.get("issue", ""))
    number = number.replace("()", "").strip()
    comma = ", " if form.startswith("{volume}(") else " "
    text = item["container-title"] + (comma + number if number else "")
    return text + (before_pages + _range(item) if item.get("page") else "")


def _sentence(parts: Sequence[str], item: Item) -> str:
    link = f"https://doi.org/{item['DOI']}" if item.get("DOI") else item.get("URL", "")
    return f"{' '.join(map(with_full_stop, filter(None, parts)))} {link}".strip()
