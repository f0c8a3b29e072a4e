"""The filter of the inbox of changes: who has it, due, place, theme, finding, type, seen by readers, host. How it is
read from a query string and applied, how each choice is counted under the others, its labels, how the session keeps
it, and which change comes next under it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from observatory.monitoring.changes.claim_weights import (
    KEPT_FOR,
    NOT_PUBLIC,
    PUBLIC,
    REWORDED,
    by_consequence,
    is_large,
)
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.records.desk_people import display_name
from observatory.records.languages import active_language
from observatory.records.models import Jurisdiction, Theme
from observatory.text.bilingual_text import localised

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
        return replace(self, term_keys={name: tuple(_term_keys(name, getattr(self, name))) for name in wanted})

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
            return changes.none() if self._conditions_on_claims() else changes.filter(~Exists(claims))
        if conditions := self._conditions_on_claims():
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
        conditions = self._conditions_on_claims()
        return claims.filter(*conditions) if conditions else claims

    @property
    def filters_claims(self) -> bool:
        """Whether the filter looks at claims."""
        return bool(self.finding or self.public or self.place or self.theme)

    def _conditions_on_claims(self) -> list[Q]:
        """Return the conditions of the filter that a claim of a change has to meet."""
        found = []
        if self.finding and self.finding != NO_STATEMENT:
            found.append(FINDINGS[self.finding])
        if self.public:
            found.append(PUBLIC if self.public == "yes" else NOT_PUBLIC)
        for name, path in (("place", "jurisdictions"), ("theme", "themes")):
            if code := getattr(self, name):
                keys = self.term_keys.get(name, _term_keys(name, code))
                found.append(Q(**{f"citation__record__{path}__in": keys}))
        return found


def _term_keys(name: str, code: str) -> QuerySet:
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
    parts = [] if kept and chosen.filters_claims else _counts_by_change(changes, chosen, user)
    if kept is None:
        parts += _counts_by_claim(changes, chosen, user)
    rows: Rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    if kept is None and is_large():
        names = NAMES if chosen.filters_claims else BY_CLAIMS
        cache.set(key, [row for row in rows if row[0] in names], KEPT_FOR)
    counts: Counts = {name: {} for name in NAMES}
    for name, value, number in [*rows, *(kept or ())]:
        if value:
            counts[name][value] = counts[name].get(value, 0) + number
    return counts


def _counts_by_change(changes: QuerySet[Change], chosen: InboxFilter, user) -> list[QuerySet]:
    """Return queries that count the changes of the inbox by each filter on changes."""
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
        found.append(_count_by_value(chosen.but(**every).apply(changes, user), name, value, "pk"))
    return found


def _counts_by_claim(changes: QuerySet[Change], chosen: InboxFilter, user) -> list[QuerySet]:
    """Return queries that count the changes of the inbox by each filter on their claims."""
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
        found.append(_count_by_value(claims, name, value, "change"))
    without = chosen.but(finding=NO_STATEMENT).apply(changes, user)
    return [*found, _count_by_value(without, "finding", Value(NO_STATEMENT), "pk")]


def _count_by_value(rows: QuerySet, name: str, value: Any, what: str) -> QuerySet:
    labelled = rows.order_by().annotate(_name=Value(name), _value=Cast(value, CharField()))
    return labelled.values_list("_name", "_value").annotate(_number=Count(what, distinct=True))


MOST_NEIGHBOURS = 500  # of the inbox, among which the next change is looked for


def neighbouring_changes(change: Change, changes: QuerySet[Change]) -> tuple[Change | None, Change | None]:
    """Return the changes before and after this one among `changes`, in the order of the inbox. One that is not among
    them, because it was closed or does not meet the filter, has no place there: the first of them comes after it."""
    keys = list(by_consequence(changes).values_list("pk", flat=True)[:MOST_NEIGHBOURS])
    if change.pk not in keys:
        return None, Change(pk=keys[0]) if keys else None
    place = keys.index(change.pk)
    before = Change(pk=keys[place - 1]) if place else None
    return before, Change(pk=keys[place + 1]) if place + 1 < len(keys) else None


KEPT = "inbox"  # in the session: the filter that "next" follows; in a URL: the filter to follow from now on
PARAMETERS = {parameter for name in NAMES for parameter in (name, f"{name}__exact")}

LABELS = {
    "who": gettext_lazy("Who has it"),
    "due": gettext_lazy("Due"),
    "place": gettext_lazy("Place"),
    "theme": gettext_lazy("Theme"),
    "finding": gettext_lazy("Finding"),
    "kind": gettext_lazy("Type of change"),
    "public": gettext_lazy("Readers"),
    "host": gettext_lazy("Host"),
    "state": gettext_lazy("State"),
}
WORDS: dict[str, Mapping[str, Any]] = {
    "due": {"overdue": gettext_lazy("overdue"), "soon": gettext_lazy("within a week")},
    "finding": {
        "meaning": gettext_lazy("the meaning changed"),
        "missing": QuoteState.MISSING.label,
        "struck": QuoteState.STRUCK.label,
        "moved": QuoteState.MOVED.label,
        "reworded": gettext_lazy("only reworded"),
        "unreadable": QuoteState.UNREADABLE.label,
        "unquoted": gettext_lazy("no quote to look for"),
        NO_STATEMENT: gettext_lazy("no statement to decide on"),
    },
    "kind": dict(Change.Kind.choices),
    "public": {"yes": gettext_lazy("published"), "no": pgettext_lazy("not published", "draft")},
    "state": dict(Change.State.choices) | {ANY_STATE: gettext_lazy("any state")},
}


def filter_labels(counts: Mapping[str, Mapping[str, int]], chosen: InboxFilter) -> dict[str, dict[str, Any]]:
    """Return the words for the values of the inbox's filters; at most two queries."""
    codes = {name: {*counts[name], getattr(chosen, name)} - {""} for name in ("place", "theme")}
    found: dict[str, dict[str, Any]] = {name: dict(words) for name, words in WORDS.items()} | {"place": {}, "theme": {}}
    for name, code, english, chinese in _labels_of_places_and_themes(codes):
        found[name][code] = localised({"en": english, "zh-hans": chinese}, active_language())
    keys = [int(value) for value in {*counts["who"], chosen.who} if value.isdigit()]
    people = get_user_model().objects.filter(pk__in=keys) if keys else ()
    found["who"] = {str(person.pk): display_name(person) for person in people}
    found["who"] |= {"mine": gettext("mine"), "nobody": gettext("nobody’s")}
    return found


