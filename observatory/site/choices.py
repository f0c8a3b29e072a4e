"""The filters of the timeline and the graph as a form: every value that occurs in the catalogue."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.publishing.models import Entry
from observatory.records.models import Field, Jurisdiction, Theme
from observatory.site.asking import chosen_of
from observatory.site.tallies import tallies, worded, worded_kinds


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a form shows it."""

    name: str
    label: str
    options: list[Option]


def choices(data: QueryDict) -> list[Choice]:
    """Return the filters with what an address has chosen of them."""
    numbers = tallies()
    lists = {
        "kind": (_("Type"), worded_kinds(numbers.kinds)),
        "jurisdiction": (_("Place"), worded(numbers.jurisdictions, Jurisdiction)),
        "theme": (_("Theme"), worded(numbers.themes, Theme)),
        "field": (_("Field"), worded(numbers.fields, Field)),
    }
    offered = {
        name: (label, [(line.code, line.words.text) for line in found]) for name, (label, found) in lists.items()
    }
    states = [(state.value, capfirst(str(state.label))) for state in Entry.Evidence if state in numbers.evidence]
    offered["evidence"] = (_("Evidence"), states)
    chosen = chosen_of(data)
    return [
        Choice(name, label, [Option(value, words, value in chosen.get(name, ())) for value, words in options])
        for name, (label, options) in offered.items()
        if options
    ]
