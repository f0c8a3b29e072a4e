"""The inbox of changes, filtered: who has it, due, place, theme, finding, type, seen by readers, host. Filters combine,
and each choice is counted under the others, all in one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.worklists import KEPT_FOR, NOT_PUBLIC, PUBLIC, REWORDED, is_large
from observatory.records.models import Jurisdiction, Theme

ANY_STATE = "any"
SOON = timedelta(days=7)
FINDINGS = {
    "meaning": Q(state=QuoteState.ALTERED) & ~REWORDED,
    "missing": Q(state=QuoteState.MISSING),
    "struck": Q(state=QuoteState.STRUCK),
    "moved": Q(state=QuoteState.MOVED),
    "reworded": REWORDED,
    "unreadable": Q(state=QuoteState.UNREADABLE),
    "unquoted": Q(state__in=[AffectedCitation.UNQUOTED, QuoteState.NOT_CHECKED]),
}
NO_STATEMENT = "none"
NAMES = ("who", "due", "place", "theme", "finding", "kind", "public", "host", "state")
BY_CLAIMS = ("place", "theme", "finding", "public")
Rows = list[tuple[str, str, int]]  # filter, value, number of changes
Counts = dict[str, dict[str, int]]
TERMS = {"place": Jurisdiction, "theme": Theme}


@dataclass(frozen=True)
class InboxFilter:
    """What of the inbox is shown; "" is no condition.

    `who` is mine, nobody or the primary key of a user; `due` overdue or soon; `place` and `theme` are codes; `finding`
    is a key of FINDINGS or NO_STATEMENT; `kind` a type of change; `public` yes or no; `state` a state of changes,
    open unless it says otherwise, or ANY_STATE.
    """

    who: str = ""
    due: str = ""
    place: str = ""
    theme: str = ""
    finding: str = ""
    kind: str = ""
    public: str = ""
    host: str = ""
    state: str = ""
    # The primary keys of the terms that `place` and `theme` stand for: see `resolve`.
    term_keys: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "InboxFilter":
        """Read a query string; values that nothing can have are no condition. `state__exact` is understood too: it is
        how Django's own filters are written."""
        given = {name: query.get(name) or query.get(f"{name}__exact") for name in NAMES}
        found = cls(**{name: str(value or "")[:300] for name, value in given.items()})
        known = {
            "due": ("overdue", "soon"),
            "finding": (*FINDINGS, NO_STATEMENT),
            "kind": Change.Kind.values,
            "public": ("yes", "no"),
            "state": (*Change.State.values, ANY_STATE),
        }
        wrong = {name: "" for name, values in known.items() if getattr(found, name) not in values}
        if found.who not in ("mine", "nobody") and not _is_key(found.who):
            wrong["who"] = ""
        return replace(found, **wrong)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of a query string that give this filter."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    @property
    def query_string(self) -> str:
        return urlencode(self.query)

    def but(self, **values: str) -> "InboxFilter":
        """Return the filter with other values."""
        return replace(self, **values)

    def resolve(self) -> "InboxFilter":
        """Return the filter with the keys of its terms looked up, one query for each. With them PostgreSQL knows how
        many records a place or theme has, and begins with the changes where those are fewer."""
        wanted = [name for name in TERMS if getattr(self, name)]
        return replace(self, term_keys={name: tuple(_terms(name, getattr(self, name))) for name in wanted})

    def apply(self, changes: QuerySet[Change], user) -> QuerySet[Change]:
        """Return the changes that the filter shows to a user."""
        if self.state != ANY_STATE:
            changes = changes.filter(state=self.state or Change.State.OPEN)
        if self.who:
            wanted = {"mine": user.pk, "nobody": None}.get(self.who, self.who)
            changes = changes.filter(assigned_to=wanted)
        if self.due:
            changes = changes.filter(_due(self.due))
        if self.kind:
            changes = changes.filter(kind=self.kind)
        if self.host:
            changes = changes.filter(location__watch__host=self.host)
        if self.finding == NO_STATEMENT:
            # A change without statements is about no place and no theme, and readers see nothing of it.
            claims = self.claims().filter(change=OuterRef("pk")).order_by()
            return changes.none() if self._conditions() else changes.filter(~Exists(claims))
        if conditions := self._conditions():
            # One claim has to meet all of them: the altered statement about China, not any two statements of a change.
            # Not with Exists: PostgreSQL would run that for each change, and with an IN it joins once.
            changes = changes.filter(pk__in=self.claims().filter(*conditions).order_by().values("change"))
        return changes

    def claims(self) -> QuerySet[AffectedCitation]:
        """Return the claims that the filter looks at: of open changes those that wait for a decision."""
        if (self.state or Change.State.OPEN) == Change.State.OPEN:
            return AffectedCitation.objects.undecided()
        return AffectedCitation.objects.exclude(state__in=AffectedCitation.UNAFFECTED)

    def of_claims(self, claims: QuerySet[AffectedCitation]) -> QuerySet[AffectedCitation]:
        """Return those of the claims that meet the filter's conditions on claims."""
        conditions = self._conditions()
        return claims.filter(*conditions) if conditions else claims

    @property
    def filters_claims(self) -> bool:
        """Whether the filter looks at claims."""
        return bool(self.finding or self.public or self.place or self.theme)

    def _conditions(self) -> list[Q]:
        found = []
        if self.finding and self.finding != NO_STATEMENT:
            found.append(FINDINGS[self.finding])
        if self.public:
            found.append(PUBLIC if self.public == "yes" else NOT_PUBLIC)
        for name, path in (("place", "jurisdictions"), ("theme", "themes")):
            if code := getattr(self, name):
                keys = self.term_keys.get(name, _terms(name, code))
                found.append(Q(**{f"citation__record__{path}__in": keys}))
        return found


