"""What a Word file shows is read, once and in its place; what it does not show is not."""

import io
import zipfile

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, UnreadableDocument, extract
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from tests.monitoring.word_files import levels, numbered, paragraph, row, run, table, word_file

PROSE = "The council lends time on its machines to groups of up to twelve members for a year."
HEADED = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'


def read(body: str, **parts: str) -> Document:
    return extract(word_file(body, parts))


def line(content: str, **parts: str) -> str:
    """The text of a paragraph with this content."""
    (block,) = extract(word_file(f"<w:p>{content}</w:p>", parts)).blocks
    return block


# Headers, footers, notes


def test_a_header_is_read_once_and_before_the_text() -> None:
    sections = (
        '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr></w:pPr></w:p>'
        f"{paragraph(PROSE)}"
        '<w:sectPr><w:headerReference w:type="first" r:id="header1"/><w:headerReference r:id="header2"/>'
        '<w:footerReference r:id="footer1"/></w:sectPr>'
    )
    head = paragraph("示科规〔2025〕3号")

    read_file = read(sections, header1=head, header2=head, footer1=paragraph("抄送：各市州科技局。"))

    assert read_file.blocks == ("示科规〔2025〕3号", PROSE, "抄送：各市州科技局。")


def test_another_number_in_the_header_is_a_change() -> None:
    before, after = (
        read(paragraph(PROSE) + HEADED, header1=paragraph(f"Ref. ABC/{number}/2025")) for number in (14, 15)
    )

    assert compare_texts(before, after).verdict == Verdict.CONTENT
    assert find_quote(TextQuoteSelector("Ref. ABC/14/2025"), before).state == QuoteState.PRESENT
    assert find_quote(TextQuoteSelector("Ref. ABC/14/2025"), after).state != QuoteState.PRESENT


PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE  \\* MERGEFORMAT </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("7") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.mark.parametrize(
    "footer",
    [
        f"<w:p>{PAGE}</w:p>",
        f"<w:p>{run('第')}{PAGE}{run('页共')}<w:fldSimple w:instr='NUMPAGES'>{run('12')}</w:fldSimple></w:p>",
        f"<w:p>{run('Page ')}{PAGE}{run(' of 12')}</w:p>",
        paragraph("- 3 -"),
        paragraph("3/12"),
        paragraph(""),
    ],
)
def test_a_footer_of_page_numbers_is_not_read(footer: str) -> None:
    assert read(paragraph(PROSE) + HEADED.replace("header", "footer"), footer1=footer).blocks == (PROSE,)


def test_the_page_numbers_of_a_table_of_contents_are_layout() -> None:
    assert line(f"{run('1 Aims')}<w:r><w:tab/></w:r>{PAGE.replace(' PAGE ', ' PAGEREF _Toc1 ')}") == "1 Aims"


def test_a_hidden_row_does_not_stand() -> None:
    hidden = row("B", "2").replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>")

    read_file = read(table(row("A", "1"), hidden))

    assert (read_file.blocks, read_file.struck_blocks) == (("A 1",), ("B 2",))


def test_a_page_number_in_a_header_with_words_does_not_count() -> None:
    read_file = read(paragraph(PROSE) + HEADED, header1=f"<w:p>{run('Annex to letter 14/2025, page ')}{PAGE}</w:p>")

    assert read_file.blocks == ("Annex to letter 14/2025, page", PROSE)


def test_notes_follow_the_text_and_comments_are_left_out() -> None:
    read_file = read(
        f'<w:p>{run(PROSE)}<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>',
        footnotes='<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1">{paragraph("Groups of five may apply.")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{paragraph("See the annex.")}</w:endnote>',
        comments=f'<w:comment w:id="0">{paragraph("Is this right?")}</w:comment>',
    )

    assert read_file.blocks == (PROSE, "Groups of five may apply.", "See the annex.")


# Tables


