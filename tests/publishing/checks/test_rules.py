"""The rules that check a record before it is published, on documents alone."""

import pytest

from observatory.publishing.checks.check_registry import (
    Check,
    Place,
    Severity,
    Subject,
    all_checks,
    at_least,
    codes_of,
    find_all,
    register_check,
)
from observatory.publishing.checks.record_rules import RULES
from observatory.publishing.item_publication import ITEM_TYPES

CODES = {rule.code for rule in RULES}


def citation(verdict="supports", standing="primary", basis="passage", value=""):
    return {
        "verdict": verdict,
        "basis": basis,
        "stated_value": value,
        "id": "",
        "quote": "",
        "source": {"standing": standing},
    }


def document(**parts):
    """A document in which no rule finds anything."""
    text = {"en": "A text.", "zh-hans": "一段文字。"}
    whole = {
        "kind": "initiative",
        "title": text | {"original": "", "original_language": ""},
        "summary": text,
        "facts": {"launched": {"value": "2023-03", "from": "2023-03-01", "to": "2023-03-31"}},
        "evidence": {"launched": [citation()]},
        "milestones": [],
        "relations": [],
    }
    return whole | parts


def relation(predicate="part_of", date=None, evidence=()):
    return {"predicate": {"value": predicate}, "date": date, "evidence": [*evidence] or [citation()]}


def found(document, public=None) -> list[tuple[str, str]]:
    (findings,) = find_all([Subject(document, public)], RULES)
    return [(each.check.code, each.place.statement) for each in findings]


def test_a_record_in_which_nothing_is_missing_has_no_finding():
    assert found(document()) == []
    assert codes_of(document()) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"evidence": {}}, [("no-source", "")]),
        ({"relations": [relation(), {**relation(), "evidence": []}]}, [("statement-without-source", "relation:1")]),
        ({"evidence": {"launched": [citation("does_not_support")]}}, [("statement-unsupported", "launched")]),
        ({"evidence": {"launched": [citation("contradicts")]}}, [("statement-unsupported", "launched")]),
        ({"evidence": {"launched": [citation("not_checked", basis="")]}}, [("not-checked", "launched")]),
        (
            {"evidence": {"launched": [citation(value="2023-03"), citation(value="2023-05")]}},
            [("sources-disagree", "launched")],
        ),
        ({"evidence": {"launched": [citation(standing="secondary")]}}, [("primary-source-not-read", "launched")]),
        ({"evidence": {"launched": [citation(basis="reference")]}}, [("primary-source-not-read", "launched")]),
        ({"summary": {"en": "A text.", "zh-hans": ""}}, [("chinese-missing", "summary")]),
        ({"summary": {"en": "", "zh-hans": "一段文字。"}}, [("english-missing", "summary")]),
        ({"summary": {"en": "", "zh-hans": ""}}, [("no-summary", "summary")]),
    ],
)
def test_each_rule_finds_what_it_is_for(parts, expected):
    assert found(document(**parts)) == expected


def test_one_supported_citation_is_enough_beside_one_that_is_not_checked():
    assert found(document(evidence={"launched": [citation(), citation("not_checked")]})) == []


def test_two_names_of_a_record_are_no_disagreement():
    names = [citation(value="MOST"), citation(value="科技部")]
    assert found(document(evidence={"launched": [citation()], "names": names})) == []


def test_a_relation_that_ended_before_the_record_began_is_unlikely():
    before = {"value": "2021", "from": "2021-01-01", "to": "2021-12-31"}
    overlapping = {"value": "2022/2024", "from": "2022-01-01", "to": "2024-12-31"}
    assert found(document(relations=[relation(date=before)])) == [("unlikely-date", "relation:0")]
    assert found(document(relations=[relation(date=overlapping), relation("succeeds", date=before)])) == []


def test_a_translation_is_outdated_if_the_other_language_was_edited_since_the_last_publication():
    public = document()
    edited = document(summary={"en": "Another text.", "zh-hans": "一段文字。"})
    assert found(edited, public) == [("chinese-outdated", "summary")]
    (findings,) = find_all([Subject(edited, public)], RULES)
    assert findings[0].place == Place("summary", "A text.", "Another text.")
    assert found(document(summary={"en": "A text.", "zh-hans": "另一段。"}), public) == [
        ("english-outdated", "summary")
    ]


def test_a_translation_is_not_outdated_if_both_were_edited_or_one_is_new():
    both = document(summary={"en": "Another text.", "zh-hans": "另一段。"})
    assert found(both, document()) == []
    assert found(document(), document(summary={"en": "", "zh-hans": "一段文字。"})) == []


def test_the_heaviest_findings_come_first():
    poor = document(summary={"en": "A text.", "zh-hans": ""}, evidence={"launched": [citation("contradicts")]})
    severities = [each.check.severity for each in find_all([Subject(poor)])[0]]
    assert severities == sorted(severities, key=list(Severity).index)


def test_published_records_are_counted_by_what_their_document_says_alone():
    poor = document(summary={"en": "A text.", "zh-hans": ""})
    assert codes_of(poor) == ["chinese-missing"]


def test_a_second_check_of_the_same_code_is_refused():
    with pytest.raises(ValueError, match="no-source"):
        register_check(Check("no-source", Severity.NOTE, "", "", lambda subject, gathered: ()))
    assert {check.code for check in all_checks()} >= CODES


def test_what_a_check_needs_is_read_once_for_all_records():
    calls = []

    def gather(subjects):
        calls.append(len(subjects))
        return "gathered"

    check = Check("x", Severity.NOTE, "", "", lambda subject, gathered: [Place(gathered)], gather)
    findings = find_all([Subject(document()), Subject(document())], [check])
    assert calls == [2]
    assert [each[0].place.statement for each in findings] == ["gathered", "gathered"]


@pytest.mark.parametrize(
    ("severity", "blocking"),
    [("", set()), ("error", {"error"}), ("warning", {"error", "warning"}), ("note", {"error", "warning", "note"})],
)
def test_a_severity_includes_the_heavier_ones(severity, blocking):
    assert at_least(severity) == blocking


def test_the_guide_for_curators_lists_every_check_with_its_severity(settings):
    guide = (settings.BASE_DIR / "docs/curators.md").read_text("utf-8").partition("## Checks")[2]
    rows = [line.split("|")[1:3] for line in guide.splitlines() if line.startswith("| `")]
    told = {code: severity.strip() for codes, severity in rows for code in codes.strip(" `").split("`, `")}
    kinds = ("record", *(item_type.name for item_type in ITEM_TYPES))
    assert told == {check.code: str(check.severity) for of in kinds for check in all_checks(of)}
