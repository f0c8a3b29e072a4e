"""Metadata of a web page or a PDF: what its meta tags say of it, as a draft of a source. Pure functions; the page is
not trusted.

Read are, the most exact first: Highwire Press tags (citation_title), the tags of Chinese government sites
(ArticleTitle, PubDate, ContentSource, SiteName: guidelines of the General Office of the State Council for government
websites, 2017), Dublin Core, JSON-LD (schema.org), Open Graph, and the title and language of the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
from selectolax.lexbor import LexborHTMLParser

from observatory.sources.references import contributor_names
from observatory.sources.references.csl_json import first_text, source_type
from observatory.sources.references.reference_dates import date_or_year
from observatory.sources.references.source_draft import (
    MAX_NAMES,
    DraftContributor,
    DraftLocation,
    PlacedTitle,
    SourceDraft,
    language_tag,
    place_title,
    tidy_value,
)
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn, find_issn

MAX_HTML = 2_000_000  # characters
_MAX_TAGS = 400
_MAX_JSON = 200_000
_TITLES = (
    "citation_title",
    "articletitle",
    "dc.title",
    "dcterms.title",
    "json-ld headline",
    "json-ld name",
    "og:title",
)
_DATES = (
    "citation_publication_date", "citation_date", "citation_online_date", "pubdate", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "json-ld datepublished", "article:published_time", "publishdate", "publish_date",
    "date",
)  # fmt: skip
_CONTAINERS = (
    "citation_journal_title", "citation_conference_title", "citation_inbook_title", "dc.source",
    "dcterms.ispartof", "sitename", "og:site_name", "json-ld ispartof",
)  # fmt: skip
_PUBLISHERS = (
    "citation_publisher", "citation_technical_report_institution", "citation_dissertation_institution", "dc.publisher",
    "dcterms.publisher", "json-ld publisher",
)  # fmt: skip
_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "json-ld author", "contentsource", "author")
_LANGUAGES = ("citation_language", "dc.language", "dcterms.language", "json-ld inlanguage", "html lang", "og:locale")
_KINDS = {
    "citation_journal_title": "article-journal",
    "citation_conference_title": "chapter",
    "citation_inbook_title": "chapter",
    "citation_technical_report_institution": "report",
    "citation_dissertation_institution": "thesis",
    "citation_patent_number": "patent",
    "citation_isbn": "book",
}
_SPELLED = {
    "og:title": "og:title",
    "articletitle": "ArticleTitle",
    "pubdate": "PubDate",
    "contentsource": "ContentSource",
}
_SPELLED |= {"sitename": "SiteName", "author": "author", "html lang": "lang"}
_SEPARATOR = re.compile(r"\s*(?:[|_–—·»]|\s[-:]\s)\s*")
_SOURCE_LABEL = re.compile(r"^(?:来源|稿件来源|信息来源|source)\s*[:：]\s*", re.IGNORECASE)

Tags = dict[str, list[str]]


def read_page(html: str, url: str) -> SourceDraft:
    """Return what a page at `url` says of itself; a page that says nothing has only its location.

    `found` names for each field the tag that it was taken from.
    """
    page = LexborHTMLParser(html[:MAX_HTML])
    tags = _meta_tags(page)
    found: dict[str, str] = {}

    def take(field: str, candidates: Iterable[str]) -> str:
        for name in candidates:
            if value := next(filter(None, tags.get(name, [])), ""):
                found[field] = _SPELLED.get(name, name)
                return value
        return ""

    container = take("container_title", _CONTAINERS)
    title = take("title", _TITLES) or take("title", ["title"])
    if found.get("title") in ("og:title", "title"):
        title = _title_without_site(
            title, [*tags.get("og:site_name", []), *tags.get("sitename", []), urlsplit(url).netloc]
        )
    language = language_tag(take("language", _LANGUAGES))
    doi = next(filter(None, map(find_doi, _values_of_tags(tags, "citation_doi", "dc.identifier", "prism.doi"))), "")
    isbn = next(filter(None, map(find_isbn, _values_of_tags(tags, "citation_isbn", "json-ld isbn"))), "")
    issn = next(filter(None, map(find_issn, _values_of_tags(tags, "citation_issn", "prism.issn", "prism.eissn"))), "")
    arxiv = find_arxiv(take("arxiv", ["citation_arxiv_id"]))
    issued = next(filter(None, (date_or_year(take("issued", [name]))[0] for name in _DATES if name in tags)), "")
    first, last = take("pages", ["citation_firstpage"]), take("pages", ["citation_lastpage"])
    placed: PlacedTitle = place_title(title, language) if title else {"language": language}
    if "title" in found:
        found |= dict.fromkeys([name for name in placed if "title" in name], found["title"])
    return SourceDraft(
        type=_type_in_tags(tags),
        **placed,
        container_title=container,
        publisher=take("publisher", _PUBLISHERS),
        issued=issued,
        volume=take("volume", ["citation_volume"]),
        issue=take("issue", ["citation_issue"]),
        pages="-".join(filter(None, [first, last if last != first else ""])),
        doi=doi,
        isbn=isbn,
        issn=issn,
        number=take("number", ["citation_technical_report_number", "citation_patent_number"]),
        arxiv=arxiv,
        contributors=_contributors_in_tags(tags, found, container),
        locations=(DraftLocation(_canonical_url(page, url)),),
        found=found,
    )


def read_pdf(body: bytes, url: str) -> SourceDraft:
    """Return what a PDF says of itself in its XMP packet (ISO 16684-1) or its document information, uncompressed ones
    only; often that is nothing but what the program that made it wrote."""
    packet = re.search(rb"<x:xmpmeta.{0,60000}?</x:xmpmeta>", body, re.DOTALL)
    found: dict[str, str] = {}
    title = author = ""
    if packet:
        text = packet[0].decode("utf-8", "replace")
        title, author = _value_in_xmp(text, "title"), _value_in_xmp(text, "creator")
    title = title or _string_in_pdf_information(body, b"Title")
    author = author or _string_in_pdf_information(body, b"Author")
    if title.lower().endswith((".doc", ".docx", ".indd")) or title.lower().startswith("microsoft word"):
        title = ""
    draft = SourceDraft(type="document", locations=(DraftLocation(url),))
    if not title:
        return draft
    placed = place_title(title, "")
    found |= dict.fromkeys([name for name in placed if "title" in name], "PDF title")
    contributors = contributor_names.kept([contributor_names.direct_name(author)]) if author else ()
    if contributors:
        found["contributors"] = "PDF author"
    return replace(draft, **placed, contributors=contributors, found=found)


def _meta_tags(page: LexborHTMLParser) -> Tags:
    """Return the values of the meta tags of a page by the lower-case name of their tag."""
    found: Tags = {}

    def add(name: str, value: object) -> None:
        text = tidy_value(unescape(value)) if isinstance(value, str) else tidy_value(value)
        if text and len(found.setdefault(name, [])) < MAX_NAMES:
            found[name].append(text)

    for tag in page.css("meta")[:_MAX_TAGS]:
        name = tag.attributes.get("name") or tag.attributes.get("property") or tag.attributes.get("http-equiv") or ""
        add(name.strip().lower(), tag.attributes.get("content"))
    for script in page.css('script[type="application/ld+json"]')[:10]:
        for name, value in _tags_of_linked_data(script.text() or ""):
            add(name, value)
    root, title = page.css_first("html"), page.css_first("title")
    add("html lang", root.attributes.get("lang") if root else "")
    add("title", title.text() if title else "")
    return found


def _tags_of_linked_data(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the values of the work that a block of JSON-LD describes, as tags."""
    try:
        data = orjson.loads(text) if len(text) < _MAX_JSON else None
    except orjson.JSONDecodeError:
        return
    graph = data.get("@graph", data) if isinstance(data, dict) else data
    works = graph if isinstance(graph, list) else [graph]
    kinds = [(work, first_text(work.get("@type"))) for work in works[:50] if isinstance(work, dict)]
    work, kind = next(((w, k) for w, k in kinds if source_type(k) != "document" or k == "Article"), ({}, ""))
    yield "json-ld type", "article-newspaper" if kind == "Article" else kind
    for name in ("headline", "name", "datePublished", "inLanguage", "isbn"):
        yield f"json-ld {name.lower()}", _name_in_linked_data(work.get(name))
    for name in ("publisher", "isPartOf"):
        yield f"json-ld {name.lower()}", _name_in_linked_data(work.get(name))
    authors = work.get("author")
    for author in authors[:100] if isinstance(authors, list) else [authors]:
        yield "json-ld author", _name_in_linked_data(author)


