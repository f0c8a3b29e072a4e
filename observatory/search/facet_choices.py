"""Facets as the site shows them: groups of values with labels, counts, and whether they are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatory.publishing.index import facets as registry
from observatory.publishing.index.facet_counts import Counts

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


def group_choices(
    counts: Counts, chosen: Mapping[str, Sequence[str]], *, most: int | None = MOST_CHOICES
) -> list[Facet]:
    """Return the facets in which there is something to choose, or something chosen; so many values of each."""
    found = [
        Facet(facet.name, str(facet.heading), choices_of(facet, counts, chosen.get(facet.name, ()), most=most))
        for facet in registry.all_facets()
    ]
    return [facet for facet in found if facet.choices]


def choices_of(facet: registry.Facet, counts: Counts, chosen: Sequence[str], *, most: int | None) -> list[Choice]:
    """Return the values of a facet that occur, so many of the most frequent, and all that are chosen."""
    counted = counts.of(facet.name)
    codes = [*counted, *(code for code in chosen if code not in counted)]
    labels = facet.labels(codes) if codes else {}
    rows = [Choice(code, labels.get(code, code), counted[code], code in chosen) for code in codes]
    if facet.latest_first:
        rows.sort(key=lambda row: row.code, reverse=True)
    else:
        rows.sort(key=lambda row: (-row.count, row.label))
    return [row for place, row in enumerate(rows) if most is None or place < most or row.selected]


def find_unknown_facet_values(chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the values in a query string that their facet cannot have, by the name of the facet; one small query for
    each vocabulary."""
    unknown = {}
    for name, codes in chosen.items():
        known = registry.get_facet(name).labels(codes)
        if wrong := [code for code in codes if code not in known]:
            unknown[name] = wrong
    return unknown
