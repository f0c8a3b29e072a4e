"""Text that is struck through, deleted or hidden: no part of the standing text, and found as what it is."""

import io
import re
import zipfile

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
from observatory.monitoring.reading.quotes import find_quote
from tests.monitoring.documents import make_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CLAUSE = "The fund pays for travel to other machines."
PROSE = (
    "The council publishes a report on the use of machines every year before the end of June, and names costs. "
    "It is read by a panel of five members, none of whom works for the applicant."
)
BEFORE, AFTER = "Costs are paid in part. ", " Receipts are kept for six years."


def html(clause: str, head: str = "") -> Document:
    page = f"<html lang=en><head>{head}</head><body><main><h1>Rules</h1><p>{PROSE}</p>{clause}<p>{PROSE}</p></main>"
    return extract(page.encode(), "text/html")


def find(read: Document, exact: str = CLAUSE) -> QuoteMatch:
    return find_quote(TextQuoteSelector(exact, BEFORE, AFTER), read)


def docx(clause: str, styles: str = "") -> Document:
    """A Word file with runs of XML between BEFORE and AFTER, and more styles."""
    source = zipfile.ZipFile(io.BytesIO(make_docx("Rules", [PROSE, "@@", PROSE])))
    sink = io.BytesIO()
    run = '<w:r><w:t xml:space="preserve">%s</w:t></w:r>'
    with zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                text = part.decode()
                part = re.sub(r"<w:r><w:t>@@</w:t></w:r>", lambda _: run % BEFORE + clause + run % AFTER, text).encode()
            if name == "word/styles.xml":
                part = part.replace(b"</w:styles>", f"{styles}</w:styles>".encode())
            target.writestr(name, part)
    return extract(sink.getvalue(), DOCX)


RULES = "<style>/* .no{display:none} */ .gone{display : none} .old, td.x{text-decoration: line-through red}</style>"
STRUCK = [
    ("<s>{}</s>", ""),
    ("<strike>{}</strike>", ""),
    ("<del>{}</del>", ""),
    ("<S>{}</S>", ""),
    ("<span style='text-decoration:line-through'>{}</span>", ""),
    ("<b style='TEXT-DECORATION-LINE: LINE-THROUGH'>{}</b>", ""),
    ("<span hidden>{}</span>", ""),
    ("<span style='display:none'>{}</span>", ""),
    ("<i style='visibility: hidden'>{}</i>", ""),
    ("<span style='opacity:0'>{}</span>", ""),
    ("<template>{}</template>", ""),
    ("<span class='gone'>{}</span>", RULES),
    ("<span class='a old b'>{}</span>", RULES),
    ("<s>The fund pays <b>for travel</b></s><s> to other machines.</s>", ""),
]


@pytest.mark.parametrize(("markup", "head"), STRUCK)
def test_a_struck_or_hidden_clause_of_a_page_does_not_stand(markup: str, head: str) -> None:
    read = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>", head)

    assert CLAUSE not in read.text
    assert CLAUSE not in read.full_text
    assert f"{BEFORE.strip()}{AFTER}" in read.blocks
    assert read.struck_blocks == (CLAUSE,)
    assert find(read).state == QuoteState.STRUCK
    assert find(read).passage == CLAUSE


@pytest.mark.parametrize(
    ("markup", "head"),
    [
        ("{}", ""),
        ("<ins>{}</ins>", ""),
        ("<details><summary>More</summary>{}</details>", ""),
        ("<span class='no'>{}</span>", RULES),
        ("<span class='gone'>{}</span>", RULES + "<style>.gone.on{display:block}</style>"),
        ("<span class='p'>{}</span>", "<style>@media print{.p{display:none}}</style>"),
        ("<span hidden=until-found>{}</span>", ""),
        ("<a aria-controls=more>Show</a> <span id=more style='display:none'>{}</span>", ""),
        ("The fund pays <del>mostly </del>for travel to other machines.", ""),
    ],
)
def test_what_a_reader_sees_or_can_unfold_stands(markup: str, head: str) -> None:
    read = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>", head)

    assert find(read).state == QuoteState.PRESENT


def test_deleted_and_inserted_words_are_a_change() -> None:
    match = find(
        html(f"<p>{BEFORE}The fund <del>pays</del><ins>may pay</ins> for travel to other machines.{AFTER}</p>")
    )

    assert (match.state, match.meaning_changed) == (QuoteState.ALTERED, True)
    assert match.passage == "The fund may pay for travel to other machines."


