"""Normal forms: what reads the same has one key, what does not has two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.normal_forms import collapse_spaces, comparison_key, fold_typography, has_han, without_spaces


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI 模型（2025）", "AI模型(2025)"),
        ("２０２５年３月", "2025年3月"),
        ("他说：「可以」。", "他说:“可以”。"),
        ("state\u00adment", "statement"),
        ("监察\u200b机关", "监察机关"),
        ("1990–2000 — the ‘decade’", "1990-2000 - the 'decade'"),
        ("a\u00a0b\t c", "a b c"),
        ("ﬁnance", "finance"),
        ("第一条 为了", "第一条为了"),
    ],
)
def test_typography_does_not_change_the_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.8W", "28W"),
        ("不得公开", "得公开"),
        ("10 5", "105"),
        ("may not", "may"),
        ("Act", "act"),
        ("项目，资助", "项目资助"),
    ],
)
def test_a_difference_of_meaning_changes_the_key(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@given(st.text())
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert comparison_key(comparison_key(text)) == comparison_key(text)
    assert fold_typography(fold_typography(text)) == fold_typography(text)


@given(st.lists(st.sampled_from(["人工智能", "法", "AI", "2025", "，", "(", "policy"]), min_size=1))
def test_letters_ignore_all_space(parts: list[str]) -> None:
    assert without_spaces(" ".join(parts)) == without_spaces("\n\u3000".join(parts))


def test_squeeze_makes_every_white_space_one_space() -> None:
    assert collapse_spaces("\u3000a \n b\u00a0") == "a b"


def test_whether_a_text_holds_chinese() -> None:
    assert has_han("AI 法")
    assert not has_han("かな AI")
