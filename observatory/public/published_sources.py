"""Read sources as published: the current version, or the one that was current at a moment."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When

from observatory.public.location_health import add_health
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models import PublishedSource, SourceVersion, Standing


def contents(rows: Iterable[PublishedSource]) -> list[SourceContent]:
    """Return what readers see of current rows (`with_documents`), with the health of their locations."""
    found = [row.content for row in rows]
    add_health(found)
    return found


def with_documents(rows: QuerySet[PublishedSource]) -> QuerySet[PublishedSource]:
    """Return the rows with their documents: one query for both."""
    return rows.select_related("frozen").only("public_id", "frozen__document")


def read_sources(public_ids: Collection[str], moment: datetime | None = None) -> dict[str, SourceContent]:
    """Return sources by public id as they are published now, or as they were at a moment (aware), with the health of
    their locations today: three queries, four when something has changed.

    A source that has its first version from a later time is returned in that: nothing earlier is known of it.
    """
    if not public_ids:
        return {}
    if moment is None:
        found = contents(with_documents(PublishedSource.objects.filter(public_id__in=public_ids)))
    else:
        versions = _versions_at(public_ids, moment).values_list("document", flat=True)
        found = [SourceContent.from_document(document) for document in versions]
        add_health(found)
    return {source.public_id: source for source in found}


def source_at(public_id: str, moment: datetime) -> SourceVersion | None:
    """Return the version of a source that readers saw at a moment (aware); None where no public record cited it."""
    if not Standing.objects.at(moment).citing(public_id).exists():
        return None
    rows = SourceVersion.objects.filter(item__public_id=public_id, document__isnull=False, published_at__lte=moment)
    return rows.order_by("-number").first()


def _versions_at(public_ids: Collection[str], moment: datetime) -> QuerySet[SourceVersion]:
    """Return one version of each source: the last one up to the moment, else the first one."""
    by_then = Case(When(Q(published_at__lte=moment), then=F("number")))
    rows = SourceVersion.objects.filter(item__public_id__in=public_ids, document__isnull=False)
    return rows.order_by("item_id", by_then.desc(nulls_last=True), "number").distinct("item_id")
