"""The values that each facet can have, and what to say of a value that no facet has."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.vocabularies import TERMS_BY_FACET
from observatory.search.filters import all_kinds, nearest, subtypes

_CLOSED: dict[str, Callable[[], Sequence[str]]] = {
    "kind": all_kinds,
    "subtype": lambda: [f"{row.kind}.{value}" for row in registry.all_types() for value in subtypes(row)],
    "evidence": lambda: Entry.Evidence.values,
}


def find_unknown_values(chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the values that their facet cannot have, by the name of the facet; one small query for each vocabulary."""
    unknown = {}
    for name, codes in chosen.items():
        known = _known_values(name, codes)
        if wrong := [code for code in codes if code not in known]:
            unknown[name] = wrong
    return unknown


def _known_values(name: str, codes: Sequence[str]) -> set[str]:
    if name in TERMS_BY_FACET:
        return set(TERMS_BY_FACET[name].objects.filter(code__in=codes).values_list("code", flat=True))
    if name == "organisation":
        return set(Entry.objects.live().filter(public_id__in=codes).values_list("public_id", flat=True))
    if name == "year":
        return {code for code in codes if code.isascii() and code.isdigit() and len(code) <= 4 and int(code)}
    return set(codes) & set(_CLOSED[name]())


def explain_unknown_value(name: str, code: str) -> str:
    """Return what is wrong with a value of a facet, and what was probably meant: by its code or by its label."""
    if name == "year":
        return _("Write the year with 4 digits.")
    if name == "organisation":
        return _("No public organisation has the ID “%(value)s”.") % {"value": code}
    if name in TERMS_BY_FACET:
        terms = TERMS_BY_FACET[name].objects.values_list("code", "label_en", "label_zh_hans")
        names = {word: term[0] for term in terms for word in term if word}
    else:
        names = {each: each for each in _CLOSED[name]()}
    meant = nearest(code, names)
    if meant:
        return _("“%(value)s” is not known. Did you mean “%(nearest)s”?") % {"value": code, "nearest": names[meant]}
    return _("“%(value)s” is not known.") % {"value": code}
