"""The page /changes/: statements whose passage stands otherwise than it was quoted, and sources that changed or can no
longer be read, with the records that cite them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.monitoring.models import Change, Sighting, Watch
from observatory.monitoring.outcomes import FILE_OUTCOMES, Health
from observatory.public.decisions_on_changed_passages import DECISION_SQL, PublishedDecision, read_published_decisions
from observatory.public.localised_texts import Run, choose, guess_language, word
from observatory.public.published_sightings import CHANGED_STATES, describe_sighting
from observatory.public.statement_labels import statement_label
from observatory.publishing.models import Entry, PublishedCitation
from observatory.search.planner_hints import through_indexes
from observatory.site.record.relations_and_neighbours import COLUMNS, Neighbour, neighbours

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
    changes = Change.objects.open().filter(kind__in=[Change.Kind.CONTENT, Change.Kind.MOVED, Change.Kind.REPLACED])
    place = "location__published"
    public = {f"{place}__retired_at": None, f"{place}__source__item__cited": True}
    changes = changes.filter(**public).order_by("-found_at", "-pk")
    rows = changes.values_list(
        f"{place}__source__public_id", f"{place}__source__key", f"{place}__url", "found_at", "kind"
    )
    return [SourceChange(*row, word(Change.Kind, kind)) for *row, kind in rows[:most]]


def latest_losses(most: int) -> list[SourceChange]:
    """Return the addresses of public sources that could not be read when they were last visited, at most `most`, the
    latest to fail first."""
    rows = _rows(_LATEST_LOST, {"lost": [state.value for state in _LOST], "files": list(FILE_OUTCOMES), "most": most})
    return [SourceChange(*row, str(_UNREAD if is_file else _LOST[Health(health)])) for *row, health, is_file in rows]


def records_citing(sources: Collection[str]) -> dict[str, CitingRecords]:
    """Return the records that cite each source that changed or was lost, by the public id of the source, at most
    `MOST_CITING` of each; in one query, none without a source."""
    if not sources:
        return {}
    with through_indexes():
        citing = _rows(_CITING, {"sources": list(sources), "most": MOST_CITING + 1})
    columns = ("public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title")
    ends = neighbours(dict(zip(columns, row[1:], strict=True)) for row in citing)
    records: dict[str, list[Neighbour]] = {source: [] for source in sources}
    for source, public_id, *_titles in citing:
        records[source].append(ends[public_id])
    return {source: CitingRecords(each[:MOST_CITING], len(each) > MOST_CITING) for source, each in records.items()}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


# Open matters first, then those settled last. Settled: a version with another quote was published, the passage stands
# there again, a decision on the statement was published (`DECISION_SQL`), or the place is no longer looked at. Of one
# place the last sighting counts, and one that was followed by the passage itself. The join by the digest of the
# published quote keeps out what only a draft says.
_FOUND = f"""
SELECT sighting_id, cited_id, settled, part FROM (
SELECT sighting.id AS sighting_id, cited.id AS cited_id, sighting.since, CASE
        WHEN cited.until IS NOT NULL THEN cited.until
        WHEN later.id IS NOT NULL THEN later.since
        WHEN decision.settled IS NOT NULL THEN decision.settled
        WHEN sighting.until IS NOT NULL AND NOT EXISTS (
            SELECT FROM monitoring_sighting AS now
            WHERE now.citation_public_id = sighting.citation_public_id AND now.location_id = sighting.location_id
                AND now.until IS NULL
        ) THEN sighting.until END AS settled,
    CASE WHEN cited.until IS NULL AND split_part(cited.statement, ':', 1) IN ('relation', 'milestone') THEN (
        entry.document -> (split_part(cited.statement, ':', 1) || 's') -> split_part(cited.statement, ':', 2)::integer
    ) - 'evidence' - 'disagreement' END::text AS part
FROM monitoring_sighting AS sighting
JOIN publishing_publishedcitation AS cited
    ON cited.citation_id = sighting.citation_public_id AND cited.selector = sighting.selector
JOIN publishing_entry AS entry ON entry.record_id = cited.entry_id AND entry.withdrawn_at IS NULL
LEFT JOIN LATERAL (
    SELECT id, since, state FROM monitoring_sighting AS next
    WHERE next.citation_public_id = sighting.citation_public_id AND next.selector = sighting.selector
        AND next.location_id = sighting.location_id AND next.id > sighting.id
    ORDER BY next.id LIMIT 1
) AS later ON true
LEFT JOIN LATERAL ({DECISION_SQL}) AS decision ON true
WHERE sighting.state = ANY(%(states)s) AND (later.id IS NULL OR later.state = 'present')
) AS found
ORDER BY settled IS NOT NULL, coalesce(settled, since) DESC, sighting_id DESC
LIMIT %(most)s OFFSET %(start)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class StatementChange:
    """One statement whose passage changed: what was quoted, what the last reading found, and since when the matter is
    settled (None while it is open)."""

    record: Neighbour
    statement: str
    label: str
    quote: Run
    source_id: str
    source_key: str
    sighting: Sighting
    settled: datetime | None
    decision: PublishedDecision | None = None

    @property
    def words(self) -> str:
        return describe_sighting(self.sighting).words

    @property
    def tone(self) -> str:
        return describe_sighting(self.sighting).tone

    @property
    def href(self) -> str:
        """The statement on the page of its record; relations have no place of their own there."""
        part = self.statement.partition(":")[0]
        return self.record.href if part in ("relation", "milestone") else f"{self.record.href}#{part}"


