from hypothesis import given
from hypothesis import strategies as st

from observatory.text.search_terms import LONGEST, term_of_word, terms, word_pairs


def test_english_is_stemmed_and_chinese_is_cut_into_pairs_with_the_last_character_alone():
    assert terms("Policies 人工智能 for AI") == [
        ("polici", 0),
        ("人工", 1),
        ("工智", 2),
        ("智能", 3),
        ("能", 4),
        ("for", 5),
        ("ai", 6),
    ]


def test_neighbouring_words_are_pairs_across_punctuation_but_not_across_chinese():
    assert word_pairs(terms("Artificial intelligence, ethics 伦理 of AI")) == [
        ("artifici intellig", 0),
        ("intellig ethic", 1),
        ("of ai", 5),
    ]


def test_every_chinese_character_begins_a_term():
    assert {term[0] for term, _place in terms("科技伦理审查办法，第三章")} == set("科技伦理审查办法第三章")


def test_letters_and_digits_that_touch_are_one_word():
    assert [term for term, _place in terms("AI4S GPT-4 10.1038/s41586")] == ["ai4s", "gpt", "4", "10", "1038", "s41586"]


def test_case_width_and_accents_do_not_matter():
    assert terms("NAÏVE ＰＬＡＮ") == terms("naive plan")


@given(st.text(max_size=300))
def test_places_never_go_back_and_terms_are_bounded(text):
    found = terms(text)
    places = [place for _term, place in found]
    assert places == sorted(set(places))
    assert all(0 < len(term) <= 4 * LONGEST for term, _place in found)


def test_a_word_without_end_is_cut():
    assert len(term_of_word("x" * 10_000)) <= LONGEST