def _name_in_linked_data(value: Any) -> str:
    """Return the name of a thing of schema.org, which may be given as a text, an object or a list of them."""
    if isinstance(value, list):
        return next(filter(None, map(_name_in_linked_data, value[:20])), "") if value else ""
    return first_text(value.get("name")) if isinstance(value, dict) else first_text(value)


def _type_in_tags(tags: Tags) -> str:
    kind = next((kind for name, kind in _KINDS.items() if tags.get(name)), "")
    linked = source_type(first_text(tags.get("json-ld type")))
    return kind or (linked if linked != "document" else "webpage")


def _contributors_in_tags(tags: Tags, found: dict[str, str], container: str) -> tuple[DraftContributor, ...]:
    """Return the contributors that the meta tags of a page name, from the first kind of tag that names any."""
    for name in _AUTHORS:
        values = [_SOURCE_LABEL.sub("", value) for value in tags.get(name, [])]
        values = [value for value in values if value and not value.startswith("http") and value != container]
        if not values:
            continue
        found["contributors"] = _SPELLED.get(name, name)
        read = contributor_names.body_name if name == "contentsource" else contributor_names.direct_name
        if name == "citation_author" and len(values) == 1 and ";" in values[0]:
            values = values[0].split(";")
        return contributor_names.kept([read(value) for value in values])
    return ()


