"""The form in which text is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.text.input_cleaning import clean_text, find_invisible_character


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("AI\u200bfor Science", "AIfor Science"),
        ("a\ttab", "a tab"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Plan\u202e.exe\u202c", "Plan.exe"),
        ("\ufeffPlan", "Plan"),
        ("soft\u00adhyphen", "softhyphen"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\x00b\x0cc\x7f", "ab\nc"),
        ("  spaces at the ends\n", "spaces at the ends"),
    ],
)
def test_what_nobody_sees_is_taken_out(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🔬", "א\u200fב", "“人工智能”：2022—2025年", "5\u00a0%"]
)
def test_what_a_script_needs_stays(text):
    assert clean_text(text) == text
    assert find_invisible_character(text) is None


def test_a_line_has_no_line_breaks():
    assert clean_text("one\r\ntwo\u2029three", one_line=True) == "one two three"


@given(st.text())
def test_clean_text_is_composed_and_stays_as_it_is(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert find_invisible_character(once) is None
    assert unicodedata.is_normalized("NFC", once)
