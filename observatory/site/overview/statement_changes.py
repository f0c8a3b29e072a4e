"""Statements whose passage stands otherwise on its page than it was quoted, or no longer: the page /changes/."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from observatory.monitoring.models import Sighting
from observatory.public.localise import Run, choose, guess_language
from observatory.public.published_decisions import DECISION_SQL, PublishedDecision, read_decisions
from observatory.public.sightings import CHANGED_STATES, describe_sighting
from observatory.public.statement_labels import statement_label
from observatory.publishing.models import Entry, PublishedCitation
from observatory.site.record.page import COLUMNS
from observatory.site.record.relations import Neighbour, neighbours

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
    found = _found(most, start)
    if not found:
        return []
    sightings = Sighting.objects.select_related("location__watch").in_bulk([row[0] for row in found])
    cited = PublishedCitation.objects.in_bulk([row[1] for row in found])
    decisions = read_decisions(sightings.values())
    entries = Entry.objects.filter(pk__in={row.entry_id for row in cited.values()}).values("pk", "subtype", *COLUMNS)
    columns = {entry["pk"]: entry for entry in entries}
    ends = neighbours(columns.values())
    return [
        _change(sightings[seen], cited[row], columns[cited[row].entry_id], ends, settled, part, decisions.get(seen))
        for seen, row, settled, part in found
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


def _change(
    sighting: Sighting,
    cited: PublishedCitation,
    entry: Mapping[str, Any],
    ends: Mapping[str, Neighbour],
    settled: datetime | None,
    part: str | None,
    decision: PublishedDecision | None,
) -> StatementChange:
    return StatementChange(
        record=ends[entry["public_id"]],
        statement=cited.statement,
        label=_label(cited.statement, entry, orjson.loads(part) if part else None),
        quote=guess_language(cited.quote),
        source_id=cited.source_id,
        source_key=cited.source_key,
        sighting=sighting,
        settled=settled,
        decision=decision if settled else None,
    )


def _label(statement: str, entry: Mapping[str, Any], part: Mapping[str, Any] | None) -> str:
    """Return a statement in words; `part` is the relation or milestone in the document, if it is one that stands."""
    name, _colon, value = statement.partition(":")
    if name == "relation":
        return f"{choose(part['predicate']).text} {choose(part['object']['title']).text}" if part else _("Relation")
    if name == "milestone":
        return choose(part["title"]).text if part else _("Milestone")
    label = {"title": _("Title"), "summary": _("Summary")}.get(name)
    label = label or statement_label(entry["kind"], name, entry["subtype"])
    return f"{label}: {value}" if value else label