def _title_without_site(title: str, sites: Iterable[str]) -> str:
    """Return the title of a page without the name of the site after it: "Notice - Ministry", "通知_中国政府网"."""
    for site in filter(None, sites):
        for end in (site, site.removeprefix("www.")):
            if title.lower().endswith(end.lower()) and (rest := title[: -len(end)].rstrip()):
                shorter = re.sub(r"\s*[-|_–—·»:：]+\s*$", "", rest)
                if shorter and shorter != rest:
                    return shorter
    head, underline, _site = title.rpartition("_")
    return head.strip() if underline and head.strip() and len(_site) < 20 else title


def _canonical_url(page: LexborHTMLParser, url: str) -> str:
    """Return the canonical URL that a page names, if it is a page of the same host; else its URL."""
    for link in page.css("link[rel]")[:100]:
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            try:
                named = urljoin(url, (link.attributes.get("href") or "").strip())
                parts, own = urlsplit(named), urlsplit(url)
                same = parts.scheme in ("http", "https") and parts.netloc == own.netloc
            except ValueError:
                continue
            if same and (parts.path.strip("/") or not own.path.strip("/")) and len(named) < 2000 and " " not in named:
                return named
    return url


def _values_of_tags(tags: Tags, *wanted: str) -> Iterator[str]:
    for name in wanted:
        yield from tags.get(name, [])


def _value_in_xmp(packet: str, name: str) -> str:
    found = re.search(rf"<dc:{name}>.{{0,500}}?<rdf:li[^>]{{0,200}}>([^<]{{1,2000}})</rdf:li>", packet, re.DOTALL)
    return tidy_value(unescape(found[1])) if found else ""


def _string_in_pdf_information(body: bytes, name: bytes) -> str:
    """Return a text string of the document information of a PDF: a literal one or one in hexadecimal, PDFDocEncoding
    read as Latin 1, or UTF-16 (ISO 32000-1, 7.9.2.2)."""
    found = re.search(rb"/" + name + rb"\s{0,5}\(((?:[^()\\]|\\.){1,2000})\)", body, re.DOTALL)
    if found:
        raw = re.sub(rb"\\([()\\])", rb"\1", found[1])
        raw = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8) & 255]), raw)
    elif found := re.search(rb"/" + name + rb"\s{0,5}<([0-9A-Fa-f\s]{2,8000})>", body):
        digits = b"".join(found[1].split())
        raw = bytes.fromhex(digits.decode() + "0" * (len(digits) % 2))
    else:
        return ""
    return tidy_value(
        raw.decode("utf-16", "replace") if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else raw.decode("latin-1")
    )
