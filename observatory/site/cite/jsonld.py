"""Schema.org JSON-LD of a published record, of a cited source and of the whole catalogue as a data set, for search
engines and harvesters.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.records import edtf
from observatory.records.url_validation import is_public_url
from observatory.sources.references.csl_json import Item, filled
from observatory.text.bilingual_text import LANGUAGES, localised

_ORGANISATIONS = {
    "government": "GovernmentOrganization",
    "education": "EducationalOrganization",
    "company": "Corporation",
    "facility": "ResearchOrganization",
    "nonprofit": "NGO",
}
_PLATFORMS = {"software": "SoftwareApplication", "model": "SoftwareApplication", "data": "Dataset"}
_LEGAL_FORCE = "https://schema.org/{}"
# Which of our dates is which property of the type.
_DATES = {
    "Legislation": {"issued": "legislationDate", "in_force": "legislationDateOfApplicability"},
    "SoftwareApplication": {"released": "datePublished"},
    "Dataset": {"released": "datePublished"},
    "Event": {"launched": "startDate"},
    "CreativeWork": {"launched": "datePublished"},
}

_WITH_PERIOD = {"CreativeWork", "Dataset"}


def schema_type(document: Mapping[str, Any]) -> str:
    """Return the schema.org type of a document."""
    facts = document["facts"]
    match document["kind"]:
        case "instrument":
            return "Legislation"
        case "organisation" | "body":
            return _ORGANISATIONS.get(_code(facts, "organisation_type"), "Organization")
        case "platform":
            return _PLATFORMS.get(_code(facts, "platform_type"), "CreativeWork")
        case "initiative" if _code(facts, "initiative_type") == "event":
            return "Event"
    return "CreativeWork"


def json_ld(document: Mapping[str, Any], *, permanent: str, url: str, language: str, licence: str) -> dict[str, Any]:
    """Return the JSON-LD object of a published record; `url` is its page in `language`.

    `permanent` is the address that names the record in every language and under every slug; `licence` that of the
    licence of the record, which is not the licence of the law or the platform that it describes.
    """
    kind = schema_type(document)
    facts = document["facts"]
    names = [document["title"][name] for name in LANGUAGES] + [document["title"]["original"]]
    names += [row["name"] for row in document["names"]]
    name = localised(document["title"], language)
    held = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": permanent,
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "url": url, "license": licence},
        "name": name,
        "alternateName": [other for other in dict.fromkeys(names) if other and other != name],
        "description": localised(document["summary"], language),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": row["scheme"], "value": row["value"]}
            for row in document["identifiers"]
        ],
        "sameAs": [same for row in document["identifiers"] if (same := _same_as(document["kind"], row))],
        "citation": sorted({citation["url"] for citation in _citations(document) if is_public_url(citation["url"])})
        if kind in {"Legislation", "CreativeWork", "Dataset", "SoftwareApplication"}
        else [],
    }
    for fact, prop in _DATES.get(kind, {}).items():
        if facts.get(fact) and "/" not in facts[fact]["value"]:
            held[prop] = edtf.without_qualifiers(facts[fact]["value"])
    if kind in _WITH_PERIOD and facts.get("period"):
        # ISO 8601 intervals, open ones as schema.org writes them: 2022/..
        held["temporalCoverage"] = edtf.without_qualifiers(facts["period"]["value"])
    if kind == "Legislation":
        held["legislationJurisdiction"] = [row["code"] for row in document["jurisdictions"]]
        if force := _code(facts, "legal_force"):
            held["legislationLegalForce"] = _LEGAL_FORCE.format(force)
    elif kind == "Event":
        held["location"] = [{"@type": "Place", "name": localised(row, language)} for row in document["jurisdictions"]]
    elif kind == "SoftwareApplication":
        held["applicationCategory"] = "ScienceApplication"
    return {prop: value for prop, value in held.items() if value is not None and value not in ("", [])}


def _code(facts: Mapping[str, Any], name: str) -> str:
    return (facts.get(name) or {}).get("value", "")


def _same_as(kind: str, identifier: Mapping[str, str]) -> str:
    """Return the schema.org `sameAs` address of an identifier; "" for one that has none."""
    if kind == "platform" and identifier["scheme"] == "doi":  # of the paper that presents it
        return ""
    bases = {"doi": "https://doi.org/", "ror": "https://ror.org/", "wikidata": "https://www.wikidata.org/entity/"}
    base = bases.get(identifier["scheme"])
    return base + identifier["value"] if base else ""


def _citations(document: Mapping[str, Any]):
    for citations in document["evidence"].values():
        yield from citations
    for row in [*document["relations"], *document["milestones"]]:
        yield from row["evidence"]


def dataset_jsonld(
    *,
    name: str,
    description: str,
    url: str,
    licence: str,
    publisher: str,
    language: str,
    files: Sequence[tuple[str, str]],
    modified: str,
) -> dict[str, Any]:
    """Return the JSON-LD object of the whole catalogue as a data set; `files` are addresses with their media types."""
    organisation = {"@type": "Organization", "name": publisher}
    held = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "license": licence,
        "creator": organisation,
        "publisher": organisation,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "dateModified": modified,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": where, "encodingFormat": media_type} for where, media_type in files
        ],
    }
    return {prop: value for prop, value in held.items() if value}


_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article-newspaper": "NewsArticle",
    "report": "Report",
    "legislation": "Legislation",
    "webpage": "WebPage",
    "chapter": "Chapter",
    "book": "Book",
    "dataset": "Dataset",
    "software": "SoftwareApplication",
    "thesis": "Thesis",
}
_ROLES = ("author", "editor", "translator")


def source_json_ld(item: Item, *, page: str, issued: str) -> dict[str, Any]:
    """Return the JSON-LD object of a source from its CSL item. `page` is its page here, `issued` its date (EDTF)."""
    dated = "" if not issued or "/" in issued else edtf.without_qualifiers(issued)
    kind = _TYPES.get(item["type"], "CreativeWork")
    is_book = kind == "Book"
    container = {"@type": "Book" if kind == "Chapter" else "Periodical", "name": item.get("container-title", "")}
    container |= {"isbn": item.get("ISBN", "")} if kind == "Chapter" else {"issn": item.get("ISSN", "")}
    numbers = {
        "DOI": item.get("DOI", ""),
        "arXiv": item.get("archive_location", ""),
        "number": item.get("number", ""),
        "ISBN": "" if is_book or kind == "Chapter" else item.get("ISBN", ""),
    }
    return filled(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "@id": page,
            "name": item["title"],
            "url": item.get("URL", ""),
            "inLanguage": item.get("language", ""),
            "datePublished": dated,
            "isbn": item.get("ISBN", "") if is_book else "",
            "reportNumber": item.get("number", "") if kind == "Report" else "",
            "isPartOf": filled(container) if container["name"] else None,
            "publisher": {"@type": "Organization", "name": item["publisher"]} if item.get("publisher") else None,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in numbers.items()
                if value
            ],
            "sameAs": f"https://doi.org/{item['DOI']}" if item.get("DOI") else "",
            **{role: [_name(each) for each in item.get(role, [])] for role in _ROLES},
        }
    )


def _name(name: dict[str, str]) -> dict[str, str]:
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    return {"@type": "Person", **filled({"familyName": name["family"], "givenName": name.get("given", "")})}
