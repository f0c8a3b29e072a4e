"""What a Word file shows of its other parts: charts, SmartArt, text boxes, and documents that it includes whole."""

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, UnreadableDocument, extract
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from tests.monitoring.embedded_parts import WordFile, bar_chart, link, node, points, series, strict

PROSE = "The council lends time on its machines to groups of up to twelve members for a year."
CLAUSE = "The budget of the programme is 45 million euros in 2026."
YEARS = points("2024", "2025")


def read(file: WordFile) -> Document:
    return extract(file.bytes())


def blocks(file: WordFile) -> tuple[str, ...]:
    return read(file).blocks


# Documents in other formats (altChunk)

MHT = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=x"\r\n\r\n--=x\r\nContent-Type: text/html;\r\n'
    b' charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=BF=C6=D1=A7=CA=FD=BE=DD=D3=A6=B5=B1'
    b"=BF=AA=B7=C5</p><p>A long line=\r\n that goes on.</p>\r\n--=x--\r\n"
)


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.html", f"<html><body><h1>Annex</h1><p>{CLAUSE}</p></body></html>".encode(), ("Annex", CLAUSE)),
        ("a.htm", f"<p>{CLAUSE}</p><table><tr><td>A</td><td>1</td></tr></table>".encode(), (CLAUSE, "A 1")),
        ("a.dat", f"<html><body><p>{CLAUSE}</p></body></html>".encode(), (CLAUSE,)),
        ("a.html", "<meta charset=gbk><p>科学数据应当开放</p>".encode("gbk"), ("科学数据应当开放",)),
        (
            "a.xhtml",
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{CLAUSE}</p></body></html>'.encode(),
            (CLAUSE,),
        ),
        ("a.mht", MHT, ("科学数据应当开放", "A long line that goes on.")),
        ("a.txt", f"{CLAUSE}\n\nSecond paragraph.".encode(), (CLAUSE, "Second paragraph.")),
        ("a.docx", WordFile().paragraph(CLAUSE).table(("A", "1")).bytes(), (CLAUSE, "A 1")),
    ],
)
def test_an_included_document_is_read_where_it_stands(name, content, shown):
    found = read(WordFile().paragraph("Before.").chunk(name, content).paragraph(PROSE))

    assert found.blocks == ("Before.", *shown, PROSE)
    assert found.unread_parts == ()


def test_a_file_of_nothing_but_an_included_page_is_read():
    assert blocks(WordFile().chunk("a.html", f"<p>{CLAUSE}</p>".encode())) == (CLAUSE,)


def test_a_figure_that_changes_in_an_included_document_is_a_change():
    before, after = (
        read(WordFile().paragraph(PROSE).chunk("a.html", f"<p>{CLAUSE.replace('45', number)}</p>".encode()))
        for number in ("45", "54")
    )

    assert compare_texts(before, after).verdict == Verdict.CONTENT
    assert find_quote(TextQuoteSelector(CLAUSE), before).state == QuoteState.PRESENT
    assert find_quote(TextQuoteSelector(CLAUSE), after).state == QuoteState.ALTERED


def test_what_is_struck_or_hidden_in_an_included_document_does_not_stand():
    page = f"<p>{PROSE} <del>{CLAUSE}</del></p><p><s>Old.</s></p><p hidden>Menu of the page.</p><p>End.</p>"
    found = read(WordFile().chunk("a.html", page.encode()))

    assert found.blocks == (PROSE, "End.")
    assert found.struck_blocks == (CLAUSE, "Old.", "Menu of the page.")
    assert find_quote(TextQuoteSelector(CLAUSE), found).state == QuoteState.STRUCK
    assert find_quote(TextQuoteSelector("Menu of the page."), found).hidden


def test_word_files_in_word_files_are_read_a_few_levels_deep_and_the_rest_is_named():
    inner = WordFile().paragraph("Level 0.")
    for level in range(1, 6):
        inner = WordFile().paragraph(f"Level {level}.").chunk(f"inner{level}.docx", inner.bytes())
    found = read(inner)

    assert found.blocks == ("Level 5.", "Level 4.", "Level 3.", "Level 2.")
    assert found.unread_parts == ("inner2.docx",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("annex.rtf", b"{\\rtf1 text}"),
        ("annex.docx", b"PK\x03\x04 damaged"),
        ("annex.bin", b"\x00\x01\x02\x03" * 100),
        ("annex.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100),
    ],
)
def test_an_included_document_that_cannot_be_read_is_named(name, content):
    found = read(WordFile().paragraph(PROSE).chunk(name, content))

    assert found.blocks == (PROSE,)
    assert found.unread_parts == (name,)
    assert Document.unpack(found.pack()) == found
    with pytest.raises(UnreadableDocument, match="embedded"):
        read(WordFile().chunk(name, content))


