"""Counts of facet values, the one door to what is counted, and the matrix in memory that they are counted in: which
live entry has which value, as arrays of numbers.

To count facets in PostgreSQL takes as long as all matches have values; here it takes a few milliseconds, whatever was
found (docs/benchmarks.md). A process reads the arrays once after each publication; they take some 200 bytes an entry.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from numpy.typing import NDArray
from psycopg import Cursor

from observatory.publishing.index import facets
from observatory.publishing.models import Entry, FacetValue
from observatory.publishing.models.entry import Generation

Mask = NDArray[np.bool_]  # for each entry, whether it is meant

# What PostgreSQL sends of an array of integers: five integers, then of each element its length and itself.
_HEADER, _ELEMENT = 5, 2
_READ = """
SELECT string_agg(int8send(record_id), ''),
    string_agg(int4send(coalesce(extract(year FROM date_from), 0)::integer), ''),
    string_agg(int4send(cardinality(facet_ids)), ''), string_agg(array_send(facet_ids), '')
FROM (SELECT record_id, date_from, facet_ids FROM publishing_entry WHERE facet_ids <> '{}' ORDER BY record_id) AS entry
"""

_NONE = np.zeros(0, np.intp)


@dataclass(frozen=True)
class FacetMatrix:
    """`keys` are those of the entries, ascending, `years` the first year of their dates (0: none), `states` the place
    of their state among the codes of the evidence (from 1; 0: none), `lengths` how many values each has. For each value
    of each entry `entries` says whose it is, by its place among the keys, and `ids` which. `codes` has those of each
    facet by id, and `facet_ids` these ids as arrays.
    """

    generation: Generation | None
    keys: NDArray[np.int64]
    years: NDArray[np.int64]
    states: NDArray[np.int64]
    lengths: NDArray[np.int64]
    entries: NDArray[np.intp]
    ids: NDArray[np.int64]
    codes: Mapping[str, Mapping[int, str]]
    facet_ids: Mapping[str, NDArray[np.intp]]

    def found_by(self, rows: QuerySet | None) -> Mask:
        """Return which entries a query finds; None stands for all."""
        if rows is None:
            return np.ones(len(self.keys), bool)
        return np.isin(self.keys, _keys(rows), assume_unique=True)

    def having(self, facet: str, codes: Collection[str]) -> Mask:
        """Return which entries have any of these values of a facet."""
        chosen, wanted = set(codes), np.zeros(self._length, bool)
        wanted[[key for key, code in self.codes.get(facet, {}).items() if code in chosen]] = True
        found = np.zeros(len(self.keys), bool)
        found[self.entries[wanted[self.ids]]] = True
        return found

    def count(self, entries: Mask, names: Collection[str]) -> dict[str, Counter[str]]:
        """Return how many of some entries have each value of these facets, by facet and code."""
        times = np.bincount(self._ids_of(entries), minlength=self._length)
        return {name: self._most_frequent(times, facets.get_facet(name)) for name in names}

    def count_each(
        self, facet: str, codes: Sequence[str], names: Collection[str]
    ) -> dict[str, tuple[int, dict[str, Counter[str]]]]:
        """Return for each of these values of a facet how many entries have it, and how many of those have each value of
        the facets `names`: a cross table, in one pass over the values of all entries."""
        key_of = {code: key for key, code in self.codes.get(facet, {}).items()}
        row_of = np.full(self._length, -1)
        for row, code in enumerate(codes):
            if code in key_of:
                row_of[key_of[code]] = row
        rows = row_of[self.ids]
        having, rows = self.entries[rows >= 0], rows[rows >= 0]
        # Every value of a named facet that an entry has, once for each row the entry is in.
        wanted = np.zeros(self._length, bool)
        for name in names:
            wanted[self.facet_ids.get(name, _NONE)] = True
        counted = wanted[self.ids]
        values, each = self.ids[counted], np.bincount(self.entries[counted], minlength=len(self.keys))
        times, ends = each[having], np.cumsum(each)
        first = (ends - each)[having] - (np.cumsum(times) - times)
        # Row and value are counted together, as two digits of one number.
        both = np.repeat(rows * self._length, times) + values[np.repeat(first, times) + np.arange(times.sum())]
        table = np.bincount(both, minlength=len(codes) * self._length).reshape(-1, self._length)
        totals = np.bincount(rows, minlength=len(codes))
        return {
            code: (int(totals[row]), {name: self._most_frequent(table[row], facets.get_facet(name)) for name in names})
            for row, code in enumerate(codes)
        }

    def count_years(self, entries: Mask) -> dict[int, dict[str, int]]:
        """Count some entries by the year of their date and by the state of their evidence."""
        codes = ["", *self.codes.get("evidence", {}).values()]
        # Year and state are counted together, as two digits of one number.
        times = np.bincount(self.years[entries] * len(codes) + self.states[entries])
        found: dict[int, dict[str, int]] = {}
        for both in np.flatnonzero(times).tolist():
            year, state = divmod(both, len(codes))
            if year:
                found.setdefault(year, {})[codes[state]] = int(times[both])
        return found

    def _ids_of(self, entries: Mask) -> NDArray[np.int64]:
        """Return the ids of all values of some entries."""
        chosen = np.flatnonzero(entries)
        if 4 * len(chosen) > len(self.keys):
            return self.ids[entries[self.entries]]
        # Of few entries their values are put together, instead of looking at all.
        lengths, ends = self.lengths[chosen], np.cumsum(self.lengths)[chosen]
        first = ends - lengths - (np.cumsum(lengths) - lengths)
        return self.ids[np.repeat(first, lengths) + np.arange(lengths.sum())]

    def _most_frequent(self, times: NDArray[Any], facet: facets.Facet) -> Counter[str]:
        """Return the counts of the values of one facet from those of all values; of many, the most frequent."""
        codes, ids = self.codes.get(facet.name, {}), self.facet_ids.get(facet.name, _NONE)
        ids = ids[times[ids] > 0]
        if facet.most_counted is not None:
            ids = ids[np.argsort(-times[ids], kind="stable")[: facet.most_counted]]
        return Counter({codes[key]: number for key, number in zip(ids.tolist(), times[ids].tolist(), strict=True)})

    @property
    def _length(self) -> int:
        return 1 + max((int(ids.max()) for ids in self.facet_ids.values()), default=0)


_held: list[FacetMatrix] = []


def current_facet_matrix(generation: Generation | None = None) -> FacetMatrix:
    """Return the facet matrix of what is public now, read again after a publication or a rebuild of the index.
    `generation` is that of the entries, where the caller has just read it."""
    generation = generation or Entry.objects.generation()
    for held in _held:
        if held.generation == generation:
            return held
    _held[:] = [read_facet_matrix(generation)]
    return _held[0]


def read_facet_matrix(generation: Generation | None) -> FacetMatrix:
    """Read the facet matrix. The generation of the entries was read before, so that it is never older than that."""
    columns = zip(_binary_row(_READ), (">i8", ">i4", ">i4", ">i4"), strict=True)
    keys, years, lengths, arrays = (np.frombuffer(column, kind).astype(np.int64) for column, kind in columns)
    codes: dict[str, dict[int, str]] = {}
    for key, facet, code in FacetValue.objects.order_by("pk").values_list("pk", "facet", "code"):
        codes.setdefault(facet, {})[key] = code
    entries = np.repeat(np.arange(len(keys)), lengths)
    # Before a value stand the headers of its own array and of those before, and all earlier values.
    ids = arrays[_HEADER * (entries + 1) + _ELEMENT * np.arange(len(entries)) + 1]
    states = np.zeros(len(keys), np.int64)
    for place, state in enumerate(codes.get("evidence", {}), start=1):
        states[entries[ids == state]] = place
    facet_ids = {facet: np.fromiter(known, np.intp, len(known)) for facet, known in codes.items()}
    return FacetMatrix(generation, keys, years, states, lengths, entries, ids, codes, facet_ids)


def _keys(rows: QuerySet) -> NDArray[np.int64]:
    sql, values = rows.order_by().values_list("pk").query.sql_with_params()
    [keys] = _binary_row(f"SELECT string_agg(int8send(record_id), '') FROM ({sql}) AS found (record_id)", values)  # noqa: S608
    return np.frombuffer(keys, ">i8").astype(np.int64)


def _binary_row(sql: str, values: Sequence[Any] = ()) -> tuple[bytes, ...]:
    """Return the one row that a query finds as bytes, from which the arrays of the facet matrix are made."""
    connection.ensure_connection()
    # Not Django's cursor, which asks for text: bytes would come in hexadecimal, twice as long.
    with Cursor(connection.connection) as cursor:
        cursor.execute(sql, values or None, binary=True)
        return tuple(part or b"" for part in cursor.fetchone())


Years = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class Counts:
    """How many entries there are, how many have each value, by facet and code, and how many are dated in each year, by
    the state of their evidence."""

    total: int = 0
    by_facet: Mapping[str, Counter[str]] = field(default_factory=dict)
    years: Years = field(default_factory=dict)

    def of(self, facet: str) -> Counter[str]:
        return self.by_facet.get(facet, Counter())


@dataclass(frozen=True)
class Found:
    """What a query finds of the live entries."""

    matrix: FacetMatrix
    entries: Mask

    @property
    def total(self) -> int:
        return int(self.entries.sum())


def find_entries(rows: QuerySet | None = None, generation: Generation | None = None) -> Found:
    """Return what a query for live entries finds, to be counted; all of them without one. For `generation`, see
    `current_facet_matrix`."""
    matrix = current_facet_matrix(generation)
    return Found(matrix, matrix.found_by(rows))


def count_facets(
    found: Found, chosen: Mapping[str, Collection[str]] | None = None, *, alternatives: Collection[str] = ()
) -> Counts:
    """Count those of the found entries that have a chosen value of every facet.

    Of the facets named in `alternatives` each value counts what choosing it instead would find.
    """
    matrix = found.matrix
    having = {facet: matrix.having(facet, codes) for facet, codes in (chosen or {}).items() if codes}
    matches = np.logical_and.reduce([found.entries, *having.values()])
    by_facet = matrix.count(matches, [name for name in facets.names() if name not in alternatives])
    for facet in alternatives:
        others = [mask for name, mask in having.items() if name != facet]
        by_facet |= matrix.count(np.logical_and.reduce([found.entries, *others]), [facet])
    years = matrix.count_years(matches)
    return Counts(int(matches.sum()), {name: by_facet[name] for name in facets.names()}, years)


def count_each(
    facet: str, codes: Sequence[str], names: Collection[str], generation: Generation | None = None
) -> dict[str, Counts]:
    """Count the live entries that have each of these values of a facet, by the facets `names`; not by year."""
    rows = current_facet_matrix(generation).count_each(facet, codes, names)
    return {code: Counts(total, by_facet) for code, (total, by_facet) in rows.items()}


def count_years(rows: QuerySet) -> Years:
    """Count versions as of a day by the year of their date (of an interval the first), as `count` counts entries."""
    years: dict[int, dict[str, int]] = {}
    dated = rows.filter(date_from__isnull=False).order_by().annotate(year=ExtractYear("date_from"))
    for year, state, times in dated.values_list("year", "evidence").annotate(times=Count("pk")).order_by("year"):
        years.setdefault(year, {})[state] = times
    return years