def _terms(name: str, code: str) -> QuerySet:
    """Return the keys of a term and of those that are part of it."""
    wanted = Q(code=code) | Q(parent__code=code)
    return TERMS[name].objects.filter(wanted).order_by().values_list("pk", flat=True)


def _due(wanted: str) -> Q:
    today = timezone.localdate()
    return Q(due_on__lt=today) if wanted == "overdue" else Q(due_on__gte=today, due_on__lte=today + SOON)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def count_choices(changes: QuerySet[Change], chosen: InboxFilter, user, *, search: str = "") -> Counts:
    """Return the number of changes by filter and value, each under the other filters, in one query.

    `changes` are all that could be shown: those that `search` finds. Places and themes that are part of another count
    for that one. In a large inbox what looks at claims may be a minute old; it takes most of the time.
    """
    # What is counted by claims is the same for all people but where the filter names oneself.
    myself = user.pk if chosen.who == "mine" or chosen.filters_claims else ""
    asked = f"{chosen.query_string} {myself} {search}"
    key = f"inbox-counts:{sha256(asked.encode(errors='surrogatepass')).hexdigest()}"
    kept: Rows | None = cache.get(key)
    parts = [] if kept and chosen.filters_claims else _of_changes(changes, chosen, user)
    if kept is None:
        parts += _of_claims(changes, chosen, user)
    rows: Rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    if kept is None and is_large():
        names = NAMES if chosen.filters_claims else BY_CLAIMS
        cache.set(key, [row for row in rows if row[0] in names], KEPT_FOR)
    counts: Counts = {name: {} for name in NAMES}
    for name, value, number in [*rows, *(kept or ())]:
        if value:
            counts[name][value] = counts[name].get(value, 0) + number
    return counts


def _of_changes(changes: QuerySet[Change], chosen: InboxFilter, user) -> list[QuerySet]:
    who = Case(
        When(assigned_to=None, then=Value("nobody")),
        When(assigned_to=user.pk, then=Value("mine")),
        default=Cast("assigned_to", CharField()),
    )
    due = Case(When(_due("overdue"), then=Value("overdue")), When(_due("soon"), then=Value("soon")), default=Value(""))
    values = {
        "who": who,
        "due": due,
        "kind": F("kind"),
        "state": F("state"),
        "host": Coalesce(F("location__watch__host"), Value("")),
    }
    found = []
    for name, value in values.items():
        every = {"state": ANY_STATE} if name == "state" else {name: ""}
        found.append(_counted(chosen.but(**every).apply(changes, user), name, value, "pk"))
    return found


def _of_claims(changes: QuerySet[Change], chosen: InboxFilter, user) -> list[QuerySet]:
    finding = Case(*(When(condition, then=Value(key)) for key, condition in FINDINGS.items()), default=Value(""))
    public = Case(When(PUBLIC, then=Value("yes")), default=Value("no"))
    values: dict[str, Any] = {"finding": finding, "public": public}
    for name, path in (("place", "citation__record__jurisdictions"), ("theme", "citation__record__themes")):
        values[name] = Coalesce(F(f"{path}__parent__code"), F(f"{path}__code"), Value(""))
    found = []
    for name, value in values.items():
        others = chosen.but(**{name: ""})
        # The conditions on claims are those of the claim that is counted, so the changes are filtered by the rest.
        only = others.but(place="", theme="", public="", finding="")
        claims = others.of_claims(chosen.claims()).filter(change__in=only.apply(changes, user).order_by().values("pk"))
        found.append(_counted(claims, name, value, "change"))
    without = chosen.but(finding=NO_STATEMENT).apply(changes, user)
    return [*found, _counted(without, "finding", Value(NO_STATEMENT), "pk")]


def _counted(rows: QuerySet, name: str, value: Any, what: str) -> QuerySet:
    labelled = rows.order_by().annotate(_name=Value(name), _value=Cast(value, CharField()))
    return labelled.values_list("_name", "_value").annotate(_number=Count(what, distinct=True))