def test_a_part_that_is_included_again_and_again_is_refused():
    page = f"<p>{'word ' * 100_000}</p>".encode()
    file = WordFile()
    key = file.relate("a.html", page, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk")
    body = file.document.element.body
    for _ in range(60):
        body.insert(0, body.makeelement(f"{{{body.nsmap['w']}}}altChunk", {f"{{{body.nsmap['r']}}}id": key}))
    with pytest.raises(UnreadableDocument, match="too much text"):
        read(file)


# Charts


def test_a_chart_is_its_titles_and_the_table_of_its_data_after_its_paragraph():
    made = bar_chart(
        series("Grants", YEARS, points("12", "30")),
        series("Loans", YEARS, points("", "7.5")),
        heading="Money by year",
        axis="Year",
    )
    found = blocks(WordFile().paragraph("Before.").chart(made).paragraph(PROSE))

    assert found == ("Before.", "Money by year", "Year", "␣ Grants Loans", "2024 12", "2025 30 7.5", PROSE)


def test_a_figure_of_a_chart_that_changes_is_a_change_and_so_is_one_that_moves_to_another_series():
    def drawn(grants: tuple[str, str], loans: tuple[str, str]) -> Document:
        made = bar_chart(series("Grants", YEARS, points(*grants)), series("Loans", YEARS, points(*loans)))
        return read(WordFile().paragraph(PROSE).chart(made).paragraph(CLAUSE))

    before = drawn(("12", "30"), ("", "8"))
    assert compare_texts(before, drawn(("12", "30"), ("", "8"))).verdict == Verdict.IDENTICAL
    assert compare_texts(before, drawn(("12", "31"), ("", "8"))).verdict == Verdict.CONTENT
    assert compare_texts(before, drawn(("", "30"), ("12", "8"))).verdict == Verdict.CONTENT


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.30000000000000004", "General", "0.3"),
        ("0.355", "0.0%", "35.5%"),
        ("1200000", "#,##0", "1200000"),
        ("45658", "yyyy\\-mm\\-dd", "2025-01-01"),
        ("45658", "[Red]General", "45658"),
        ("12", '0" days"', "12"),
        ("n/a", "0%", "n/a"),
        ("1e999", "yyyy", "inf"),
        ("NaN", "d.m.yyyy", "nan"),
    ],
)
def test_a_figure_is_read_as_its_format_shows_it(value, code, shown):
    made = bar_chart(series("", points("A"), points(value, code=code.replace('"', "&quot;"))))
    assert blocks(WordFile().chart(made)) == (f"A {shown}",)


def test_categories_in_levels_name_the_outer_level_first():
    level = "<c:lvl><c:pt idx='0'><c:v>{}</c:v></c:pt><c:pt idx='1'><c:v>{}</c:v></c:pt></c:lvl>"
    cat = f"<c:multiLvlStrRef><c:multiLvlStrCache>{level.format('May', 'June')}{level.format('2024', '2025')}"
    cat = f"<c:cat>{cat}</c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"
    made = f"<c:ser>{cat}<c:val><c:numLit>{points('1', '2')}</c:numLit></c:val></c:ser>"
    assert blocks(WordFile().chart(bar_chart(made))) == ("2024 May 1", "2025 June 2")


def test_each_series_of_a_scatter_chart_has_places_of_its_own():
    def scatter(name: str, x: str, y: str) -> str:
        return f"<c:ser><c:tx><c:v>{name}</c:v></c:tx><c:xVal>{x}</c:xVal><c:yVal>{y}</c:yVal></c:ser>"

    made = bar_chart(scatter("A", points("1", "2"), points("3", "4")), scatter("B", points("9"), points("8")))
    assert blocks(WordFile().chart(made)) == ("A", "1 3", "2 4", "B", "9 8")


def test_labels_that_somebody_wrote_are_read():
    label = "<c:dLbl><c:tx><c:rich><a:p><a:r><a:t>Estimate</a:t></a:r></a:p></c:rich></c:tx></c:dLbl>"
    made = f"<c:chart><c:plotArea><c:barChart>{series('A', '', points('1'))}{label}</c:barChart></c:plotArea></c:chart>"
    assert blocks(WordFile().chart(made)) == ("A", "1", "Estimate")


