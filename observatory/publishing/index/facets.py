"""Store an entry's facet values in two forms at publication: lexemes for filtering and packed numbers for counting.

Filtering: each value is a lexeme of the search vector (`=jurisdiction:CN`), so words and filters need one scan of one
index. Counting: all values of an entry are packed in one short column, so counting every facet of a result reads one
column once (docs/search.md). It contains 64-bit numbers: the first has what every entry has one of (kind, subtype,
evidence, year), each further one a value. The number of entries with each value is also stored, for the lists
(`facet_counts`). So the numbers below are a storage format: a change of one needs a migration of both tables
(docs/search.md).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from observatory.publishing.evidence import STATE_NUMBERS
from observatory.records import registry
from observatory.records.closed_lists import check_distinct_numbers

# In the order in which readers see them; the number names the facet in the highest byte of a stored number.
FACET_NUMBERS = check_distinct_numbers(
    {
        "kind": 0,
        "subtype": 1,
        "jurisdiction": 2,
        "year": 3,
        "theme": 4,
        "instrument_type": 5,
        "field": 6,
        "organisation": 7,
        "evidence": 8,
    },
    least=0,
    most=127,  # from 128 on a number would be negative as PostgreSQL reads it
)
FACETS = tuple(FACET_NUMBERS)
_COLUMNS = {
    "jurisdiction": "jurisdictions",
    "theme": "themes",
    "instrument_type": "instrument_types",
    "field": "fields",
    "organisation": "organisation_ids",
}
_WIDTH = 7  # bytes of a number below the one that names its facet
_TOGETHER = 255  # in that byte: the number of what every entry has one of (-1 where it is read as a signed one)
_BELOW = (1 << 8 * _WIDTH) - 1
# Bytes of each, _WIDTH in all; as `tally` reads them.
_EVERY = (("kind", registry.KIND_BYTES), ("subtype", registry.SUBTYPE_BYTES), ("evidence", 1), ("year", 2))
_STATES = {state.value: number for state, number in STATE_NUMBERS.items()}
_DIGITS = {"year": 4, "organisation": 16}
_MOST_YEARS = 30
# Each sample holds a quarter of the one before, by a hash of the permanent id: fair to any query. The database works
# out to how many of them an entry belongs (`Entry.sample`); each has an index of its own.
SAMPLES = (4, 16, 64, 256)


def values(kind: str, columns: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (facet, code) of an entry in the order of `FACETS`; `columns` as `documents.columns` has them."""
    found = {facet: [str(code) for code in columns[column]] for facet, column in _COLUMNS.items()}
    # A country includes its subdivisions (ISO 3166-2 puts its code before the hyphen).
    found["jurisdiction"] = sorted({place for code in found["jurisdiction"] for place in (code, code.split("-")[0])})
    found["kind"] = [kind]
    found["subtype"] = [f"{kind}.{columns['subtype']}"] if columns["subtype"] else []
    found["year"] = _years(columns["date_from"], columns["date_to"])
    found["evidence"] = [columns["evidence"]] if columns["evidence"] else []
    return [(facet, code) for facet in FACETS for code in found[facet]]


def _years(start: str | date | None, end: str | date | None) -> list[str]:
    if not start or not end:
        return []
    first, last = int(str(start)[:4]), int(str(end)[:4])
    return [str(first), *(str(year) for year in range(max(first + 1, last - _MOST_YEARS), last + 1))]


def lexeme(facet: str, code: str) -> str:
    """Return the lexeme that stands for a facet value; no text has it, because words hold no "="."""
    return f"={facet}:{code}"


def number(facet: str, code: str) -> int:
    """Return the number by which a code of a facet is counted; -1 for a code that no entry can have.

    Types and states of the evidence have numbers of their own; years and organisations (numbers of records) are
    numbers; a short code of a vocabulary is its own bytes; subtypes and long codes are hashed (BLAKE2): subtypes that
    collide are refused when they are registered, and long codes have seven bytes.
    """
    match facet:
        case "kind":
            return next((row.number for row in registry.all_types() if row.kind == code), -1)
        case "subtype":
            return registry.subtype_number(code)
        case "evidence":
            return _STATES.get(code, -1)
        case "year" | "organisation":
            return int(code) if code.isascii() and code.isdecimal() and len(code) <= _DIGITS[facet] else -1
    raw = code.encode("utf-8", "replace")
    return int.from_bytes(raw if len(raw) <= _WIDTH else blake2b(raw, digest_size=_WIDTH).digest(), "big")


