"""Two records are compared by their names, identifiers, web pages, places and dates; labelled pairs say how well."""

from pathlib import Path

import pytest
from django.conf import settings

from observatory.records.record_duplicates import comparable_types
from observatory.records.record_likeness import LIKELY, Reason, compare_records
from tests.records.labelled_pairs import APART, MOST, SAME, known


def is_found(one, other) -> bool:
    return comparable_types(one.kind, other.kind) and compare_records(one, other).is_likely


FOUND = [name for name, one, other in SAME if is_found(one, other)]
FALSE = [name for name, one, other in APART if is_found(one, other)]


def test_the_labelled_pairs_are_found_as_the_documentation_says():
    missed = [name for name, *_pair in SAME if name not in FOUND]
    assert missed == ["other translation", "former name", "translated", "typing error", "nickname"]
    assert FALSE == ["reorganised"]
    assert len(SAME) + len(APART) >= 60
    recall, precision = len(FOUND) / len(SAME), len(FOUND) / (len(FOUND) + len(FALSE))
    told = (
        f"{len(SAME)} true pairs and {len(APART)} that only look alike: recall {recall:.2f}, precision {precision:.2f}"
    )
    assert told in " ".join(Path(settings.BASE_DIR / "docs/curators.md").read_text().split())


@pytest.mark.parametrize(("name", "one", "other"), [*SAME, *APART])
def test_a_comparison_is_the_same_from_both_sides(name, one, other):
    there, back = compare_records(one, other), compare_records(other, one)
    assert there.score == back.score
    assert {row.reason for row in there.reasons} == {row.reason for row in back.reasons}


def test_a_record_compared_with_nothing_alike_has_no_reason():
    assert compare_records(MOST, known("Peking University")) == (0, ())


def test_the_reasons_name_what_they_are_about():
    likeness = compare_records(known("国家科技伦理委员会"), known("Guojia Keji Lunli Weiyuanhui"))
    [reason] = likeness.reasons
    assert reason[:3] == (Reason.ROMANISED, "国家科技伦理委员会", "Guojia Keji Lunli Weiyuanhui")


def test_more_reasons_raise_the_score_and_another_country_lowers_it():
    page = known("Zhejiang Lab", page="zhejianglab.com")
    assert compare_records(page, page).score > compare_records(known("Zhejiang Lab"), page).score
    assert compare_records(known("Zhejiang Lab", at="US"), page).score < LIKELY


@pytest.mark.parametrize(
    "text", ["", " ", "!", "\x00", "a", "。", "(A)", "《》", "9" * 500, "中" * 300, "́", "A" * 10_000]
)
def test_hostile_names_have_keys_that_fit_the_column(text):
    assert all(0 < len(key) <= 120 for key in known("Title", text).keys)
