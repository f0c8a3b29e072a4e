"""Build entries from published documents, and save them with what is derived from them (index, statements, words)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from observatory.publishing import standing_versions
from observatory.publishing.cited_statement_writer import (
    update_cited_flags,
    write_cited_statements,
    write_published_citations,
)
from observatory.publishing.index import attribution, suggestion_words
from observatory.publishing.models import Entry, Version
from observatory.records.models import Record

_WRITTEN = [field.name for field in Entry._meta.concrete_fields if not (field.primary_key or field.generated)]


def write_entries(rows: Sequence[Entry], before: Mapping[int, Entry], versions: Mapping[int, Version]) -> None:
    """Save entries of records just published, with all that is derived from them. `before` are the entries there were
    and `versions` those of the new ones, both by the key of the record."""
    replaced = [before[row.record_id] for row in rows if row.record_id in before]
    affected = attribution.affected_by([*rows, *replaced])
    Entry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["record"], update_fields=_WRITTEN)
    attribution.update_attribution(affected)
    standing_versions.begin_standing(rows, versions)
    write_published_citations(rows)
    suggestion_words.add_words(rows)
    write_cited_statements(rows, versions)
    update_cited_flags({*_sources_cited_by_entries(rows), *_sources_cited_by_entries(replaced)})


def build_entry(
    record: Record, before: Entry | None, document: dict[str, Any], version: Version, columns: dict[str, Any]
) -> Entry:
    """Return the entry that shows a published document, unsaved; `before` is what it replaces, `columns` are its
    index."""
    stamp = {"number": version.number, "published_at": version.published_at.isoformat(), "sha256": version.sha256}
    # Lists and feeds tell when a person published something.
    reshaped = before if version.action == Version.Action.RESHAPE else None
    return Entry(
        record=record,
        public_id=record.public_id,
        kind=record.kind,
        slug=record.slug,
        document=document | {"version": stamp},
        version=version.number,
        sequence=version.pk,
        sha256=version.sha256,
        first_published_at=before.first_published_at if before else version.published_at,
        published_at=reshaped.published_at if reshaped else version.published_at,
        reviewed_at=reshaped.reviewed_at if reshaped else version.published_at,
        actor_ids=before.actor_ids if before else [],
        **columns,
    )


def _sources_cited_by_entries(entries: Iterable[Entry]) -> set[str]:
    return {public_id for entry in entries for public_id in entry.source_ids}
