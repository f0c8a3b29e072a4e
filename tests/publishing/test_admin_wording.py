from observatory.publishing.admin.describe_differences import Segment, in_words, marked, rows
from observatory.publishing.differences import Difference


def test_only_what_differs_is_marked_by_the_word():
    left, right = marked("Launched in March 2023.", "Launched in May 2023.")
    assert [part.text for part in left if part.marked] == ["March"]
    assert [part.text for part in right if part.marked] == ["May"]
    assert "".join(part.text for part in right) == "Launched in May 2023."


def test_chinese_is_marked_by_the_character():
    left, right = marked("科学技术部发布", "科学技术部印发")
    assert "".join(part.text for part in right if part.marked) == "印"
    assert "".join(part.text for part in left if part.marked) == "布"


def test_a_long_pair_is_shown_without_marks():
    assert marked("a " * 5000, "b " * 5000) == ([Segment("a " * 5000, False)], [Segment("b " * 5000, False)])


def test_values_of_a_document_are_said_in_words():
    assert in_words({"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}) == "2023-03"
    assert in_words({"code": "CN", "en": "China", "zh-hans": "中国"}) == "China · CN"
    assert in_words(None) == ""
    note = {"en": "", "zh-hans": ""}
    citation = {"source": {"key": "MOST 2023a"}, "verdict": "supports", "stated_value": "2023", "locator": ""}
    assert in_words(citation | {"quote": "“q”", "note": note}) == "MOST 2023a · supports · 2023 · “q”"
    assert in_words([{"scheme": "doi", "value": "10.1/x"}]) == "doi · 10.1/x"


def test_a_statement_that_comes_or_goes_has_one_empty_side():
    gone, come = rows([Difference("facts.launched", "2023", None), Difference("title.en", None, "T")], str.upper)
    assert (gone.label, gone.working, come.label, come.public) == ("LAUNCHED", [], "Title · English", [])
