"""Bibliographic data of a source or a public record as CSL-JSON, the input of every other format.

CSL 1.0.2: https://docs.citationstyles.org/en/stable/specification.html; dates are `date-parts`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from observatory.text.language_preference import TAGS, localised

Item = dict[str, Any]

# A name that stands for "and others" in a reference list is not a person.
OTHERS = frozenset({"et al.", "et al", "others", "等"})


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
    """Return an EDTF level 0 date or interval as a CSL date; None for the empty text."""
    if not text:
        return None
    return {"date-parts": [[int(part) for part in day.split("-")] for day in text.split("/")]}


def _names(contributors: Iterable, *, native: bool) -> dict[str, list[dict[str, str]]]:
    roles: dict[str, list[dict[str, str]]] = {}
    for row in contributors:
        literal = (native and row.original) or row.literal
        name = {"literal": literal} if literal else _filled({"family": row.family, "given": row.given})
        roles.setdefault(row.role, []).append(name)
    return roles


def _filled(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}
