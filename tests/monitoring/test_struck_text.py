"""Text that is struck through, deleted or hidden: no part of the standing text, and found as what it is."""

import io
import re
import zipfile

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import QuoteMatch, TextQuoteSelector
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
    ("<u style='text-decoration:underline line-through'>{}</u>", ""),
    ("<span style='font-size:0'>{}</span>", ""),
    ("<span style='position:absolute;left:-9999px'>{}</span>", ""),
    ("<span style='display:inline-block;text-indent:-999em'>{}</span>", ""),
    ("<span style='position:absolute; clip: rect(0, 0, 0, 0)'>{}</span>", ""),
    ("<span style='clip-path:inset(50%)'>{}</span>", ""),
    ("<span style='display:block;height:0;overflow:hidden'>{}</span>", ""),
    ("<span style='overflow:hidden;max-height:0px'>{}</span>", ""),
    ("<span hidden>{}</span><button>Print</button>", ""),
    ("<button>Print</button><span hidden>{}</span>", ""),
    ("<i class=gone>{}</i>", "<style><!--\n.gone { DISPLAY: NONE; height: 9px }\n--></style>"),
    ("<i class=gone>{}</i>", "<style>p .x, main .gone{visibility:hidden!important}</style>"),
    ("<i class=gone>{}</i>", "<style>@media print{.gone{color:red}} i.gone{opacity:0;font-size:12px}</style>"),
    ("<i data-state=old>{}</i>", "<style>[data-state=old]{text-decoration:line-through}</style>"),
    ("<i id=c5>{}</i>", "<style>body #c5 { font-size: 0 }</style>"),
    ("<del>{}</del>", "<style>del{display:none}</style>"),
    ("<i>{}</i>", "<style>p > i:first-child{text-decoration: solid line-through}</style>"),
    ("<i class=off>{}</i>", "<style>.off{position:absolute;left:-10000px;top:auto}</style>"),
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


FOLDED = "<style>.pane{display:none} #t:checked ~ .pane{display:block} .fade{opacity:0;animation:in 1s}</style>"


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
        ("<a data-bs-target='#more'>Show</a> <span id=more style='display:none'>{}</span>", ""),
        ("<a data-bs-target='.more'>Show</a> <span class='x more' hidden>{}</span>", ""),
        ("<a href='page.html#more'>Show</a> <span id=more hidden>{}</span>", ""),
        ("<a onclick=\"toggle('more')\">Show</a> <span id=more style='display:none'>{}</span>", ""),
        ("<span id=more hidden>{}</span><script>document.getElementById('more').hidden=false</script>", ""),
        ("<button popovertarget=more>Show</button><span id=more popover>{}</span>", ""),
        ("<button aria-expanded=false>Costs</button><span hidden>{}</span>", ""),
        ("<button>Read more</button><span hidden>{}</span>", ""),
        ("<a href='javascript:;'>展开全文</a><span style='display:none'>{}</span>", ""),
        ("<span role=tabpanel hidden>{}</span>", ""),
        ("<label for=t>Costs</label> <input type=checkbox id=t><span class=pane>{}</span>", FOLDED),
        ("<span class=fade>{}</span>", FOLDED),
        ("<span class=gone style='display:inline'>{}</span>", RULES),
        ("<span class='sr-only x'>{}</span>", "<style>.sr-only{position:absolute;clip:rect(0,0,0,0)}</style>"),
        ("<span class=list><i>{}</i></span>", "<style>.list{font-size:0} .list i{font-size:14px}</style>"),
        ("<span aria-hidden=true>{}</span>", ""),
        ("<span style='line-height:0;margin-left:-5px;fill-opacity:0'>{}</span>", ""),
        ("<span class=js-only>{}</span>", "<style>.no-js .js-only{display:none}</style>"),
    ],
)
def test_what_a_reader_sees_or_can_unfold_stands(markup: str, head: str) -> None:
    read = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>", head)

    assert find(read).state == QuoteState.PRESENT


@pytest.mark.parametrize(
    "panel",
    [
        "<button role=tab aria-controls=fees>Fees</button><div id=fees class=pane style='display:none'><p>{}</p></div>",
        "<ul><li><a href='#fees'>Fees</a></li></ul><div id=fees hidden><p>{}</p></div>",
        "<details><summary>Fees</summary><div><p>{}</p></div></details>",
        "<div hidden=until-found><p>{}</p></div>",
        "<h3><button aria-expanded=false aria-controls=fees>Fees</button></h3><div id=fees hidden><p>{}</p></div>",
        "<h3><button aria-expanded=false>Fees</button></h3><div class=panel hidden><p>{}</p></div>",
        "<a data-toggle=collapse href='#fees'>Fees</a><div class=collapse id=fees style='display:none'><p>{}</p></div>",
        "<div class=tab-hd><span onclick='show(1)'>Fees</span></div><div class=tab-bd><div style='display:none'>"
        "<p>{}</p></div></div>",
        "<div role=tabpanel aria-hidden=true class='panel slide'><p>{}</p></div>",
    ],
)
def test_a_change_in_a_part_that_can_be_unfolded_is_content(panel: str) -> None:
    before, after = html(panel.format(CLAUSE)), html(panel.format("The fund pays for no travel at all."))

    assert CLAUSE in before.blocks
    assert compare_texts(before, after).verdict == Verdict.CONTENT
    assert before.struck == ()


