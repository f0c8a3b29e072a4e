"""Relations stated by public records, read from their documents with one query."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.db import connection

from observatory.public import published_records

# A ministry's document may be megabytes, so it is opened for its relations, and once more for its title, not for each.
_STATED = """
WITH stated AS MATERIALIZED (
    SELECT e.record_id, place, relation
    FROM publishing_entry e
    CROSS JOIN LATERAL jsonb_array_elements(e.document->'relations') WITH ORDINALITY AS r(relation, place)
    WHERE e.withdrawn_at IS NULL AND cardinality(e.related_ids) > 0 AND e.record_id >= %(record_id)s
        AND (e.record_id, place) > (%(record_id)s, %(place)s) {conditions}
    ORDER BY e.record_id, place LIMIT %(limit)s
), subjects AS MATERIALIZED (
    SELECT record_id, version, jsonb_build_object('id', public_id, 'kind', kind, 'title', document->'title') AS subject
    FROM publishing_entry WHERE record_id IN (SELECT record_id FROM stated)
)
SELECT stated.record_id, place, subjects.version, object.withdrawn_at,
    (jsonb_build_object('subject', subject) || relation || CASE WHEN object.withdrawn_at IS NULL THEN '{{}}'
        ELSE jsonb_build_object('withdrawn_object', {mark}) END)::text
FROM stated JOIN subjects USING (record_id) LEFT JOIN publishing_entry AS object
    ON object.public_id = relation->'object'->>'id' AND object.withdrawn_at IS NOT NULL
ORDER BY stated.record_id, place"""

# Each narrows by an indexed column of the entry first where there is one.
_CONDITIONS = {
    "subject": "e.public_id = ANY(%(subject)s)",
    "object": "e.related_ids && %(object)s::varchar[] AND relation->'object'->>'id' = ANY(%(object)s)",
    "predicate": "jsonb_path_query_array(e.document, '$.relations[*].predicate.value') ?| %(predicate)s::text[]"
    " AND relation->'predicate'->>'value' = ANY(%(predicate)s)",
    "subject_kind": "e.kind = ANY(%(subject_kind)s)",
    "object_kind": "relation->'object'->>'kind' = ANY(%(object_kind)s)",
}

BATCH = 500


def relation_batches(filters: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield all relations that the filters keep, in batches by keyset: no statement is open between two of them."""
    after = (0, 0)
    while relations := relation_rows(filters, after, BATCH):
        after = relations[-1][:2]
        yield [orjson.loads(row[4]) for row in relations]


def relation_rows(filters: Mapping[str, Any], after: tuple[int, int], limit: int) -> list[tuple]:
    """Return up to `limit` relations that follow one (key of its subject, place in the subject's document; (0, 0) for
    the first). Each row: key, place, version of the subject, withdrawal of the object, the relation as JSON."""
    conditions = " ".join(f"AND {text}" for name, text in _CONDITIONS.items() if filters.get(name))
    values = {**filters, "record_id": after[0], "place": after[1], "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_STATED.format(conditions=conditions, mark=published_records.WITHDRAWN_OBJECT), values)
        return cursor.fetchall()
