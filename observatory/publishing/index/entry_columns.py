"""The columns by which an entry is found, filtered and counted, all read off its document."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from observatory.publishing.documents.document_statements import state_of, statements_with_citations
from observatory.publishing.index import facet_value_ids, facets
from observatory.publishing.index.search_vector import search_vector, searchable_names
from observatory.records import edtf, registry

Documents = Mapping[int, Mapping[str, Any]]  # by the keys of their records
Organisations = Mapping[int, Collection[str]]  # permanent ids of those behind each record (`attribution.py`)


def index_columns_of_entries(found: Documents, organisations: Organisations) -> dict[int, dict[str, Any]]:
    """Return the columns by which entries are found and counted, as `Entry` names them, from their documents."""
    values = facet_values_of_entries(found, organisations)
    arrays = facet_value_ids.arrays_of(values)
    return {
        key: {
            **entry_columns_of_document(document),
            "facet_ids": arrays[key],
            "names": searchable_names(document),
            "search": search_vector(document, values[key]),
        }
        for key, document in found.items()
    }


def facet_values_of_entries(found: Documents, organisations: Organisations) -> dict[int, facets.Values]:
    """Return the facet values of entries from their documents and the columns read off these."""
    return {
        key: facets.entry_facet_values(
            document, entry_columns_of_document(document) | {"organisations": organisations.get(key, ())}
        )
        for key, document in found.items()
    }


def entry_columns_of_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an entry that stand in its document; `index.entry_columns` adds search and facets."""
    record_type = registry.get_record_type(document["kind"])
    dated = document["facts"].get(record_type.date) or {}
    subtype = document["facts"].get(record_type.subtype) or {}
    cited = [
        citation["source"]["id"] for citations in statements_with_citations(document).values() for citation in citations
    ]
    return {
        "title_en": document["title"]["en"],
        "title_zh_hans": document["title"]["zh-hans"],
        "original_title": document["title"]["original"],
        "subtype": subtype.get("value", ""),
        "date_from": dated.get("from") or _first_day_of_end(dated.get("value", "")),
        "date_to": dated.get("to") or (date.max.isoformat() if dated else None),
        "dated": dated.get("value", ""),
        "related_ids": sorted({relation["object"]["id"] for relation in document["relations"]}),
        "source_ids": sorted(set(cited)),
        "evidence": state_of(document),
    }


def _first_day_of_end(value: str) -> str | None:
    """Return the day by which a date with an open start is sorted and counted: the first one that it tells."""
    end = value.partition("/")[2]
    return edtf.parse_edtf(end).lower.isoformat() if end else None
