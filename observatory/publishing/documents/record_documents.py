"""Build the public documents of working records as they would be published now, with their citations and titles, and
hash them. Writes nothing.
"""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

import orjson

from observatory.publishing.facts import text_document
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.url_validation import is_public_url
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation

RELATED = (
    *TERMS_BY_NAME,
    "other_names",
    "identifiers",
    "milestones",
    "relations__object",
    "citations__source__published",
    "citations__location__published",
)


def citation_document(citation: Citation) -> dict:
    """Return a citation as it stands under its statement in the record's document. The source is named as readers see
    it: under its published key and title, once it has been published."""
    source = getattr(citation.source, "published", citation.source)
    return {
        "id": citation.public_id,
        "source": {
            "id": source.public_id,
            "key": source.key,
            "title": source_title(source),
            "standing": source.standing,
        },
        "url": _citation_url(citation),
        "stated_value": citation.stated_value,
        "locator": citation.locator,
        "quote": citation.quote,
        "quote_language": citation.quote_language,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "quoted_from": citation.quoted_from,
        "verdict": citation.verdict,
        "basis": citation.basis,
        "note": text_document(citation, "note"),
        "checked_on": citation.checked_at.isoformat() if citation.checked_at else None,
    }


def _citation_url(citation: Citation) -> str | None:
    """Return the URL where a citation was read, for its document; None when that is not known or may not be
    published."""
    if citation.location is None:
        return None
    published = (row.url for row in citation.location.published.all() if row.source_id == citation.source_id)
    url = next(published, citation.location.url)
    return url if is_public_url(url) else None


def source_title(source) -> dict[str, str]:
    """Return the titles of a source by language, with the original one beside them."""
    return text_document(source, "title") | {"original": source.original_title, "language": source.language}


def record_title(record: Record) -> dict[str, str]:
    """Return the titles of a record by language as its document has them, with the original one and its language."""
    return text_document(record, "title") | {
        "original": record.original_title,
        "original_language": record.original_language,
    }


def build_document(record: Record, *, public: Collection[int]) -> dict[str, Any]:
    """Return the document of one record as it would be published now. See `build_documents`."""
    return build_documents([record], public=public)[record.pk]


def build_documents(records: Iterable[Record], *, public: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the documents of records as they would be published now, by primary key.

    Rows are read afresh, with as many queries for many records of a type as for one. `public` are the
    primary keys of the records that readers can see: a relation to any other record stays out, so a
    draft's title cannot leak through its neighbours.
    """
    kinds: dict[str, list[int]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record.pk)
    built = {}
    for kind, keys in kinds.items():
        record_type = registry.get_record_type(kind)
        for row in record_type.model.objects.filter(pk__in=keys).prefetch_related(*RELATED):
            # Through JSON and back: plain dicts and lists, equal to what the database will return.
            built[row.pk] = orjson.loads(orjson.dumps(record_type.serializer(row, context={"public": public}).data))
    return built


def canonical_json(document: dict[str, Any]) -> bytes:
    """Return a document as canonical JSON: UTF-8, keys sorted, no white space (as in RFC 8785)."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def document_digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def hashed_content(entry: Entry) -> dict[str, Any]:
    """Return what of a live entry's document was hashed: all but the stamp of its version."""
    return {name: value for name, value in entry.document.items() if name != "version"}