def test_a_chart_of_a_newer_kind_is_read():
    data = (
        '<cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:lvl ptCount="2"><cx:pt idx="0">Staff</cx:pt>'
        '<cx:pt idx="1">Machines</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:lvl formatCode="0%">'
        '<cx:pt idx="0">0.4</cx:pt><cx:pt idx="1">0.6</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>'
    )
    words = "<a:p><a:r><a:t>Costs</a:t></a:r></a:p>"
    chart = f"<cx:chart><cx:title><cx:tx><cx:rich>{words}</cx:rich></cx:tx></cx:title></cx:chart>"
    assert blocks(WordFile().extended_chart(data + chart)) == ("Costs", "Staff 40%", "Machines 60%")


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "99999999999999999999", "²", ""])
def test_a_point_without_a_sensible_number_is_left_out(number):
    made = f"<c:ser><c:val><c:pt idx='{number}'><c:v>7</c:v></c:pt><c:pt idx='2'><c:v>8</c:v></c:pt></c:val></c:ser>"
    assert blocks(WordFile().chart(bar_chart(made))) == ("8",)


def test_a_chart_of_many_series_is_read_series_by_series():
    many = [series(f"S{n}", "", f"<c:pt idx='{n}'><c:v>{n}</c:v></c:pt>") for n in range(600)]
    found = blocks(WordFile().chart(bar_chart(*many)))

    assert (len(found), found[0], found[-1]) == (600, "S0 0", "S599 599")


# SmartArt


def test_the_nodes_of_smart_art_are_read_from_above_in_their_order():
    nodes = (
        node("2", "Second"), node("1", "First"), node("0", kind="doc"), node("11", "First below"),
        node("t", "line", kind="parTrans"), node("p", "layout", kind="pres"), node("3", "Alone"),
    )  # fmt: skip
    links = link("0", "1", 0), link("0", "2", 1), link("1", "11", 0), link("0", "p", 0, "presOf")
    file = WordFile().paragraph(PROSE)
    file.smart_art(f"<dgm:ptLst>{''.join(nodes)}</dgm:ptLst><dgm:cxnLst>{''.join(links)}</dgm:cxnLst>")

    assert blocks(file.paragraph(CLAUSE)) == (PROSE, "First", "First below", "Second", "Alone", CLAUSE)


def test_links_in_a_circle_end():
    links = link("0", "1", 0) + link("1", "0", 0) + link("1", "1", 0) + link("1", "missing", 0)
    nodes = node("0", kind="doc") + node("1", "One")
    assert blocks(WordFile().smart_art(f"<dgm:ptLst>{nodes}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst>")) == ("One",)


# Once


def test_charts_and_smart_art_of_a_strict_file_read_as_in_a_transitional_one():
    file = WordFile().paragraph(PROSE).chart(bar_chart(series("A", YEARS, points("1", "2")), heading="Grants"))
    file.smart_art(f"<dgm:ptLst>{node('0', kind='doc')}{node('1', 'One')}</dgm:ptLst>")
    file.chunk("a.html", f"<p>{CLAUSE}</p>".encode())

    assert extract(strict(file.bytes())).blocks == (PROSE, "Grants", "␣ A", "2024 1", "2025 2", "One", CLAUSE)
    assert extract(strict(file.bytes())) == extract(file.bytes())


def test_a_chart_with_a_fallback_is_read_once():
    drawn = WordFile().chart(bar_chart(series("A", YEARS, points("1", "2"))))
    run = drawn.document.paragraphs[-1].runs[0]._r
    mc = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
    choice = run.makeelement(f"{mc}Choice", {"Requires": "c14"})
    choice.append(run[0])
    fallback = run.makeelement(f"{mc}Fallback", {})
    words = drawn.document.add_paragraph("This chart isn't available in your version of Word.")._p
    fallback.append(words.r_lst[0])
    words.getparent().remove(words)
    alternatives = run.makeelement(f"{mc}AlternateContent", {})
    alternatives.extend([choice, fallback])
    run.append(alternatives)

    assert blocks(drawn) == ("␣ A", "2024 1", "2025 2")


def test_a_missing_chart_is_left_out():
    drawn = WordFile().paragraph(PROSE).chart("<c:chart/>")
    assert blocks(drawn) == (PROSE,)
