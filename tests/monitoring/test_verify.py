"""Quotations found word for word, nearly, or not at all."""

import pytest

from observatory.monitoring.reading.extract import Document
from observatory.monitoring.reading.quotes import Found, locate_quote

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


@pytest.mark.parametrize(
    ("quote", "document", "locator"),
    [
        ("科研机构应当在结题后六个月内汇交数据", ZH, "block 3"),
        ("“科研机构应当在结题后 六 个月内汇交数据”", ZH, "block 3"),
        ("涉及国家秘密和个人隐私的数据,不得公开", ZH, "block 4"),
        ("为了规范科学数据管理……本办法所称科学数据", ZH, "block 2"),
        ("data that could identify a person must not be published", EN, "block 2"),
        ("shall establish three national facilities [...] must be free of charge.", EN, "block 1"),
        ("must not be published. Every project needs", EN, "block 2"),
    ],
)
def test_exact(quote: str, document: Document, locator: str) -> None:
    passage = locate_quote(quote, document)

    assert (passage.found, passage.similarity, passage.locator) == (Found.EXACT, 1.0, locator)


def test_the_passage_is_given_in_the_documents_words() -> None:
    assert locate_quote("六个月内汇交数据", ZH).text == "第二条 科研机构应当在结题后六个月内汇交数据；"


@pytest.mark.parametrize(
    ("quote", "document"),
    [
        ("科研机构应当在结题后三个月内汇交数据", ZH),
        ("涉及国家秘密与个人隐私的数据，可以公开", ZH),
        ("The government shall establish two national facilities by 2028", EN),
    ],
)
def test_another_wording_is_near_and_never_exact(quote: str, document: Document) -> None:
    passage = locate_quote(quote, document)

    assert passage.found == Found.NEAR
    assert 0.8 <= passage.similarity < 1.0
    assert passage.text


@pytest.mark.parametrize(
    "quote", ["", "……", "设立一亿元专项资金支持青年人才", "The moon is made of cheese and rock", "三年"]
)
def test_absent(quote: str) -> None:
    passage = locate_quote(quote, ZH)

    assert passage.found == Found.ABSENT
    assert passage.text == ""


def test_text_outside_the_main_part_is_found_and_said_to_be_there() -> None:
    assert locate_quote("联系电话：010-12345678", ZH).locator == "outside the main text"


def test_parts_in_another_order_are_not_the_quotation() -> None:
    assert locate_quote("不得公开……制定本办法", ZH).found != Found.EXACT


def test_nothing_is_found_in_an_empty_document() -> None:
    assert locate_quote("任何一段文字都不在这里面", Document(media="html")).found == Found.ABSENT
