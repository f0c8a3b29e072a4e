"""Answers of the metadata services Crossref, DataCite, Open Library and arXiv, read as drafts of sources. Pure
functions; types are not trusted.

Crossref: GET /works/{doi} of its REST API (`message`). DataCite: GET /dois/{doi} (JSON:API, metadata schema 4). Open
Library: GET /api/books?jscmd=data. arXiv: GET /api/query?id_list= (Atom).
"""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import orjson
from lxml import etree

from observatory.sources.references import contributor_names, csl_json
from observatory.sources.references.csl_json import first_text, source_type
from observatory.sources.references.reference_dates import date_of_csl, date_or_year, written_date
from observatory.sources.references.source_draft import (
    DraftContributor,
    SourceDraft,
    language_tag,
    place_title,
    tidy_value,
)
from observatory.sources.references.source_draft import unique_locations as locations
from observatory.text.identifiers import arxiv_doi, find_arxiv, find_doi

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ATOM = {"atom": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_MAX_AUTHORS = 200


def read_crossref(body: bytes, doi: str) -> SourceDraft | None:
    """Return the draft of an answer of Crossref; None if it is none."""
    work = _json_of_answer(body).get("message")
    if not isinstance(work, dict):
        return None
    title = _text_without_markup(first_text(work.get("title")))
    subtitle = _text_without_markup(first_text(work.get("subtitle")))
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title}: {subtitle}"
    dates = (date_of_csl(work.get(name)) for name in ("issued", "published-print", "published-online", "created"))
    item = work | {
        "title": title,
        "container-title": _text_without_markup(
            first_text(work.get("container-title")) or first_text(work.get("institution"))
        ),
        "publisher": _text_without_markup(first_text(work.get("publisher"))),
        "page": first_text(work.get("page")) or first_text(work.get("article-number")),
        "DOI": doi,
        "ISBN": " ".join(text for each in _list_in_answer(work.get("ISBN")) if (text := first_text(each))),
        "ISSN": " ".join(text for each in _list_in_answer(work.get("ISSN")) if (text := first_text(each))),
        "URL": "",
        "language": first_text(work.get("language")),
        "issued": next(filter(None, dates), ""),
    }
    return csl_json.csl_draft(item)


def read_datacite(body: bytes, doi: str) -> SourceDraft | None:
    """Return the draft of an answer of DataCite; None if it is none."""
    data = _json_of_answer(body).get("data")
    work = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(work, dict):
        return None
    titles = [each for each in _list_in_answer(work.get("titles")) if isinstance(each, dict)]
    main = next((each for each in titles if not each.get("titleType")), titles[0] if titles else {})
    if not (title := _text_without_markup(first_text(main.get("title")))):
        return None
    publisher = work.get("publisher")
    container = work.get("container")
    types = work.get("types")
    issued = next(
        (
            written_date(first_text(each.get("date")))
            for each in _list_in_answer(work.get("dates"))
            if isinstance(each, dict) and each.get("dateType") == "Issued"
        ),
        "",
    )
    return SourceDraft(
        type=source_type(first_text(types.get("resourceTypeGeneral")) if isinstance(types, dict) else ""),
        **place_title(title, language_tag(first_text(work.get("language")))),
        container_title=_text_without_markup(first_text(container.get("title"))) if isinstance(container, dict) else "",
        publisher=_text_without_markup(first_text(publisher.get("name") if isinstance(publisher, dict) else publisher)),
        issued=issued or written_date(first_text(work.get("publicationYear"))),
        doi=doi,
        arxiv=find_arxiv(doi),
        contributors=contributor_names.kept(
            [_datacite_creator(each) for each in _list_in_answer(work.get("creators"))]
        ),
    )


def read_open_library(body: bytes, isbn: str) -> SourceDraft | None:
    """Return the draft of an answer of Open Library (jscmd=data); None if it knows no such book."""
    work = _json_of_answer(body).get(f"ISBN:{isbn}")
    if not isinstance(work, dict) or not (title := first_text(work.get("title"))):
        return None
    if subtitle := first_text(work.get("subtitle")):
        title = f"{title}: {subtitle}"
    authors = [each for each in _list_in_answer(work.get("authors")) if isinstance(each, dict)]
    publishers = [
        each.get("name") if isinstance(each, dict) else each for each in _list_in_answer(work.get("publishers"))
    ]
    return SourceDraft(
        type="book",
        **place_title(title, ""),
        publisher=first_text(publishers),
        issued=date_or_year(first_text(work.get("publish_date")))[0],
        isbn=isbn,
        contributors=contributor_names.kept(
            [contributor_names.direct_name(first_text(each.get("name"))) for each in authors]
        ),
    )


def read_arxiv(body: bytes, identifier: str) -> SourceDraft | None:
    """Return the draft of an answer of arXiv; None if it knows no such paper. A wrong query is answered with an entry
    "Error" and status 200."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        feed = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    entry = feed.find("atom:entry", _ATOM) if feed is not None else None
    if entry is None:
        return None
    title = tidy_value(entry.findtext("atom:title", "", _ATOM))
    if not title or "/abs/" not in entry.findtext("atom:id", "", _ATOM):
        return None
    doi = find_doi(entry.findtext("arxiv:doi", "", _ATOM))
    authors = [each.findtext("atom:name", "", _ATOM) for each in entry.findall("atom:author", _ATOM)]
    found = SourceDraft(
        type="article-journal",
        **place_title(title, ""),
        container_title="arXiv",
        issued=written_date(entry.findtext("atom:published", "", _ATOM)),
        doi=arxiv_doi(identifier),
        arxiv=identifier,
        contributors=contributor_names.kept([contributor_names.direct_name(each) for each in authors[:_MAX_AUTHORS]]),
        locations=locations([f"https://arxiv.org/abs/{identifier}"]),
    )
    note = f"Published as https://doi.org/{doi}" if doi else ""
    return replace(found, note_en=note)


def _datacite_creator(value: Any) -> DraftContributor | None:
    """Return the contributor for a creator in an answer of DataCite; None if it is none."""
    if not isinstance(value, dict):
        return None
    name = first_text(value.get("name"))
    if value.get("nameType") == "Organizational":
        return contributor_names.body_name(name)
    family, given = first_text(value.get("familyName")), first_text(value.get("givenName"))
    return contributor_names.person_name(family, given) if family and given else contributor_names.inverted_name(name)


def _json_of_answer(body: bytes) -> dict[str, Any]:
    """Return the JSON object in the answer of a metadata service; an empty one if there is none."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _list_in_answer(value: Any) -> list[Any]:
    return value[:_MAX_AUTHORS] if isinstance(value, list) else []


def _text_without_markup(text: str) -> str:
    """Return a text without the markup of JATS and HTML that publishers deposit in titles."""
    return tidy_value(_MARKUP.sub("", unescape(text)))