def test_a_nested_table_is_read_once() -> None:
    inner = table(row("Alpha", "3"), row("Beta", "4"))

    assert read(table(row("Name", f"{paragraph('Sizes:')}{inner}{paragraph('')}"))).blocks == (
        "Name Sizes:",
        "Alpha 3",
        "Beta 4",
    )


def test_a_tick_in_another_column_is_another_row() -> None:
    before, after = (
        read(table(row("Name", "Yes", "No"), row("Alpha", *ticks), row("Beta", "✓", ""))).blocks
        for ticks in (("✓", ""), ("", "✓"))
    )

    assert before != after


def test_a_frame_of_one_cell_is_no_table() -> None:
    assert read(table(row(paragraph("第一条 目的。") + paragraph("第二条 范围。")))).blocks == (
        "第一条 目的。",
        "第二条 范围。",
    )


def test_content_controls_are_read_wherever_they_are() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='Hint'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    block = control(paragraph("Block."))
    inline = f"<w:p>{run('Before ')}{control(run('inside'))}{run(' after.')}</w:p>"
    rows = table(row("A", "1"), control(row("B", "2")), f"<w:tr>{control('<w:tc>' + paragraph('C') + '</w:tc>')}"
                 f"<w:tc>{paragraph('3')}</w:tc></w:tr>")  # fmt: skip

    assert read(block + inline + rows).blocks == ("Block.", "Before inside after.", "A 1", "B 2", "C 3")


# Runs


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings", "F0FC", "✓"),
        ("wingdings", "00FB", "✗"),
        ("Wingdings 2", "F052", "☑"),
        ("Symbol", "F061", "α"),
        ("Symbol", "F0B3", "≥"),
        ("Times New Roman", "00B1", "±"),
    ],
)
def test_symbols_are_read_as_what_they_show(font: str, code: str, shown: str) -> None:
    assert (
        line(f'{run("Ethics review: ")}<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')
        == f"Ethics review: {shown}"
    )


def test_symbols_without_a_name_differ_from_each_other() -> None:
    shown = {
        line(f'{run("x")}<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')
        for font in ("Wingdings", "Wingdings 2", "Webdings")
        for code in ("F0F8", "F0F9")
    }

    assert len(shown) == 6


def test_letters_typed_in_a_symbol_font_are_symbols() -> None:
    fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'

    assert line(run("Agreed ") + run("þ", fonts) + run("\uf0a8", fonts)) == "Agreed ☑☐"
    assert line(run("þ", '<w:rFonts w:ascii="Arial"/>')) == "þ"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr></w:sdt>', "☒"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr></w:sdt>', "☐"),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            f"{run('☑')}</w:sdtContent></w:sdt>",
            "☑",
        ),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
         "</w:ffData></w:fldChar></w:r>", "☒"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
         "</w:fldChar></w:r>", "☐"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="low"/>'
         '<w:listEntry w:val="high"/></w:ddList></w:ffData></w:fldChar></w:r>', "high"),
    ],
)  # fmt: skip
def test_boxes_and_choices_of_forms_show_their_state(content: str, shown: str) -> None:
    assert line(run("Risk: ") + content) == f"Risk: {shown}"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('<w:fldSimple w:instr="DOCPROPERTY x">' + run("twelve") + "</w:fldSimple>", "twelve"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF secret</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("three")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "three",
        ),
        ('<w:hyperlink r:id="x">' + run("here") + "</w:hyperlink>", "here"),
        ("<w:r><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>", "cooperate-d"),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r>",
            "汉",
        ),
        ('<w:smartTag w:element="date">' + run("May") + "</w:smartTag>", "May"),
        ('<w:customXml w:element="date">' + run("June") + "</w:customXml>", "June"),
        ('<w:moveTo w:id="1">' + run("moved") + "</w:moveTo>", "moved"),
        (run("Loud", "<w:caps/>"), "Loud"),
        (run("10") + run("18", '<w:vertAlign w:val="superscript"/>'), "10¹⁸"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a b c"),
    ],
)
def test_the_parts_of_a_line_are_read_as_they_show(content: str, shown: str) -> None:
    assert line(content) == shown


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert read(f"<w:p>{run('Before ')}{shape}{run('after.')}</w:p>").blocks == ("Before after.", "In the box.")


