"""A cited work as schema.org JSON-LD, for harvesters and reference managers."""

from typing import Any

from observatory.records import edtf
from observatory.sources.references.items import Item, filled

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
