"""Facet values that do not exist: find them in a query, and say what was probably meant."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from observatory.publishing.index import facets
from observatory.search.filters import nearest


def find_unknown_values(chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the values that their facet cannot have, by the name of the facet; one small query for each vocabulary."""
    unknown = {}
    for name, codes in chosen.items():
        known = facets.get_facet(name).labels(codes)
        if wrong := [code for code in codes if code not in known]:
            unknown[name] = wrong
    return unknown


def explain_unknown_value(name: str, code: str) -> str:
    """Return what is wrong with a value of a facet, and what was probably meant: by its code or by its label."""
    facet = facets.get_facet(name)
    spellings = facet.spellings()
    if meant := nearest(code, spellings):
        words = _("“%(value)s” is not recognised. Did you mean “%(nearest)s”?")
        return words % {"value": code, "nearest": spellings[meant]}
    return str(facet.unknown) % {"value": code}
