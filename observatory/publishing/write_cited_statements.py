"""Keep the table of cited statements: what becomes of the permanent ID of each citation that is or was public."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from observatory.publishing.models import CitedStatement, Entry, Version
from observatory.publishing.serializers import statements_with_citations
from observatory.publishing.statement_lines import statement_words

_BATCH = 1000
_WRITTEN = [
    field.name
    for field in CitedStatement._meta.concrete_fields
    if field.name not in ("public_id", "first")  # the first version stays what it was
]


def record_statements(entries: Iterable[Entry], versions: Mapping[int, Version]) -> None:
    """Note which cited statements are in entries that were just written, and which have gone from them.

    `versions` are the versions of the entries by the key of the record. A citation that comes from another record, or
    that was gone, is public again under the ID that it had. Four queries, however many entries there are, and one more
    for each thousand citations.
    """
    entries = list(entries)
    rows = {row.public_id: row for entry in entries for row in _rows(entry, versions[entry.record_id])}
    CitedStatement.objects.bulk_create(
        rows.values(), batch_size=_BATCH, update_conflicts=True, unique_fields=["public_id"], update_fields=_WRITTEN
    )
    _end_others(entries, versions, rows)


def _end_others(entries: Collection[Entry], versions: Mapping[int, Version], rows: Collection[str]) -> None:
    standing = CitedStatement.objects.standing().filter(record__in=[entry.record_id for entry in entries])
    gone: dict[int, list[str]] = {}
    for public_id, record_id in standing.values_list("public_id", "record_id"):
        if public_id not in rows:
            gone.setdefault(record_id, []).append(public_id)
    ended = [
        CitedStatement(public_id=public_id, ended_by=versions[record_id])
        for record_id, ids in gone.items()
        for public_id in ids
    ]
    CitedStatement.objects.bulk_update(ended, ["ended_by"], batch_size=_BATCH)


def end_statements(record_id: int, version: Version) -> None:
    """Note that a record was withdrawn by this version: none of its cited statements is public any more."""
    CitedStatement.objects.standing().filter(record=record_id).update(ended_by=version)


def _rows(entry: Entry, version: Version) -> Iterator[CitedStatement]:
    """Yield a row for each citation of a document; those of formats before citations had IDs have none."""
    document = entry.upgraded_document
    for name, citations in statements_with_citations(document).items():
        words = statement_words(document, name)
        for citation in citations:
            if citation["id"]:
                yield CitedStatement(
                    public_id=citation["id"],
                    record_id=entry.record_id,
                    statement=name,
                    words=words,
                    citation=citation,
                    source_id=citation["source"]["id"],
                    verdict=citation["verdict"],
                    basis=citation["basis"],
                    first=version,
                    last=version,
                )
