"""Bibliographic data of a source or a public record as CSL-JSON, the input of every other format.

CSL 1.0.2: https://docs.citationstyles.org/en/stable/specification.html; dates are `date-parts`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from observatory.text.language_preference import TAGS, localised

Item = dict[str, Any]

# Works whose number is that of the work itself, not of an issue of what it stands in.
NUMBERED = frozenset({"report", "legislation", "document", "standard", "patent"})

# A name that stands for "and others" in a reference list is not a person.
OTHERS = frozenset({"et al.", "et al", "others", "等"})

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
        "number" if source.type in NUMBERED else "issue": source.issue,
        "page": source.pages,
        "DOI": source.doi,
        "URL": url,
        "language": source.language,
        "issued": edtf_date(source.issued),
    }
    for role, names in _names(contributors, native=native).items():
        item[role] = names
    return _filled(item)


def record_item(
    document: Mapping[str, Any],
    *,
    number: int,
    published_at: datetime,
    language: str,
    publisher: str,
    container: str,
    url: str,
) -> Item:
    """Return a published record as a CSL item: an entry of the observatory, with its version `number` in it.

    `language` ("en" or "zh-hans") chooses the title; `url` is the permanent address of the version.
    """
    return _filled(
        {
            "id": f"{document['id']}-v{number}",
            "type": "entry",
            "title": localised(document["title"], language),
            "author": [{"literal": publisher}],
            "container-title": container,
            "version": str(number),
            "URL": url,
            "language": TAGS[language],
            "issued": {"date-parts": [[published_at.year, published_at.month, published_at.day]]},
        }
    )


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
    return _filled({"date-parts": dates, "circa": bool(_QUALIFIERS.search(text))})


def _names(contributors: Iterable, *, native: bool) -> dict[str, list[dict[str, str]]]:
    roles: dict[str, list[dict[str, str]]] = {}
    for row in contributors:
        literal = (native and row.original) or row.literal
        roles.setdefault(row.role, []).append({"literal": literal} if literal else person(row.family, row.given))
    return roles


def person(family: str, given: str) -> dict[str, str]:
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
    return _filled(name | {"suffix": suffix or of_given})


def _split_suffix(name: str) -> tuple[str, str]:
    found = _SUFFIX.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def _filled(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}
