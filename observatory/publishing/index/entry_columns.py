"""The columns by which an entry is found, filtered and counted, all read off its document."""

from collections.abc import Collection, Mapping
from typing import Any

from observatory.publishing import documents
from observatory.publishing.index import dictionary, facets
from observatory.publishing.index.search_vector import names, search_vector

Documents = Mapping[int, Mapping[str, Any]]  # by the keys of their records
Organisations = Mapping[int, Collection[str]]  # permanent ids of those behind each record (`attribution.py`)


def columns_for(found: Documents, organisations: Organisations) -> dict[int, dict[str, Any]]:
    """Return the columns of the entries of some documents, as `Entry` names them."""
    values = facet_values(found, organisations)
    arrays = dictionary.arrays_of(values)
    return {
        key: {
            **documents.document_columns(document),
            "facet_ids": arrays[key],
            "names": names(document),
            "search": search_vector(document, values[key]),
        }
        for key, document in found.items()
    }


def facet_values(found: Documents, organisations: Organisations) -> dict[int, facets.Values]:
    """Return the facet values of the entries of some documents."""
    return {
        key: facets.entry_facet_values(
            document, documents.document_columns(document) | {"organisations": organisations.get(key, ())}
        )
        for key, document in found.items()
    }
