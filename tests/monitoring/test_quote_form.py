"""The form in which quotes are compared: typography leaves it alone, figures and words do not."""

import pytest

from observatory.monitoring.reading.quote_form import form_offsets, mark_for_quote_form, quote_form, translate_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("二○○○年三月", "二〇〇〇年三月"),
        ("二零二六年", "二〇二六年"),
        ("第一○八号文件", "第一〇八号文件"),
        ("臺北的研究羣", "台北的研究群"),
        ("⻓期⽅案", "长期方案"),
        ("\uf92c\U0002f81a", "郎冬"),
        ("葛\U000e0100城", "葛城"),
        ("☎\ufe0f 热线", "☎\ufe0e热线"),
        ("العـــلوم", "العلوم"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("甲﹑乙︰丙", "甲、乙：丙"),
        ("〔2026〕8号", "[2026]8号"),
        ("half (½)", "half (1/2)"),
    ],
)
def test_typography_leaves_the_form_alone(one: str, other: str) -> None:
    assert quote_form(one) == quote_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10²", "102"),
        ("10⁻³", "10-3"),
        ("3½ 年", "31/2 年"),
        ("达到10①", "达到101"),
        ("①", "②"),
        ("一百零五", "一百零六"),
        ("−5", "5"),
        ("3.5", "35"),
        ("长期", "長期"),
    ],
)
def test_what_is_said_changes_the_form(one: str, other: str) -> None:
    assert quote_form(one) != quote_form(other)


@pytest.mark.parametrize("text", ["二○○○年 3½ 臺", "10①。葛\U000e0100城 ß ﬁ"])
def test_each_character_has_a_place_in_the_form(text: str) -> None:
    marked = mark_for_quote_form(text)

    assert len(marked) == len(text)
    assert len(form_offsets(marked)) == len(text) + 1
    assert form_offsets(marked)[-1] == len(translate_form(marked))
