"""The facets of an entry, written down twice when it is published, for the two ways in which they are read.

Narrowing: each value is a lexeme of the search vector (`=jurisdiction:CN`), so words and filters
are answered by one scan of one index. Counting: all values of an entry stand packed in one short column,
eight bytes a value, so that counting every facet of a result reads one column once (docs/search.md).
"""

import sys
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any
from zlib import crc32

FACETS = ("kind", "subtype", "jurisdiction", "year", "theme", "instrument_type", "field", "organisation", "evidence")
_COLUMNS = {
    "jurisdiction": "jurisdictions",
    "theme": "themes",
    "instrument_type": "instrument_types",
    "field": "fields",
    "organisation": "organisation_ids",
}
_BYTES = 7
_MOST_YEARS = 30
# Each level holds a quarter of the one before, by a hash of the permanent id: a fair sample of any query.
SAMPLES = {4: "~4", 16: "~16", 64: "~64"}


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
    return [str(year) for year in range(max(first, last - _MOST_YEARS), last + 1)]


def lexeme(facet: str, code: str) -> str:
    """Return the lexeme that stands for a facet value; no text has it, because words hold no "="."""
    return f"={facet}:{code}"


def samples(public_id: str) -> list[str]:
    """Return the lexemes of the samples that an entry belongs to."""
    bucket = crc32(public_id.encode())
    return [name for share, name in SAMPLES.items() if bucket % share == 0]


def number(facet: str, code: str) -> int:
    """Return the facet value as 64 bits: one byte for the facet, seven for the code.

    An organisation is its record's number, a short code itself; a long code is hashed (BLAKE2).
    """
    if facet == "organisation":
        low = int(code)
    elif len(raw := code.encode()) <= _BYTES:
        low = int.from_bytes(raw, "big")
    else:
        low = int.from_bytes(blake2b(raw, digest_size=_BYTES).digest(), "big")
    return FACETS.index(facet) << 8 * _BYTES | low


def facet_of(number: int) -> tuple[str, int]:
    """Return the facet and the seven bytes of the code of a number."""
    place, low = divmod(number, 1 << 8 * _BYTES)
    return FACETS[place], low


def pack(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return facet values as the column holds them: unsigned 64-bit numbers, big-endian."""
    numbers = array("Q", (number(facet, code) for facet, code in pairs))
    return _big_endian(numbers).tobytes()


def unpack(packed: bytes) -> array:
    """Return the numbers of one packed column, or of many laid end to end."""
    return _big_endian(array("Q", packed))


def _big_endian(numbers: array) -> array:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
