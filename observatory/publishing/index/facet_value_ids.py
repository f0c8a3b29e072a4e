"""The ids of facet values: entries and versions keep these, in one array (`facet_ids`)."""

from collections.abc import Collection, Iterable, Mapping

from observatory.publishing.models import FacetValue

Value = tuple[str, str]  # (facet, code)


def facet_value_ids_of(values: Iterable[Value]) -> dict[Value, int]:
    """Return the ids of some facet values; a value that is met for the first time gets one.

    Of two publications that bring the same value at once, the second waits for the first and takes its id.
    """
    wanted = set(values)
    found = _known(wanted)
    if missing := sorted(wanted - found.keys()):  # in one order, so that two publications cannot wait for each other
        rows = [FacetValue(facet=facet, code=code) for facet, code in missing]
        FacetValue.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _known(missing)
    return found


def known_ids(facet: str, codes: Collection[str]) -> list[int]:
    """Return the ids of those codes of a facet that some entry has or had."""
    return sorted(FacetValue.objects.filter(facet=facet, code__in=codes).values_list("pk", flat=True))


def codes_of(facet: str, ids: Collection[int]) -> dict[int, str]:
    """Return the codes of a facet among some ids, by id."""
    return dict(FacetValue.objects.filter(facet=facet, pk__in=ids).values_list("pk", "code"))


def arrays_of(values: Mapping[int, Collection[Value]]) -> dict[int, list[int]]:
    """Return the arrays that are stored for the values of some entries, by their keys."""
    ids = facet_value_ids_of(value for row in values.values() for value in row)
    return {key: sorted(ids[value] for value in row) for key, row in values.items()}


def _known(values: Collection[Value]) -> dict[Value, int]:
    facets, codes = {facet for facet, _code in values}, {code for _facet, code in values}
    rows = FacetValue.objects.filter(facet__in=facets, code__in=codes).values_list("facet", "code", "pk")
    return {(facet, code): key for facet, code, key in rows if (facet, code) in values}
