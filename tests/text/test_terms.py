import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.search_terms import LONGEST, index_terms, other_spellings, term_of_word, word_pairs


def test_english_is_stemmed_and_chinese_is_cut_into_pairs_with_the_last_character_alone():
    assert index_terms("Policies 人工智能 for AI") == [
        ("polici", 0),
        ("人工", 1),
        ("工智", 2),
        ("智能", 3),
        ("能", 4),
        ("for", 5),
        ("ai", 6),
    ]


def test_neighbouring_words_are_pairs_across_punctuation_but_not_across_chinese():
    assert word_pairs(index_terms("Artificial intelligence, ethics 伦理 of AI")) == [
        ("artifici intellig", 0),
        ("intellig ethic", 1),
        ("of ai", 5),
    ]


def test_every_chinese_character_begins_a_term():
    assert {term[0] for term, _place in index_terms("科技伦理审查办法，第三章")} == set("科技伦理审查办法第三章")


@pytest.mark.parametrize("written", ["GLM4", "GLM-4", "GLM 4", "glm－４", "ＧＬＭ４"])
def test_letters_and_figures_are_words_of_their_own_however_they_are_joined(written):
    assert index_terms(written) == [("glm", 0), ("4", 1)]


def test_letters_and_figures_that_change_often_are_a_code():
    assert [term for term, _place in index_terms("AI4S 5G 10.1038/s41586 027m9bs27 k3f9x2ab")] == [
        *("ai", "4", "s", "5", "g", "10", "1038", "s", "41586", "027m9bs27", "k3f9x2ab"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rapport d’évaluation de l'IA", ["rapport", "evalu", "de", "ia"]),
        ("qu'il dell'arte all’università", ["il", "art", "universita"]),
        ("China's don't all's O'Neill", ["china", "don't", "all", "o'neil"]),
        ("Große Straße, Łódź, Ærø, đường", ["gross", "strass", "lodz", "aero", "duong"]),
        ("İzmir ısı", ["izmir", "isi"]),
        ("科學技術部", ["科学", "学技", "技术", "术部", "部"]),
        ("二〇三五年 二○三五", ["2035", "年", "2035"]),
        ("一二三四五 一百零五", ["一二", "二三", "三四", "四五", "五", "一百", "百零", "零五", "五"]),
        ("أَحْمَدُ إلى الذكاء ٢٠٣٥", ["احمد", "الي", "ذكاء", "2035"]),
        ("שָׁלוֹם", ["שלום"]),
        ("인공지능을", ["인공", "공지", "지능", "능을", "을"]),
        ("ロボット", ["ロボ", "ボッ", "ット", "ト"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("国⺠经济增⻓", ["国民", "民经", "经济", "济增", "增长", "长"]),
    ],
)
def test_the_forms_of_a_word_in_its_script_are_one_term(text, found):
    assert [term for term, _place in index_terms(text)] == found


def test_umlauts_are_found_with_an_e_as_well():
    assert other_spellings("Über die Größe 1") == [("ueber", 0), ("groess", 2)]
    assert other_spellings("naïve 政策") == []


def test_case_width_and_accents_do_not_matter():
    assert index_terms("NAÏVE ＰＬＡＮ") == index_terms("naive plan")


@given(st.text(max_size=300))
def test_places_never_go_back_and_terms_are_bounded(text):
    found = index_terms(text)
    places = [place for _term, place in found]
    assert places == sorted(set(places))
    assert all(0 < len(term) <= 4 * LONGEST for term, _place in found)


def test_a_word_without_end_is_cut():
    assert len(term_of_word("x" * 10_000)) <= LONGEST
