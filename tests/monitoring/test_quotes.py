"""Quotes found where they stand, in another context, in other words, struck, or not at all."""

import pytest

from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.extract import Document
from observatory.monitoring.reading.quote_finder import QuoteFinder, find_quote
from observatory.monitoring.reading.quote_match import QuoteMatch, TextPosition, TextQuoteSelector

ZH = Document(
    media="html",
    blocks=(
        "科学数据管理办法",
        "第一条 为了规范科学数据管理，制定本办法。本办法所称科学数据，包括观测数据。",
        "第二条 科研机构应当在结题后六个月内汇交数据；逾期未汇交的，不予通过验收。",
        "第三条 涉及国家秘密和个人隐私的数据，不得公开。",
    ),
    full_text="首页\n联系电话：010-12345678",
)
EN = Document(
    media="html",
    blocks=(
        "The government shall establish three national facilities by 2027, and access must be free of charge.",
        "Data that could identify a person must not be published. Every project needs approval before it starts.",
    ),
)


def find(exact: str, document: Document, prefix: str = "", suffix: str = "") -> QuoteMatch:
    return find_quote(TextQuoteSelector(exact, prefix, suffix), document)


@pytest.mark.parametrize(
    ("quote", "document", "block"),
    [
        ("科研机构应当在结题后六个月内汇交数据", ZH, 2),
        ("“科研机构应当在结题后 六 个月内汇交数据”", ZH, 2),
        ("涉及国家秘密和个人隐私的数据,不得公开", ZH, 3),
        ("为了规范科学数据管理……本办法所称科学数据", ZH, 1),
        ("data that could identify a person must not be published", EN, 1),
        ("shall establish three national facilities [...] must be free of charge.", EN, 0),
        ("must not be published. Every project needs", EN, 1),
    ],
)
def test_the_words_stand_whatever_the_typography(quote: str, document: Document, block: int) -> None:
    match = find(quote, document)

    assert (match.state, match.similarity, match.meaning_changed) == (QuoteState.PRESENT, 1.0, None)
    assert match.start is not None
    assert match.start.block == block


def test_the_passage_is_given_in_the_documents_words_and_is_no_longer_than_the_quote() -> None:
    match = find("六个月内汇交数据", ZH)

    assert match.passage == "六个月内汇交数据"
    assert match.prefix.endswith("包括观测数据。\n第二条 科研机构应当在结题后")
    assert match.suffix == "；逾期未汇交的，不予通过验收。\n第三条 涉及国家秘密和个人隐私的数据，不得公开。"
    assert (match.start, match.end) == (TextPosition(2, 14), TextPosition(2, 22))
    assert ZH.blocks[2][14:22] == match.passage


@pytest.mark.parametrize(
    ("quote", "document"),
    [
        ("科研机构应当在结题后三个月内汇交数据", ZH),
        ("涉及国家秘密与个人隐私的数据，可以公开", ZH),
        ("The government shall establish two national facilities by 2028", EN),
    ],
)
def test_other_words_in_the_same_place_are_altered(quote: str, document: Document) -> None:
    match = find(quote, document)

    assert (match.state, match.meaning_changed) == (QuoteState.ALTERED, True)
    assert 0.5 <= match.similarity < 1.0
    assert match.passage
    assert {op for op, _, _ in match.differences} >= {"delete", "insert"}


@pytest.mark.parametrize(
    "quote", ["", "……", "设立一亿元专项资金支持青年人才", "The moon is made of cheese and rock", "三年"]
)
def test_missing(quote: str) -> None:
    assert find(quote, ZH) == QuoteMatch(QuoteState.MISSING)


def test_text_outside_the_main_part_is_found_and_has_no_position() -> None:
    match = find("联系电话：010-12345678", ZH)

    assert (match.state, match.start) == (QuoteState.PRESENT, None)


def test_parts_in_another_order_are_not_the_quotation() -> None:
    assert find("不得公开……制定本办法", ZH).state != QuoteState.PRESENT


def test_nothing_is_found_in_an_empty_document() -> None:
    assert find("任何一段文字都不在这里面", Document(media="html")).state == QuoteState.MISSING


def test_a_match_survives_json() -> None:
    finder = QuoteFinder(EN)
    for exact in ("must be free of charge", "must be free of costs and charge", "nothing of this is here at all"):
        match = finder.find(TextQuoteSelector(exact))

        assert QuoteMatch.from_json(match.as_json()) == match
