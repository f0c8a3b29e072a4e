"""Bibliographic data of a source or a public record as CSL-JSON, the input of every other format.

CSL 1.0.2: https://docs.citationstyles.org/en/stable/specification.html; dates are `date-parts`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from observatory.text.normal_forms import CJK

Item = dict[str, Any]
Name = dict[str, str]

# A name that stands for "and others" in a reference list is not a person.
OTHERS = frozenset({"et al.", "et al", "others", "等"})

_EAST_ASIAN = re.compile(f"[{CJK}]")
_QUALIFIERS = re.compile("[~?%]")
# Numerals above IV are left alone: a single V or X is an initial.
_SUFFIX = re.compile(r"(?:, ?| )((?:Jr|Sr)\.?|III?|IV)$")


def source_item(source, *, contributors: Iterable, url: str, native: bool = False) -> Item:
    """Return a source as a CSL item; `url` is where it can be read ("" when nowhere).

    `native` writes names in their original script where it is known: 孙坦 for Sun, Tan.
    """
    item: Item = {
        "id": source.public_id,
        "type": source.type,
        "title": source.original_title or source.title_en or source.title_zh_hans,
        "container-title": source.container_title,
        "publisher": source.publisher,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "DOI": source.doi,
        "URL": url,
        "ISBN": source.isbn,
        "ISSN": source.issn,
        "number": source.number,
        "archive": "arXiv" if source.arxiv else "",
        "archive_location": source.arxiv,
        "language": source.language,
        "issued": edtf_date(source.issued),
    }
    for role, names in _names(contributors, native=native).items():
        item[role] = names
    return filled(item)


def edtf_date(text: str) -> dict[str, Any] | None:
    """Return an EDTF date or interval as a CSL date; None for the empty text.

    CSL has one word for the qualifiers `~ ? %`, "circa". An open end is the date [0], as citeproc-js and pandoc have
    it; for an open start there is nothing, so it is a literal.
    """
    if not text:
        return None
    start, slash, end = _QUALIFIERS.sub("", text).partition("/")
    if start == "..":
        return {"literal": f"–{end[:4]}"}
    dates = [[0] if day == ".." else [int(part) for part in day.split("-")] for day in [start, end][: 1 + len(slash)]]
    return filled({"date-parts": dates, "circa": bool(_QUALIFIERS.search(text))})


def _names(contributors: Iterable, *, native: bool) -> dict[str, list[dict[str, str]]]:
    roles: dict[str, list[dict[str, str]]] = {}
    for row in contributors:
        literal = (native and row.original) or row.literal
        roles.setdefault(row.role, []).append({"literal": literal} if literal else csl_person(row.family, row.given))
    return roles


def csl_person(family: str, given: str) -> dict[str, str]:
    """Return the name of a person as CSL has it; who has one name only is a literal, which nobody takes apart.

    >>> person("King", "Martin Luther, Jr.")
    {'family': 'King', 'given': 'Martin Luther', 'suffix': 'Jr.'}
    >>> person("Humboldt", "Alexander von")
    {'family': 'Humboldt', 'given': 'Alexander', 'dropping-particle': 'von'}
    """
    family, suffix = _split_suffix(family)
    given, of_given = _split_suffix(given)
    if not given:
        return {"literal": " ".join(filter(None, [family, suffix or of_given]))}
    words = given.split()
    first = len(words)
    while first > 1 and words[first - 1].islower():
        first -= 1
    if words[0].islower():  # bell hooks, who writes all of her name in small letters
        first = len(words)
    name = {"family": family, "given": " ".join(words[:first]), "dropping-particle": " ".join(words[first:])}
    return filled(name | {"suffix": suffix or of_given})


def _split_suffix(name: str) -> tuple[str, str]:
    found = _SUFFIX.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def filled(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item without its empty members."""
    return {name: value for name, value in item.items() if value}


def date_parts(item: Item) -> list[int]:
    """Return year, month and day of the (first) date of an item, as far as they are known."""
    return dates_of(item)[0] if dates_of(item) else []


def is_approximate(item: Item) -> bool:
    return bool(item.get("issued", {}).get("circa"))


def years(item: Item, *, dash: str = "–", present: str = "") -> str:
    """Return "2023", "2022–2024", "2022–" with `present` after it, or "" without a date."""
    if not (dates := dates_of(item)):
        return str(item.get("issued", {}).get("literal", "")).replace("–", dash)
    first, last = str(dates[0][0]), str(dates[-1][0])
    if last == "0":
        return f"{first}{dash}{present}"
    return first if first == last else f"{first}{dash}{last}"


def dates_of(item: Item) -> list[list[int]]:
    """Return the dates of an item as year, month and day; a second one that is [0] is an open end."""
    found: list[list[int]] = item.get("issued", {}).get("date-parts", [])
    return found


def item_authors(item: Item) -> tuple[list[Name], bool]:
    """Return the authors of an item, and whether its list ends in "and others"."""
    names = item.get("author", [])
    kept = [name for name in names if name.get("literal", "").strip().lower() not in OTHERS]
    return kept, len(kept) < len(names)


def is_east_asian(name: Name) -> bool:
    """Return whether a name is written in Chinese, Japanese or Korean script."""
    return bool(_EAST_ASIAN.search(name.get("family", "")))
