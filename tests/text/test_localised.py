import pytest

from observatory.text.bilingual_text import LANGUAGES, TAGS, interface_language, languages_by_preference, localised


@pytest.mark.parametrize(
    ("pair", "english", "chinese"),
    [
        ({"en": "Plan", "zh-hans": "规划", "original": "规划（原）"}, "Plan", "规划"),
        ({"en": "Plan", "zh-hans": "", "original": "规划"}, "Plan", "Plan"),
        ({"en": "", "zh-hans": "规划", "original": "Plan d'action"}, "规划", "规划"),
        ({"en": "", "zh-hans": None, "original": "Plan d'action"}, "Plan d'action", "Plan d'action"),
        ({"en": "Plan"}, "Plan", "Plan"),
        ({}, "", ""),
    ],
)
def test_a_reader_gets_the_own_language_then_the_other_then_the_original(pair, english, chinese):
    assert localised(pair, "en") == english
    assert localised(pair, "zh-hans") == chinese


@pytest.mark.parametrize("code", ["zh-hans", "zh-cn", "zh"])
def test_every_chinese_is_one_language(code):
    assert interface_language(code) == "zh-hans"


@pytest.mark.parametrize("code", ["en", "en-gb", "fr", "", None])
def test_every_other_language_is_english(code):
    assert interface_language(code) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_ones_own_language_comes_first_and_both_have_tags(language):
    assert languages_by_preference(language)[0] == language
    assert set(languages_by_preference(language)) == set(LANGUAGES) == set(TAGS)
