"""Dates, numbers, document numbers, negations and modal verbs are marked, each completely."""

import pytest

from observatory.monitoring.reading.text_diff import marked_tokens


@pytest.mark.parametrize(
    ("text", "token", "mark"),
    [
        ("国发〔2017〕35号文件", "国发〔2017〕35号", "document_number"),
        ("第八十四号令", "第八十四号", "document_number"),
        ("under Regulation (EU) 2024/1689 of", "Regulation (EU) 2024/1689", "document_number"),
        ("standard ISO 42001 applies", "ISO 42001", "document_number"),
        ("自2025年3月1日起", "2025年3月1日", "date"),
        ("二〇一八年之前", "二〇一八年", "date"),
        ("on 1 March 2025 it", "1 March 2025", "date"),
        ("April 1st, 2026 was", "April 1st, 2026", "date"),
        ("since 2025-03-01 only", "2025-03-01", "date"),
        ("at most 1,200.5 units", "1,200.5", "number"),
        ("six or 15% of", "15%", "number"),
        ("数据不得公开", "不得", "modal"),
        ("未经审查", "未经", "negation"),
        ("六个月内", "六个月", "number"),
        ("应当公开", "应当", "modal"),
        ("it can't be", "can't", "negation"),
        ("states shall report", "shall", "modal"),
    ],
)
def test_mark(text: str, token: str, mark: str) -> None:
    found = marked_tokens(text)

    assert (token, mark) in found
    assert "".join(piece for piece, _ in found) == text


def test_ordinary_words_have_no_mark() -> None:
    assert {mark for _, mark in marked_tokens("the council 科学 数据")} == {""}
