"""What a Word file shows is read, once and in its place; what it does not show is not."""

import io
import zipfile

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare
from observatory.monitoring.reading.extract import Document, UnreadableDocument, extract
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.monitoring.reading.quotes import find_quote
from tests.monitoring.word_files import paragraph, row, run, table, word_file

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

    assert compare(before, after).verdict == Verdict.CONTENT
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


# Automatic numbers


def levels(*defined: tuple[str, str], more: str = "") -> str:
    """A list 1 with these formats and texts of its levels."""
    made = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(defined)
    )
    named = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="7">{made}</w:abstractNum>{named}'


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "text", "first", "twelfth"),
    [
        ("chineseCountingThousand", "第%1条", "第一条", "第十二条"),
        ("chineseCounting", "（%1）", "（一）", "（十二）"),
        ("japaneseCounting", "第%1条", "第一条", "第十二条"),
        ("ideographDigital", "%1、", "一、", "一二、"),
        ("ideographTraditional", "%1", "甲", "12"),
        ("chineseLegalSimplified", "%1", "壹", "壹拾贰"),
        ("decimal", "Article %1.", "Article 1.", "Article 12."),
        ("decimalZero", "%1", "01", "12"),
        ("upperRoman", "%1.", "I.", "XII."),
        ("lowerRoman", "(%1)", "(i)", "(xii)"),
        ("lowerLetter", "%1)", "a)", "l)"),
        ("decimalEnclosedCircle", "%1", "①", "⑫"),
        ("ordinal", "%1", "1st", "12th"),
        ("none", "§", "§", "§"),
        ("unheardOf", "%1", "1", "12"),
    ],
)
def test_automatic_numbers_are_in_front_of_their_paragraphs(form: str, text: str, first: str, twelfth: str) -> None:
    blocks = read("".join(numbered("Rule") for _ in range(12)), numbering=levels((form, text))).blocks

    assert (blocks[0], blocks[11]) == (f"{first} Rule", f"{twelfth} Rule")


def test_large_numbers_are_written_as_they_are_said() -> None:
    def said(start: int) -> str:
        numbering = levels(("chineseCountingThousand", "第%1条"))
        numbering = numbering.replace('<w:start w:val="1"/>', f'<w:start w:val="{start}"/>')
        return read(numbered("x"), numbering=numbering).blocks[0]

    shown = [said(value) for value in (10, 20, 105, 110, 1001, 1020)]
    assert shown == ["第十条 x", "第二十条 x", "第一百零五条 x", "第一百一十条 x", "第一千零一条 x", "第一千零二十条 x"]


def test_levels_count_below_one_another() -> None:
    body = "".join(numbered("x", level) for level in (0, 1, 1, 0, 1, 2, 2))

    blocks = read(body, numbering=levels(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))).blocks

    assert blocks == ("1. x", "1.1 x", "1.2 x", "2. x", "2.1 x", "(a) x", "(b) x")


def test_a_level_in_figures_shows_the_chapter_in_figures() -> None:
    numbering = levels(("upperRoman", "%1"), ("decimal", "%1.%2")).replace(
        '<w:lvlText w:val="%1.%2"/>', '<w:isLgl/><w:lvlText w:val="%1.%2"/>'
    )

    assert read(numbered("x") + numbered("y", 1), numbering=numbering).blocks == ("I x", "1.1 y")


def test_articles_may_count_on_through_chapters() -> None:
    numbering = levels(("chineseCounting", "第%1章"), ("chineseCounting", "第%2条"), more='<w:lvlRestart w:val="0"/>')

    blocks = read("".join(numbered("x", level) for level in (0, 1, 1, 0, 1)), numbering=numbering).blocks

    assert blocks == ("第一章 x", "第一条 x", "第二条 x", "第二章 x", "第三条 x")


def test_lists_of_one_definition_count_on_unless_one_starts_anew() -> None:
    numbering = (
        levels(("decimal", "%1."))
        + '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )

    blocks = read("".join(numbered("x", 0, number) for number in (1, 2, 3, 3)), numbering=numbering).blocks

    assert blocks == ("1. x", "2. x", "5. x", "6. x")


def test_a_style_numbers_its_paragraphs() -> None:
    numbering = levels(("chineseCounting", "第%1章"), ("chineseCounting", "第%2条")).replace(
        '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="Article"/>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="Chapter"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:type="paragraph" w:styleId="Article"><w:basedOn w:val="Chapter"/></w:style>'
    )
    chapter, article = ('<w:pStyle w:val="Chapter"/>', '<w:pStyle w:val="Article"/>')
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'

    body = paragraph("总则", chapter) + paragraph("目的。", article) + paragraph("附。", article + none)

    assert read(body, numbering=numbering, styles=styles).blocks == ("第一章 总则", "第一条 目的。", "附。")


def test_bullets_are_typography() -> None:
    assert read(numbered("Rule"), numbering=levels(("bullet", "\uf0b7"))).blocks == ("Rule",)


def test_a_deleted_paragraph_has_no_number_and_does_not_count() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>Old rule.</w:delText></w:r></w:del></w:p>'
    )

    read_file = read(numbered("One.") + gone + numbered("Two."), numbering=levels(("decimal", "%1.")))

    assert read_file.blocks == ("1. One.", "2. Two.")
    assert read_file.struck_blocks == ("Old rule.",)


def test_a_renumbered_article_is_a_change_and_quotes_need_no_number() -> None:
    first, second, new = ("为了规范平台的管理，制定本办法。", "平台每四年评估一次。", "评估结果向社会公布。")
    numbering = levels(("chineseCounting", "第%1条"))
    before = read(numbered(first) + numbered(second), numbering=numbering)
    after = read(numbered(first) + numbered(new) + numbered(second), numbering=numbering)

    changed = compare(before, after)

    assert changed.verdict == Verdict.CONTENT
    assert any("第三条" in sentence for sentence in changed.added)
    for exact in (second, f"第二条 {second}", f"第二条{second}"):
        assert find_quote(TextQuoteSelector(exact), before).state == QuoteState.PRESENT


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

    assert compare(before, after).verdict == Verdict.CONTENT


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
