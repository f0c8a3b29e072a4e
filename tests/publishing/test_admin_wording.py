from observatory.publishing.differences.differences_in_words import Segment, difference_rows, mark_changes
from observatory.publishing.differences.document_differences import Difference


def test_only_what_differs_is_marked_by_the_word():
    left, right = mark_changes("Launched in March 2023.", "Launched in May 2023.")
    assert [part.text for part in left if part.marked] == ["March"]
    assert [part.text for part in right if part.marked] == ["May"]
    assert "".join(part.text for part in right) == "Launched in May 2023."


def test_chinese_is_marked_by_the_character():
    left, right = mark_changes("科学技术部发布", "科学技术部印发")
    assert "".join(part.text for part in right if part.marked) == "印"
    assert "".join(part.text for part in left if part.marked) == "布"


def test_a_long_pair_is_shown_without_marks():
    assert mark_changes("a " * 5000, "b " * 5000) == ([Segment("a " * 5000, False)], [Segment("b " * 5000, False)])


def said(path, value) -> str:
    [row] = difference_rows("initiative", [Difference(path, None, value)])
    return "".join(part.text for part in row.after)


NOTE = {"en": "", "zh-hans": ""}
CITATION = {"source": {"key": "MOST 2023a"}, "verdict": "supports", "stated_value": "2023", "locator": ""}
CITATION |= {"quote": "“q”", "note": NOTE}
DATE = {"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}
CHOICE = {"value": "launched", "en": "launched", "zh-hans": "发起"}


def test_values_of_a_document_are_said_in_words():
    cited = "MOST 2023a · supports · 2023 · “q”"
    relation = {"predicate": CHOICE, "object": {"title": {"en": "Plan"}}, "date": DATE, "role": "lead", "note": NOTE}
    milestone = {"type": CHOICE, "date": None, "title": {"en": "Start"}, "evidence": [CITATION]}
    assert said("facts.launched", DATE) == "2023-03"
    assert said("facts.objectives.zh-hans", {"zh-hans": "目标"}) == "目标"
    assert said("facts", {"launched": DATE, "website": None, "initiative_type": CHOICE}) == "2023-03 · launched"
    assert said("jurisdictions", {"code": "CN", "en": "China", "zh-hans": "中国"}) == "China · CN"
    assert said("summary.en", "A summary.") == "A summary."
    assert said("evidence.launched", CITATION) == cited
    assert said("evidence", {"launched": [CITATION]}) == cited
    assert said("evidence_state", "primary") == "supported by primary sources"
    assert said("disagreements.launched", {"value": "2023", "citations": [0]}) == "2023"
    assert said("relations", relation | {"evidence": []}) == "launched · Plan · 2023-03 · lead"
    assert said("milestones", milestone) == f"launched · Start · {cited}"
    assert said("identifiers", [{"scheme": "doi", "value": "10.1/x"}]) == "doi · 10.1/x"
    assert (
        said("names", {"name": "Wu", "language": "en", "kind": "alias", "note": NOTE}) == "Wu · en · alternative name"
    )


def test_a_statement_that_comes_or_goes_has_one_empty_side():
    launched = {"value": "2023", "from": "2023-01-01", "to": "2023-12-31"}
    differences = [Difference("facts.launched", launched, None), Difference("title.en", None, "T")]
    gone, come = difference_rows("initiative", differences, str.upper)
    assert [segment.text for segment in gone.before] == ["2023"]
    assert (gone.label, gone.after, come.label, come.before) == ("LAUNCHED", [], "Title · English", [])
