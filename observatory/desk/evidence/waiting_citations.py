"""The work list of the evidence screen: which citations wait for somebody to look at them, and which records have
some.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.records.models import Record
from observatory.sources.models import Citation

_LOST = (QuoteState.MISSING, QuoteState.STRUCK, QuoteState.ALTERED, QuoteState.MOVED)
UNCHECKED = Q(verdict=Citation.Verdict.NOT_CHECKED)


def citations_with_lost_quotes() -> Q:
    """Return the condition on citations that wait because of their quote: the source is said to support the statement,
    but its quote is not there.

    A quote that was never found in one place counts only if it is present in no other.
    """
    present = Sighting.objects.current().filter(citation=OuterRef("citation"), state=QuoteState.PRESENT)
    never = Q(state=QuoteState.NEVER_FOUND) & ~Exists(present)
    sightings = Sighting.objects.current().filter(Q(state__in=_LOST) | never, citation__isnull=False)
    return Q(verdict__in=[Citation.Verdict.SUPPORTS, Citation.Verdict.PARTLY], pk__in=sightings.values("citation"))


def waiting_citations() -> QuerySet[Citation]:
    """Return the citations without a verdict, and those whose quote is lost."""
    return Citation.objects.filter(UNCHECKED | citations_with_lost_quotes())


def waiting_records() -> QuerySet[Record]:
    """Return the records with such citations, the oldest first."""
    return Record.objects.filter(pk__in=waiting_citations().order_by().values("record")).order_by("pk")


def next_waiting_record(after: int) -> Record | None:
    """Return the record that waits next after the one with that primary key, starting again at the end; not itself."""
    others = waiting_records().exclude(pk=after).only("pk", "public_id")
    return others.filter(pk__gt=after).first() or others.first()


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """Numbers of citations that wait: without a verdict, and with a lost quote."""

    unchecked: int = 0
    lost: int = 0


def waiting_counts(records: QuerySet | None = None) -> dict[int, WaitingCounts]:
    """Return how many citations wait, by the primary key of the record, in one query; of all records or of those
    given."""
    waiting = waiting_citations().order_by()
    if records is not None:
        waiting = waiting.filter(record__in=records)
    counted = waiting.values("record").annotate(total=Count("pk"), unchecked=Count("pk", filter=UNCHECKED))
    return {row["record"]: WaitingCounts(row["unchecked"], row["total"] - row["unchecked"]) for row in counted}


def total_waiting() -> WaitingCounts:
    """Return the counts of the whole catalogue, in one query."""
    row = waiting_citations().aggregate(total=Count("pk"), unchecked=Count("pk", filter=UNCHECKED))
    return WaitingCounts(row["unchecked"], row["total"] - row["unchecked"])
