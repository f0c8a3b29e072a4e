"""Normal forms: what reads the same has one key, what does not has two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.typography import collapse_spaces, comparison_key, fold_typography, has_han, without_spaces


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
        ("二○二六年", "二〇二六年"),
        ("二〇二六年", "二零二六年"),
        ("二○○○年三月", "二〇〇〇年三月"),
        ("第一○八号", "第一〇八号"),
        ("二O二六年", "二〇二六年"),
        ("〔2026〕8号", "[2026]8号"),
        ("【附件】", "［附件］"),
        ("臺北的研究羣", "台北的研究群"),
        ("這裏", "這裡"),
        ("時間︰五月", "時間：五月"),
        ("1∶500", "1:500"),
        ("甲﹑乙", "甲、乙"),
        ("☎\ufe0f 热线", "☎\ufe0e热线"),
        ("葛\U000e0100城", "葛城"),
        ("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"),
        ("العـــلوم", "العلوم"),
        ("ﺍﻟﻌﻠﻮﻡ", "العلوم"),
        ("e\u0301valuation", "évaluation"),
        ("⻓期⽅案", "长期方案"),
        ("\uf92c\U0002f81a", "郎冬"),
        ("½ of it", "1/2 of it"),
        ("it´s", "it's"),
        ("etc⋯", "etc…"),
    ],
)
def test_typography_does_not_change_the_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)
    assert without_spaces(one) == without_spaces(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.8W", "28W"),
        ("10²", "102"),
        ("10 ²", "102"),
        ("10⁻³", "10-3"),
        ("10①", "101"),
        ("①", "②"),
        ("3½", "31/2"),
        ("10₂", "102"),
        ("一百零五", "一百零六"),
        ("○ 二级", "零二级"),
        ("OK", "零K"),
        ("著作", "着作"),
        ("长期", "長期"),
        ("不得公开", "得公开"),
        ("may not", "may"),
        ("Act", "act"),
        ("项目，资助", "项目资助"),
    ],
)
def test_a_difference_of_meaning_changes_the_key(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)
    assert without_spaces(one) != without_spaces(other)


def test_a_space_between_two_words_has_a_meaning() -> None:
    assert comparison_key("10 5") != comparison_key("105")


@given(st.text())
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert comparison_key(comparison_key(text)) == comparison_key(text)
    assert without_spaces(without_spaces(text)) == without_spaces(text)
    assert fold_typography(fold_typography(text)) == fold_typography(text)


@given(st.lists(st.sampled_from(["人工智能", "法", "AI", "2025", "，", "(", "policy"]), min_size=1))
def test_letters_ignore_all_space(parts: list[str]) -> None:
    assert without_spaces(" ".join(parts)) == without_spaces("\n\u3000".join(parts))


def test_squeeze_makes_every_white_space_one_space() -> None:
    assert collapse_spaces("\u3000a \n b\u00a0") == "a b"


def test_whether_a_text_holds_chinese() -> None:
    assert has_han("AI 法")
    assert not has_han("かな AI")