def pack(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return facet values as the column holds them: unsigned 64-bit numbers, big-endian.

    Raises `ValueError` for a value that no entry can have: nobody could count it.
    """
    if unknown := [f"{facet} {code!r}" for facet, code in pairs if number(facet, code) < 0]:
        raise ValueError(f"no number is known for {', '.join(unknown)}")
    first = {facet: code for facet, code in reversed(pairs) if facet in dict(_EVERY)}
    together = _TOGETHER
    for facet, width in _EVERY:
        together = together << 8 * width | (number(facet, first[facet]) if facet in first else 0)
    found = [together, *(key(facet, code) for facet, code in pairs if first.get(facet) != code)]
    return b"".join(each.to_bytes(_WIDTH + 1, "big") for each in found)


class Counted(NamedTuple):
    """Numbers of packed columns, each once and in ascending order (signed, as PostgreSQL's bigint holds them), and how
    often each stands."""

    numbers: NDArray[np.int64]
    times: NDArray[np.int64]

    @classmethod
    def of(cls, times: Mapping[int, int]) -> "Counted":
        """Return numbers that were counted elsewhere."""
        rows = np.array(sorted(times.items()), np.int64).reshape(-1, 2)
        return cls(rows[:, 0], rows[:, 1])

    def between(self, least: int, most: int) -> "Counted":
        """Return the numbers from one to another."""
        begin, end = np.searchsorted(self.numbers, (least, most + 1))
        return Counted(self.numbers[begin:end], self.times[begin:end])

    def most_frequent(self, length: int) -> "Counted":
        """Return so many of the numbers, the most frequent first; of two as frequent the smaller."""
        order = np.argsort(-self.times, kind="stable")[:length]
        return Counted(self.numbers[order], self.times[order])

    def pairs(self) -> Iterator[tuple[int, int]]:
        return zip(self.numbers.tolist(), self.times.tolist(), strict=True)


class Tally(NamedTuple):
    """How many entries have each value, by facet and number, and how many are dated in each year, by its number (the
    year; of an interval the first) and that of their evidence state."""

    by_facet: dict[str, Counter[int]]
    dated: Counter[tuple[int, int]]


def numbers(packed: bytes | bytearray) -> Counted:
    """Count the numbers in many packed columns laid end to end."""
    return _counted(_unpacked(packed))


def having(packed: bytes, facet: str, codes: Sequence[str]) -> Counted:
    """Count the numbers in those of many packed columns that have any of these values of a facet."""
    held = _unpacked(packed)
    begins = held < 0  # as signed numbers, those that begin with _TOGETHER
    wanted = [number(facet, code) for code in codes if number(facet, code) > 0]
    has = np.isin(held, [FACET_NUMBERS[facet] << 8 * _WIDTH | each for each in wanted])
    if facet in dict(_EVERY):
        names = [name for name, _width in _EVERY]
        after = sum(width for _name, width in _EVERY[names.index(facet) + 1 :])
        has |= begins & np.isin(held >> 8 * after & (1 << 8 * dict(_EVERY)[facet]) - 1, wanted)
    entry = np.cumsum(begins) - 1
    among = np.zeros(len(held), bool)  # by entry, of which there are no more than numbers
    among[entry[has]] = True
    return _counted(held[among[entry]])


def key(facet: str, code: str) -> int:
    """Return the number of a value among those of all facets, as columns hold it where an entry may have many."""
    return FACET_NUMBERS[facet] << 8 * _WIDTH | number(facet, code)


def packed_key(facet: str, code: str) -> bytes | None:
    """Return the bytes that stand in the column of every entry with a value of a facet of which an entry may have many;
    None for other facets, and for codes that no entry can have. Elsewhere the same bytes may stand by chance."""
    if facet in dict(_EVERY) or number(facet, code) < 0:
        return None
    return key(facet, code).to_bytes(_WIDTH + 1, "big")


def keys_of(facet: str) -> tuple[int, int]:
    """Return the least and the greatest key that values of a facet can have."""
    least = FACET_NUMBERS[facet] << 8 * _WIDTH
    return least, least | _BELOW


def lists_of(packed: bytes) -> list[int]:
    """Return the keys of the type and of the places of an entry: of the lists that are read most."""
    if not packed:
        return []
    together, *others = _unpacked(packed).tolist()
    place = FACET_NUMBERS["jurisdiction"]
    return [together >> 48 & 0xFF, *(other for other in others if other >> 8 * _WIDTH == place)]


def tally(counted: Counted, *, organisations: int | None = None) -> Tally:
    """Return what counted numbers stand for; of organisations only the so many most frequent."""
    found: dict[str, Counter[int]] = {}
    for facet in FACETS:
        least, most = keys_of(facet)
        values = counted.between(least, most)
        if facet == "organisation" and organisations is not None:
            values = values.most_frequent(organisations)
        found[facet] = Counter({value - least: times for value, times in values.pairs()})
    kinds, subtypes, states, years = (found[facet] for facet, _width in _EVERY)
    dated: Counter[tuple[int, int]] = Counter()
    together = counted.between(-_BELOW - 1, -1)  # as signed numbers, those that begin with the byte _TOGETHER
    for value, times in together.pairs():
        kinds[value >> 48 & 0xFF] += times
        subtypes[value >> 24 & 0xFFFFFF] += times
        dated[value & 0xFFFF, value >> 16 & 0xFF] += times
    for (year, state), times in dated.items():
        years[year] += times
        states[state] += times
    for each in (kinds, subtypes, states, years):
        del each[0]
    return Tally(found, Counter({pair: times for pair, times in dated.items() if pair[0]}))


def _counted(held: NDArray[np.int64]) -> Counted:
    return Counted(*np.unique(held, return_counts=True))


def _unpacked(packed: bytes | bytearray) -> NDArray[np.int64]:
    return np.frombuffer(packed, ">i8").astype(np.int64)
