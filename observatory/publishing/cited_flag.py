"""Keep `Source.cited` up to date: whether a public record cites the source, which makes the source public."""

from collections.abc import Collection

from django.db import connection

_MARK = """
UPDATE sources_source AS source SET cited = NOT cited
WHERE public_id = ANY(%(ids)s) AND cited <> EXISTS (
    SELECT FROM publishing_entry
    WHERE withdrawn_at IS NULL AND source_ids @> ARRAY[source.public_id]
)
"""


def update_cited_flags(public_ids: Collection[str]) -> None:
    """Update `Source.cited` of sources with these public IDs, after entries that cite or cited them were written."""
    if public_ids:
        with connection.cursor() as cursor:
            cursor.execute(_MARK, {"ids": sorted(public_ids)})
