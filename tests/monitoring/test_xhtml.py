"""XHTML: elements that close themselves, CDATA sections, and what is not well-formed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.monitoring.reading.extract import extract

XHTML = "application/xhtml+xml"
PROSE = "The council publishes a report on the use of machines every year before the end of June, and names its costs."
HEAD = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">'


def page(body: str, head: str = "<title>Rules</title>") -> bytes:
    root = '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">'
    return f"{HEAD}{root}<head>{head}</head><body>{body}<p>{PROSE}</p></body></html>".encode()


@pytest.mark.parametrize(
    "empty",
    [
        "<script src='a.js'/>", "<title/>", "<textarea/>", "<a name='x'/>", "<div/>", "<iframe src='a'/>", "<style/>",
        "<noscript/>", "<select/>", "<button/>", "<s/>", "<h1/>", "<object data='a'/>", "<template/>", "<svg/>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("content_type", [XHTML, f"{XHTML}; charset=utf-8", "application/xml", ""])
def test_an_element_that_closes_itself_swallows_nothing(empty: str, content_type: str) -> None:
    in_head = empty.startswith(("<script", "<title", "<style"))
    read = extract(page("", empty) if in_head else page(empty), content_type)

    assert PROSE in read.blocks
    assert read.struck == ()


def test_the_same_bytes_as_html_are_html() -> None:
    assert PROSE not in extract(page("", "<script src='a.js'/>"), "text/html").text


def test_sections_entities_and_prefixes_are_read() -> None:
    body = (
        f"<p><![CDATA[1 < 2 & <b>]]>&nbsp;M&auml;rz &amp; &#233;t&eacute;</p><h:p xmlns:h='urn:x'>{PROSE} Twice.</h:p>"
    )
    read = extract(page(body, "<title>A &amp; B</title><style><![CDATA[ .x { display: none } ]]></style>"), XHTML)

    assert read.title == "A & B"
    assert "1 < 2 & <b> März & été" in read.blocks
    assert f"{PROSE} Twice." in read.blocks


@pytest.mark.parametrize("broken", ["<p>One<br>", "<b><i>x</b></i>", "<p>a & b", "&unknown;", "<a b=c>x</a>", "</div>"])
def test_what_is_not_well_formed_is_read_as_html(broken: str) -> None:
    assert PROSE in extract(page(broken), XHTML).blocks


def test_entities_of_a_document_are_not_resolved() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "lol">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&e11;&f;</p><p>{PROSE}</p></body></html>"
    read = extract((text + body).encode(), XHTML)

    assert PROSE in read.blocks
    assert "root:" not in read.full_text
    assert len(read.full_text) < 5_000


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div/>", "<script/>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&nbsp;", "&x;", "<br/>",
        "<a:b>",
        "<svg:text/>", "<textarea/>", " text ", "<?php", "?>", "\x00", "<table><tr><td/></tr></table>", "\ud800", "<",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25), st.text(max_size=30))
def test_any_xhtml_is_read_as_something(pieces: list[str], text: str) -> None:
    body = "".join((*pieces, text)).encode("utf-8", "surrogatepass")

    assert extract(page("").replace(b"<p>", body + b"<p>", 1), XHTML).media == "html"
