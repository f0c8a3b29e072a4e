"""Build the public documents of working records as they would be published now, and their hashes. Writes nothing."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

import orjson

from observatory.publishing.models import Entry
from observatory.publishing.record_document_serializer import RELATED
from observatory.records import registry
from observatory.records.models import Record


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
