"""CSL-JSON (https://github.com/citation-style-language/schema, 1.0.2): read items as drafts of sources, and make
items of sources, the input of every other format.

Types of what is read are not trusted. CSL 1.0.2: https://docs.citationstyles.org/en/stable/specification.html; dates
are `date-parts`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from observatory.sources.references import contributor_names, reference_dates, source_types
from observatory.sources.references.source_draft import (
    MAX_NAMES,
    DraftContributor,
    ParsedReferences,
    ReferenceProblem,
    SourceDraft,
    language_tag,
    place_title,
    tidy_value,
    unique_locations,
    wrong_isbns,
)
from observatory.sources.references.source_types import BIBTEX, CSL
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn, find_issn
from observatory.text.typography import CJK

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
        "issued": csl_date_of_edtf(source.issued),
    }
    for role, names in _csl_names_by_role(contributors, native=native).items():
        item[role] = names
    return filled(item)


def csl_date_of_edtf(text: str) -> dict[str, Any] | None:
    """Return an EDTF date or interval as the date of a CSL item; None for the empty text.

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


def _csl_names_by_role(contributors: Iterable, *, native: bool) -> dict[str, list[dict[str, str]]]:
    """Return the contributors of a source as names of a CSL item, by role."""
    roles: dict[str, list[dict[str, str]]] = {}
    for row in contributors:
        literal = (native and row.original) or row.literal
        roles.setdefault(row.role, []).append(
            {"literal": literal} if literal else csl_name_of_person(row.family, row.given)
        )
    return roles


def csl_name_of_person(family: str, given: str) -> dict[str, str]:
    """Return the name of a person as CSL has it; who has one name only is a literal, which nobody takes apart.

    >>> csl_person("King", "Martin Luther, Jr.")
    {'family': 'King', 'given': 'Martin Luther', 'suffix': 'Jr.'}
    >>> csl_person("Humboldt", "Alexander von")
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


def csl_years(item: Item, *, dash: str = "–", present: str = "") -> str:
    """Return the years of a CSL item: "2023", "2022–2024", "2022–" with `present` after it, or "" without a date."""
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


KNOWN = frozenset(BIBTEX.values()) | {"document"}
_NOT_JSON = _("This is not JSON that can be read: %(error)s")
_REPAIR = _("Copy the reference again, from its first [ or { to the last ] or }.")
_NO_ITEM = _("This is not a CSL-JSON item: an object with “title” is expected.")
_GIVE_TITLE = _("Add the title, or make the source by hand.")


def parse_csl_json(text: str, most: int | None) -> ParsedReferences:
    """Return the items of CSL-JSON: a list of them, one, or an object with `items`."""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        problem = ReferenceProblem(error.lineno, "", _NOT_JSON % {"error": error.msg}, _REPAIR)
        return ParsedReferences("csl-json", (), (problem,))
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        data = data["items"]
    items = data if isinstance(data, list) else [data]
    drafts, problems = [], []
    for number, item in enumerate(items[:most], 1):
        found = csl_draft(item, entry=str(number))
        if found:
            drafts.append(found)
            problems += wrong_isbns(first_text(item.get("ISBN")), 0, found.entry)
        else:
            name = tidy_value(item.get("id")) if isinstance(item, dict) else ""
            problems.append(ReferenceProblem(0, (name or str(number))[:80], _NO_ITEM, _GIVE_TITLE))
    return ParsedReferences("csl-json", tuple(drafts), tuple(problems), most is not None and len(items) > most)


def csl_draft(item: Any, *, entry: str = "") -> SourceDraft | None:
    """Return the draft of one CSL item; None if it is none or has no title."""
    if not isinstance(item, dict) or not (title := first_text(item.get("title"))):
        return None
    doi = find_doi(first_text(item.get("DOI")))
    url = first_text(item.get("URL"))
    doi = doi or find_doi(url)
    kind, number = source_type(first_text(item.get("type"))), first_text(item.get("number"))
    contributors = [
        name for role in ("author", "editor", "translator") for name in _contributors_of_csl_names(item.get(role), role)
    ]
    return SourceDraft(
        type=kind,
        **place_title(title, language_tag(first_text(item.get("language")))),
        container_title=first_text(item.get("container-title")),
        publisher=first_text(item.get("publisher")),
        issued=reference_dates.date_of_csl(item.get("issued")),
        volume=first_text(item.get("volume")),
        issue=first_text(item.get("issue")) or ("" if kind in source_types.NUMBERED else number),
        pages=first_text(item.get("page")).replace("–", "-"),
        doi=doi,
        isbn=next(filter(None, map(find_isbn, re.split(r"[\s,;]+", first_text(item.get("ISBN"))))), ""),
        issn=next(filter(None, map(find_issn, re.split(r"[\s,;]+", first_text(item.get("ISSN"))))), ""),
        arxiv=find_arxiv(doi) or find_arxiv(url) or _archived_arxiv(item) or find_arxiv(number),
        number=number if kind in source_types.NUMBERED and not find_arxiv(number) else "",
        contributors=contributor_names.kept(contributors),
        locations=unique_locations([] if find_doi(url) else [url]),
        entry=(first_text(item.get("id")) or entry)[:80],
        label=first_text(item.get("citation-key"))[:80],
    )


def _archived_arxiv(item: dict[str, Any]) -> str:
    """Return the arXiv number of what is archived there."""
    if first_text(item.get("archive")).lower() != "arxiv":
        return ""
    return find_arxiv(first_text(item.get("archive_location")))


def source_type(csl_type: str) -> str:
    """Return the type of a source for a CSL type, or for one of Crossref, DataCite or schema.org."""
    kind = csl_type.lower()
    return kind if kind in KNOWN else CSL.get(kind, "document")


def first_text(value: Any) -> str:
    """Return a value as one line; the first of a list, as Crossref writes titles."""
    if isinstance(value, list):
        return next((text for each in value[:20] if (text := tidy_value(each))), "")
    return tidy_value(value)


def _contributors_of_csl_names(value: Any, role: str) -> list[DraftContributor | None]:
    return [_contributor_of_csl_name(each, role) for each in value[:MAX_NAMES]] if isinstance(value, list) else []


def _contributor_of_csl_name(value: Any, role: str) -> DraftContributor | None:
    """Return the contributor for a name of a CSL item, an object or a text; None if it is none."""
    if isinstance(value, str):
        return contributor_names.inverted_name(value, role)
    if not isinstance(value, dict):
        return None
    literal = first_text(value.get("literal")) or first_text(value.get("name"))
    if literal:
        return contributor_names.body_name(literal, role)
    given = " ".join(filter(None, [first_text(value.get("given")), first_text(value.get("dropping-particle"))]))
    particle, family = first_text(value.get("non-dropping-particle")), first_text(value.get("family"))
    family = " ".join(filter(None, [particle, family]))
    return contributor_names.person_name(family, given, role, suffix=first_text(value.get("suffix")))
