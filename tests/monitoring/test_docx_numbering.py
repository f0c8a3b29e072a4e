"""Automatic numbers of a Word file are in front of their paragraphs."""

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.compare import Verdict, compare_texts
from observatory.monitoring.reading.extract import Document, extract
from observatory.monitoring.reading.quote_finder import find_quote
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from tests.monitoring.word_files import levels, numbered, paragraph, word_file


def read(body: str, **parts: str) -> Document:
    return extract(word_file(body, parts))


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

    changed = compare_texts(before, after)

    assert changed.verdict == Verdict.CONTENT
    assert any("第三条" in sentence for sentence in changed.added)
    for exact in (second, f"第二条 {second}", f"第二条{second}"):
        assert find_quote(TextQuoteSelector(exact), before).state == QuoteState.PRESENT
