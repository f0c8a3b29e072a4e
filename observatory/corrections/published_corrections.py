"""Corrections that are public: reports that were accepted, and whose correction readers can see."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from observatory.corrections.models import Report
from observatory.publishing.models import Version


def read_corrections() -> QuerySet[Report]:
    """Return accepted reports whose correction was published, the newest correction first.

    Each has `corrected_number` and `corrected_at` of the version that corrected it: the one that was
    named with the decision, else the first that a person published after it. Withdrawn records are left out.
    """
    first = _published_after().order_by("number").values("pk")[:1]
    rows = Report.objects.filter(state=Report.State.ACCEPTED).annotate(next_version=Subquery(first))
    rows = rows.filter(Q(corrected_in__isnull=False) | Q(next_version__isnull=False), record__entry__withdrawn_at=None)
    found = Version.objects.filter(pk=Coalesce(OuterRef("corrected_in"), OuterRef("next_version")))
    return (
        rows.annotate(
            corrected_number=Subquery(found.values("number")[:1]),
            corrected_at=Subquery(found.values("published_at")[:1]),
        )
        .select_related("record__entry")
        .defer("record__entry__document", "record__entry__search")
        .order_by(F("corrected_at").desc(), "-pk")
    )


def waits_for_correction() -> Q:
    """Return a condition on reports: nobody has decided them, or what they brought about is not published yet."""
    accepted = Q(state=Report.State.ACCEPTED, corrected_in=None) & ~Exists(_published_after())
    return Q(state=Report.State.OPEN) | accepted


def _published_after() -> QuerySet[Version]:
    return Version.objects.by_people().filter(
        record=OuterRef("record"), published_at__gt=OuterRef("decided_at"), document__isnull=False
    )


def correction_of_report(report: Report) -> Report | None:
    """Return the report with the version that corrected it; None while there is none."""
    return read_corrections().filter(pk=report.pk).first()
