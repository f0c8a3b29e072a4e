"""Records that were public at a given time, with the columns used to filter and sort current entries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import F, QuerySet

from observatory.publishing.index import facets
from observatory.publishing.models import Entry, FacetValue, Standing, Version

_COLUMNS = (
    *("record_id", "public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title", "subtype", "dated"),
    *("date_from", "date_to", "source_ids", "related_ids"),
)


def past(moment: datetime, kind: str | None = None) -> QuerySet[Standing]:
    """Return what stood at `moment` (aware), of one type or of all, under the names that entries have.

    State of the evidence, who stands behind a record and search vector are not kept with a version.
    """
    rows = Standing.objects.at(moment)
    rows = rows.annotate(
        version=F("number"),
        published_at=F("since"),
        document=F("frozen__document"),
        sha256=F("frozen__sha256"),
    )
    return rows.filter(kind=kind) if kind else rows


def begin(entries: Iterable[Entry], versions: Mapping[int, Version]) -> None:
    """Let the versions of some entries, just written, stand from their time on; the ones before end there."""
    entries = list(entries)
    only_present = _only_present({each for entry in entries for each in entry.facet_ids})
    rows = [
        Standing(
            frozen=versions[entry.record_id],
            number=entry.version,
            since=versions[entry.record_id].published_at,
            facet_ids=[each for each in entry.facet_ids if each not in only_present],
            **{name: getattr(entry, name) for name in _COLUMNS},
        )
        for entry in entries
    ]
    since = {row.record_id: row.since for row in rows}
    ended = list(Standing.objects.filter(record__in=since, until=None).only("pk", "record_id"))
    for row in ended:
        row.until = since[row.record_id]
    Standing.objects.bulk_update(ended, ["until"])
    Standing.objects.bulk_create(rows)


def end(keys: Collection[int], moment: datetime) -> None:
    """Let what stands of these records end."""
    Standing.objects.filter(record__in=keys, until=None).update(until=moment)


def _only_present(ids: Collection[int]) -> set[int]:
    """Return those ids of facet values that versions do not keep."""
    values = FacetValue.objects.filter(pk__in=ids, facet__in=facets.only_present())
    return set(values.values_list("pk", flat=True))
