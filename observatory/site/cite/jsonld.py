"""A public document as schema.org JSON-LD, for search engines and harvesters.

Types: Legislation (instruments), GovernmentOrganization and Organization, SoftwareApplication, Dataset,
Event, and CreativeWork for plans and programmes. Values come from the document alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.records import edtf
from observatory.records.web_addresses import is_public_url
from observatory.text.language_preference import LANGUAGES, localised

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
