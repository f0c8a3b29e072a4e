"""Recently changed or unavailable sources, with the records that cite them: the page /changes/."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy

from observatory.monitoring.models import Change, Watch
from observatory.monitoring.outcomes import FILE_OUTCOMES, Health
from observatory.public.localise import word
from observatory.search.planner_hints import through_indexes
from observatory.site.record.relations import Neighbour, neighbours

MOST_CITING = 5  # records named beside a source
# In words that need no explanation; what is not here is not listed.
_LOST = {
    Health.FAILING: gettext_lazy("could not be read at the last visit"),
    Health.BROKEN: gettext_lazy("has not been readable for some time"),
    Health.GONE: gettext_lazy("page removed"),
    Health.BLOCKED: gettext_lazy("it is there, but we cannot read it"),
    Health.UNREACHABLE: gettext_lazy("our server could not reach it"),
}
_UNREAD = gettext_lazy("the file is there, but we cannot read it")
# The latest of each state stand together in an index (`watch_unwell`, of all but the two states that are named for the
# planner to see so), those of all states do not.
_LATEST_LOST = """
SELECT latest.* FROM unnest(%(lost)s::text[]) AS given (health)
CROSS JOIN LATERAL (
    SELECT source.public_id, source.key, place.url, watch.since, watch.health,
        watch.unread_file_id IS NOT NULL AND watch.outcome = ANY(%(files)s::text[]) AS is_file
    FROM monitoring_watch AS watch
    JOIN publishing_publishedlocation AS place ON place.location_id = watch.location_id
    JOIN publishing_publishedsource AS source ON source.item_id = place.source_id
    JOIN sources_source AS item ON item.id = source.item_id AND item.cited
    WHERE place.retired_at IS NULL AND watch.health = given.health AND NOT watch.health IN ('ok', 'unknown')
    ORDER BY watch.since DESC, watch.location_id LIMIT %(most)s
) AS latest
ORDER BY since DESC, public_id, url LIMIT %(most)s
"""
# The newest few of each source; by an expression that no index has, so that they are found by what they cite.
_CITING = """
SELECT given.source, citing.* FROM unnest(%(sources)s::text[]) AS given (source)
CROSS JOIN LATERAL (
    SELECT public_id, kind, slug, title_en, title_zh_hans, original_title FROM publishing_entry
    WHERE withdrawn_at IS NULL AND source_ids @> ARRAY[given.source]::varchar[]
    ORDER BY record_id + 0 DESC LIMIT %(most)s
) AS citing
"""


class SourceChange(NamedTuple):
    """A location of a source that changed or was lost: public id and key of the source, the web address, when it was
    noticed, and what happened, in words."""

    source: str
    key: str
    url: str
    on: datetime | None
    words: str


class CitingRecords(NamedTuple):
    """A few of the records that cite a source, the newest first, and whether there are more."""

    named: Sequence[Neighbour]
    more: bool


def any_source_read() -> bool:
    """Return whether any watched address of a public source has ever been read: before, none can have changed."""
    return Watch.objects.filter(read_at__isnull=False, location__published__source__item__cited=True).exists()


def latest_changes(most: int) -> list[SourceChange]:
    """Return the latest open changes of text, file or address at public sources, at most `most`, the latest first."""
    seen = Change.objects.open().filter(kind__in=[Change.Kind.CONTENT, Change.Kind.MOVED, Change.Kind.REPLACED])
    place = "location__published"
    public = {f"{place}__retired_at": None, f"{place}__source__item__cited": True}
    seen = seen.filter(**public).order_by("-found_at", "-pk")
    rows = seen.values_list(f"{place}__source__public_id", f"{place}__source__key", f"{place}__url", "found_at", "kind")
    return [SourceChange(*row, word(Change.Kind, kind)) for *row, kind in rows[:most]]


def latest_losses(most: int) -> list[SourceChange]:
    """Return the addresses of public sources that could not be read when they were last visited, at most `most`, the
    latest to fail first."""
    rows = _rows(_LATEST_LOST, {"lost": [state.value for state in _LOST], "files": list(FILE_OUTCOMES), "most": most})
    return [SourceChange(*row, str(_UNREAD if is_file else _LOST[Health(health)])) for *row, health, is_file in rows]


def records_citing(sources: Collection[str]) -> dict[str, CitingRecords]:
    """Return the records that cite each source, by the public id of the source, at most `MOST_CITING` of each; in one
    query, none without a source."""
    if not sources:
        return {}
    with through_indexes():
        rows = _rows(_CITING, {"sources": list(sources), "most": MOST_CITING + 1})
    columns = ("public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title")
    ends = neighbours(dict(zip(columns, row[1:], strict=True)) for row in rows)
    found: dict[str, list[Neighbour]] = {source: [] for source in sources}
    for source, public_id, *_titles in rows:
        found[source].append(ends[public_id])
    return {source: CitingRecords(each[:MOST_CITING], len(each) > MOST_CITING) for source, each in found.items()}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
