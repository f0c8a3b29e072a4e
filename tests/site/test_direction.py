from observatory.public.localised_texts import Run
from observatory.site.templating.language_markup import isolate_parts, isolated, language_attributes
from observatory.text.right_to_left import text_direction


def test_a_text_from_right_to_left_says_so_whatever_it_begins_with():
    assert text_direction("AI للعلوم", "ar") == text_direction("تهران", "fa-IR") == "rtl"
    assert text_direction("AI للعلوم", "") == text_direction("AI للعلوم", "en") == "auto"


def test_other_texts_need_no_direction():
    assert (
        text_direction("Khutta", "ar-Latn")
        == text_direction("人工智能", "zh-Hans")
        == text_direction("Ελλάδα", "el")
        == ""
    )


def test_attributes_are_escaped():
    assert language_attributes(Run("x", '"><script>')) == ' lang="&#34;&gt;&lt;script&gt;"'
    assert isolated("<b>خطة") == "<bdi>&lt;b&gt;خطة</bdi>"


def test_each_part_of_a_reference_is_isolated_and_nothing_else_changes():
    line = "Office. 2024. “خطة العلوم.” مجلة 3: 1–9 <i>"
    found = isolate_parts(line, ["Office", "خطة العلوم", "مجلة", "العلوم", "not there خ"])
    assert found == "Office. 2024. “<bdi>خطة العلوم</bdi>.” <bdi>مجلة</bdi> 3: 1–9 &lt;i&gt;"


def test_a_line_without_such_text_is_only_escaped():
    assert isolate_parts("A & B. 计划.", ["计划"]) == "A &amp; B. 计划."
