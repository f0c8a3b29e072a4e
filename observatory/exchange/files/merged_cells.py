"""Cells of a workbook that are merged: all but the first of them have no value.

`openpyxl` does not read them of a sheet that it reads row by row, so they are looked for in the XML of the sheet
(Office Open XML, ECMA-376, 18.3.1.54: `<mergeCell ref="B2:B4"/>`).
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl.utils.cell import range_boundaries

from observatory.exchange.files.sheet import MOST_COLUMNS

MOST_MERGED = 20_000
_PIECE = 1_000_000
_OVERLAP = 200
_MERGED = re.compile(rb'mergeCell\s[^<>]{0,100}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
Area = tuple[int, int, int, int]  # first column, first row, last column, last row, counted from 1


class Merged:
    """Merged areas of a sheet, asked for row by row from the first one on."""

    def __init__(self, areas: Iterable[Area]):
        self._coming = sorted(set(areas), key=lambda area: -area[1])
        self._here: list[Area] = []

    def without_value(self, row: int) -> Iterator[int]:
        """Yield the places in a row, counted from 0, of cells that are merged with one above or before them."""
        while self._coming and self._coming[-1][1] <= row:
            self._here.append(self._coming.pop())
        self._here = [area for area in self._here if area[3] >= row]
        for left, top, right, _bottom in self._here:
            first = left if row > top else left + 1
            yield from range(first - 1, min(right, MOST_COLUMNS))


def find_merged(content: bytes, sheet: Any) -> Merged:
    """Return the merged areas of a sheet of a workbook."""
    areas: set[Area] = set()
    with ZipFile(BytesIO(content)) as archive, archive.open(sheet._worksheet_path) as part:
        rest = b""
        while len(areas) < MOST_MERGED and (piece := part.read(_PIECE)):
            text = rest + piece
            areas.update(range_boundaries(found[1].decode()) for found in _MERGED.finditer(text))
            rest = text[-_OVERLAP:]
    return Merged(areas)
