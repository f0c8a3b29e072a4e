"""Rows of tables as text in which cells keep their places: a tick that moves to another column changes the text.

The cells of a row are joined by spaces, and a column that is empty before a filled cell is written as EMPTY_CELL. A
cell over several columns or rows is in the first of them, as in a spreadsheet. Columns that are empty in the whole
table, and empty cells at the end of a row, are not written: they are layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

EMPTY_CELL = "\u2423"  # OPEN BOX, the sign for a blank; the form of quotes leaves it out
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell reads, and how many columns and rows it covers."""

    text: str = ""
    columns: int = 1
    rows: int = 1


def row_texts(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the text of each row, "" for an empty one."""
    texts = []
    for row, gaps in zip(rows, empty_places(rows), strict=True):
        pieces = [f"{EMPTY_CELL} " * gap + cell.text.strip() for cell, gap in zip(row, gaps, strict=True)]
        texts.append(" ".join(filter(None, pieces)))
    return texts


def empty_places(rows: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return for each cell of each row how many empty columns are between it and the filled cell before it, columns
    that are empty in the whole table left out; 0 for empty cells."""
    starts = _first_columns_of_cells(rows)
    filled = sorted({column for row in starts for column in row if column >= 0})
    places = {column: number for number, column in enumerate(filled)}
    gaps = []
    for row in starts:
        gaps.append([0] * len(row))
        expected = 0
        for number, column in enumerate(row):
            if column >= 0:
                gaps[-1][number] = places[column] - expected
                expected = places[column] + 1
    return gaps


def _first_columns_of_cells(rows: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return the column in which each cell of a table of any kind begins, -1 for empty cells (HTML Living Standard,
    4.9.12: forming a table)."""
    starts: list[list[int]] = []
    covered: dict[int, int] = {}  # column: the row after the last that a cell from above covers
    for number, row in enumerate(rows):
        starts.append([])
        column = 0
        for cell in row:
            while covered.get(column, 0) > number:
                column += 1
            if column >= _MOST_COLUMNS:
                starts[-1].append(-1)
                continue
            starts[-1].append(column if cell.text.strip() else -1)
            end = min(column + max(1, cell.columns), _MOST_COLUMNS)
            if cell.rows > 1:
                covered |= dict.fromkeys(range(column, end), number + cell.rows)
            column = end
    return starts