def test_a_deletion_may_go_over_several_paragraphs_and_rows() -> None:
    read = html(f"<del><p>One rule.</p><p>{CLAUSE}</p></del><table><tr hidden><td>A</td><td>12</td></tr></table>")

    assert read.struck_blocks == ("One rule.", CLAUSE, "A 12")
    assert read.blocks == ("Rules", PROSE, PROSE)
    assert find_quote(TextQuoteSelector("A 12"), read).state == QuoteState.STRUCK
    assert find_quote(TextQuoteSelector(f"One rule.\n{CLAUSE}"), read).state == QuoteState.STRUCK


def test_a_page_that_hides_everything_until_its_script_runs_is_read() -> None:
    read = extract(f"<body><div id=app style='display:none'><p>{PROSE}</p><p>{CLAUSE}</p></div>".encode(), "text/html")

    assert find_quote(TextQuoteSelector(CLAUSE), read).state == QuoteState.PRESENT


@pytest.mark.parametrize("markup", ["{}", "<s>{}</s>", "<span hidden>{}</span>"])
def test_striking_or_hiding_a_clause_is_a_change_of_content(markup: str) -> None:
    before = html(f"<p>{BEFORE}{CLAUSE}{AFTER}</p>")
    after = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>")

    expected = Verdict.IDENTICAL if markup == "{}" else Verdict.CONTENT
    assert compare(before, after).verdict == expected
    assert compare(after, before).verdict == expected


@pytest.mark.parametrize(
    ("clause", "styles"),
    [
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>{}</w:t></w:r>", ""),
        ('<w:r><w:rPr><w:dstrike w:val="true"/></w:rPr><w:t>{}</w:t></w:r>', ""),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>", ""),
        ('<w:del w:id="1" w:author="A"><w:r><w:delText>{}</w:delText></w:r></w:del>', ""),
        ('<w:moveFrom w:id="1" w:author="A"><w:r><w:t>{}</w:t></w:r></w:moveFrom>', ""),
        (
            '<w:r><w:rPr><w:rStyle w:val="Gone2"/></w:rPr><w:t>{}</w:t></w:r>',
            '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
            '<w:style w:type="character" w:styleId="Gone2"><w:basedOn w:val="Gone"/></w:style>',
        ),
    ],
)
def test_a_struck_deleted_or_hidden_clause_of_a_word_file_does_not_stand(clause: str, styles: str) -> None:
    read = docx(clause.format(CLAUSE), styles)

    assert CLAUSE not in read.text
    assert read.struck_blocks == (CLAUSE,)
    assert find(read).state == QuoteState.STRUCK


@pytest.mark.parametrize(
    "clause",
    [
        "<w:r><w:t>{}</w:t></w:r>",
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>{}</w:t></w:r>',
        '<w:ins w:id="1" w:author="A"><w:r><w:t>{}</w:t></w:r></w:ins>',
    ],
)
def test_inserted_text_and_a_strike_that_is_off_stand(clause: str) -> None:
    assert find(docx(clause.format(CLAUSE))).state == QuoteState.PRESENT


def test_struck_text_survives_packing_and_an_older_packing_is_read() -> None:
    read = html(f"<p>{BEFORE}<s>{CLAUSE}</s>{AFTER}</p>")
    old = b'{"media":"html","blocks":["One."],"link_blocks":[],"signals":[],"extractor":"2"}'

    assert Document.unpack(read.pack()) == read
    assert Document.unpack(old) == Document("html", ("One.",), extractor="2")


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("by 2030<sup>2</sup> at the latest", "by 2030[2] at the latest"),
        ("the group<sup><a href='#f1'>[1]</a></sup> reports", "the group[1] reports"),
        ("10<sup>18</sup> operations on 40 m<sup>2</sup>", "10¹⁸ operations on 40 m²"),
    ],
)
def test_a_raised_number_is_a_note_or_an_exponent(markup: str, shown: str) -> None:
    read = html(f"<p>{markup}, says the council of machines.</p>")

    assert f"{shown}, says the council of machines." in read.blocks
    plain = re.sub(r"\[\d\]", "", shown)
    assert find_quote(TextQuoteSelector(plain), read).state == QuoteState.PRESENT
    assert find_quote(TextQuoteSelector("The machine makes 10 operations"), read).state != QuoteState.PRESENT
