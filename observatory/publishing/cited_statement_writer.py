"""What is written of the citations of an entry when it is published or withdrawn: cited statements under their
permanent IDs, a row for each published citation, and the flag of the sources that are cited.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection

from observatory.publishing.documents.document_statements import statement_words, statements_with_citations
from observatory.publishing.documents.evidence_status import is_primary_passage
from observatory.publishing.models import CitedStatement, Entry, PublishedCitation, Version
from observatory.text.quote_selector import selector_digest

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


_BATCH = 1000
_WRITTEN = [
    field.name
    for field in CitedStatement._meta.concrete_fields
    if field.name not in ("public_id", "first")  # the first version stays what it was
]


def write_cited_statements(entries: Iterable[Entry], versions: Mapping[int, Version]) -> None:
    """Note which cited statements are in entries that were just written, and which have gone from them.

    `versions` are the versions of the entries by the key of the record. A citation that comes from another record, or
    that was gone, is public again under the ID that it had. Four queries, however many entries there are, and one more
    for each thousand citations.
    """
    entries = list(entries)
    rows = {row.public_id: row for entry in entries for row in _cited_statements_of(entry, versions[entry.record_id])}
    CitedStatement.objects.bulk_create(
        rows.values(), batch_size=_BATCH, update_conflicts=True, unique_fields=["public_id"], update_fields=_WRITTEN
    )
    _end_other_statements(entries, versions, rows)


def _end_other_statements(entries: Collection[Entry], versions: Mapping[int, Version], rows: Collection[str]) -> None:
    """Note the cited statements of these records that are not among the rows just written as ended."""
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


def end_cited_statements(record_id: int, version: Version) -> None:
    """Note that a record was withdrawn by this version: none of its cited statements is public any more."""
    CitedStatement.objects.standing().filter(record=record_id).update(ended_by=version)


def _cited_statements_of(entry: Entry, version: Version) -> Iterator[CitedStatement]:
    """Yield a cited statement for each citation of the document of an entry; those of formats before citations had IDs
    have none."""
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


def write_published_citations(entries: Sequence[Entry]) -> None:
    """Replace the published citations of live entries by those of their documents; a quote that is no longer shown
    keeps its row with its end. Three queries, however many entries."""
    before = PublishedCitation.objects.filter(entry__in=entries)
    quoted = {_quote(row): row for row in before.exclude(selector="").exclude(citation_id="").order_by("-until")}
    built = [row for entry in entries for row in _published_citations(entry)]
    shown = set(map(_quote, built))
    moments = {entry.pk: entry.published_at for entry in entries}
    ended = [_ended(row, moments[row.entry_id]) for key, row in quoted.items() if key not in shown]
    before.delete()
    PublishedCitation.objects.bulk_create([*ended, *built])


def delete_published_citations(keys: Collection[int]) -> None:
    """Delete all rows of entries (keys of their records) that are not public any more."""
    PublishedCitation.objects.filter(entry__in=keys).delete()


def _quote(row: PublishedCitation) -> tuple[int, str, str]:
    return row.entry_id, row.citation_id, row.selector


def _ended(row: PublishedCitation, moment: datetime) -> PublishedCitation:
    row.pk, row.until = None, row.until or moment
    return row


def _published_citations(entry: Entry) -> Iterator[PublishedCitation]:
    """Yield a row for each citation of each statement of an entry, and one for a statement without any."""
    for key, citations in statements_with_citations(entry.upgraded_document).items():
        if not citations:
            yield PublishedCitation(entry=entry, statement=key)
        for citation in citations:
            quote = citation["quote"]
            yield PublishedCitation(
                entry=entry,
                statement=key,
                citation_id=citation["id"],
                source_id=citation["source"]["id"],
                source_key=citation["source"]["key"],
                quote=quote,
                selector=selector_digest(quote, citation["prefix"], citation["suffix"]),
                basis=citation["basis"],
                verdict=citation["verdict"],
                primary=is_primary_passage(citation),
            )
