"""A stored text in pages of bounded size, with marks that cover the words they are of."""

from observatory.desk.evidence.stored_text_pages import (
    LONGEST_PAGE,
    Mark,
    page_of_position,
    paragraph_html,
    segments_of_piece,
    split_pages,
)
from observatory.monitoring.reading.extract.document import Document
from observatory.monitoring.reading.quote_match import TextPosition


def document(*blocks: str) -> Document:
    return Document(media="text", blocks=blocks)


def test_three_hundred_pages_are_shown_in_parts_and_nothing_is_lost():
    blocks = [f"Paragraph {number}. " + "word " * 60 for number in range(3000)]
    pages = split_pages(document(*blocks))
    assert [piece.text for page in pages for piece in page] == blocks
    assert max(sum(len(piece.text) for piece in page) for page in pages) <= LONGEST_PAGE
    assert page_of_position(pages, TextPosition(2999, 5)) == len(pages) - 1


def test_one_block_without_end_is_cut_too():
    pages = split_pages(document("x" * 200_000))
    assert len(pages) >= 5
    assert "".join(piece.text for page in pages for piece in page) == "x" * 200_000
    assert page_of_position(pages, TextPosition(0, 199_999)) == len(pages) - 1


def test_an_empty_document_is_one_page():
    assert split_pages(document()) == [[]]


def test_marks_overlap_and_the_chosen_one_stands_out():
    [[piece]] = split_pages(document("one two three four"))
    marks = [
        Mark(TextPosition(0, 0), TextPosition(0, 13), 7),
        Mark(TextPosition(0, 8), TextPosition(0, 18), 8, "altered"),
    ]
    found = segments_of_piece(piece, marks, 8)
    assert [(each.text, each.css, each.opens) for each in found] == [
        ("one two ", "quoted present", (7,)),
        ("three", "quoted altered current", (8,)),
        (" four", "quoted altered current", ()),
    ]


def test_a_mark_goes_on_over_blocks_and_parts_of_blocks():
    pages = split_pages(document("first block", "second"))
    mark = Mark(TextPosition(0, 6), TextPosition(1, 3), 1)
    texts = [[each.text for each in segments_of_piece(piece, [mark], None) if each.css] for piece in pages[0]]
    assert texts == [["block"], ["sec"]]


def test_markup_of_the_source_is_text():
    [[piece]] = split_pages(document("<script>alert(1)</script> & more"))
    shown = paragraph_html(piece, segments_of_piece(piece, [], None), '"><b>')
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<b>" not in shown