@pytest.mark.parametrize(
    "part",
    [
        "<p><a href='#'>Back to top</a></p><div hidden><p>{}</p></div>",
        "<button aria-controls=other>Show</button><div id=fees hidden><p>{}</p></div>",
        "<p><a href='#fees'>Fees</a></p><div id=costs style='display:none'><p>{}</p></div>",
        "<button onclick='print()'>Print</button><div hidden><p>{}</p></div>",
        "<p>Read more on this in section 2.</p><div hidden><p>{}</p></div>",
        "<div class=panel hidden><p>{}</p></div>",
    ],
)
def test_a_hidden_part_that_no_control_opens_does_not_stand(part: str) -> None:
    read = html(part.format(CLAUSE))

    assert read.struck_blocks == (CLAUSE,)
    assert compare_texts(html(part.format("Another clause.")), read).verdict == Verdict.IDENTICAL


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
    assert find_quote(TextQuoteSelector("A 12", suffix=PROSE), read).state == QuoteState.STRUCK
    assert find_quote(TextQuoteSelector(f"One rule.\n{CLAUSE}"), read).state == QuoteState.STRUCK


def test_scripts_and_style_sheets_do_not_count_as_text_that_a_page_shows() -> None:
    code = f"<script>{'var x = 1; ' * 500}</script><style>.ready {{ color: {'red' * 500} }}</style>"
    read = extract(f"<body>{code}<main style='visibility:hidden'><p>{PROSE}</p></main></body>".encode(), "text/html")
    assert PROSE in read.text


def test_a_page_that_hides_everything_until_its_script_runs_is_read() -> None:
    read = extract(f"<body><div id=app style='display:none'><p>{PROSE}</p><p>{CLAUSE}</p></div>".encode(), "text/html")

    assert find_quote(TextQuoteSelector(CLAUSE), read).state == QuoteState.PRESENT


@pytest.mark.parametrize("markup", ["{}", "<s>{}</s>", "<span hidden>{}</span>"])
def test_striking_or_hiding_a_clause_is_a_change_of_content(markup: str) -> None:
    before = html(f"<p>{BEFORE}{CLAUSE}{AFTER}</p>")
    after = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>")

    expected = Verdict.IDENTICAL if markup == "{}" else Verdict.CONTENT
    assert compare_texts(before, after).verdict == expected
    assert compare_texts(after, before).verdict == expected


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


CROSSED_OUT = ("<s>{}</s>", "<del>{}</del>", "<i style='text-decoration:line-through'>{}</i>", "<s hidden>{}</s>")
HIDDEN = ("<i hidden>{}</i>", "<i style='display:none'>{}</i>", "<template>{}</template>", "<i class=gone>{}</i>")


@pytest.mark.parametrize("markup", CROSSED_OUT)
def test_crossed_out_words_are_struck_whatever_is_around_them(markup: str) -> None:
    read = html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>", RULES)

    for selector in (TextQuoteSelector(CLAUSE), TextQuoteSelector(CLAUSE, "In another year, ", " Nobody knows why.")):
        assert find_quote(selector, read).state == QuoteState.STRUCK


@pytest.mark.parametrize("markup", HIDDEN)
@pytest.mark.parametrize(
    ("selector", "state"),
    [
        (TextQuoteSelector(CLAUSE), QuoteState.MISSING),
        (TextQuoteSelector(CLAUSE, "In another year, the plan ended. ", " Nobody knows why."), QuoteState.MISSING),
        (TextQuoteSelector(CLAUSE, BEFORE), QuoteState.STRUCK),
        (TextQuoteSelector(CLAUSE, suffix=AFTER), QuoteState.STRUCK),
    ],
)
def test_hidden_words_are_struck_where_what_is_around_them_agrees(
    markup: str, selector: TextQuoteSelector, state: str
) -> None:
    match = find_quote(selector, html(f"<p>{BEFORE}{markup.format(CLAUSE)}{AFTER}</p>", RULES))

    assert (match.state, match.hidden) == (state, state == QuoteState.MISSING)


def test_hidden_words_of_a_word_file_are_missing_and_crossed_out_ones_are_struck() -> None:
    run = "<w:r><w:rPr>{}</w:rPr><w:t>" + CLAUSE + "</w:t></w:r>"
    hidden = find_quote(TextQuoteSelector(CLAUSE), docx(run.format("<w:vanish/>")))
    both = find_quote(TextQuoteSelector(CLAUSE), docx(run.format("<w:strike/><w:vanish/>")))

    assert (hidden.state, hidden.hidden) == (QuoteState.MISSING, True)
    assert (both.state, both.hidden) == (QuoteState.STRUCK, False)


def test_a_hidden_part_between_standing_words_of_the_quote_is_struck() -> None:
    read = html(f"<p>{BEFORE}The fund pays <i hidden>for travel to other</i> machines. {AFTER}</p>")

    assert find_quote(TextQuoteSelector(CLAUSE), read).state in (QuoteState.STRUCK, QuoteState.ALTERED)


def test_words_that_are_hidden_in_one_place_and_crossed_out_in_another_are_struck() -> None:
    read = html(f"<p hidden>{CLAUSE}</p><p>{BEFORE}<s>{CLAUSE}</s>{AFTER}</p>")

    assert find_quote(TextQuoteSelector(CLAUSE), read).state == QuoteState.STRUCK


def test_a_quote_that_is_in_the_page_nowhere_is_not_hidden() -> None:
    assert not find_quote(TextQuoteSelector("A sentence of another page."), html(f"<p hidden>{CLAUSE}</p>")).hidden


def test_struck_text_survives_packing_and_an_older_packing_is_read() -> None:
    read = html(f"<p>{BEFORE}<s>{CLAUSE}</s>{AFTER}<i hidden>Menu</i></p>")
    old = b'{"media":"html","blocks":["One."],"link_blocks":[],"signals":[],"extractor":"2"}'

    assert Document.unpack(read.pack()) == read
    assert Document.unpack(old) == Document("html", ("One.",), extractor="2")
