"""Queries for curators' and reviewers' work lists of claims."""

from django.db.models import F, QuerySet

from observatory.monitoring.models import AffectedCitation
from observatory.records.models import Record

EDITED = (Record.State.DRAFT, Record.State.IN_REVIEW)


def waiting_for_review(claims: QuerySet[AffectedCitation]) -> QuerySet[AffectedCitation]:
    """Return the claims on which somebody decided since their public record was last published: readers do not see
    the decision yet. Dismissed claims are left out, because nothing about them is to be published."""
    claims = claims.exclude(decision__in=["", AffectedCitation.Decision.DISMISSED])
    return claims.filter(
        citation__record__state__in=EDITED,
        citation__record__entry__withdrawn_at=None,
        decided_at__gt=F("citation__record__entry__published_at"),
    )
