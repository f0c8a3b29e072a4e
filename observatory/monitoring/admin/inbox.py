"""The list of changes in the admin: its rows with their weightiest claims, and its bar of filters with counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Value
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from observatory.monitoring.inbox import ANY_STATE, NAMES, NO_STATEMENT, InboxFilter, count_choices
from observatory.monitoring.models import Change
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.worklists import weightiest_claims
from observatory.records.admin.assigning import ListOfWork
from observatory.records.languages import active_language
from observatory.records.models import Jurisdiction, Theme
from observatory.records.people import display_name
from observatory.text.language_preference import localised

MOST = 40  # choices of a filter; a chosen one is always among them
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


@dataclass(frozen=True)
class Choice:
    """One value of a filter with the number of changes under it."""

    value: str
    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True)
class FilterBox:
    """One filter of the bar; `all_label` is the choice of everything."""

    name: str
    label: str
    choices: list[Choice]
    all_label: str

    @property
    def chosen(self) -> Choice | None:
        return next((each for each in self.choices if each.chosen), None)


class InboxList(ListOfWork):
    """The list of changes under the filters in its address; loads what its rows show of their claims in one query."""

    def __init__(self, request, *args, **kwargs):
        self.chosen = InboxFilter.from_query(request.GET).resolve()
        self.user = request.user
        super().__init__(request, *args, **kwargs)

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in PARAMETERS}

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        if request.method == "POST" and request.POST.get("select_across") != "1":
            return rows  # chosen one by one: what has left the filter meanwhile is reported, not skipped
        return self.chosen.apply(rows, self.user)

    def get_results(self, request):
        super().get_results(request)
        claims = weightiest_claims([row.pk for row in self.result_list])
        for row in self.result_list:
            row.claim = claims.get(row.pk)

    def boxes(self, searched) -> list[FilterBox]:
        """Return the filters with their choices; `searched` are the changes that the search finds."""
        counts = count_choices(searched, self.chosen, self.user, search=self.query)
        labels = _labels(counts, self.chosen)
        return [self._box(name, counts[name], labels.get(name, {})) for name in LABELS]

    def _box(self, name: str, counts: Mapping[str, int], labels: Mapping[str, Any]) -> FilterBox:
        chosen = getattr(self.chosen, name)
        known = WORDS.get(name)
        most = sorted(counts, key=lambda value: (-counts[value], value))[:MOST]
        values: Iterable[str] = [value for value in known if value in counts] if known else most
        if name == "state":
            values, chosen = WORDS["state"], chosen or Change.State.OPEN.value
            counts = {ANY_STATE: sum(counts.values())} | counts
        if name == "who":
            values = dict.fromkeys(["mine", "nobody", *values])
        values = dict.fromkeys([*values, chosen] if chosen else values)
        choices = [
            Choice(
                value, str(labels.get(value, value)), counts.get(value, 0), value == chosen, self._address(name, value)
            )
            for value in values
        ]
        return FilterBox(name, str(LABELS[name]), choices, "" if name == "state" else str(_("all")))

    def _address(self, name: str, value: str) -> str:
        """Return the address of the list with this value of a filter, or without it where it is chosen."""
        now = "" if getattr(self.chosen, name) == value else value
        return f"?{self.chosen.but(**{name: now}).query_string}"


def _labels(counts: Mapping[str, Mapping[str, int]], chosen: InboxFilter) -> dict[str, dict[str, Any]]:
    """Return the words for the values of the filters; at most two queries."""
    codes = {name: {*counts[name], getattr(chosen, name)} - {""} for name in ("place", "theme")}
    found: dict[str, dict[str, Any]] = {name: dict(words) for name, words in WORDS.items()} | {"place": {}, "theme": {}}
    for name, code, english, chinese in _terms(codes):
        found[name][code] = localised({"en": english, "zh-hans": chinese}, active_language())
    keys = [int(value) for value in {*counts["who"], chosen.who} if value.isdigit()]
    people = get_user_model().objects.filter(pk__in=keys) if keys else ()
    found["who"] = {str(person.pk): display_name(person) for person in people}
    found["who"] |= {"mine": _("mine"), "nobody": _("nobody’s")}
    return found


def _terms(codes: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, str, str]]:
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
    labels = _labels({"who": {}, "place": {}, "theme": {}}, chosen)
    words = [str(labels.get(name, {}).get(value, value)) for name, value in chosen.query.items()]
    return capfirst(" · ".join(words))
