"""What a claim weighs, and the changes in the order of their weightiest undecided claim (their consequence).

A claim weighs more if its quote is gone or means something else, if readers see the record, if no other source is
cited for the statement, and, where all of this is so, if it is a date, an amount or another figure. All of it is
computed in the database, so a list costs the same however many claims there are.
"""

import json
from collections.abc import Collection
from functools import reduce
from itertools import chain
from operator import or_

from django.core.cache import cache
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.records import registry
from observatory.sources.models import Citation

SEVERE, SERIOUS, LIGHT = 3, 2, 1
# From so many open changes on, their weights are kept for a minute: to weigh 60,000 claims takes a second.
LARGE = 2_000
KEPT_FOR = 60  # seconds
_KEPT_WEIGHTS = "inbox-weights"


REWORDED = Q(state=QuoteState.ALTERED, meaning_changed=False)
_SEVERE = Q(state__in=[QuoteState.MISSING, QuoteState.STRUCK, QuoteState.ALTERED]) & ~REWORDED
PUBLIC = Q(citation__record__entry__isnull=False, citation__record__entry__withdrawn_at=None)
NOT_PUBLIC = Q(citation__record__entry=None) | Q(citation__record__entry__withdrawn_at__isnull=False)


def weighed_claims(claims: QuerySet[AffectedCitation]) -> QuerySet[AffectedCitation]:
    """Annotate claims with `public`, `sole` (no other source is cited for the statement) and `weight`; 0 is a claim
    that needs no decision."""
    severity = Case(
        When(~Q(decision="") | Q(state__in=AffectedCitation.UNAFFECTED), then=Value(0)),
        When(_SEVERE, then=Value(SEVERE)),
        When(Q(state__in=[QuoteState.MOVED, QuoteState.UNREADABLE]), then=Value(SERIOUS)),
        default=Value(LIGHT),
        output_field=IntegerField(),
    )
    claims = claims.annotate(
        public=Case(When(PUBLIC, then=Value(True)), default=Value(False), output_field=BooleanField()),
        sole=~Exists(_citations_of_other_sources()),
    )
    readers = Case(When(public=True, then=Value(2)), default=Value(1), output_field=IntegerField())
    # Other sources are counted only where readers see a severe loss: it is the one thing here that costs time.
    lost = claims.annotate(severity=severity)
    alone = Case(
        When(Q(severity=SEVERE, public=True) & _is_claim_of_figure() & Q(sole=True), then=Value(2)),
        When(Q(severity=SEVERE, public=True) & Q(sole=True), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return lost.annotate(weight=F("severity") * 2 * readers + alone)


def _is_claim_of_figure() -> Q:
    """Return the condition for claims of a date, an amount or another figure: by the statement, or by what differs."""
    facts = chain.from_iterable(each.facts_by_name.items() for each in registry.all_types())
    names = {name for name, fact in facts if fact.is_figure}
    differs = (
        Q(differences__contains=[[operation, mark]])
        for operation in ("delete", "insert")
        for mark in ("number", "date")
    )
    return reduce(or_, differs, Q(citation__field__in=names) | Q(citation__milestone__isnull=False))


def _citations_of_other_sources() -> QuerySet[Citation]:
    """Return the citations of other sources for the statement of a claim, which then weighs less."""
    same_value = ~Q(field__in=registry.LISTED) | Q(stated_value=OuterRef("citation__stated_value"))
    same_statement = (
        Q(relation=OuterRef("citation__relation"))
        | Q(milestone=OuterRef("citation__milestone"))
        | (Q(field=OuterRef("citation__field"), relation=None, milestone=None) & same_value)
    )
    others = Citation.objects.filter(same_statement, record=OuterRef("citation__record"))
    return others.exclude(source=OuterRef("citation__source"))


def is_severe(row: AffectedCitation) -> bool:
    """Return whether an undecided claim has lost its quote, or its quote may mean something else."""
    reworded = row.state == QuoteState.ALTERED and row.meaning_changed is False
    gone = (QuoteState.MISSING, QuoteState.STRUCK, QuoteState.ALTERED)
    return row.is_undecided and row.state in gone and not reworded


def by_consequence(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Order changes by the weight of their weightiest undecided claim, the newest first where it is the same."""
    return annotate_order(changes).order_by(*ORDER)


ORDER = (F("consequence").desc(), F("found_at").desc(), F("id").desc())


def annotate_order(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Annotate changes with `consequence` as far as an order needs it: in a large inbox it may be a minute old, and
    changes that are not open weigh nothing there."""
    kept = _kept_weights()
    if not kept:
        return annotate_consequence(changes)
    return changes.annotate(consequence=Coalesce(_KeptWeight(Value(kept), Cast("pk", TextField())), Value(0)))


def is_large() -> bool:
    """Return whether there are so many open changes that what was weighed and counted is kept for a minute."""
    return bool(_kept_weights())


class _KeptWeight(Func):
    """The number that a JSON object has for a key; NULL if it has none."""

    template = "(%(expressions)s)::int"
    arg_joiner = "::jsonb ->> "
    output_field = IntegerField()


def _kept_weights() -> str:
    """Return the weights of the open changes by their primary keys, as JSON; "" where there are few: they are weighed
    when they are asked for."""
    kept = cache.get(_KEPT_WEIGHTS)
    if kept is None:
        changes = Change.objects.open()
        many = changes.order_by()[:LARGE].count() == LARGE
        weights = annotate_consequence(changes).order_by().values_list("pk", "consequence") if many else ()
        kept = json.dumps(dict(weights)) if many else ""
        cache.set(_KEPT_WEIGHTS, kept, KEPT_FOR)
    return kept


def annotate_consequence(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Annotate changes with `consequence`, the weight of the weightiest claim; 0 if none waits for a decision."""
    claims = AffectedCitation.objects.filter(change=OuterRef("pk")).order_by()
    weights = weighed_claims(claims.undecided()).order_by("-weight").values("weight")[:1]
    return changes.annotate(consequence=Coalesce(Subquery(weights), Value(0)))


def annotate_counts(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Annotate changes with `undecided` and `claims`, the numbers of their claims."""
    claims = AffectedCitation.objects.filter(change=OuterRef("pk")).order_by()
    return changes.annotate(undecided=_count(claims.undecided()), claims=_count(claims))


def _count(claims: QuerySet[AffectedCitation]) -> Coalesce:
    counted = claims.values("change").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def weightiest_claims(change_ids: Collection[int]) -> dict[int, AffectedCitation]:
    """Return the weightiest claim of each change, with what a row of the inbox shows of it, in one query."""
    claims = weighed_claims(AffectedCitation.objects.filter(change__in=change_ids)).select_related(*LOADED)
    rows = claims.order_by("change_id", F("weight").desc(), "pk").distinct("change_id")
    return {row.change_id: row for row in rows}


def first_undecided(change: Change) -> AffectedCitation | None:
    """Return the weightiest claim of a change that waits for a decision; None if all have one."""
    claims = weighed_claims(change.affected.undecided()).select_related(*LOADED)
    return claims.order_by(F("weight").desc(), "pk").first()
