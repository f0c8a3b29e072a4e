"""Links that open a page at the passage: what a browser gets to look for, by the draft “Text Fragments”."""

from urllib.parse import unquote

import pytest

from observatory.text.text_fragment import passage_url, text_directive

PAGE = "https://gov.example.cn/a.htm"


def terms(url):
    """Read a directive as a browser does: the parts between commas, decoded."""
    directive = url.partition("#:~:text=")[2]
    assert "#" not in directive
    return [unquote(part) for part in directive.split(",")]


def test_a_passage_is_named_word_for_word_and_all_that_has_a_meaning_in_a_directive_is_encoded():
    passage = "AI-for-science, “4.5” & more = 100 % of the words in this sentence"
    url = passage_url(PAGE, passage)
    assert url.startswith(
        f"{PAGE}#:~:text=AI%2Dfor%2Dscience%2C%20%E2%80%9C4.5%E2%80%9D%20%26%20more%20%3D%20100%20%25"
    )
    assert terms(url) == [passage]


def test_chinese_is_encoded_as_utf_8_and_white_space_counts_once():
    passage = (
        "为贯彻落实国家《新一代人工智能发展规划》，科技部会同自然科学基金委近期启动“人工智能驱动的科学研究”专项部署工作"
    )
    assert terms(passage_url(PAGE, passage)) == [passage]
    assert terms(passage_url(PAGE, "Two  words\tand many others in a sentence of some length")) == [
        "Two words and many others in a sentence of some length"
    ]


def test_a_very_long_passage_is_named_by_its_first_and_its_last_words():
    passage = " ".join(f"word{number}" for number in range(100))
    assert terms(passage_url(PAGE, passage)) == [
        "word0 word1 word2 word3 word4 word5",
        "word94 word95 word96 word97 word98 word99",
    ]


def test_a_very_long_chinese_passage_is_cut_at_its_marks():
    passage = (
        "第一条为了促进生成式人工智能健康发展，" + "维护国家安全和社会公共利益" * 30 + "，根据有关法律，制定本办法。"
    )
    start, end = terms(passage_url(PAGE, passage))
    assert start == "第一条为了促进生成式人工智能健康发展，"
    assert end == "根据有关法律，制定本办法。"


def test_a_passage_of_several_blocks_is_named_by_its_ends():
    assert terms(passage_url(PAGE, "The first paragraph.\n\nThe second one.")) == [
        "The first paragraph.",
        "The second one.",
    ]


def test_a_short_passage_is_named_with_its_context_and_a_long_one_without():
    assert terms(passage_url(PAGE, "4.5 billion", "The budget is ", " yuan a year")) == [
        "The budget is-",
        "4.5 billion",
        "-yuan a year",
    ]
    assert len(terms(passage_url(PAGE, "A sentence that is long enough to stand on a page once.", "Before. "))) == 1


def test_a_context_in_another_block_is_left_to_its_nearest_line():
    assert terms(passage_url(PAGE, "August", "A heading\nIt began in ", "2023")) == ["It began in-", "August", "-2023"]


@pytest.mark.parametrize(
    ("url", "led_to"),
    [
        ("ftp://example.org/a", "ftp://example.org/a"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://example.org/a.pdf", "https://example.org/a.pdf"),
        ("https://example.org/a.DOCX", "https://example.org/a.DOCX"),
        ("https://example.org/a#part", "https://example.org/a#part:~:text=word"),
        ("https://example.org/a#:~:text=old", "https://example.org/a#:~:text=word"),
        ("https://example.org/a?q=1", "https://example.org/a?q=1#:~:text=word"),
    ],
)
def test_only_web_pages_are_opened_at_the_passage(url, led_to):
    assert passage_url(url, "word") == led_to


def test_a_pdf_is_opened_at_the_page_only_if_that_is_known():
    assert passage_url("https://example.org/a.pdf", "word", page=3) == "https://example.org/a.pdf#page=3"


@pytest.mark.parametrize("empty", ["", "  ", "\n\n"])
def test_without_a_passage_the_address_stays_as_it_is(empty):
    assert text_directive(empty) == ""
    assert passage_url(PAGE, empty) == PAGE
