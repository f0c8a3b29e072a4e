"""Read CSL-JSON (https://github.com/citation-style-language/schema, 1.0.2) as drafts of sources. Types are not
trusted."""

import re
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from observatory.sources.references import dates, names, types
from observatory.sources.references.draft import (
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
from observatory.sources.references.identifiers import find_arxiv, find_doi
from observatory.sources.references.types import BIBTEX, CSL
from observatory.text.standard_numbers import find_isbn, find_issn

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
    contributors = [name for role in ("author", "editor", "translator") for name in _names(item.get(role), role)]
    return SourceDraft(
        type=kind,
        **place_title(title, language_tag(first_text(item.get("language")))),
        container_title=first_text(item.get("container-title")),
        publisher=first_text(item.get("publisher")),
        issued=dates.from_parts(item.get("issued")),
        volume=first_text(item.get("volume")),
        issue=first_text(item.get("issue")) or ("" if kind in types.NUMBERED else number),
        pages=first_text(item.get("page")).replace("–", "-"),
        doi=doi,
        isbn=next(filter(None, map(find_isbn, re.split(r"[\s,;]+", first_text(item.get("ISBN"))))), ""),
        issn=next(filter(None, map(find_issn, re.split(r"[\s,;]+", first_text(item.get("ISSN"))))), ""),
        arxiv=find_arxiv(doi) or find_arxiv(url) or _archived(item) or find_arxiv(number),
        number=number if kind in types.NUMBERED and not find_arxiv(number) else "",
        contributors=names.kept(contributors),
        locations=unique_locations([] if find_doi(url) else [url]),
        entry=(first_text(item.get("id")) or entry)[:80],
        label=first_text(item.get("citation-key"))[:80],
    )


def _archived(item: dict[str, Any]) -> str:
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


def _names(value: Any, role: str) -> list[DraftContributor | None]:
    return [_name(each, role) for each in value[:MAX_NAMES]] if isinstance(value, list) else []


def _name(value: Any, role: str) -> DraftContributor | None:
    if isinstance(value, str):
        return names.inverted_name(value, role)
    if not isinstance(value, dict):
        return None
    literal = first_text(value.get("literal")) or first_text(value.get("name"))
    if literal:
        return names.body_name(literal, role)
    given = " ".join(filter(None, [first_text(value.get("given")), first_text(value.get("dropping-particle"))]))
    particle, family = first_text(value.get("non-dropping-particle")), first_text(value.get("family"))
    family = " ".join(filter(None, [particle, family]))
    return names.person_name(family, given, role, suffix=first_text(value.get("suffix")))
