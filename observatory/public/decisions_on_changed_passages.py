"""What the editors decided on changed passages, as far as readers know: once a reviewer has published the record."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import AffectedCitation, Sighting
from observatory.records.closed_lists import check_complete

Decision = AffectedCitation.Decision

# The last decision on the statement since the passage was found as it is (alias `sighting`), and when it became public
# with its record (alias `entry`): NULL if it has not. A dismissal is said of one place, any other of the statement.
DECISION_SQL = """
SELECT affected.decision, affected.reason, affected.decided_at, CASE
    WHEN affected.decided_at > coalesce(entry.reviewed_at, entry.published_at) THEN NULL
    WHEN affected.decision = 'dismissed' THEN affected.decided_at
    ELSE coalesce((
        SELECT min(published_at) FROM publishing_version AS version
        WHERE version.record_id = entry.record_id AND version.published_at >= affected.decided_at
    ), entry.reviewed_at) END AS settled
FROM monitoring_affectedcitation AS affected JOIN monitoring_change AS change ON change.id = affected.change_id
WHERE affected.citation_id = sighting.citation_id AND affected.decided_at >= sighting.since
    AND (affected.decision <> 'dismissed' OR change.location_id = sighting.location_id)
ORDER BY affected.decided_at DESC LIMIT 1
"""
_OF_SIGHTINGS = f"""
SELECT sighting.id, made.decision, made.reason, made.decided_at FROM monitoring_sighting AS sighting
JOIN sources_citation AS citation ON citation.id = sighting.citation_id
JOIN publishing_entry AS entry ON entry.record_id = citation.record_id
CROSS JOIN LATERAL ({DECISION_SQL}) AS made
WHERE sighting.id = ANY(%(ids)s) AND made.settled IS NOT NULL
    AND (%(moment)s::timestamptz IS NULL OR made.settled <= %(moment)s)
"""  # noqa: S608
_WORDS = check_complete(
    Decision,
    {
        Decision.STILL_SUPPORTED: _("the editors found that the passage as it is now supports the statement"),
        Decision.AMENDED: _("the editors amended the statement"),
        Decision.CITED_ELSEWHERE: _("the editors cited another source for the statement"),
        Decision.NOT_SUPPORTED: _("the editors found that the source no longer supports the statement"),
        Decision.DISMISSED: _("the editors found that this does not affect the statement"),
    },
)


@dataclass(frozen=True, slots=True)
class PublishedDecision:
    """What a person decided on a changed passage, when, and why (a reason is given for dismissals only)."""

    decision: str
    reason: str
    decided_at: datetime

    @property
    def words(self) -> str:
        return str(_WORDS[Decision(self.decision)])


def read_published_decisions(
    sightings: Collection[Sighting], moment: datetime | None = None
) -> Mapping[int, PublishedDecision]:
    """Return the decisions that readers know of by the ID of the sighting; at `moment` (aware) if it is given. One
    query, none without sightings."""
    if not sightings:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OF_SIGHTINGS, {"ids": sorted(row.pk for row in sightings), "moment": moment})
        return {pk: PublishedDecision(*columns) for pk, *columns in cursor}
