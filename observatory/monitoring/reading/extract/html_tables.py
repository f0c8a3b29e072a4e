"""Keep the places of cells in the tables of a web page (see `table_rows`)."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from observatory.monitoring.reading.extract.table_rows import EMPTY_CELL, Cell, empty_places

_LAYOUT = "h1, h2, h3, form, nav, article, section, main, td table, th table"
_BLOCKS = ["p", "div", "center", "br"]
_LONGEST_CELL = 300  # characters; in a table of data most cells are short
_LONGEST_REMARK = 1_000  # in a table with headings
_SHORT_CELL = 60
_SIGNS = "img[alt], i, span[class], [aria-label], [title], input[type=checkbox], input[type=radio]"
_LABELS = ("alt", "aria-label", "title")
_ICON = re.compile(r"(?i)icon|glyph|check|tick|(?<![a-z])(?:fa|yes|no|ok|true|false)(?![a-z])")
_MOST_TABLES, _MOST_CELLS = 300, 20_000


def keep_cell_places(tables: Sequence[LexborNode]) -> None:
    """Write into the cells of the tables of data how many columns before them are empty, and join the paragraphs in a
    cell. Tables that lay out the page stay as they are."""
    left = _MOST_CELLS
    for table in tables[:_MOST_TABLES]:
        rows = [row for row in map(_cells, table.css("tr")) if row]
        left -= sum(map(len, rows)) + 1
        if left < 0:
            return
        if len(rows) > 1 and max(map(len, rows)) > 1:
            _keep_cell_places_in(table, rows)


def _cells(row: LexborNode) -> list[LexborNode]:
    return [child for child in row.iter(include_text=False) if child.tag in ("td", "th")]


def _keep_cell_places_in(table: LexborNode, rows: list[list[LexborNode]]) -> None:
    """Write the places of the cells into a table, if it is one of data."""
    texts = [[cell.text().strip() or _show_sign_in_cell(cell) for cell in row] for row in rows]
    if not _is_data_table(table, texts):
        return
    if table.css_first(", ".join(_BLOCKS)) is not None:
        for row in rows:
            for cell in row:
                _join_paragraphs(cell)
    grid = [
        [Cell(text, _span(cell, "colspan"), _span(cell, "rowspan")) for cell, text in zip(row, own, strict=True)]
        for row, own in zip(rows, texts, strict=True)
    ]
    for row, gaps in zip(rows, empty_places(grid), strict=True):
        for cell, gap in zip(row, gaps, strict=True):
            first = cell.first_child
            if gap and first is not None:
                first.insert_before(f"{EMPTY_CELL} " * gap)


def _is_data_table(table: LexborNode, texts: list[list[str]]) -> bool:
    """Return whether a table shows data: its cells are short, and none of them contains parts of a page."""
    if table.attributes.get("role") in ("presentation", "none") or table.css_first(_LAYOUT) is not None:
        return False
    sizes = sorted(len(text) for row in texts for text in row if text)
    if not sizes or sizes[len(sizes) // 2] > _SHORT_CELL:
        return False
    return sizes[-1] <= _LONGEST_CELL or (sizes[-1] <= _LONGEST_REMARK and table.css_first("th") is not None)


def _show_sign_in_cell(cell: LexborNode) -> str:
    """Write into a cell that has nothing but a sign what the sign says, and return it: the label of a picture, a box
    that is ticked or not, and "▪" for an icon that only a style sheet draws."""
    sign = cell.css_first(_SIGNS) if cell.first_child is not None else None
    if sign is None:
        return ""
    attributes = sign.attributes
    text = next((found for name in _LABELS if (found := (attributes.get(name) or "").strip())), "")[:_SHORT_CELL]
    if sign.tag == "input":
        text = "☑" if "checked" in attributes else "☐"
    elif not text and sign.tag != "img" and _ICON.search(attributes.get("class") or ""):
        text = "▪"
    if text:
        cell.insert_child(text)
    return text


def _join_paragraphs(cell: LexborNode) -> None:
    for block in cell.css(", ".join(_BLOCKS)):
        block.insert_before(" ")
        block.insert_after(" ")
    cell.unwrap_tags(_BLOCKS, delete_empty=True)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(int(value), 1_000) if value.isascii() and value.isdigit() and len(value) <= 6 else 1
