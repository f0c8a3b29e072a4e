"""Facets as the site shows them: groups of values with labels, counts, and whether they are chosen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.publishing.index.facets import FACETS, number
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.vocabularies import TERMS_BY_FACET
from observatory.search.counting import Counts
from observatory.text.localised import localised

_TERMS = " UNION ALL ".join(
    f"SELECT '{name}', code, label_en, label_zh_hans FROM {model._meta.db_table}"  # noqa: S608
    for name, model in TERMS_BY_FACET.items()
)
# So many values of a facet are offered; a chosen one always is.
MOST_CHOICES = 40


@dataclass(frozen=True)
class Choice:
    """A value of a facet: its code as in the address, its label, how many entries choosing it would find."""

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """A group of values. `name` is the parameter in the address, `label` its heading."""

    name: str
    label: str
    choices: Sequence[Choice]

    @property
    def selected(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.selected]


def headings() -> dict[str, str]:
    """Return the heading of each facet in the active language."""
    return {
        "kind": _("Record type"),
        "subtype": _("Type"),
        "jurisdiction": _("Jurisdiction"),
        "year": _("Year"),
        "theme": _("Theme"),
        "instrument_type": _("Policy instrument type"),
        "field": _("Field of science"),
        "organisation": _("Organisation"),
        "evidence": _("Evidence status"),
    }


def grouped(counts: Counts, chosen: Mapping[str, Sequence[str]], *, most: int | None = MOST_CHOICES) -> list[Facet]:
    """Return the facets in which there is something to choose, or something chosen; so many values of each."""
    titles, words = headings(), _vocabularies()
    found = []
    for name in FACETS:
        counted, selected = counts.by_facet.get(name, Counter()), tuple(chosen.get(name, ()))
        if counted or selected:
            found.append(Facet(name, titles[name], _choices(name, counted, selected, words, most)))
    return [facet for facet in found if facet.choices]


def _choices(
    name: str, counted: Counter, selected: tuple[str, ...], words: Mapping[str, Mapping[str, str]], most: int | None
) -> list[Choice]:
    if name == "organisation":
        known = _organisations(counted, selected)
    else:
        labels = dict(words[name]) if name in words else _years(counted) if name == "year" else _labels(name)
        labels |= {code: code for code in selected if code not in labels}
        known = [(code, label, counted.get(number(name, code), 0)) for code, label in labels.items()]
    rows = [
        Choice(code, str(label), times, code in selected) for code, label, times in known if times or code in selected
    ]
    if name == "year":
        rows.sort(key=lambda row: row.code, reverse=True)
    else:
        rows.sort(key=lambda row: (-row.count, row.label))
    return [row for place, row in enumerate(rows) if most is None or place < most or row.selected]


def _vocabularies() -> dict[str, dict[str, str]]:
    """Return the label of every term of the vocabularies in the active language, by facet and code."""
    language = active_language()
    found: dict[str, dict[str, str]] = {name: {} for name in TERMS_BY_FACET}
    with connection.cursor() as cursor:
        cursor.execute(_TERMS)
        for name, code, english, chinese in cursor.fetchall():
            found[name][code] = localised({"en": english, "zh-hans": chinese}, language)
    return found


def _labels(name: str) -> dict[str, Any]:
    """Return every code of a facet that the program defines, with its label."""
    if name == "kind":
        return {row.kind: capfirst(row.model._meta.verbose_name_plural) for row in registry.all_types()}
    if name == "subtype":
        return {
            f"{row.kind}.{value}": capfirst(label)
            for row in registry.all_types()
            for value, label in row.model._meta.get_field(row.subtype).choices
        }
    return {value: capfirst(label) for value, label in Entry.Evidence.choices}


def _years(counted: Counter) -> dict[str, str]:
    return {str(year): str(year) for year in counted}


def _organisations(counted: Counter, selected: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """Return the organisations with most entries, and those chosen, as (permanent id, title, entries)."""
    keys = [key for key, _times in counted.most_common(MOST_CHOICES)]
    entries = Entry.objects.live().filter(Q(pk__in=keys) | Q(public_id__in=selected)).order_by()
    language, found = active_language(), {}
    for key, public_id, *titles in entries.values_list(
        "pk", "public_id", "title_en", "title_zh_hans", "original_title"
    ):
        title = localised(dict(zip(("en", "zh-hans", "original"), titles, strict=True)), language)
        found[public_id] = (public_id, title, counted.get(key, 0))
    return [*found.values(), *((code, code, 0) for code in selected if code not in found)]
