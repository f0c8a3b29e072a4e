"""How many published statements rest on a passage that was seen, altered, lost, or that nobody has read: one count."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import connection
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes.sightings import SIGHTINGS_STATE


class StatementState(TextChoices):
    """What is known of the passages cited for a statement; of several the first of this list counts."""

    MISSING = "missing", _("A passage is no longer on its page")
    ALTERED = "altered", _("A passage was altered, moved or deleted")
    SEEN = "seen", _("Passage seen in the source now")
    NOT_FOUND = "not_found", _("Page read, passage not found on it")
    UNREAD = "unread", _("Passage quoted, page not read yet")
    REFERENCE = "reference", _("Judged without the page: printed reference or a person's word")
    UNQUOTED = "unquoted", _("Source cited without a passage or a verdict")
    UNSOURCED = "unsourced", _("No source cited")


# In the order in which they are shown: what readers can rely on first.
SHOWN = (
    *(StatementState.SEEN, StatementState.ALTERED, StatementState.MISSING, StatementState.NOT_FOUND),
    *(StatementState.UNREAD, StatementState.REFERENCE, StatementState.UNQUOTED, StatementState.UNSOURCED),
)
_OF_SIGHTING = {
    QuoteState.MISSING: StatementState.MISSING,
    QuoteState.STRUCK: StatementState.ALTERED,
    QuoteState.ALTERED: StatementState.ALTERED,
    QuoteState.MOVED: StatementState.ALTERED,
    QuoteState.PRESENT: StatementState.SEEN,
    QuoteState.NEVER_FOUND: StatementState.NOT_FOUND,
}
_WORST_FIRST = list(StatementState)


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """Published statements by state, and those for which a passage of a primary source was seen."""

    by_state: Mapping[str, int] = field(default_factory=dict)
    primary_seen: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    def lines(self) -> list[tuple[StatementState, int, str]]:
        """Return state, number and share in per cent (rounded, "<1" for what is not nought) of every state."""
        return [(state, count, share(count, self.total)) for state in SHOWN for count in [self.by_state.get(state, 0)]]


def share(count: int, total: int) -> str:
    """Return a share of the counted statements in whole per cent; "<1" and ">99" keep a few apart from none, and almost
    all from all."""
    if not count or not total:
        return "0"
    per_cent = round(100 * count / total)
    if count < total and per_cent == 100:
        return ">99"
    return str(per_cent) if per_cent else "<1"


_RANKS = {state: place for place, state in enumerate(_WORST_FIRST)}
_SIGHTED = " ".join(f"WHEN '{state.value}' THEN {_RANKS[found]}" for state, found in _OF_SIGHTING.items())
_COUNT = """
WITH sighted AS (
    SELECT citation_public_id, selector, min(CASE state {sighted} ELSE {unread} END) AS rank
    FROM ({{sightings}}) AS each GROUP BY citation_public_id, selector
), statements AS (
    SELECT min(CASE
            WHEN cited.citation_id = '' AND cited.source_id = '' THEN {unsourced}
            WHEN cited.quote <> '' THEN coalesce(sighted.rank, {unread})
            WHEN cited.basis <> '' THEN {reference}
            ELSE {unquoted} END) AS rank,
        bool_or(cited.primary AND sighted.rank = {seen}) AS primary_seen
    FROM publishing_publishedcitation AS cited
    LEFT JOIN sighted ON sighted.citation_public_id = cited.citation_id AND sighted.selector = cited.selector
    WHERE cited.until IS NULL
    GROUP BY cited.entry_id, cited.statement
)
SELECT rank, count(*), count(*) FILTER (WHERE primary_seen) FROM statements GROUP BY rank
""".format(sighted=_SIGHTED, **{state.value: rank for state, rank in _RANKS.items()})  # noqa: S608

_STATE = f"SELECT (SELECT max(sequence) FROM publishing_entry), {SIGHTINGS_STATE}"  # noqa: S608


def evidence_counts() -> EvidenceCounts:
    """Count the statements of everything that is public now.

    Kept as long as nothing is published and no sighting begins or ends, but no longer than the day: at most two
    queries.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        name = f"evidence-counts:{cursor.fetchone()}:{timezone.now().date()}".replace(" ", "")
    counts = cache.get(name)
    if counts is None:
        counts = _count_statements()
        cache.set(name, counts)
    return counts


def _count_statements() -> EvidenceCounts:
    sightings = Sighting.objects.of_each_quote().order_by().values("citation_public_id", "selector", "state")
    sql, values = sightings.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(sightings=sql), values)
        rows = cursor.fetchall()
    by_state = {_WORST_FIRST[rank].value: count for rank, count, _primary in rows}
    return EvidenceCounts(by_state, sum(primary for _rank, _count, primary in rows))
