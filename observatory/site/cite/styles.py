"""Reference styles as plain text: APA (7th edition) and Chicago author-date (17th). GB/T 7714 is in `gbt7714`.

In: a CSL item (see `csl`). Out: one line. Data missing from the item is left out; a missing date is "n.d." where the
style requires it. Compared with the output of citeproc for the CSL styles (docs/site.md).
"""

from collections.abc import Sequence

from observatory.site.cite.dates import apa_date, chicago_year, long_date
from observatory.site.cite.names import (
    direct_initials,
    direct_name,
    inverted_initials,
    inverted_name,
    joined,
    persons,
)
from observatory.sources.references.items import Item, item_authors, years
from observatory.text.punctuation import with_full_stop

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
    authors = joined(written, last=", & ", others=others, etal=", et al.", most=20, shown=19, final=True)
    editors = item.get("editor", []) if item["type"] not in IN_BOOK else []
    if not authors and editors:
        by = joined([inverted_initials(name) for name in editors], last=", & ", others=False, etal="", most=20)
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
        issued = long_date(item) or (chicago_year(item) if years(item) else "")
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
    return joined(written, last=", and ", others=others, etal=", et al.", most=10, shown=7)


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
