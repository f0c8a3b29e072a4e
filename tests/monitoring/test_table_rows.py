"""Tables: a cell keeps its place in its row."""

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.extract.table_rows import EMPTY_CELL, Cell, row_texts
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import TextQuoteSelector

PROSE = "The council publishes a report on the use of machines every year before the end of June, and names its costs."
HEAD = "<tr><th>Service</th><th>Free</th><th>Paid</th><th>Price</th></tr>"


def html(rows: str, table: str = "<table>") -> Document:
    page = f"<html lang=en><body><main><h1>Rules</h1><p>{PROSE}</p>{table}{HEAD}{rows}</table><p>{PROSE}</p></main>"
    return extract(page.encode(), "text/html")


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


STORAGE = row("Storage", "✓", "", "12")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (row("Storage", "✓", "", ""), row("Storage", "", "✓", "")),
        (row("Storage", "√", "", "12"), row("Storage", "", "√", "12")),
        (row("Storage", "4,000", "", "12"), row("Storage", "", "4,000", "12")),
        (row("Storage", "&nbsp;", "yes", ""), row("Storage", "yes", "&nbsp;", "")),
        (row("存储", "●", "", "3"), row("存储", "", "●", "3")),
        (row("", "", "12", ""), row("", "", "", "12")),
        (row("", "✓", "", "") + row("A", "1", "1", "1"), row("", "", "✓", "") + row("A", "1", "1", "1")),
        (row("Storage", "<p>✓</p>", "<p>&nbsp;</p>", "1"), row("Storage", "<p>&nbsp;</p>", "<p>✓</p>", "1")),
        (row("Storage", "<img alt=yes>", "", ""), row("Storage", "", "<img alt=yes>", "")),
        (row("Storage", "<i class='fa fa-check'></i>", ""), row("Storage", "", "<i class='fa fa-check'></i>")),
        (row("A", "<input type=checkbox checked>"), row("A", "<input type=checkbox>")),
        (row("Storage", "✓", "", PROSE), row("Storage", "", "✓", PROSE)),
        (row("Storage", "✓", "", PROSE * 4), row("Storage", "", "✓", PROSE * 4)),
        (
            "<tr><td>Storage</td><td colspan=2></td><td>9</td></tr>" + STORAGE,
            "<tr><td>Storage</td><td></td><td>9</td><td></td></tr>" + STORAGE,
        ),
    ],
)
def test_what_moves_to_another_column_is_a_change(before: str, after: str) -> None:
    more = row("Computing", "✓", "✓", "1")

    assert compare_texts(html(before + more), html(after + more)).verdict == Verdict.CONTENT
    assert compare_texts(html(before + more), html(before + more)).verdict == Verdict.IDENTICAL


@pytest.mark.parametrize(
    "after",
    [
        "<tr><td>Storage</td><td>✓</td><td colspan=1></td><td>12</td></tr>",
        "<tr><td>Storage</td><td colspan=2>✓</td><td>12</td></tr>",
        "<tr><td>Storage</td><td>✓</td><td>&nbsp;</td><td>12</td><td></td><td></td></tr>",
        "<tr><td> Storage </td><td><span>✓</span></td><td><br></td><td><b>12</b></td></tr>",
        "<tr><td>Storage</td><td>✓</td><td><img src=space.gif alt=''></td><td>12</td></tr>",
        "<tr><th scope=row>Storage</th><td><p>✓</p></td><td><p></p></td><td><div>12</div></td></tr>",
    ],
)
def test_another_way_to_write_the_same_row_is_no_change(after: str) -> None:
    assert compare_texts(html(STORAGE), html(after)).verdict != Verdict.CONTENT


def test_an_empty_column_for_looks_is_no_change() -> None:
    spaced = "".join(
        f"<tr><td width=9></td><td>{a}</td><td width=9></td><td>{b}</td></tr>" for a, b in (("One", "1"), ("Two", "2"))
    )
    plain = row("One", "1") + row("Two", "2")
    page = f"<main><h1>Rules</h1><p>{PROSE}</p><table>%s</table></main>"

    read = [extract((page % rows).encode(), "text/html") for rows in (plain, spaced)]
    assert read[0].blocks == read[1].blocks


@pytest.mark.parametrize("exact", ["Storage ✓ 12", "Storage 12", "Service Free Paid Price\nStorage ✓ 12", "✓ 12"])
def test_a_quote_over_cells_is_present(exact: str) -> None:
    read = html(STORAGE if "✓" in exact else row("Storage", "", "", "12"))

    assert find_quote(TextQuoteSelector(exact), read).state == QuoteState.PRESENT


def test_figures_with_empty_cells_between_them_are_two() -> None:
    read = html(row("2023", "", "15", "7"))

    assert f"2023 {EMPTY_CELL} 15 7" in read.blocks
    assert find_quote(TextQuoteSelector("2023 15 7"), read).state == QuoteState.PRESENT
    assert find_quote(TextQuoteSelector("2023|15"), read).state != QuoteState.PRESENT


def test_a_table_that_lays_out_the_page_reads_as_before() -> None:
    page = (
        f"<table><tr><td></td><td><h1>Rules</h1></td></tr><tr><td>Menu</td>"
        f"<td><p>{PROSE}</p><p>{PROSE} Again.</p></td></tr>"
        "<tr><td>News</td><td></td></tr></table>"
    )
    read = extract(page.encode(), "text/html")

    assert EMPTY_CELL not in read.text
    assert PROSE in read.blocks


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([["A", "", "✓"], ["B", "✓", ""]], ["A ␣ ✓", "B ✓"]),
        ([["", "2023", "2024"], ["A", "1", "2"]], ["␣ 2023 2024", "A 1 2"]),
        ([["A", "", "1"], ["B", "", "2"]], ["A 1", "B 2"]),
        ([["", "", ""], ["B", "1", "2"]], ["", "B 1 2"]),
        ([], []),
    ],
)
def test_the_texts_of_rows(rows: list[list[str]], texts: list[str]) -> None:
    assert row_texts([[Cell(text) for text in row] for row in rows]) == texts


def test_a_cell_over_columns_and_rows_is_in_the_first() -> None:
    rows = [[Cell("A", rows=2), Cell("x", columns=2), Cell("y")], [Cell("1"), Cell("2"), Cell("3")], [Cell("B", 10**9)]]

    assert row_texts(rows) == ["A x ␣ y", "␣ 1 2 3", "B"]