def statement_changes(most: int, start: int = 0) -> list[StatementChange]:
    """Return the statements whose passages changed, open ones first, at most `most` from the place `start` (from 0).

    Five queries.
    """
    changed = _found(most, start)
    if not changed:
        return []
    sightings = Sighting.objects.select_related("location__watch").in_bulk([row[0] for row in changed])
    cited = PublishedCitation.objects.in_bulk([row[1] for row in changed])
    decisions = read_published_decisions(sightings.values())
    entries = Entry.objects.filter(pk__in={row.entry_id for row in cited.values()}).values("pk", "subtype", *COLUMNS)
    columns = {entry["pk"]: entry for entry in entries}
    ends = neighbours(columns.values())
    return [
        _statement_change(
            sightings[seen], cited[row], columns[cited[row].entry_id], ends, settled, part, decisions.get(seen)
        )
        for seen, row, settled, part in changed
        if seen in sightings and row in cited and cited[row].entry_id in columns
    ]


def changes_key(most: int, start: int = 0) -> list[tuple]:
    """Return what the same page of changes depends on, as data for the key of a page."""
    return _found(most, start)


def _found(most: int, start: int) -> list[tuple]:
    values = {"states": sorted(state.value for state in CHANGED_STATES), "most": most, "start": start}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        return cursor.fetchall()


def _statement_change(
    sighting: Sighting,
    cited: PublishedCitation,
    entry: Mapping[str, Any],
    ends: Mapping[str, Neighbour],
    settled: datetime | None,
    part: str | None,
    decision: PublishedDecision | None,
) -> StatementChange:
    """Return a statement whose passage changed, for the page /changes/."""
    return StatementChange(
        record=ends[entry["public_id"]],
        statement=cited.statement,
        label=_changed_statement_label(cited.statement, entry, orjson.loads(part) if part else None),
        quote=guess_language(cited.quote),
        source_id=cited.source_id,
        source_key=cited.source_key,
        sighting=sighting,
        settled=settled,
        decision=decision if settled else None,
    )


def _changed_statement_label(statement: str, entry: Mapping[str, Any], part: Mapping[str, Any] | None) -> str:
    """Return a changed statement in words; `part` is the relation or milestone in the document, if it is one that
    stands."""
    name, _colon, value = statement.partition(":")
    if name == "relation":
        return f"{choose(part['predicate']).text} {choose(part['object']['title']).text}" if part else _("Relation")
    if name == "milestone":
        return choose(part["title"]).text if part else _("Milestone")
    label = {"title": _("Title"), "summary": _("Summary")}.get(name)
    label = label or statement_label(entry["kind"], name, entry["subtype"])
    return f"{label}: {value}" if value else label
