"""Words, sentences and stems."""

from hypothesis import given
from hypothesis import strategies as st

from observatory.text.search_terms import stem_word
from observatory.text.words_and_sentences import split_sentences, split_tokens, split_words


def test_chinese_is_cut_into_dictionary_words_and_not_one_giant_one() -> None:
    assert split_words("国务院发布新一代人工智能发展规划。") == ["国务院", "发布", "新一代", "人工智能", "发展", "规划"]


def test_mixed_text_keeps_numbers_and_latin_words_whole() -> None:
    assert split_words("2025年投入1,200.5万元建设AI平台，it's well-known") == [
        "2025", "年", "投入", "1,200.5", "万元", "建设", "AI", "平台", "it's", "well-known",
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("人工智能 AI,。.1 \n’-x"), max_size=60))
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(split_tokens(text)) == text


def test_sentences_end_at_full_stops_of_either_script_with_their_closing_quotes() -> None:
    assert split_sentences("他说：“好。”然后走了。 It cost 3.5 million. Fine!") == [
        "他说：“好。”",
        "然后走了。",
        "It cost 3.5 million.",
        "Fine!",
    ]


@given(st.text(alphabet=st.sampled_from("ab。.!？ ”\n"), max_size=40))
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_a_stem_joins_the_forms_of_a_word() -> None:
    assert stem_word("policies") == stem_word("policy")
    assert [stem_word(word) for word in ("models", "training", "gpt4s")] == ["model", "train", "gpt4s"]
