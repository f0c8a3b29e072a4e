"""The filters of a page without counted facets, as a form: every value that occurs in the catalogue, or is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Field, InstrumentType, Jurisdiction, Theme
from observatory.site.asking import chosen_of, toggled
from observatory.site.tallies import tallies, worded, worded_kinds

_TITLED = ("public_id", "title_en", "title_zh_hans", "original_title")


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

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]

    @property
    def several(self) -> bool:
        """Whether a list that takes one value would lose what is chosen."""
        return len(self.chosen) > 1


def choices(data: QueryDict) -> list[Choice]:
    """Return the filters with what an address has chosen of them."""
    numbers, chosen = tallies(), chosen_of(data)
    states = [(state.value, capfirst(str(state.label))) for state in Entry.Evidence if state in numbers.evidence]
    held = {"jurisdiction": numbers.jurisdictions, "theme": numbers.themes, "field": numbers.fields}
    # What nobody has today may have been there on another day.
    held = {name: dict.fromkeys(chosen.get(name, ()), 0) | counts for name, counts in held.items()}
    offered = {
        "kind": (_("Type"), _pairs(worded_kinds(numbers.kinds))),
        "subtype": (_("Kind"), _subtypes()),
        "jurisdiction": (_("Place"), _pairs(worded(held["jurisdiction"], Jurisdiction))),
        "theme": (_("Theme"), _pairs(worded(held["theme"], Theme))),
        "instrument_type": (_("Policy instrument"), [(term.code, term.label) for term in InstrumentType.objects.all()]),
        "field": (_("Field"), _pairs(worded(held["field"], Field))),
        "evidence": (_("Evidence"), states),
    }
    found = []
    for name, (label, pairs) in offered.items():
        codes = chosen.get(name, ())
        known = dict(pairs) | {code: code for code in codes if code not in dict(pairs)}
        found.append(Choice(name, label, [Option(value, words, value in codes) for value, words in known.items()]))
    if behind := chosen.get("organisation"):
        # Far too many to offer: only those that an address names.
        titles = {row.public_id: row.title for row in Entry.objects.live().filter(public_id__in=behind).only(*_TITLED)}
        found.append(
            Choice("organisation", _("Organisation"), [Option(each, titles.get(each, each), True) for each in behind])
        )
    return [choice for choice in found if choice.options]


def chips(offered: Iterable[Choice], data: QueryDict) -> list[tuple[str, str, str]]:
    """Return what is chosen as (heading, words, address without it)."""
    found = [
        (choice.label, option.words, toggled(data, choice.name, option.value))
        for choice in offered
        for option in choice.chosen
    ]
    years = chosen_of(data).get("year", ())
    return found + [(_("Year"), year, toggled(data, "year", year)) for year in years]


def _pairs(lines) -> list[tuple[str, str]]:
    return [(line.code, line.words.text) for line in lines]


def _subtypes() -> list[tuple[str, str]]:
    return [
        (f"{row.kind}.{value}", capfirst(str(label)))
        for row in registry.all_types()
        for value, label in row.model._meta.get_field(row.subtype).choices
    ]