def _labels_of_places_and_themes(codes: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield filter name, code and labels of the places and themes that the inbox is filtered by."""
    columns = ("code", "label_en", "label_zh_hans")
    named = [
        model.objects.filter(code__in=codes[name]).order_by().annotate(_name=Value(name)).values_list("_name", *columns)
        for name, model in (("place", Jurisdiction), ("theme", Theme))
    ]
    return iter(named[0].union(named[1], all=True)) if any(codes.values()) else iter(())


def remember_filter(request, chosen: InboxFilter) -> None:
    """Keep the filter in the session, so that "next" on the page of a change follows the list that was shown last."""
    if request.session.get(KEPT, {}) != chosen.query:
        request.session[KEPT] = chosen.query


def kept_filter(request) -> InboxFilter:
    """Return the filter that "next" follows. A URL with `inbox=` and a query string sets another one."""
    if KEPT in request.GET:
        remember_filter(request, InboxFilter.from_query(QueryDict(request.GET[KEPT])))
    return InboxFilter.from_query(request.session.get(KEPT, {})).resolve()


def describe_filter(chosen: InboxFilter) -> str:
    """Return the values of a filter in words; "" for the whole inbox. At most two queries."""
    if not chosen.query:
        return ""
    labels = filter_labels({"who": {}, "place": {}, "theme": {}}, chosen)
    words = [str(labels.get(name, {}).get(value, value)) for name, value in chosen.query.items()]
    return capfirst(" · ".join(words))
