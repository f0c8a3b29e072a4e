"""Write what each published statement rests on (`PublishedCitation`), whenever an entry is written."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from observatory.publishing.evidence import is_primary_passage
from observatory.publishing.models import Entry, PublishedCitation
from observatory.publishing.serializers import statements_with_citations
from observatory.text.quote_selector import selector_digest


def index_citations(entries: Sequence[Entry]) -> None:
    """Replace the rows of live entries by those of their documents; a quote that is no longer shown keeps its row with
    its end. Three queries, however many entries."""
    before = PublishedCitation.objects.filter(entry__in=entries)
    quoted = {_quote(row): row for row in before.exclude(selector="").exclude(citation_id="").order_by("-until")}
    built = [row for entry in entries for row in _rows(entry)]
    shown = set(map(_quote, built))
    moments = {entry.pk: entry.published_at for entry in entries}
    ended = [_ended(row, moments[row.entry_id]) for key, row in quoted.items() if key not in shown]
    before.delete()
    PublishedCitation.objects.bulk_create([*ended, *built])


def forget_citations(keys: Collection[int]) -> None:
    """Delete all rows of entries (keys of their records) that are not public any more."""
    PublishedCitation.objects.filter(entry__in=keys).delete()


def _quote(row: PublishedCitation) -> tuple[int, str, str]:
    return row.entry_id, row.citation_id, row.selector


def _ended(row: PublishedCitation, moment: datetime) -> PublishedCitation:
    row.pk, row.until = None, row.until or moment
    return row


def _rows(entry: Entry) -> Iterator[PublishedCitation]:
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
