"""Versions while they stand: which were public at a given time, with the columns used to filter and sort current
entries, and when each begins and ends to be public.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from observatory.publishing.index import attribution, facets
from observatory.publishing.models import Entry, FacetValue, Standing, Version
from observatory.records.predicates import ACTORS

_COLUMNS = (
    *("record_id", "public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title", "subtype", "dated"),
    *("date_from", "date_to", "source_ids", "related_ids"),
)


def versions_standing_at(moment: datetime, kind: str | None = None) -> QuerySet[Standing]:
    """Return the versions that stood at `moment` (aware), of one type or of all, under the names that entries have.

    The evidence status is the one that the version was published with; "" for versions from before it was kept. Who
    was behind a record is found by `actors_then`. Search vectors are not kept.
    """
    rows = Standing.objects.at(moment)
    rows = rows.annotate(
        version=F("number"),
        published_at=F("since"),
        document=F("frozen__document"),
        sha256=F("frozen__sha256"),
        evidence=Coalesce(KeyTextTransform("evidence_state", "frozen__document"), Value(""), output_field=TextField()),
    )
    return rows.filter(kind=kind) if kind else rows


_ACTORS = """
SELECT stated -> 'object' ->> 'id' AS of, standing.record_id, stated ->> 'role' AS role,
    stated -> 'predicate' ->> 'value' AS did, standing.public_id, kind, slug, title_en, title_zh_hans, original_title
FROM publishing_standing AS standing JOIN publishing_version AS version ON version.id = standing.frozen_id,
jsonb_path_query(
    version.document,
    '$.relations[*] ? (@.object.id == $ids[*] && @.predicate.value == $predicates[*])',
    jsonb_build_object('ids', %(ids)s::text[], 'predicates', %(predicates)s::text[])
) AS stated
WHERE since <= %(moment)s AND (until IS NULL OR until > %(moment)s) AND related_ids && %(ids)s::varchar[]
"""


def actors_then(public_ids: Collection[str], moment: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return who was behind each of these records by the versions that stood at `moment` (aware), in the order of
    `Entry.actor_ids`, with the columns of lists; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTORS, {"ids": sorted(public_ids), "predicates": list(ACTORS), "moment": moment})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: attribution.actor_rank(row["record_id"], row["role"], row["did"])):
        found.setdefault(row["of"], {}).setdefault(row["public_id"], row)
    return {public_id: list(actors.values()) for public_id, actors in found.items()}


def begin_standing(entries: Iterable[Entry], versions: Mapping[int, Version]) -> None:
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


def end_standing(keys: Collection[int], moment: datetime) -> None:
    """Let what stands of these records end."""
    Standing.objects.filter(record__in=keys, until=None).update(until=moment)


def _only_present(ids: Collection[int]) -> set[int]:
    """Return those ids of facet values that versions do not keep."""
    values = FacetValue.objects.filter(pk__in=ids, facet__in=facets.only_present())
    return set(values.values_list("pk", flat=True))