def test_a_fallback_is_read_if_the_choice_shows_nothing() -> None:
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:t>Shown.</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )

    assert read(body).blocks == ("Shown.",)


def math(content: str) -> str:
    return content.replace("[", "<m:r><m:t>").replace("]", "</m:t></m:r>")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("[S=0.3×C]", "S=0.3×C"),
        ("<m:f><m:num>[a+b]</m:num><m:den>[2]</m:den></m:f>", "(a+b)/2"),
        ("<m:sSup><m:e>[x]</m:e><m:sup>[2]</m:sup></m:sSup>", "x^2"),
        ("<m:sSubSup><m:e>[x]</m:e><m:sub>[i]</m:sub><m:sup>[n+1]</m:sup></m:sSubSup>", "x_i^(n+1)"),
        ("<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e>[x]</m:e></m:rad>", "√(x)"),
        ("<m:rad><m:deg>[3]</m:deg><m:e>[x]</m:e></m:rad>", "3√(x)"),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>[i=1]</m:sub><m:sup>[n]</m:sup><m:e>[i]</m:e>"
            "</m:nary>",
            "∑_(i=1)^n i",
        ),
        ("<m:d><m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/></m:dPr><m:e>[x]</m:e></m:d>", "{x"),
        ("<m:m><m:mr><m:e>[a]</m:e><m:e>[b]</m:e></m:mr><m:mr><m:e>[c]</m:e><m:e>[d]</m:e></m:mr></m:m>", "a, b; c, d"),
        ("<m:func><m:fName>[log]</m:fName><m:e>[x]</m:e></m:func>", "log x"),
        ("<m:limLow><m:e>[lim]</m:e><m:lim>[n→∞]</m:lim></m:limLow>", "lim_(n→∞)"),
    ],
)
def test_formulas_are_text_in_one_line(formula: str, shown: str) -> None:
    assert line(f"{run('Share: ')}<m:oMath>{math(formula)}</m:oMath>") == f"Share: {shown}"


def test_a_fraction_turned_over_is_a_change() -> None:
    turned = ["<m:f><m:num>[a]</m:num><m:den>[b]</m:den></m:f>", "<m:f><m:num>[b]</m:num><m:den>[a]</m:den></m:f>"]
    before, after = (read(f"<w:p>{run('Share: ')}<m:oMath>{math(form)}</m:oMath></w:p>") for form in turned)

    assert compare_texts(before, after).verdict == Verdict.CONTENT


# Packages


def test_a_strict_file_reads_as_the_transitional_one() -> None:
    body = numbered(PROSE) + f"<w:p><m:oMath>{math('[x]')}</m:oMath></w:p>" + HEADED
    parts = {"numbering": levels(("decimal", "%1.")), "header1": paragraph("Ref. 14/2025")}

    strict = extract(word_file(body, parts, strict=True))

    assert strict.blocks == ("Ref. 14/2025", f"1. {PROSE}", "x")
    assert strict == extract(word_file(body, parts))


def test_a_file_that_only_embeds_others_is_unreadable_and_not_empty() -> None:
    with pytest.raises(UnreadableDocument, match="embedded"):
        read('<w:altChunk r:id="html"/>')


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    body = word_file(paragraph("x"), {"styles": ""})
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, bomb.encode() + content if name == "word/document.xml" else content)

    with pytest.raises(UnreadableDocument, match="document type"):
        extract(sink.getvalue())


def test_a_missing_header_is_left_out() -> None:
    assert read(paragraph(PROSE) + HEADED).blocks == (PROSE,)
