"""Matches in texts, and the passage that shows a match best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.search.highlight import LENGTH, Marker
from observatory.search.query_parser import parse_query


def shown(query: str, *texts: str) -> str:
    return "".join(f"[{text}]" if matched else text for text, matched in Marker(parse_query(query)).passage(texts))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("policy", "Two policies, one POLICY.", "Two [policies], one [POLICY]."),
        ("伦理", "科技伦理审查", "科技[伦理]审查"),
        ("人工智能 伦理", "人工智能的伦理与人工", "[人工智能]的[伦理]与人工"),
        ("ai", "AI, the said aim", "[AI], the said aim"),
        ("AI伦理", "AI 伦理", "[AI] [伦理]"),
        ('"open data"', "open the data", "[open] the [data]"),
        ("open -data", "open data", "[open] data"),
        ("it's <b>", "<b>it's</b>", "<[b]>[it's]</[b]>"),
        ("2023", "〔2023〕167号", "〔[2023]〕167号"),
    ],
)
def test_words_are_marked_as_they_were_written(query, text, marked):
    assert shown(query, text) == marked


def test_the_text_with_most_of_the_query_is_shown():
    assert shown("open data", "Only open.", "Open data here.", "Data.") == "[Open] [data] here."


def test_nothing_is_shown_where_nothing_stands():
    assert shown("zebra", "A text.") == ""


def test_a_long_text_is_cut_at_words_around_the_match():
    text = "lorem ipsum dolor " * 60 + "the ethics of science " + "sit amet " * 60
    passage = shown("ethics", text)
    assert "[ethics]" in passage
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert len(passage) < LENGTH + 20
    assert set(passage.strip("…").replace("[", "").replace("]", "").split()) <= set(text.split())


def test_a_passage_begins_with_its_sentence_when_that_is_near():
    text = "填充文字" * 100 + "。这里讲伦理审查。" + "更多文字" * 100
    assert shown("伦理", text).startswith("…这里讲[伦理]审查。")


@given(st.text(max_size=20), st.text(max_size=400))
def test_segments_joined_are_the_text_again(query, text):
    marker = Marker(parse_query(query))
    assert "".join(segment.text for segment in marker.segments(text)) == text
    passage = "".join(segment.text for segment in marker.passage([text]))
    assert passage.removeprefix("…").removesuffix("…") in text
