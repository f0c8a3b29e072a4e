"""Raised text: markers of notes do not run into figures, and powers are no longer numbers."""

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import TextQuoteSelector

END = ", says the council of machines."


def html(markup: str, tag: str = "p") -> Document:
    return extract(f"<html lang=en><body><main><{tag}>{markup}{END}</{tag}></main></body>".encode(), "text/html")


def state(exact: str, read: Document) -> QuoteState:
    return find_quote(TextQuoteSelector(exact), read).state


@pytest.mark.parametrize(
    ("markup", "shown", "quote"),
    [
        ("by 2030<sup>2</sup> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>[2]</sup> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>(2)</sup> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup> 2) </sup> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<a href='#n2'><sup>2</sup></a> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup><a name=b>2</a></sup> at the latest", "by 2030[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>①</sup> at the latest", "by 2030[1] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>⑫</sup> at the latest", "by 2030[12] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>1,2</sup> at the latest", "by 2030[1],[2] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>[3]–[5]</sup> at the latest", "by 2030[3]–[5] at the latest", "by 2030 at the latest"),
        ("by 2030<sup>1</sup><sup>2</sup> at the latest", "by 2030[1][2] at the latest", "by 2030 at the latest"),
        ("by 2030<span class='footnote-ref'>2</span> at most", "by 2030[2] at most", "by 2030 at most"),
        ("by 2030<a class=footnote href='#f2'>2</a> at most", "by 2030[2] at most", "by 2030 at most"),
        ("by 2030<span style='vertical-align: super'>2</span> at most", "by 2030[2] at most", "by 2030 at most"),
        ("the word<sup>137</sup> stands", "the word[137] stands", "the word stands"),
        ("in 2030.<sup>4</sup> It ends", "in 2030.[4] It ends", "in 2030. It ends"),
        ("12.5<sup>2</sup> million euros", "12.5[2] million euros", "12.5 million euros"),
        ("科学数据<sup>2</sup>汇交制度", "科学数据[2]汇交制度", "科学数据汇交制度"),
        ("共一百万元<sup>［1］</sup>整", "共一百万元[1]整", "共一百万元整"),
        ("该办法<sup>[注1]</sup>施行", "该办法[1]施行", "该办法施行"),
        ("up 10%<sup>3</sup> a year", "up 10%[3] a year", "up 10% a year"),
    ],
)
def test_the_marker_of_a_note_is_no_part_of_the_text(markup: str, shown: str, quote: str) -> None:
    read = html(markup)

    assert f"{shown}{END}" in read.blocks
    assert state(quote + END, read) == QuoteState.PRESENT


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("10<sup>18</sup> operations", "10¹⁸ operations"),
        ("<a href=/x>10<sup>18</sup> operations</a>", "10¹⁸ operations"),
        ("10<sup>-3</sup> and 10<sup>−3</sup>", "10⁻³ and 10⁻³"),
        ("40 m<sup>2</sup>, 7 km<sup>2</sup> and 5 s<sup>-1</sup>", "40 m², 7 km² and 5 s⁻¹"),
        ("五平方米<sup>2</sup>", "五平方米²"),
        ("x<sup>2</sup>, x<sup>n</sup>, E = mc<sup>2</sup> and (x+y)<sup>3</sup>", "x², xⁿ, E = mc² and (x+y)³"),
        ("of <sup>14</sup>C in the air", "of ¹⁴C in the air"),
        ("Ca<sup>2+</sup> and CO<sub>2</sub>", "Ca²⁺ and CO2"),
        ("10<sup>2.5</sup> units", "10^2.5 units"),
        ("1<sup>st</sup>, 2<sup>e</sup>, M<sup>me</sup> and Acme<sup>TM</sup>", "1st, 2e, Mme and AcmeTM"),
        ("<math><msup><mn>10</mn><mn>2</mn></msup></math> units", "10² units"),
        (
            "<math><semantics><mi>x</mi><annotation encoding=TeX>\\mathrm x</annotation></semantics></math> units",
            "x units",
        ),
    ],
)
def test_a_power_stays_a_power_and_letters_stay_letters(markup: str, shown: str) -> None:
    assert f"{shown}{END}" in html(markup).blocks


@pytest.mark.parametrize("written", ["10<sup>18</sup>", "10¹⁸", "10^18"])
@pytest.mark.parametrize(
    ("quote", "present"),
    [("10^18", True), ("10¹⁸", True), ("1018", False), ("10", False), ("10^17", False), ("10^1", False)],
)
def test_a_power_is_found_in_all_its_forms_and_in_no_other(written: str, quote: str, present: bool) -> None:
    found = state(f"makes {quote} operations a second", html(f"The machine makes {written} operations a second"))

    assert (found == QuoteState.PRESENT) == present


def test_a_number_that_looks_like_a_power_is_none() -> None:
    read = html("The machine makes 1018 operations a second")

    assert state("makes 1018 operations", read) == QuoteState.PRESENT
    assert state("makes 10^18 operations", read) != QuoteState.PRESENT
